import { z } from 'zod';
import { lonLat } from '../../../server/api/contract/common.ts';

const names = { name_zh: z.string(), name_en: z.string() };

/** The own base map in `public/basemap.geojson`: hand-drawn, approximate, WGS-84. */
export const baseMapData = z.object({
  features: z.array(
    z.object({
      properties: z.object({
        kind: z.enum(['hill', 'water', 'bridge', 'district']),
        ...names,
        label: lonLat.optional(),
      }),
      geometry: z.discriminatedUnion('type', [
        z.object({ type: z.literal('Polygon'), coordinates: z.array(z.array(lonLat)) }),
        z.object({ type: z.literal('LineString'), coordinates: z.array(lonLat) }),
        z.object({ type: z.literal('Point'), coordinates: lonLat }),
      ]),
    }),
  ),
});
export type BaseMapData = z.infer<typeof baseMapData>;

let loaded: Promise<BaseMapData | undefined> | undefined;

/** Loaded once a page; undefined when the file cannot be had: the map then shows graticule and sites only. */
export const loadBaseMap = (): Promise<BaseMapData | undefined> => {
  loaded ??= fetch('/basemap.geojson')
    .then((answer) => (answer.ok ? answer.json() : undefined))
    .then((json: unknown) => baseMapData.parse(json))
    .catch(() => {
      loaded = undefined;
      return undefined;
    });
  return loaded;
};

import type { LonLat } from '../../../server/core/geo.ts';
import type { Kept } from './cases.ts';

type Feature = {
  readonly id: string;
  readonly properties: {
    readonly figures: Kept['figures'];
    readonly blockers: readonly string[];
    readonly fits: readonly string[];
  };
  readonly geometry: { readonly coordinates: readonly LonLat[] } | null;
};

const FLOWN = '#2f9e44';
const REFUSED = '#e03131';

const line = (name: string, value: unknown): string => `    ${JSON.stringify(name)}: ${JSON.stringify(value)}`;

const featureText = ([name, { figures, blockers, fits, turns }]: readonly [string, Kept]): string =>
  [
    `{ "type": "Feature", "id": ${JSON.stringify(name)},`,
    '  "properties": {',
    [
      line('figures', figures),
      line('blockers', blockers),
      line('fits', fits),
      line('stroke', blockers.length === 0 ? FLOWN : REFUSED),
    ].join(',\n'),
    '  },',
    `  "geometry": ${JSON.stringify(turns.length === 0 ? null : { type: 'LineString', coordinates: turns })} }`,
  ].join('\n');

/** A line for each thing that is kept; as a whole GeoJSON, green what may be flown and red what is refused. */
export const fileText = (kept: ReadonlyMap<string, Kept>): string =>
  `{ "type": "FeatureCollection", "features": [\n${[...kept].map(featureText).join(',\n')}\n] }\n`;

export const readFile = (text: string): ReadonlyMap<string, Kept> => {
  const { features } = JSON.parse(text) as { features: readonly Feature[] };
  return new Map(
    features.map(({ id, properties: { figures, blockers, fits }, geometry }) => [
      id,
      { figures, blockers, fits, turns: geometry?.coordinates ?? [] },
    ]),
  );
};

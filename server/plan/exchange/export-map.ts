import type { LonLat } from '../../core/geo.ts';
import { heightsAlong, padAmsl } from '../conflict/leg-heights.ts';
import type { Plan } from '../plan-types.ts';

export type Titled = { readonly number: string; readonly plan: Plan };

/** A place with its height, metres AMSL. */
type Point3 = readonly [lon: number, lat: number, amslM: number];

/** Up from the pad, along the legs, down onto the pad. */
const lineOf = (plan: Plan): Point3[] => {
  const heights = heightsAlong(plan);
  const point = ([lon, lat]: LonLat, amslM: number): Point3 => [lon, lat, Math.round(amslM * 100) / 100];
  const first = plan.legs[0];
  const last = plan.legs.at(-1);
  if (first === undefined || last === undefined) return [];
  return [
    ...(plan.inFlight === undefined ? [point(first.from, padAmsl(plan.from))] : []),
    point(first.from, heights[0]?.startM ?? 0),
    ...plan.legs.map((leg, i) => point(leg.to, heights[i]?.endM ?? 0)),
    point(last.to, padAmsl(plan.to)),
  ];
};

const closed = (ring: readonly LonLat[]): LonLat[] => [...ring, ...ring.slice(0, 1)];

/** RFC 7946 in WGS-84; a third coordinate is metres AMSL, which RFC 7946 leaves open: `altitudeRef` says so. */
export const geoJsonOf = ({ number, plan }: Titled) => ({
  type: 'FeatureCollection' as const,
  features: [
    {
      type: 'Feature' as const,
      properties: {
        kind: 'route',
        flight: number,
        altitudeRef: 'AMSL',
        planHash: plan.hash,
        airspaceVersion: plan.airspaceVersion,
        distanceM: plan.distanceM,
        flightS: plan.flightS,
      },
      geometry: { type: 'LineString' as const, coordinates: lineOf(plan) },
    },
    ...plan.fence.map(({ inclusion, ring }) => ({
      type: 'Feature' as const,
      properties: { kind: inclusion ? 'fence' : 'fence_exclusion' },
      geometry: { type: 'Polygon' as const, coordinates: [closed(ring)] },
    })),
    ...plan.rally.map(({ at, relAltM }) => ({
      type: 'Feature' as const,
      properties: { kind: 'rally', relAltM },
      geometry: { type: 'Point' as const, coordinates: at },
    })),
  ],
});

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (char) => ESCAPES[char] ?? char);

const placemark = (name: string, geometry: string): string =>
  `    <Placemark>\n      <name>${escaped(name)}</name>\n      ${geometry}\n    </Placemark>`;

const coordinates = (points: readonly (readonly number[])[]): string =>
  `<coordinates>${points.map((point) => point.join(',')).join(' ')}</coordinates>`;

/** OGC KML 2.2; its `absolute` heights are above EGM96, as ours are. */
export const kmlOf = ({ number, plan }: Titled): string => {
  const route = `<LineString><altitudeMode>absolute</altitudeMode>${coordinates(lineOf(plan))}</LineString>`;
  const rings = plan.fence.map(({ inclusion, ring }) =>
    placemark(
      inclusion ? 'fence' : 'fence exclusion',
      `<Polygon><outerBoundaryIs><LinearRing>${coordinates(closed(ring))}</LinearRing></outerBoundaryIs></Polygon>`,
    ),
  );
  const rally = plan.rally.map(({ at }, i) =>
    placemark(`rally ${i + 1}`, `<Point>${coordinates([at])}</Point>`),
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<kml xmlns="http://www.opengis.net/kml/2.2">',
    '  <Document>',
    `    <name>${escaped(number)}</name>`,
    placemark(`${plan.from.nameEn} – ${plan.to.nameEn}`, route),
    ...rings,
    ...rally,
    '  </Document>',
    '</kml>',
    '',
  ].join('\n');
};

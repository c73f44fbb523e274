import { destination, type LonLat } from './geo.ts';

/** What a person draws: a ring, or a circle with its radius in metres. WGS-84. */
export type DrawnShape =
  | { readonly kind: 'polygon'; readonly ring: readonly LonLat[] }
  | { readonly kind: 'circle'; readonly centre: LonLat; readonly radiusM: number };

/** Sides of the polygon that stands for a circle; with 36 it reaches 0.4 % beyond it. */
const CIRCLE_SIDES = 36;

/** A closed ring around the whole shape: the polygon of a circle lies around it, not in it. */
export const ringOf = (shape: DrawnShape): LonLat[] => {
  if (shape.kind === 'circle') {
    const reach = shape.radiusM / Math.cos(Math.PI / CIRCLE_SIDES);
    const points = Array.from({ length: CIRCLE_SIDES }, (_, i) =>
      destination(shape.centre, reach, -(360 / CIRCLE_SIDES) * i),
    );
    return [...points, points[0] as LonLat];
  }
  const [first] = shape.ring;
  const last = shape.ring.at(-1);
  const isClosed = first !== undefined && last !== undefined && first[0] === last[0] && first[1] === last[1];
  return isClosed || first === undefined ? [...shape.ring] : [...shape.ring, first];
};

/** A temporary zone as the record has it; times are milliseconds since 1970 UTC, heights metres in `altitudeRef`. */
export type TemporaryZone = {
  readonly id: string;
  readonly name: string;
  readonly lowerM: number;
  readonly upperM: number;
  readonly altitudeRef: 'AGL' | 'AMSL';
  readonly ring: readonly LonLat[];
  readonly validFrom: number;
  readonly validTo: number;
};

/** The zone as a feature of `GET /api/airspace`. */
export const featureOfTemporary = (drawn: TemporaryZone) => ({
  type: 'Feature' as const,
  properties: {
    id: `temporary-${drawn.id}`,
    kind: 'temporary',
    name: drawn.name,
    name_zh: drawn.name,
    lower_m: drawn.lowerM,
    upper_m: drawn.upperM,
    altitude_ref: drawn.altitudeRef,
    valid_from: new Date(drawn.validFrom).toISOString(),
    valid_to: new Date(drawn.validTo).toISOString(),
    synthetic: false,
  },
  geometry: { type: 'Polygon' as const, coordinates: [drawn.ring] },
});

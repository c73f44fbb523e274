import type { LonLat } from '../../core/geo.ts';
import { refuse, ok, type Result } from '../../core/result.ts';
import { corridorOf, stretchesOf, windowOf, type Corridor, type Stretch } from '../conflict/volume.ts';
import { DEPARTURE_LATE_S } from '../conflict/limits.ts';
import { along, gap, minus, planeAt, type Plane, type Vec } from '../geometry.ts';
import type { Plan } from '../plan-types.ts';
import type { OperationalIntent, Volume4d } from './f3548.ts';
import { geoidM } from './geoid.ts';

/** Volumes are to be as small as practical: a leg is cut into pieces of at most this many seconds. */
const PIECE_S = 60;

const cut = (stretch: Stretch): Stretch[] => {
  const { a, b, fromS, toS } = stretch;
  if (gap(a, b) === 0) return [stretch];
  const count = Math.max(1, Math.ceil((toS - fromS) / PIECE_S));
  const timeAt = (i: number): number => fromS + ((toS - fromS) * i) / count;
  const placeAt = (i: number): Vec => along(a, minus(b, a), i / count);
  return Array.from({ length: count }, (_, i) => ({
    ...stretch,
    a: placeAt(i),
    b: placeAt(i + 1),
    fromS: timeAt(i),
    toS: timeAt(i + 1),
  }));
};

/** The rectangle around a corridor, or undefined for a column: that is a circle. */
const rectangle = ({ a, b, halfM }: Corridor): Vec[] | undefined => {
  const length = gap(a, b);
  if (length === 0) return undefined;
  const along1 = { x: ((b.x - a.x) / length) * halfM, y: ((b.y - a.y) / length) * halfM };
  const left = { x: -along1.y, y: along1.x };
  const corner = (p: Vec, forth: number, aside: number): Vec => ({
    x: p.x + along1.x * forth + left.x * aside,
    y: p.y + along1.y * forth + left.y * aside,
  });
  return [corner(a, -1, 1), corner(a, -1, -1), corner(b, 1, -1), corner(b, 1, 1)];
};

const time = (seconds: number) =>
  ({ value: new Date(Math.round(seconds * 1000)).toISOString(), format: 'RFC3339' }) as const;

const metres = (value: number) =>
  ({ value: Math.round(value * 100) / 100, reference: 'W84', units: 'M' }) as const;

const latLngOf = ([lon, lat]: LonLat) => ({
  lat: Math.round(lat * 1e7) / 1e7,
  lng: Math.round(lon * 1e7) / 1e7,
});

const outlineOf = (corridor: Corridor, plane: Plane) => {
  const ring = rectangle(corridor);
  if (ring !== undefined)
    return { outline_polygon: { vertices: ring.map((corner) => latLngOf(plane.toLonLat(corner))) } };
  const center = latLngOf(plane.toLonLat(corridor.a));
  return { outline_circle: { center, radius: { value: corridor.halfM, units: 'M' as const } } };
};

const volumeOf = (corridor: Corridor, undulationM: number, plane: Plane): Volume4d => {
  const [fromS, toS] = windowOf(corridor);
  return {
    volume: {
      ...outlineOf(corridor, plane),
      altitude_lower: metres(corridor.lowM + undulationM),
      altitude_upper: metres(corridor.highM + undulationM),
    },
    time_start: time(fromS),
    time_end: time(toS),
  };
};

export type IntentOf = {
  readonly plan: Plan;
  /** Departure, milliseconds since 1970 UTC. */
  readonly departAt: number;
  /** A UUID of version 4, the same for the same flight. */
  readonly id: string;
  readonly airborne: boolean;
};

/**
 * A flight as an operational intent of F3548-21. No DSS knows it: `subscription_id` repeats its own id, `manager` and
 * `uss_base_url` are to be set by whoever shares it. Refused where the height of the geoid is not known.
 */
export const intentOf = ({ plan, departAt, id, airborne }: IntentOf): Result<OperationalIntent> => {
  const undulationM = geoidM(plan.from.at);
  if (undulationM === undefined || geoidM(plan.to.at) === undefined)
    return refuse(
      'flights.no_datum',
      'The height of the geoid is not known there: heights cannot be given in WGS-84.',
    );
  const plane = planeAt(plan.from.at);
  const departS = departAt / 1000;
  const doubt = { sinceS: departS, departureLateS: DEPARTURE_LATE_S };
  const volumes = stretchesOf(plan, departS, plane)
    .flatMap(cut)
    .map((stretch) => corridorOf(stretch, doubt))
    .map((corridor) => volumeOf(corridor, geoidM(plane.toLonLat(corridor.a)) ?? undulationM, plane));
  const starts = volumes.map(({ time_start }) => time_start.value).toSorted();
  const ends = volumes.map(({ time_end }) => time_end.value).toSorted();
  const format = 'RFC3339' as const;
  return ok({
    reference: {
      id,
      manager: 'lifeline',
      uss_availability: 'Unknown',
      version: 1,
      state: airborne ? 'Activated' : 'Accepted',
      time_start: { value: starts[0] ?? '', format },
      time_end: { value: ends.at(-1) ?? '', format },
      uss_base_url: '',
      subscription_id: id,
    },
    details: { volumes, off_nominal_volumes: [], priority: 0 },
  });
};

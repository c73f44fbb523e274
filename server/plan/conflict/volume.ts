import { heightsAlong, padAmsl } from './leg-heights.ts';
import type { Plane, Vec } from '../geometry.ts';
import type { Plan } from '../plan-types.ts';
import {
  DEPARTURE_LATE_S,
  TIME_DOUBT_S,
  TIME_DOUBT_SHARE,
  VOLUME_HALF_HEIGHT_M,
  VOLUME_HALF_M,
} from './limits.ts';

/**
 * Where a drone is while it goes from `a` to `b` (equal: it stays above one place), with everything that it may be off:
 * aside, in height, and in time. Plane metres, metres AMSL, seconds since 1970 UTC.
 */
export type Corridor = {
  readonly kind: 'corridor';
  readonly a: Vec;
  readonly b: Vec;
  readonly halfM: number;
  readonly lowM: number;
  readonly highM: number;
  /** Planned times at `a` and at `b`. */
  readonly fromS: number;
  readonly toS: number;
  /** How much earlier and later it may be, at `a` and at `b`. */
  readonly earlyS: readonly [number, number];
  readonly lateS: readonly [number, number];
};

/** A polygon that somebody has for a time: all of it at any moment of it. The ring is open. */
export type Area = {
  readonly kind: 'area';
  readonly ring: readonly Vec[];
  readonly lowM: number;
  readonly highM: number;
  readonly fromS: number;
  readonly toS: number;
};

export type Volume = Corridor | Area;

/** How far off its plan a flight may be in time: at once, and for each second that it has flown since `sinceS`. */
export type Doubt = { readonly sinceS: number; readonly departureLateS: number };

const doubtAt = (atS: number, { sinceS }: Doubt): number =>
  TIME_DOUBT_S + TIME_DOUBT_SHARE * Math.max(0, atS - sinceS);

export type Stretch = {
  readonly a: Vec;
  readonly b: Vec;
  readonly lowM: number;
  readonly highM: number;
  readonly fromS: number;
  readonly toS: number;
};

/** The stretch with its doubts in place and time. */
export const corridorOf = (stretch: Stretch, doubt: Doubt): Corridor => {
  const { lowM, highM, fromS, toS } = stretch;
  const [first, last] = [doubtAt(fromS, doubt), doubtAt(toS, doubt)];
  return {
    ...stretch,
    kind: 'corridor',
    halfM: VOLUME_HALF_M,
    lowM: lowM - VOLUME_HALF_HEIGHT_M,
    highM: highM + VOLUME_HALF_HEIGHT_M,
    earlyS: [first, last],
    lateS: [first + doubt.departureLateS, last + doubt.departureLateS],
  };
};

/** Up over the pad, the legs, down onto the other pad; a way from the air has no beginning at a pad. */
export const stretchesOf = (
  plan: Pick<Plan, 'from' | 'to' | 'legs' | 'items' | 'takeoffS' | 'landingS' | 'flightS' | 'inFlight'>,
  departS: number,
  plane: Plane,
): Stretch[] => {
  const heights = heightsAlong(plan);
  const [first, last] = [plan.legs[0], plan.legs.at(-1)];
  if (first === undefined || last === undefined) return [];
  const [start, end] = [plane.toPlane(first.from), plane.toPlane(last.to)];
  const begin = heights[0]?.startM ?? 0;
  const finish = heights.at(-1)?.endM ?? 0;
  const cruiseFromS = departS + plan.takeoffS;
  const legs = plan.legs.map((leg, i): Stretch => {
    const band = heights[i];
    return {
      a: i === 0 ? start : plane.toPlane(leg.from),
      b: plane.toPlane(leg.to),
      lowM: band?.lowM ?? 0,
      highM: band?.highM ?? 0,
      fromS: i === 0 ? cruiseFromS : departS + (plan.legs[i - 1]?.etaS ?? 0),
      toS: departS + leg.etaS,
    };
  });
  const foot = plan.inFlight === undefined ? padAmsl(plan.from) : Math.min(begin, heights[0]?.lowM ?? begin);
  const up = { a: start, b: start, lowM: foot, highM: begin, fromS: departS, toS: cruiseFromS };
  const touchS = departS + last.etaS + plan.landingS;
  const down = {
    a: end,
    b: end,
    lowM: padAmsl(plan.to),
    highM: finish,
    fromS: departS + last.etaS,
    toS: touchS,
  };
  return [up, ...legs, down];
};

/** The 4D volumes of a flight that leaves at `departS` (seconds since 1970 UTC), in that plane. */
export const volumesOf = (
  plan: Parameters<typeof stretchesOf>[0],
  departS: number,
  plane: Plane,
): Corridor[] => {
  const doubt = { sinceS: departS, departureLateS: DEPARTURE_LATE_S };
  return stretchesOf(plan, departS, plane).map((stretch) => corridorOf(stretch, doubt));
};

/** First and last moment at which something of it may be there. */
export const windowOf = (volume: Volume): readonly [fromS: number, toS: number] =>
  volume.kind === 'area'
    ? [volume.fromS, volume.toS]
    : [
        volume.fromS - volume.earlyS[0],
        Math.max(volume.fromS + volume.lateS[0], volume.toS + volume.lateS[1]),
      ];

/** `[minX, minY, maxX, maxY]` with its half width. */
export const boxOf = (volume: Volume): readonly [number, number, number, number] => {
  if (volume.kind === 'corridor') {
    const { a, b, halfM } = volume;
    return [
      Math.min(a.x, b.x) - halfM,
      Math.min(a.y, b.y) - halfM,
      Math.max(a.x, b.x) + halfM,
      Math.max(a.y, b.y) + halfM,
    ];
  }
  const xs = volume.ring.map(({ x }) => x);
  const ys = volume.ring.map(({ y }) => y);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
};

import { destination, distanceM, toEastNorthM, type LonLat } from '../core/geo.ts';

/**
 * Where to look for a drone that is not heard any more. A multicopter does not glide: without power it falls, so that the
 * place is near the way that it flew at the end. Pure; metres, seconds, WGS-84.
 */
export type SearchInput = {
  /** Where it was heard last. */
  readonly at: LonLat;
  /** Above the ground below, as far as known: above its take-off point. */
  readonly heightM: number;
  readonly northMs: number;
  readonly eastMs: number;
  /** Seconds since then. */
  readonly silentS: number;
  /** Planned way ahead from its place on, in order. */
  readonly ahead: readonly LonLat[];
  readonly home: LonLat;
  readonly cruiseMs: number;
  /** How long the charge lasts from then on, at most. */
  readonly enduranceS: number;
  /** It flies home by itself without a link (NAV_DLL_ACT). */
  readonly returnsHome: boolean;
};

export type SearchArea = {
  readonly lastFix: LonLat;
  readonly silentS: number;
  /** If it fell at once: everything within this of the last fix, metres. */
  readonly fallRadiusM: number;
  /** Where it is most likely: closed ring, first = last. */
  readonly likely: readonly LonLat[];
  /** How far it can be at all, with what charge it had, metres from the last fix. */
  readonly reachM: number;
};

/** A multicopter of 25 kg tumbling: between 20 and 35 m/s in reports of accidents; the slow end drifts farthest. */
const TERMINAL_MS = 20;
const G = 9.81;
/** Wind is not measured: the strongest in which one flies. */
const WIND_MS = 12;
/** Its speed over the ground is gone after about that time of tumbling. */
const COAST_S = 3;
/** GPS and what a drone does between two messages. */
const FIX_DOUBT_M = 25;
const CIRCLE_POINTS = 12;
/** One circle every so many metres of way. */
const STEP_M = 150;

/** Seconds of a fall from that height. */
const fallS = (heightM: number): number => {
  const free = TERMINAL_MS / G;
  const freeM = (G * free * free) / 2;
  return heightM <= freeM
    ? Math.sqrt((2 * Math.max(0, heightM)) / G)
    : free + (heightM - freeM) / TERMINAL_MS;
};

/** How far from the place above it a drone without power can come down. */
export const fallRadius = (heightM: number, speedMs: number): number => {
  const seconds = fallS(heightM);
  return FIX_DOUBT_M + speedMs * Math.min(seconds, COAST_S) + WIND_MS * seconds;
};

/** Points along a way, one every STEP_M, up to that length. */
const along = (way: readonly LonLat[], lengthM: number): LonLat[] => {
  const found: LonLat[] = [];
  let left = lengthM;
  for (let i = 1; i < way.length && left > 0; i++) {
    const [from, to] = [way[i - 1], way[i]];
    if (from === undefined || to === undefined) continue;
    const whole = distanceM(from, to);
    const part = Math.min(whole, left);
    const steps = Math.max(1, Math.ceil(part / STEP_M));
    for (let step = 1; step <= steps; step++) {
      const share = whole === 0 ? 0 : (part * step) / steps / whole;
      found.push([from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share]);
    }
    left -= whole;
  }
  return found;
};

type Flat = { readonly east: number; readonly north: number; readonly at: LonLat };

const turn = (a: Flat, b: Flat, c: Flat): number =>
  (b.east - a.east) * (c.north - a.north) - (b.north - a.north) * (c.east - a.east);

const halfHull = (points: readonly Flat[]): Flat[] => {
  const hull: Flat[] = [];
  for (const point of points) {
    while (hull.length >= 2 && turn(hull.at(-2) ?? point, hull.at(-1) ?? point, point) <= 0) hull.pop();
    hull.push(point);
  }
  return hull.slice(0, -1);
};

/** The smallest convex area around all points, a closed ring. */
const hullOf = (origin: LonLat, points: readonly LonLat[]): LonLat[] => {
  const flat = points
    .map((at): Flat => ({ ...toEastNorthM(origin, at), at }))
    .sort((a, b) => a.east - b.east || a.north - b.north);
  const ring = [...halfHull(flat), ...halfHull(flat.toReversed())].map(({ at }) => at);
  const [first] = ring;
  return first === undefined ? [] : [...ring, first];
};

const circle = (at: LonLat, radiusM: number): LonLat[] =>
  Array.from({ length: CIRCLE_POINTS }, (_, i) => destination(at, radiusM, (360 / CIRCLE_POINTS) * i));

export const searchArea = (input: SearchInput): SearchArea => {
  const speedMs = Math.hypot(input.northMs, input.eastMs);
  const fallRadiusM = fallRadius(input.heightM, speedMs);
  const flownS = Math.min(input.silentS, input.enduranceS);
  // It may have come down at any moment since: all of the way that it can have made counts.
  const wayM = flownS * Math.max(speedMs, input.cruiseMs);
  const places = [
    input.at,
    ...along([input.at, ...input.ahead], wayM),
    ...(input.returnsHome ? along([input.at, input.home], wayM) : []),
  ];
  return {
    lastFix: input.at,
    silentS: input.silentS,
    fallRadiusM,
    likely: hullOf(
      input.at,
      places.flatMap((at) => circle(at, fallRadiusM)),
    ),
    reachM: fallRadiusM + input.enduranceS * input.cruiseMs,
  };
};

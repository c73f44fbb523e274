import type { LonLat } from '../../server/core/geo.ts';
import { metresPerDegree } from '../physics/earth.ts';
import { advance, changeTo, durationS, stretchTo, type AxisMotion } from './jerk-limited.ts';

/**
 * The smooth path that a PX4 multicopter lays ahead of itself in its automatic modes and then follows: jerk-limited
 * along each axis, slower before corners and ends, waiting for the vehicle where that falls behind.
 */
export type Path = {
  readonly at: LonLat;
  readonly altAmslM: number;
  readonly north: AxisMotion;
  readonly east: AxisMotion;
  readonly up: AxisMotion;
  /** The speed that was allowed when it last flew straight: a turn is not flown faster. */
  readonly straightMs: number;
};

/** Where the path leads: from the last waypoint over `at` towards `next`. Heights are AMSL. */
export type Leg = {
  readonly from: LonLat | undefined;
  readonly at: LonLat;
  /** Height of the target; with `sinkMs` the vehicle sinks with that speed instead. */
  readonly altAmslM: number;
  readonly sinkMs: number | undefined;
  /** undefined: it stops at `at`. */
  readonly next: Onward | undefined;
  readonly acceptM: number;
  readonly speedMs: number;
};

/** The point after the target, with its height AMSL. */
export type Onward = { readonly at: LonLat; readonly altAmslM: number };

export type PathLimits = {
  readonly accelMs2: number;
  readonly accelUpMs2: number;
  readonly accelDownMs2: number;
  readonly upMs: number;
  readonly downMs: number;
  readonly acceptHeightM: number;
  /** Where the local frame has its origin. */
  readonly origin: LonLat;
};

/** MPC_JERK_AUTO, m/s³; MPC_XY_TRAJ_P; MPC_XY_ERR_MAX and MPC_Z_ERR_MAX, m: PX4's defaults. */
export const JERK_MS3 = 4;
const TURN_GAIN = 0.5;
const MOST_BEHIND_M = { horizontal: 2, vertical: 2 } as const;
/** It flies a turn as long as its speed points more than this (cosine) past the target, and it moves at all. */
const STRAIGHT_COS = 0.98;
const MOVING_MS = 0.2;
/** Least distance of the point on the line that a turn aims at, m. */
const LEAST_AHEAD_M = 5;
/** Nearer waypoints count as one, m. */
const SAME_PLACE_M = 0.001;

export const restingPath = (at: LonLat, altAmslM: number): Path => ({
  at,
  altAmslM,
  north: { v: 0, a: 0 },
  east: { v: 0, a: 0 },
  up: { v: 0, a: 0 },
  straightMs: 0,
});

type Vector = { readonly n: number; readonly e: number };

/** Speed from which `finalMs` is reached over that distance, with time for the brakes to take hold. */
export const speedBeforeMs = (distanceM: number, accelMs2: number, finalMs: number): number => {
  const delay = (4 * accelMs2 * accelMs2) / JERK_MS3;
  const speed = (Math.sqrt(delay * delay + 8 * accelMs2 * distanceM + 4 * finalMs * finalMs) - delay) / 2;
  return Math.max(speed, finalMs);
};

/** Way in which a vehicle of that speed comes to rest when it is told to hold. */
export const stoppingM = (speedMs: number, accelMs2: number): number =>
  speedMs * (speedMs / (2 * accelMs2) + 0.6);

/** tan² of half the angle by which two lines open at a corner; undefined if one of them has no length. */
const openingTan2 = (inbound: Vector, outbound: Vector): number | undefined => {
  const sizes = Math.hypot(inbound.n, inbound.e) * Math.hypot(outbound.n, outbound.e);
  if (sizes < 1e-9) return undefined;
  const cos = Math.max(-1, Math.min(1, -(inbound.n * outbound.n + inbound.e * outbound.e) / sizes));
  return (1 - cos) / Math.max(1e-12, 1 + cos);
};

/** Speed for an arc within `acceptM` of a corner. */
const cornerMs = (inbound: Vector, outbound: Vector, leg: Leg, accelMs2: number): number => {
  const tan2 = openingTan2(inbound, outbound);
  return tan2 === undefined ? 0 : Math.sqrt(TURN_GAIN * accelMs2 * leg.acceptM * Math.sqrt(tan2));
};

const legSpeed = (to: Vector, onward: Vector | undefined, leg: Leg, accelMs2: number): number => {
  let atTarget = 0;
  const length = onward === undefined ? 0 : Math.hypot(onward.n, onward.e);
  if (onward !== undefined && length > SAME_PLACE_M && length >= leg.acceptM) {
    const exit = Math.min(leg.speedMs, speedBeforeMs(length, accelMs2, 0));
    atTarget = Math.min(cornerMs(to, onward, leg, accelMs2), exit);
  }
  return Math.min(leg.speedMs, speedBeforeMs(Math.hypot(to.n, to.e), accelMs2, atTarget));
};

const isTurning = ({ north, east }: Path, to: Vector, acceptM: number): boolean => {
  const speed = Math.hypot(north.v, east.v);
  const left = Math.hypot(to.n, to.e);
  return speed > MOVING_MS && left > acceptM && north.v * to.n + east.v * to.e < STRAIGHT_COS * speed * left;
};

/** The point on the line into the target at which a turn aims. `from` and `to` as seen from the path's head. */
const aimPoint = (from: Vector, to: Vector, acceptM: number): Vector => {
  const [ln, le] = [to.n - from.n, to.e - from.e];
  const length = Math.hypot(ln, le);
  if (length < SAME_PLACE_M) return to;
  const [un, ue] = [ln / length, le / length];
  const along = -(from.n * un + from.e * ue);
  const nearest = { n: from.n + un * along, e: from.e + ue * along };
  const ahead = Math.max(acceptM, LEAST_AHEAD_M);
  const further = Math.sqrt(Math.max(0, ahead * ahead - nearest.n ** 2 - nearest.e ** 2));
  return { n: nearest.n + un * further, e: nearest.e + ue * further };
};

type Scale = ReturnType<typeof metresPerDegree>;

const seenFrom = (from: LonLat, to: LonLat, scale: Scale): Vector => ({
  n: (to[1] - from[1]) * scale.north,
  e: (to[0] - from[0]) * scale.east,
});

type Wish = Vector & { readonly up: number; readonly straightMs: number };

const wishOf = (path: Path, leg: Leg, limits: PathLimits, scale: Scale): Wish => {
  const to = seenFrom(path.at, leg.at, scale);
  const onward = leg.next === undefined ? undefined : seenFrom(leg.at, leg.next.at, scale);
  const turning = leg.from !== undefined && isTurning(path, to, leg.acceptM);
  const allowed = legSpeed(to, onward, leg, limits.accelMs2);
  const speed = turning ? Math.min(path.straightMs, allowed) : allowed;
  const aim =
    turning && leg.from !== undefined ? aimPoint(seenFrom(path.at, leg.from, scale), to, leg.acceptM) : to;
  const size = Math.hypot(aim.n, aim.e);
  return {
    n: size < 1e-9 ? 0 : (aim.n / size) * speed,
    e: size < 1e-9 ? 0 : (aim.e / size) * speed,
    up: leg.sinkMs === undefined ? climbWish(path, leg, limits, scale) : -leg.sinkMs,
    straightMs: turning ? path.straightMs : allowed,
  };
};

/**
 * A quirk of PX4: where the point after the target lies at another height, the target's height is approached as if it
 * were to be passed, with the speed of a turn. Heights and distances from the local origin make up the angle. So the
 * last leg before a landing is flown up and down around its height (seen: 2.5 m, every 16 s).
 */
const passingMs = (path: Path, leg: Leg, limits: PathLimits, scale: Scale): number => {
  const { next } = leg;
  if (next === undefined || Math.abs(next.altAmslM - leg.altAmslM) <= SAME_PLACE_M) return 0;
  const out = (at: LonLat): number => {
    const { n, e } = seenFrom(limits.origin, at, scale);
    return Math.hypot(n, e);
  };
  const target = out(leg.at);
  const inbound = { n: target - out(path.at), e: leg.altAmslM - path.altAmslM };
  const outbound = { n: out(next.at) - target, e: next.altAmslM - leg.altAmslM };
  const tan2 = openingTan2(inbound, outbound);
  return tan2 === undefined ? 0 : Math.sqrt(limits.accelUpMs2 * limits.acceptHeightM * Math.sqrt(tan2));
};

const climbWish = (path: Path, leg: Leg, limits: PathLimits, scale: Scale): number => {
  const climbM = leg.altAmslM - path.altAmslM;
  const [most, accel] = climbM > 0 ? [limits.upMs, limits.accelUpMs2] : [limits.downMs, limits.accelDownMs2];
  const passing = Math.min(most, passingMs(path, leg, limits, scale));
  return Math.sign(climbM) * Math.min(most, speedBeforeMs(Math.abs(climbM), accel, passing));
};

/** How much of the time step the path may go on, so that it waits for a vehicle that is behind it. */
const patience = (behindM: number, leadsAway: boolean, mostM: number): number =>
  leadsAway ? 1 - Math.min(1, behindM / mostM) : 1;

/** The path after `dtS` seconds; `vehicle` is where the vehicle believes to be. Pure. */
export const stepPath = (
  path: Path,
  vehicle: { readonly at: LonLat; readonly altAmslM: number },
  way: { readonly leg: Leg; readonly limits: PathLimits },
  dtS: number,
): Path => {
  const { leg, limits } = way;
  const scale = metresPerDegree(path.at[1]);
  const wish = wishOf(path, leg, limits, scale);
  const upLimits = { accelMs2: wish.up > 0 ? limits.accelUpMs2 : limits.accelDownMs2, jerkMs3: JERK_MS3 };
  const flat = { accelMs2: limits.accelMs2, jerkMs3: JERK_MS3 };
  const [n, e, u] = [
    changeTo(path.north, wish.n, flat),
    changeTo(path.east, wish.e, flat),
    changeTo(path.up, wish.up, upLimits),
  ];
  const total = Math.max(durationS(n), durationS(e), durationS(u));
  const lead = seenFrom(vehicle.at, path.at, scale);
  const leadUp = path.altAmslM - vehicle.altAmslM;
  const flatS =
    dtS *
    patience(
      Math.hypot(lead.n, lead.e),
      lead.n * path.north.v + lead.e * path.east.v >= 0,
      MOST_BEHIND_M.horizontal,
    );
  const upS = dtS * patience(Math.abs(leadUp), leadUp * path.up.v >= 0, MOST_BEHIND_M.vertical);
  const north = advance(path.north, stretchTo(path.north, wish.n, n, total), flatS);
  const east = advance(path.east, stretchTo(path.east, wish.e, e, total), flatS);
  const up = advance(path.up, stretchTo(path.up, wish.up, u, total), upS);
  return {
    at: [path.at[0] + east.m / scale.east, path.at[1] + north.m / scale.north],
    altAmslM: path.altAmslM + up.m,
    north: { v: north.v, a: north.a },
    east: { v: east.v, a: east.a },
    up: { v: up.v, a: up.a },
    straightMs: wish.straightMs,
  };
};

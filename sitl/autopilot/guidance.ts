import type { LonLat } from '../../server/core/geo.ts';
import type { BodyCommand, BodyState } from '../physics/body.ts';
import { ACCEL } from '../physics/body.ts';
import { offsetM } from '../physics/earth.ts';

/** Where the navigator wants the vehicle. Heights are AMSL. */
export type Target =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'goto';
      /** Start of the line that is followed; undefined = straight to it. */
      readonly from: LonLat | undefined;
      readonly at: LonLat;
      readonly altAmslM: number;
      readonly speedMs: number;
      /** Speed with which the point may be passed, m/s. */
      readonly exitMs: number;
    }
  /** Down to the surface over a point; `surfaceGuessAmslM` is where the slow last metres begin from. */
  | { readonly kind: 'land'; readonly at: LonLat; readonly surfaceAmslM: number };

export type Limits = {
  readonly upMs: number;
  readonly downMs: number;
  readonly landMs: number;
  /** Above ground: descent slows down between these two (MPC_LAND_ALT1, MPC_LAND_ALT2). */
  readonly slowFromM: number;
  readonly slowToM: number;
  readonly liftMs: number;
};

/** Braking is planned with half of the acceleration that the body has, as PX4's jerk-limited paths come out. */
const BRAKE_MS2 = ACCEL.horizontal / 2;
/** Below this speed error per metre the vehicle closes in on a point (MPC_XY_P of PX4 is 0.95). */
const POSITION_GAIN = 0.95;
const HEIGHT_GAIN = 1;
const BRAKE_UP_MS2 = 1.5;
/** Correction towards the line, m/s per metre, and its most. */
const CROSS_GAIN = 0.3;
const CROSS_MAX_MS = 4;
/** Nearer than this the nose stays where it is, m. */
const YAW_FREEZE_M = 3;

type Way = { readonly north: number; readonly east: number };

/** Speed from which a stop (or `exitMs`) is still reached over `distance` metres. */
const approachMs = (distance: number, exitMs: number): number =>
  Math.min(distance * POSITION_GAIN + exitMs, Math.sqrt(2 * BRAKE_MS2 * distance + exitMs * exitMs));

const alongLine = (body: BodyState, target: Extract<Target, { kind: 'goto' }>, speed: number): Way => {
  const to = offsetM(body.at, target.at);
  const left = Math.hypot(to.northM, to.eastM);
  if (left < 1e-6) return { north: 0, east: 0 };
  const direct = { north: (to.northM / left) * speed, east: (to.eastM / left) * speed };
  if (target.from === undefined) return direct;
  const line = offsetM(target.from, target.at);
  const length = Math.hypot(line.northM, line.eastM);
  if (length < 1 || left < 2 * speed) return direct;
  const [un, ue] = [line.northM / length, line.eastM / length];
  const ahead = to.northM * un + to.eastM * ue;
  if (ahead <= 0) return direct;
  const cross = { north: to.northM - ahead * un, east: to.eastM - ahead * ue };
  const off = Math.hypot(cross.north, cross.east);
  const pull = Math.min(off * CROSS_GAIN, CROSS_MAX_MS, speed * 0.7);
  const forward = Math.sqrt(speed * speed - pull * pull);
  if (off < 1e-6) return { north: un * forward, east: ue * forward };
  return {
    north: un * forward + (cross.north / off) * pull,
    east: ue * forward + (cross.east / off) * pull,
  };
};

const climbMs = (body: BodyState, altAmslM: number, limits: Limits): number => {
  const error = altAmslM - body.altAmslM;
  const size = Math.abs(error);
  const wish = Math.min(size * HEIGHT_GAIN, Math.sqrt(2 * BRAKE_UP_MS2 * size));
  return error > 0 ? Math.min(limits.upMs, wish) : -Math.min(limits.downMs, wish);
};

const sinkMs = (height: number, limits: Limits): number => {
  if (height <= limits.slowToM) return limits.landMs;
  if (height >= limits.slowFromM) return limits.downMs;
  const share = (height - limits.slowToM) / (limits.slowFromM - limits.slowToM);
  return limits.landMs + (limits.downMs - limits.landMs) * share;
};

const DEG = 180 / Math.PI;

/** A parameter or plan that is not a number stops the vehicle where it is, it does not break it. */
const sane = (value: number): number => (Number.isFinite(value) ? value : 0);

const fly = (body: BodyState, way: Way, upMs: number, distance: number): BodyCommand => ({
  kind: 'fly',
  northMs: sane(way.north),
  eastMs: sane(way.east),
  upMs: sane(upMs),
  yawDeg:
    distance < YAW_FREEZE_M ? body.yawDeg : (Math.atan2(sane(way.east), sane(way.north)) * DEG + 360) % 360,
});

/** The velocity that leads to the target. Pure. */
export const steer = (body: BodyState, target: Target, limits: Limits): BodyCommand => {
  if (target.kind === 'idle') return { kind: 'idle' };
  const to = offsetM(body.at, target.at);
  const distance = Math.hypot(to.northM, to.eastM);
  if (target.kind === 'land') {
    if (body.onSurface) return { kind: 'idle' };
    const speed = approachMs(distance, 0);
    const way =
      distance < 1e-6
        ? { north: 0, east: 0 }
        : { north: (to.northM / distance) * speed, east: (to.eastM / distance) * speed };
    return fly(body, way, -sinkMs(body.altAmslM - target.surfaceAmslM, limits), distance);
  }
  const speed = Math.min(target.speedMs, approachMs(distance, target.exitMs));
  const way = body.onSurface ? { north: 0, east: 0 } : alongLine(body, target, speed);
  const up = climbMs(body, target.altAmslM, limits);
  const lifting = body.onSurface ? Math.max(up, limits.liftMs) : up;
  return fly(body, way, lifting, body.onSurface ? 0 : distance);
};

import type { LonLat } from '../../server/core/geo.ts';
import type { BodyCommand, BodyState } from '../physics/body.ts';
import { offsetM } from '../physics/earth.ts';
import { restingPath, stepPath, type Leg, type Onward, type Path, type PathLimits } from './path.ts';

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
      /** The point after it; undefined = it stops there. */
      readonly next: Onward | undefined;
      readonly acceptM: number;
    }
  /** Down to the surface over a point; `surfaceAmslM` is where the slow last metres begin from. */
  | { readonly kind: 'land'; readonly at: LonLat; readonly surfaceAmslM: number; readonly speedMs: number };

export type Limits = PathLimits & {
  readonly landMs: number;
  /** Above ground: descent slows down between these two (MPC_LAND_ALT1, MPC_LAND_ALT2). */
  readonly slowFromM: number;
  readonly slowToM: number;
  /** Fastest of all descents (MPC_Z_VEL_MAX_DN), m/s. */
  readonly fallMs: number;
};

/** Correction of a place, MPC_XY_P, and of a height, MPC_Z_P: m/s for each metre off the path. */
const POSITION_GAIN = 0.95;
const HEIGHT_GAIN = 1;

const sinkMs = (height: number, limits: Limits): number => {
  if (height <= limits.slowToM) return limits.landMs;
  if (height >= limits.slowFromM) return limits.fallMs;
  const share = (height - limits.slowToM) / (limits.slowFromM - limits.slowToM);
  return limits.landMs + (limits.fallMs - limits.landMs) * share;
};

const legTo = (target: Exclude<Target, { kind: 'idle' }>, altAmslM: number, limits: Limits): Leg => {
  if (target.kind === 'goto') return { ...target, sinkMs: undefined };
  return {
    from: undefined,
    at: target.at,
    altAmslM,
    sinkMs: sinkMs(altAmslM - target.surfaceAmslM, limits),
    next: undefined,
    acceptM: 0,
    speedMs: target.speedMs,
  };
};

/** Where the vehicle believes to be. */
type Believed = { readonly at: LonLat; readonly altAmslM: number };

/** The path `dtS` seconds later, always a finite one: a plan or parameter that is not a number stops the vehicle. */
export const lead = (path: Path, target: Target, now: Believed & { limits: Limits }, dtS: number): Path => {
  if (target.kind === 'idle') return restingPath(now.at, now.altAmslM);
  const leg = legTo(target, now.altAmslM, now.limits);
  const next = stepPath(path, now, { leg, limits: now.limits }, dtS);
  const all = [...next.at, next.altAmslM, next.north.v, next.east.v, next.up.v, next.straightMs];
  return all.every(Number.isFinite) ? next : restingPath(now.at, now.altAmslM);
};

const DEG = 180 / Math.PI;

/** The nose points to the target until that is reached, then it stays. */
const yawOf = (body: Believed & Pick<BodyState, 'yawDeg'>, target: Target): number => {
  if (target.kind !== 'goto') return body.yawDeg;
  const to = offsetM(body.at, target.at);
  if (!(Math.hypot(to.northM, to.eastM) > Math.max(1, target.acceptM))) return body.yawDeg;
  return (Math.atan2(to.eastM, to.northM) * DEG + 360) % 360;
};

/** The velocity that keeps the vehicle on the path. */
export const follow = (
  body: Believed & Pick<BodyState, 'yawDeg'>,
  path: Path,
  target: Target,
): BodyCommand => {
  if (target.kind === 'idle') return { kind: 'idle' };
  const off = offsetM(body.at, path.at);
  return {
    kind: 'fly',
    northMs: path.north.v + POSITION_GAIN * off.northM,
    eastMs: path.east.v + POSITION_GAIN * off.eastM,
    upMs: path.up.v + HEIGHT_GAIN * (path.altAmslM - body.altAmslM),
    yawDeg: yawOf(body, target),
    ahead: { north: path.north.a, east: path.east.a, up: path.up.a },
  };
};

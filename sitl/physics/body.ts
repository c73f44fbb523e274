import type { LonLat } from '../../server/core/geo.ts';
import { flightPowerW, GRAVITY, groundPowerW, type Airframe } from './airframe.ts';
import { flatDistanceM, moveBy } from './earth.ts';
import { stepGust, windVelocity, type GustState, type WindSetting } from './wind.ts';

/** The vehicle as a point mass. Heights are AMSL, velocities over the ground in m/s. */
export type BodyState = {
  readonly at: LonLat;
  readonly altAmslM: number;
  readonly northMs: number;
  readonly eastMs: number;
  readonly upMs: number;
  /** Heading of the nose, degrees from north, [0, 360). */
  readonly yawDeg: number;
  readonly onSurface: boolean;
  readonly gust: GustState;
  /** Left in the pack, J. */
  readonly energyJ: number;
  /** Drawn from the pack during the last step, W. */
  readonly powerW: number;
  readonly airspeedMs: number;
};

/** What the autopilot asks of the body: velocities are wishes, the body accelerates towards them. */
export type BodyCommand =
  | { readonly kind: 'off' }
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'fly';
      readonly northMs: number;
      readonly eastMs: number;
      readonly upMs: number;
      readonly yawDeg: number;
    };

/** Everything that is not the vehicle's state. `surfaceAmslM` gives the height of ground, roof or pad below a point. */
export type World = {
  readonly frame: Airframe;
  readonly payloadKg: number;
  readonly wind: WindSetting;
  readonly surfaceAmslM: (at: LonLat) => number;
};

/** The most that the airframe can do, m/s2: horizontally PX4's MPC_ACC_HOR_MAX, vertically MPC_ACC_UP_MAX and more. */
export const ACCEL = { horizontal: 5, up: 4, down: 4 } as const;
/** MPC_YAWRAUTO_MAX of PX4, degrees per second. */
const YAW_RATE_DEG_S = 60;
/** Falling speed of a powerless airframe, m/s. Assumption (no parachute in this model). */
const TERMINAL_MS = 25;

const towards = (from: number, to: number, most: number): number =>
  from + Math.max(-most, Math.min(most, to - from));

const turned = (fromDeg: number, toDeg: number, mostDeg: number): number => {
  const diff = ((((toDeg - fromDeg) % 360) + 540) % 360) - 180;
  return (fromDeg + Math.max(-mostDeg, Math.min(mostDeg, diff)) + 360) % 360;
};

type Horizontal = { readonly northMs: number; readonly eastMs: number };

/**
 * The part of a wished ground velocity that the airspeed limit allows: slower along the same track while there is one
 * that the wind permits, else nose into the wind and drift.
 */
export const reachable = (wish: Horizontal, wind: Horizontal, maxAirspeedMs: number): Horizontal => {
  const limit2 = maxAirspeedMs * maxAirspeedMs;
  const an = wish.northMs - wind.northMs;
  const ae = wish.eastMs - wind.eastMs;
  if (an * an + ae * ae <= limit2) return wish;
  const a = wish.northMs ** 2 + wish.eastMs ** 2;
  const b = -2 * (wish.northMs * wind.northMs + wish.eastMs * wind.eastMs);
  const c = wind.northMs ** 2 + wind.eastMs ** 2 - limit2;
  const root = a > 0 ? b * b - 4 * a * c : -1;
  const share = root >= 0 ? (-b + Math.sqrt(root)) / (2 * a) : -1;
  if (share >= 0) return { northMs: wish.northMs * share, eastMs: wish.eastMs * share };
  const scale = maxAirspeedMs / Math.sqrt(an * an + ae * ae);
  return { northMs: wind.northMs + an * scale, eastMs: wind.eastMs + ae * scale };
};

const accelerated = (from: Horizontal, to: Horizontal, most: number): Horizontal => {
  const dn = to.northMs - from.northMs;
  const de = to.eastMs - from.eastMs;
  const size = Math.hypot(dn, de);
  if (size <= most) return to;
  return { northMs: from.northMs + (dn * most) / size, eastMs: from.eastMs + (de * most) / size };
};

const resting = (state: BodyState, gust: GustState, powerW: number): BodyState => ({
  ...state,
  northMs: 0,
  eastMs: 0,
  upMs: 0,
  onSurface: true,
  gust,
  powerW,
  airspeedMs: 0,
});

type Motion = Horizontal & { readonly upMs: number; readonly yawDeg: number };

const flown = (state: BodyState, command: BodyCommand, wind: Horizontal, step: Step): Motion => {
  const { frame, dtS } = step;
  if (command.kind !== 'fly')
    return {
      ...accelerated(state, wind, ACCEL.horizontal * dtS),
      upMs: Math.max(-TERMINAL_MS, state.upMs - GRAVITY * dtS),
      yawDeg: state.yawDeg,
    };
  const wish = reachable(command, wind, frame.maxAirspeedMs);
  return {
    ...accelerated(state, wish, ACCEL.horizontal * dtS),
    upMs: towards(state.upMs, command.upMs, (command.upMs > state.upMs ? ACCEL.up : ACCEL.down) * dtS),
    yawDeg: turned(state.yawDeg, command.yawDeg, YAW_RATE_DEG_S * dtS),
  };
};

type Step = { readonly frame: Airframe; readonly dtS: number };

/** One step of `dtS` seconds (at most 0.05 for true trajectories). Pure: the same inputs give the same state. */
export const stepBody = (state: BodyState, asked: BodyCommand, world: World, dtS: number): BodyState => {
  const gust = stepGust(state.gust, world.wind, dtS);
  const wind = windVelocity(world.wind, gust);
  const command: BodyCommand = state.energyJ > 0 ? asked : { kind: 'off' };
  if (state.onSurface && !(command.kind === 'fly' && command.upMs > 0)) {
    const powerW = groundPowerW(world.frame, command.kind !== 'off');
    return { ...resting(state, gust, powerW), energyJ: Math.max(0, state.energyJ - powerW * dtS) };
  }
  const motion = flown(state, command, wind, { frame: world.frame, dtS });
  const at = moveBy(
    state.at,
    ((state.northMs + motion.northMs) / 2) * dtS,
    ((state.eastMs + motion.eastMs) / 2) * dtS,
  );
  const altAmslM = state.altAmslM + ((state.upMs + motion.upMs) / 2) * dtS;
  const airspeedMs = Math.hypot(motion.northMs - wind.northMs, motion.eastMs - wind.eastMs);
  const powerW =
    command.kind === 'fly'
      ? flightPowerW(world.frame, world.frame.emptyMassKg + world.payloadKg, {
          airspeedMs,
          climbMs: motion.upMs,
        })
      : groundPowerW(world.frame, false);
  const next: BodyState = {
    at,
    altAmslM,
    northMs: motion.northMs,
    eastMs: motion.eastMs,
    upMs: motion.upMs,
    yawDeg: motion.yawDeg,
    onSurface: false,
    gust,
    energyJ: Math.max(0, state.energyJ - powerW * dtS),
    powerW,
    airspeedMs,
  };
  const surface = world.surfaceAmslM(at);
  if (altAmslM > surface || motion.upMs > 0) return next;
  return { ...resting(next, gust, powerW), altAmslM: surface };
};

/** A pad with a height of its own (a roof): within `radiusM` of it the surface is at `altAmslM`. */
export type Pad = { readonly at: LonLat; readonly altAmslM: number; readonly radiusM: number };

/** Flat ground at `groundAmslM` with raised pads. */
export const padsAndGround =
  (groundAmslM: number, pads: readonly Pad[]) =>
  (at: LonLat): number =>
    pads.find((pad) => flatDistanceM(pad.at, at) <= pad.radiusM)?.altAmslM ?? groundAmslM;

import type { LonLat } from '../../server/core/geo.ts';
import { flightPowerW, GRAVITY, groundPowerW, type Airframe } from './airframe.ts';
import { flatDistanceM, moveBy } from './earth.ts';
import { DRAG_PER_S, RELAXED, stepLoops, type Loops, type Push } from './loops.ts';
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
  readonly loops: Loops;
};

/** What the autopilot asks of the body: velocities are wishes, with the acceleration at hand (m/s²). */
export type BodyCommand =
  | { readonly kind: 'off' }
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'fly';
      readonly northMs: number;
      readonly eastMs: number;
      readonly upMs: number;
      readonly yawDeg: number;
      readonly ahead: Push;
    };

/** Everything that is not the vehicle's state. `surfaceAmslM` gives the height of ground, roof or pad below a point. */
export type World = {
  readonly frame: Airframe;
  readonly payloadKg: number;
  readonly wind: WindSetting;
  readonly surfaceAmslM: (at: LonLat) => number;
};

/** MPC_YAWRAUTO_MAX of PX4, degrees per second. */
const YAW_RATE_DEG_S = 60;
/** Falling speed of a powerless airframe, m/s. Assumption (no parachute in this model). */
const TERMINAL_MS = 25;

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

const resting = (state: BodyState, gust: GustState, powerW: number): BodyState => ({
  ...state,
  northMs: 0,
  eastMs: 0,
  upMs: 0,
  onSurface: true,
  gust,
  powerW,
  airspeedMs: 0,
  loops: RELAXED,
});

type Motion = Horizontal & { readonly upMs: number; readonly yawDeg: number; readonly loops: Loops };

/** Without power it falls, and the air takes its speed along. */
const falling = (state: BodyState, wind: Horizontal, dtS: number): Motion => {
  const share = Math.min(1, DRAG_PER_S * dtS);
  return {
    northMs: state.northMs + (wind.northMs - state.northMs) * share,
    eastMs: state.eastMs + (wind.eastMs - state.eastMs) * share,
    upMs: Math.max(-TERMINAL_MS, state.upMs - GRAVITY * dtS),
    yawDeg: state.yawDeg,
    loops: RELAXED,
  };
};

const flown = (state: BodyState, command: BodyCommand, wind: Horizontal, step: Step): Motion => {
  const { frame, dtS } = step;
  if (command.kind !== 'fly') return falling(state, wind, dtS);
  const wish = { ...reachable(command, wind, frame.maxAirspeedMs), upMs: command.upMs };
  const loops = stepLoops(state.loops, state, { wish, ahead: command.ahead }, dtS);
  const { push } = loops;
  // Tilt is chosen for level flight: what is added to or taken from the thrust acts along it as well.
  const tilted = 1 + push.up / GRAVITY;
  return {
    northMs: state.northMs + (push.north * tilted - DRAG_PER_S * (state.northMs - wind.northMs)) * dtS,
    eastMs: state.eastMs + (push.east * tilted - DRAG_PER_S * (state.eastMs - wind.eastMs)) * dtS,
    upMs: state.upMs + (push.up - DRAG_PER_S * state.upMs) * dtS,
    yawDeg: turned(state.yawDeg, command.yawDeg, YAW_RATE_DEG_S * dtS),
    loops,
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
    loops: motion.loops,
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

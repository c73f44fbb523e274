import type { MonoMs } from '../core/clock.ts';
import { distanceM, toEastNorthM, type LonLat } from '../core/geo.ts';
import { isFresh, type VehicleFacts } from './ports.ts';

/** Metres or m/s, east and north. */
type Vec = { readonly east: number; readonly north: number };

/** `ms`: by the drone's own clock where it tells it, else when it was heard. */
type Place = { readonly at: LonLat; readonly ms: number; readonly speed: Vec };

/** What has to be remembered of a drone's facts to see what one look alone does not show. */
export type Signs = {
  readonly at: MonoMs;
  readonly place: Place | undefined;
  /** By how much the position moves otherwise than the velocity says, metres; fades. */
  readonly drift: Vec;
  /** The receiver's own position, and since when it repeats it while the drone moves. */
  readonly receiver:
    | {
        readonly at: LonLat;
        readonly since: MonoMs;
        readonly heardAt: MonoMs;
        readonly movedM: number;
      }
    | undefined;
  /** Smoothed; undefined until attitude and velocity have been heard. */
  readonly wind: Vec | undefined;
  /** Since when it falls or lies on its side. */
  readonly upsetSince: MonoMs | undefined;
};

export const newSigns = (now: MonoMs): Signs => ({
  at: now,
  place: undefined,
  drift: { east: 0, north: 0 },
  receiver: undefined,
  wind: undefined,
  upsetSince: undefined,
});

/** After a gap positions are not compared: nobody knows what it flew meanwhile, milliseconds. */
const GAP_MS = 1000;
/** A difference between position and velocity fades with this time: bias and noise do not add up, seconds. */
const DRIFT_FADES_S = 20;
/**
 * Drag of the air for each m/s of airspeed, m/s². An assumption for a drone of this class (PX4's simulated airframe has
 * it at 1 kg); a drone of the field is calibrated by its lean at cruise in still air.
 */
const DRAG_PER_S = 0.4;
const GRAVITY = 9.80665;
/** Turns and gusts are smoothed away, seconds. */
const WIND_SMOOTH_S = 10;
const ATTITUDE_AGE_MS = 1000;
/** It never sinks or leans like that on purpose: fastest descent 2 m/s, largest lean 45° (MPC_TILTMAX_AIR). */
const FALL_MS = -5;
const LEAN_DEG = 60;
/** The receiver counts as repeating itself within that distance, metres: its last digits. */
const SAME_FIX_M = 0.3;

const RAD = Math.PI / 180;
const plus = (a: Vec, b: Vec, times = 1): Vec => ({
  east: a.east + b.east * times,
  north: a.north + b.north * times,
});
const length = ({ east, north }: Vec): number => Math.hypot(east, north);

type Position = NonNullable<VehicleFacts['position']>;

const speedOf = ({ value }: Position): Vec | undefined =>
  value.northMs === undefined || value.eastMs === undefined
    ? undefined
    : { east: value.eastMs, north: value.northMs };

/** A simulation that runs faster or slower than our clock tells nothing by its way and its velocity. */
const REAL_TIME = 0.02;
const inRealTime = ({ clock }: VehicleFacts): boolean =>
  clock?.value.rate !== undefined && Math.abs(clock.value.rate - 1) < REAL_TIME;

const stepPlace = (signs: Signs, facts: VehicleFacts): Pick<Signs, 'place' | 'drift'> => {
  const { position } = facts;
  const before = signs.place;
  const speed = position && speedOf(position);
  if (position === undefined || speed === undefined || !inRealTime(facts))
    return { place: undefined, drift: signs.drift };
  // Positions that a link or a stall has held back come all at once: when they were heard says nothing of their way.
  const place = { at: position.value.at, ms: position.value.bootMs ?? position.at, speed };
  if (before === undefined) return { place, drift: signs.drift };
  const ms = place.ms - before.ms;
  if (ms <= 0 && ms > -GAP_MS) return { place: before, drift: signs.drift };
  if (Math.abs(ms) >= GAP_MS) return { place, drift: { east: 0, north: 0 } };
  const seconds = ms / 1000;
  const moved = toEastNorthM(before.at, place.at);
  const flown = plus(before.speed, speed);
  const kept = Math.exp(-seconds / DRIFT_FADES_S);
  const off = plus(moved, flown, -seconds / 2);
  return {
    place,
    drift: { east: signs.drift.east * kept + off.east, north: signs.drift.north * kept + off.north },
  };
};

/** Only what it says counts: a receiver that is not heard repeats nothing. */
const stepReceiver = (signs: Signs, facts: VehicleFacts): Signs['receiver'] => {
  const at = facts.gps?.value.at;
  if (facts.gps === undefined || at === undefined) return undefined;
  const heardAt = facts.gps.at;
  const before = signs.receiver;
  if (before === undefined || distanceM(before.at, at) > SAME_FIX_M)
    return { at, since: heardAt, heardAt, movedM: 0 };
  const seconds = Math.min(GAP_MS, Math.max(0, heardAt - before.heardAt)) / 1000;
  const movedM = before.movedM + (facts.position?.value.groundSpeedMs ?? 0) * seconds;
  return { ...before, heardAt, movedM };
};

/** Where the rotors push it, m/s²: steady, that is the drag of the air that it moves through. */
const pushOf = ({ rollDeg, pitchDeg, yawDeg }: NonNullable<VehicleFacts['attitude']>['value']): Vec => {
  const ahead = -GRAVITY * Math.tan(pitchDeg * RAD);
  const right = GRAVITY * Math.tan(rollDeg * RAD);
  const [cos, sin] = [Math.cos(yawDeg * RAD), Math.sin(yawDeg * RAD)];
  return { north: ahead * cos - right * sin, east: ahead * sin + right * cos };
};

const stepWind = (signs: Signs, facts: VehicleFacts, now: MonoMs, seconds: number): Signs['wind'] => {
  const { attitude, position, landed } = facts;
  const speed = position && speedOf(position);
  const fresh = isFresh(attitude, now, ATTITUDE_AGE_MS) && isFresh(position, now, ATTITUDE_AGE_MS);
  if (attitude === undefined || speed === undefined || !fresh || landed?.value !== 'in_air')
    return signs.wind;
  const air = pushOf(attitude.value);
  // The air over the ground: what it flies over ground less what it flies through the air.
  const wind = plus(speed, air, -1 / DRAG_PER_S);
  const before = signs.wind ?? { east: 0, north: 0 };
  const share = 1 - Math.exp(-seconds / WIND_SMOOTH_S);
  return plus(before, plus(wind, before, -1), share);
};

const fallsOrLies = ({ attitude, position }: VehicleFacts, now: MonoMs): boolean => {
  const climbMs = isFresh(position, now, ATTITUDE_AGE_MS) ? position?.value.climbMs : undefined;
  if (climbMs !== undefined && climbMs < FALL_MS) return true;
  if (attitude === undefined || !isFresh(attitude, now, ATTITUDE_AGE_MS)) return false;
  return Math.max(Math.abs(attitude.value.rollDeg), Math.abs(attitude.value.pitchDeg)) > LEAN_DEG;
};

const isUpset = (facts: VehicleFacts, now: MonoMs): boolean =>
  facts.heartbeat?.value.armed === true && facts.landed?.value !== 'on_ground' && fallsOrLies(facts, now);

/** Takes one look at the facts; several a second. */
export const stepSigns = (signs: Signs, facts: VehicleFacts, now: MonoMs): Signs => {
  const seconds = Math.min(GAP_MS, Math.max(0, now - signs.at)) / 1000;
  return {
    at: now,
    ...stepPlace(signs, facts),
    receiver: stepReceiver(signs, facts),
    wind: stepWind(signs, facts, now, seconds),
    upsetSince: isUpset(facts, now) ? (signs.upsetSince ?? now) : undefined,
  };
};

/** Metres by which the position has walked away from what the velocity says. */
export const driftM = ({ drift }: Signs): number => length(drift);

/** Estimated wind, m/s; undefined while not known. */
export const windMs = ({ wind }: Signs): number | undefined => wind && length(wind);

/** Metres that the drone says to have flown while its receiver repeated one position. */
export const stuckM = ({ receiver }: Signs): number => receiver?.movedM ?? 0;

import { MIN_GROUND_SPEED_MS, TOUCHDOWN_S } from './limits.ts';
import type { DroneProfile } from './profile.ts';

/** Weather's wind: where it comes from (degrees true), ten-minute mean and gusts, m/s. */
export type Wind = { readonly fromDeg: number; readonly meanMs: number; readonly gustMs: number };

export const CALM: Wind = { fromDeg: 0, meanMs: 0, gustMs: 0 };

/** One stretch of the flight: metres over ground, course in degrees true. */
export type Stretch = { readonly distanceM: number; readonly courseDeg: number };

export type FlightTask = {
  readonly profile: DroneProfile;
  readonly payloadKg: number;
  readonly wind: Wind;
  readonly startPct: number;
  readonly stretches: readonly Stretch[];
  /** Sum of all climbs and of all descents, metres, take-off and landing included. */
  readonly climbM: number;
  readonly descentM: number;
  /** Share of a new and warm pack's energy that this one gives; default 1. */
  readonly capacityShare?: number;
};

export type StretchFlight = { readonly groundSpeedMs: number; readonly seconds: number };

/** Percent of the battery's capacity, seconds. */
export type BatteryEstimate = {
  readonly startPct: number;
  /** What the plan reckons with: a tail wind is not credited, it may die on the way. */
  readonly usedPct: number;
  /** What to expect if the wind stays as given; never more than `usedPct`. */
  readonly expectedUsedPct: number;
  /** What the plan reckons to be left after landing. May be negative. */
  readonly landingPct: number;
  readonly reservePct: number;
};

export type EnergyEstimate =
  | {
      readonly kind: 'flies';
      readonly battery: BatteryEstimate;
      readonly flightS: number;
      readonly takeoffS: number;
      readonly landingS: number;
      readonly stretches: readonly StretchFlight[];
    }
  /** The head or cross wind on that stretch leaves no way forward. */
  | { readonly kind: 'no_headway'; readonly stretch: number };

const GRAVITY_MS2 = 9.80665;
const JOULES_PER_WH = 3_600;
const RAD = Math.PI / 180;

/** Share of the cruise speed at which a multicopter needs least power; slower is not cheaper. Assumption. */
const LEAST_POWER_AT = 0.8;

/** Of a new and warm pack at full load and cruise speed: percent per second. */
const fullCruisePctPerS = (profile: DroneProfile): number =>
  (100 * profile.cruiseMs) / (profile.rangeKmFullLoad * 1_000);

/** Induced power grows with mass^1.5 (momentum theory), here against full load. */
const inducedOf = (profile: DroneProfile, payloadKg: number): number =>
  ((profile.emptyMassKg + payloadKg) / (profile.emptyMassKg + profile.payloadKg)) ** 1.5;

/**
 * Percent of a new and warm pack per second at an airspeed, level flight. Full load at cruise speed empties it over
 * `rangeKmFullLoad`; the share that carries the weight grows with mass^1.5, the rest, the drag of the body, with the
 * cube of the airspeed. That forward flight saves induced power is in the share at cruise speed; slower, power does not
 * fall below that at 80 % of cruise speed, where the saving is lost again.
 */
export const powerPctPerS = (profile: DroneProfile, payloadKg: number, airspeedMs: number): number => {
  const speed = Math.max(airspeedMs / profile.cruiseMs, LEAST_POWER_AT);
  const drag = (1 - profile.inducedShare) * speed ** 3;
  return fullCruisePctPerS(profile) * (profile.inducedShare * inducedOf(profile, payloadKg) + drag);
};

/**
 * Percent of a new and warm pack per second standing in the air: all of it carries the weight, and at full load that is
 * as much as at cruise speed (the flow of forward flight saves about what drag takes; assumption). More wind than that
 * is worth counts as airspeed.
 */
export const hoverPctPerS = (profile: DroneProfile, payloadKg: number, wind: Wind): number =>
  Math.max(
    fullCruisePctPerS(profile) * inducedOf(profile, payloadKg),
    powerPctPerS(profile, payloadKg, wind.meanMs),
  );

/**
 * Ground speed and airspeeds on a course. PX4's multicopter holds ground speed and tilts as far as it must; at the
 * airspeed limit the ground speed falls. Undefined when it would fall below 3 m/s.
 */
export const speedsOn = (
  profile: DroneProfile,
  courseDeg: number,
  wind: Wind,
): { groundMs: number; airMs: number; plannedAirMs: number } | undefined => {
  const angle = (wind.fromDeg - courseDeg) * RAD;
  const head = wind.meanMs * Math.cos(angle);
  const side = wind.meanMs * Math.sin(angle);
  const room = profile.maxAirspeedMs ** 2 - side ** 2;
  if (room < 0) return undefined;
  const groundMs = Math.min(profile.cruiseMs, Math.sqrt(room) - head);
  if (groundMs < MIN_GROUND_SPEED_MS) return undefined;
  const airMs = Math.hypot(groundMs + head, side);
  return { groundMs, airMs, plannedAirMs: Math.max(airMs, profile.cruiseMs) };
};

const upAndDownS = ({ profile, climbM, descentM }: FlightTask): { takeoffS: number; landingS: number } => ({
  takeoffS: climbM / profile.climbMs,
  landingS: descentM / profile.descentMs + TOUCHDOWN_S,
});

/** Percent of a new and warm pack per metre over ground on a course, a tail wind not credited; undefined: no headway. */
export const pctPerM = (
  { profile, payloadKg, wind }: Pick<FlightTask, 'profile' | 'payloadKg' | 'wind'>,
  courseDeg: number,
): number | undefined => {
  const speeds = speedsOn(profile, courseDeg, wind);
  return speeds && powerPctPerS(profile, payloadKg, speeds.plannedAirMs) / speeds.groundMs;
};

/** Time and battery of a whole flight: climb, stretches, descent, touch-down. All inputs finite and in range. */
export const estimateFlight = (task: FlightTask): EnergyEstimate => {
  const { profile, payloadKg, wind } = task;
  const { takeoffS, landingS } = upAndDownS(task);
  const massKg = profile.emptyMassKg + payloadKg;
  const lift = (massKg * GRAVITY_MS2 * task.climbM) / profile.climbEfficiency;
  const upAndDownPct =
    (takeoffS + landingS) * hoverPctPerS(profile, payloadKg, wind) +
    (100 * lift) / (profile.batteryWh * JOULES_PER_WH);
  let usedPct = upAndDownPct;
  let expectedUsedPct = upAndDownPct;
  const stretches: StretchFlight[] = [];
  for (const [index, stretch] of task.stretches.entries()) {
    const speeds = speedsOn(profile, stretch.courseDeg, wind);
    if (speeds === undefined) return { kind: 'no_headway', stretch: index };
    const seconds = stretch.distanceM / speeds.groundMs;
    usedPct += seconds * powerPctPerS(profile, payloadKg, speeds.plannedAirMs);
    expectedUsedPct += seconds * powerPctPerS(profile, payloadKg, speeds.airMs);
    stretches.push({ groundSpeedMs: speeds.groundMs, seconds });
  }
  const flightS = stretches.reduce((sum, stretch) => sum + stretch.seconds, takeoffS + landingS);
  const share = task.capacityShare ?? 1;
  const battery = {
    startPct: task.startPct,
    usedPct: usedPct / share,
    expectedUsedPct: expectedUsedPct / share,
    landingPct: task.startPct - usedPct / share,
    reservePct: profile.reservePct,
  };
  return { kind: 'flies', battery, flightS, takeoffS, landingS, stretches };
};

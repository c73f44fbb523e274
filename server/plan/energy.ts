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

/**
 * Battery percent per second at an airspeed, level flight. Full load at cruise speed empties the battery over
 * `rangeKmFullLoad`; the share that carries the weight grows with mass^1.5 (momentum theory, hover), the rest, the
 * drag of the body, with the cube of the airspeed. That forward flight saves induced power is left out: instead power
 * does not fall further below 80 % of cruise speed, and climb and landing are reckoned as at cruise.
 */
export const powerPctPerS = (profile: DroneProfile, payloadKg: number, airspeedMs: number): number => {
  const fullCruise = (100 * profile.cruiseMs) / (profile.rangeKmFullLoad * 1_000);
  const mass = (profile.emptyMassKg + payloadKg) / (profile.emptyMassKg + profile.payloadKg);
  const induced = profile.inducedShare * mass ** 1.5;
  const speed = Math.max(airspeedMs / profile.cruiseMs, LEAST_POWER_AT);
  const drag = (1 - profile.inducedShare) * speed ** 3;
  return fullCruise * (induced + drag);
};

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

/** Time and battery of a whole flight: climb, stretches, descent, touch-down. All inputs finite and in range. */
export const estimateFlight = (task: FlightTask): EnergyEstimate => {
  const { profile, payloadKg, wind } = task;
  const takeoffS = task.climbM / profile.climbMs;
  const landingS = task.descentM / profile.descentMs + TOUCHDOWN_S;
  const massKg = profile.emptyMassKg + payloadKg;
  const lift = (massKg * GRAVITY_MS2 * task.climbM) / profile.climbEfficiency;
  // Without the flow of forward flight the rotors need about as much as at cruise speed: reckoned so.
  const hoverPctPerS = powerPctPerS(profile, payloadKg, Math.max(wind.meanMs, profile.cruiseMs));
  const upAndDownPct =
    (takeoffS + landingS) * hoverPctPerS + (100 * lift) / (profile.batteryWh * JOULES_PER_WH);
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
  const landingPct = task.startPct - usedPct;
  const battery = {
    startPct: task.startPct,
    usedPct,
    expectedUsedPct,
    landingPct,
    reservePct: profile.reservePct,
  };
  return { kind: 'flies', battery, flightS, takeoffS, landingS, stretches };
};

/**
 * The aircraft of the embedded vehicle: a ten-kilogram-class multicopter like the one of the Nanjing trial. What is
 * published of it is payload (10 kg), endurance (20 km) and wind class; the rest is assumed and says so.
 */
export type Airframe = {
  /** Take-off mass without payload, kg. Assumption: 25 kg in all with 10 kg of payload. */
  readonly emptyMassKg: number;
  readonly maxPayloadKg: number;
  /** Airspeed in level flight that the motors can hold, m/s. Assumption: cruise 16 plus 6 in hand. */
  readonly maxAirspeedMs: number;
  /** Total area of the rotor discs, m2. Assumption: six rotors of 24 inches. */
  readonly discAreaM2: number;
  /** Drag area Cd·A of frame and box, m2. Assumption. */
  readonly dragAreaM2: number;
  /** Power of the blades' own drag in hover at full load, W. Assumption: about a third of hover power. */
  readonly profilePowerW: number;
  /** Rotor tip speed, m/s, for the growth of profile power with airspeed. Assumption. */
  readonly tipSpeedMs: number;
  /** Electronics, parachute, radio, W. Assumption. */
  readonly hotelPowerW: number;
  /** Share of battery power that becomes climb power. Assumption. */
  readonly climbEfficiency: number;
  /** Induced power over the ideal of momentum theory (tip losses, motor and controller). Assumption. */
  readonly inducedFactor: number;
};

export const NJ10: Airframe = {
  emptyMassKg: 15,
  maxPayloadKg: 10,
  maxAirspeedMs: 22,
  discAreaM2: 1.8,
  dragAreaM2: 0.45,
  profilePowerW: 1100,
  tipSpeedMs: 110,
  hotelPowerW: 50,
  climbEfficiency: 0.75,
  inducedFactor: 1.3,
};

/** Standard gravity, m/s2. */
export const GRAVITY = 9.806_65;
/** Air at sea level of the standard atmosphere, kg/m3. */
const AIR_DENSITY = 1.225;
/** Growth of profile power with the square of the advance ratio (Leishman, Principles of Helicopter Aerodynamics). */
const PROFILE_ADVANCE = 4.65;
/** A sinking multicopter saves at most this share of its induced power. Assumption. */
const MAX_SINK_SAVING = 0.25;

/** Range at full load, in still air, level at this ground speed: domain figure of the NJ-10 (20 km endurance). */
export const CALIBRATION = { payloadKg: 10, speedMs: 16, rangeM: 20_000 } as const;

/** Induced velocity in forward flight over that in hover, by Glauert; the disc loading at full load is the reference. */
const inducedRatio = (frame: Airframe, airspeedMs: number): number => {
  const fullMass = frame.emptyMassKg + frame.maxPayloadKg;
  const hover2 = (fullMass * GRAVITY) / (2 * AIR_DENSITY * frame.discAreaM2);
  const v2 = airspeedMs * airspeedMs;
  return Math.sqrt((Math.sqrt(v2 * v2 + 4 * hover2 * hover2) - v2) / 2 / hover2);
};

export type AirMotion = { readonly airspeedMs: number; readonly climbMs: number };

/**
 * Electric power in flight, W. Induced power grows with mass^1.5 (momentum theory), profile power too: fixed-pitch
 * rotors turn faster for more thrust, with the third power of speed and thrust with the second. Then parasite drag of
 * the airspeed, climb, electronics.
 */
export const flightPowerW = (frame: Airframe, massKg: number, motion: AirMotion): number => {
  const weight = massKg * GRAVITY;
  const hoverInduced =
    frame.inducedFactor * weight * Math.sqrt(weight / (2 * AIR_DENSITY * frame.discAreaM2));
  const induced = hoverInduced * inducedRatio(frame, motion.airspeedMs);
  const advance = motion.airspeedMs / frame.tipSpeedMs;
  const loading = (massKg / (frame.emptyMassKg + frame.maxPayloadKg)) ** 1.5;
  const profile = frame.profilePowerW * loading * (1 + PROFILE_ADVANCE * advance * advance);
  const parasite = 0.5 * AIR_DENSITY * frame.dragAreaM2 * motion.airspeedMs ** 3;
  const climb =
    motion.climbMs > 0
      ? (weight * motion.climbMs) / frame.climbEfficiency
      : -Math.min(weight * -motion.climbMs, induced * MAX_SINK_SAVING);
  return induced + profile + parasite + climb + frame.hotelPowerW;
};

/** Power with motors idling on the ground, W, on top of the electronics. Assumption. */
const IDLE_POWER_W = 60;

export const groundPowerW = (frame: Airframe, armed: boolean): number =>
  frame.hotelPowerW + (armed ? IDLE_POWER_W : 0);

/** Energy of a full pack, J: exactly what `CALIBRATION` takes. */
export const packEnergyJ = (frame: Airframe): number =>
  (flightPowerW(frame, frame.emptyMassKg + CALIBRATION.payloadKg, {
    airspeedMs: CALIBRATION.speedMs,
    climbMs: 0,
  }) *
    CALIBRATION.rangeM) /
  CALIBRATION.speedMs;

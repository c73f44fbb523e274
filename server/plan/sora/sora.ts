import type { DroneProfile } from '../profile.ts';

/**
 * Volumes of SORA 2.5 as the LBA reckons them, metres: flight geography, contingency volume around it, ground-risk
 * buffer around that; all horizontal but the heights.
 */
export type SoraVolumes = {
  /** Half width of the flight geography: how far a flight that goes well strays from its line. */
  readonly geographyM: number;
  readonly contingencyM: number;
  readonly groundRiskM: number;
  /** What the contingency volume adds to the height of the flight geography. */
  readonly contingencyHeightM: number;
  /** Which rule gave the ground-risk buffer: the larger of those that apply. */
  readonly groundRiskBy: 'one_to_one' | 'parachute';
};

/** Chosen here; SORA asks for at least three times the characteristic dimension. */
const GEOGRAPHY_HALF_M = 10;
const GEOGRAPHY_DIMENSIONS = 3;

/** Defaults of the LBA's calculation: position error of GNSS, of the vehicle's hold, of the map. Metres. */
const GNSS_M = 3;
const HOLD_M = 3;
const MAP_M = 1;
/** Reaction time of whoever or whatever ends the deviation, LBA default. Seconds. */
const REACTION_S = 1;
/** Share of the speed that turns upward while reacting, LBA default. */
const REACTION_CLIMB = 0.7;
const GRAVITY_MS2 = 9.80665;
const RAD = Math.PI / 180;

/** Half width of the flight geography for a drone of that size, metres. */
const geographyOf = ({ characteristicM }: DroneProfile): number =>
  Math.max(GEOGRAPHY_HALF_M, GEOGRAPHY_DIMENSIONS * characteristicM);

/** From the edge of the flight geography to standstill: errors, reaction, braking at the allowed pitch. Whole metres. */
const contingencyOf = ({ cruiseMs, brakingDeg }: DroneProfile): number => {
  const brakingM = cruiseMs ** 2 / (2 * GRAVITY_MS2 * Math.tan(brakingDeg * RAD));
  return Math.ceil(GNSS_M + HOLD_M + MAP_M + cruiseMs * REACTION_S + brakingM);
};

/** No leg comes nearer than this to a zone that it may not enter: half of the operational volume, metres. */
export const corridorHalfM = (profile: DroneProfile): number => geographyOf(profile) + contingencyOf(profile);

/** The volumes of a flight whose geography reaches up to `heightM` above ground, in a wind of at most `windMs`. */
export const soraOf = (profile: DroneProfile, heightM: number, windMs: number): SoraVolumes => {
  const { cruiseMs, characteristicM, parachuteOpenS, parachuteSinkMs } = profile;
  const contingencyHeightM = REACTION_CLIMB * cruiseMs * REACTION_S + cruiseMs ** 2 / (2 * GRAVITY_MS2);
  const topM = heightM + contingencyHeightM;
  const oneToOneM = topM + characteristicM / 2;
  const parachuteM =
    parachuteSinkMs === 0 ? 0 : cruiseMs * parachuteOpenS + (windMs * topM) / parachuteSinkMs;
  return {
    geographyM: geographyOf(profile),
    contingencyM: contingencyOf(profile),
    groundRiskM: Math.ceil(Math.max(oneToOneM, parachuteM)),
    contingencyHeightM: Math.ceil(contingencyHeightM),
    groundRiskBy: parachuteM > oneToOneM ? 'parachute' : 'one_to_one',
  };
};

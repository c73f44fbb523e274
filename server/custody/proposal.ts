/** Packing with two persons, until it is at the pad, milliseconds (assumption; to be replaced by measured times). */
const PACK_MS = 12 * 60_000;
/** Pre-flight and launch, climb and landing besides the way, milliseconds. */
const FLIGHT_EXTRA_MS = 5 * 60_000;
/** A route is longer than the straight line: zones (seen in Nanjing: 3 to 12 %). */
const FLIGHT_DETOUR = 1.12;
/** A road over the river is longer still, and a van makes 30 km/h in the city (assumption). */
const ROAD_DETOUR = 1.6;
const ROAD_MS = 30 / 3.6;
/** Hand-over at both ends of a road, milliseconds. */
const ROAD_EXTRA_MS = 10 * 60_000;

export type DroneFigures = {
  readonly cruiseMs: number;
  readonly rangeKmFullLoad: number;
  readonly reservePct: number;
};

export type Way = {
  readonly now: number;
  readonly distanceM: number;
  /** False where the boxes are still packed as they were. */
  readonly toBePacked: boolean;
  /** What the failed flight's own plan takes of the charge, percent; undefined = it had none. */
  readonly plannedPct: number | undefined;
};

const packMs = ({ toBePacked }: Way): number => (toBePacked ? PACK_MS : 0);

/** When a replacement would be there by air, wall time. */
export const airEta = (way: Way, { cruiseMs }: DroneFigures): number =>
  Math.round(way.now + packMs(way) + FLIGHT_EXTRA_MS + ((way.distanceM * FLIGHT_DETOUR) / cruiseMs) * 1000);

/** When a courier would be there, wall time. */
export const roadEta = (way: Way): number =>
  Math.round(way.now + packMs(way) + ROAD_EXTRA_MS + ((way.distanceM * ROAD_DETOUR) / ROAD_MS) * 1000);

/**
 * Charge that the way there takes with the reserve, percent: as the failed flight was planned, else by the range with full
 * load, which asks for more; the plan says exactly.
 */
export const chargeNeededPct = ({ distanceM, plannedPct }: Way, figures: DroneFigures): number =>
  (plannedPct ?? (100 * distanceM * FLIGHT_DETOUR) / (figures.rangeKmFullLoad * 1000)) + figures.reservePct;

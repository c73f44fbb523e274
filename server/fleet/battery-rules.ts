/** Below that share of its new capacity a pack is at its end. Usual for lithium packs; assumption. */
const MIN_HEALTH_PCT = 80;
/** Highest against lowest cell at rest, millivolts. Assumption, to be replaced by the maker's figure. */
const MAX_IMBALANCE_MV = 100;
/** Full cycles. Lithium-polymer packs of this size: 200 to 300; assumption. */
const MAX_CYCLES = 300;
/** From empty to full in an hour (1C). Assumption. */
export const CHARGE_PCT_PER_MIN = 100 / 60;
/** Chargers at the centre. Assumption. */
export const CHARGERS = 4;

export const BATTERY_FAULTS = ['health', 'imbalance', 'cycles', 'person'] as const;
export type BatteryFault = (typeof BATTERY_FAULTS)[number];

/** Null = not known. */
type Judged = {
  readonly health_pct: number | null;
  readonly imbalance_mv: number | null;
  readonly cycles: number;
};

/** What keeps a pack on the ground by its own figures; what is not known is not held against it. */
export const faultsOf = (pack: Judged): BatteryFault[] => {
  const faults: BatteryFault[] = [];
  if (pack.health_pct !== null && pack.health_pct < MIN_HEALTH_PCT) faults.push('health');
  if (pack.imbalance_mv !== null && pack.imbalance_mv > MAX_IMBALANCE_MV) faults.push('imbalance');
  if (pack.cycles > MAX_CYCLES) faults.push('cycles');
  return faults;
};

export const faultsIn = (grounded: string): BatteryFault[] =>
  BATTERY_FAULTS.filter((fault) => grounded.split(' ').includes(fault));

/** A pack that was put to the chargers at `put_at` with that charge. */
type Charging = { readonly id: string; readonly charge_pct: number; readonly put_at: number };

export type ChargeTurn = {
  readonly id: string;
  readonly startAt: number;
  readonly readyAt: number;
  /** Percent, as of now. */
  readonly chargePct: number;
};

const minutesOf = (pct: number): number => (100 - pct) / CHARGE_PCT_PER_MIN;

/**
 * Who charges when: each of the chargers takes the pack that was put there first. Wall times; charge now. A pack that
 * waits is shown with when its turn begins.
 */
export const chargeQueue = (packs: readonly Charging[], now: number): ChargeTurn[] => {
  const freeAt = Array.from({ length: CHARGERS }, () => Number.NEGATIVE_INFINITY);
  const inTurn = [...packs].sort((a, b) => a.put_at - b.put_at || (a.id < b.id ? -1 : 1));
  return inTurn.map(({ id, charge_pct: pct, put_at: putAt }) => {
    const charger = freeAt.indexOf(Math.min(...freeAt));
    const startAt = Math.max(putAt, freeAt[charger] ?? putAt);
    const readyAt = startAt + minutesOf(pct) * 60_000;
    freeAt[charger] = readyAt;
    const charged = (Math.max(0, now - startAt) / 60_000) * CHARGE_PCT_PER_MIN;
    return { id, startAt, readyAt, chargePct: Math.min(100, pct + charged) };
  });
};

/** The middle one; undefined = there is none. */
export const median = (values: readonly number[]): number | undefined =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

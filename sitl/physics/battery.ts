/**
 * What a battery monitor reports of a pack. Voltages: a 12-cell lithium pack, 4.2 V full and 3.5 V empty per cell,
 * linear between (assumption; only the share of energy matters to the flight).
 */
const CELLS = 12;
const CELL_FULL_V = 4.2;
const CELL_EMPTY_V = 3.5;
const SECONDS_PER_HOUR = 3600;
/** Voltage at which the nameplate capacity is quoted, per cell. */
const CELL_NOMINAL_V = 3.7;

export type BatteryReading = {
  /** Share of energy left, 0 to 1. */
  readonly remaining: number;
  readonly voltageV: number;
  readonly currentA: number;
};

export const readBattery = (energyJ: number, fullJ: number, powerW: number): BatteryReading => {
  const remaining = Math.max(0, Math.min(1, energyJ / fullJ));
  const voltageV = CELLS * (CELL_EMPTY_V + (CELL_FULL_V - CELL_EMPTY_V) * remaining);
  return { remaining, voltageV, currentA: powerW / voltageV };
};

/** Charge of that energy at nominal voltage, mAh. */
export const energyToMah = (energyJ: number): number =>
  (energyJ / (CELLS * CELL_NOMINAL_V) / SECONDS_PER_HOUR) * 1000;

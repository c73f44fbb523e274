import { CALM, estimateFlight, type FlightTask, type Wind } from '../energy.ts';
import { CHARGE_STEP_PCT, LOAD_STEP_KG, WIND_STEP_MS } from './limits.ts';

/** What would make a flight land with the reserve on the same way, each alone but for the last; undefined: it does not do it. */
export type Fitting = {
  /** Largest load, kg. */
  readonly loadKg: number | undefined;
  /** Largest mean wind from the same quarter, m/s. */
  readonly windMs: number | undefined;
  /** Smallest charge at take-off, percent; undefined: not even a full battery is enough. */
  readonly chargePct: number | undefined;
  /** Largest load in calm air, kg, where neither less load nor less wind alone is enough. */
  readonly calmLoadKg: number | undefined;
};

/** Halvings of an interval: finer than any step by far. */
const HALVINGS = 30;

/** The largest value in [0, most] that fits, if zero does; what fits must go on to fit with less. */
const largest = (most: number, fits: (value: number) => boolean): number | undefined => {
  if (!fits(0)) return undefined;
  let [low, high] = [0, most];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low;
};

const down = (value: number | undefined, step: number): number | undefined =>
  value === undefined ? undefined : Number((Math.floor(value / step + 1e-6) * step).toFixed(6));

/** The same wind at another strength, with gusts in proportion. */
const atMean = (wind: Wind, meanMs: number): Wind => ({
  ...wind,
  meanMs,
  gustMs: wind.meanMs === 0 ? 0 : (wind.gustMs * meanMs) / wind.meanMs,
});

/** Percent at take-off with which a flight keeps its reserve; undefined against too much wind. */
const neededPct = (task: FlightTask): number | undefined => {
  const estimate = estimateFlight(task);
  return estimate.kind === 'flies' ? estimate.battery.usedPct + task.profile.reservePct : undefined;
};

/** Of a flight that does not keep its reserve, or makes no headway. */
export const fittingOf = (task: FlightTask): Fitting => {
  const { payloadKg, wind } = task;
  const isEnough = (other: FlightTask): boolean => (neededPct(other) ?? Infinity) <= other.startPct;
  const loadIn = (air: Wind): number | undefined =>
    largest(payloadKg, (kg) => isEnough({ ...task, wind: air, payloadKg: kg }));
  const load = loadIn(wind);
  const mean = largest(wind.meanMs, (meanMs) => isEnough({ ...task, wind: atMean(wind, meanMs) }));
  const chargePct = Math.ceil((neededPct(task) ?? Infinity) / CHARGE_STEP_PCT - 1e-6) * CHARGE_STEP_PCT;
  const isNeither = payloadKg > 0 && wind.meanMs > 0 && load === undefined && mean === undefined;
  return {
    loadKg: payloadKg === 0 ? undefined : down(load, LOAD_STEP_KG),
    windMs: wind.meanMs === 0 ? undefined : down(mean, WIND_STEP_MS),
    chargePct: chargePct > 100 ? undefined : chargePct,
    calmLoadKg: isNeither ? down(loadIn(CALM), LOAD_STEP_KG) : undefined,
  };
};

import { bearingDeg } from '../../core/geo.ts';
import { CALM, estimateFlight } from '../energy.ts';
import { climbAndDescent } from '../mission-items.ts';
import type { Plan } from '../plan-types.ts';
import type { DroneProfile } from '../profile.ts';

/** A flight that went as planned, with what its log says of it. */
export type FlownFlight = {
  readonly plan: Pick<Plan, 'legs' | 'items' | 'payloadKg' | 'wind' | 'battery' | 'flightS'> &
    Partial<Pick<Plan, 'capacityShare'>>;
  /** Points of charge between take-off and landing. */
  readonly usedPct: number;
  /** From take-off to landing, seconds. */
  readonly flightS: number;
};

/** Flown against planned; errors are positive where more was needed. `p95` is of their size. */
type CalibrationError = { readonly mean: number; readonly p95: number };

type Suggestion = Pick<
  DroneProfile,
  'rangeKmFullLoad' | 'batteryWh' | 'inducedShare' | 'timeFactor' | 'timeSpread'
>;

export type Calibration = {
  readonly flights: number;
  /** Points of charge. */
  readonly charge: CalibrationError;
  /** Share of the planned time. */
  readonly time: CalibrationError;
  /** Undefined: too few flights. */
  readonly suggestion: Suggestion | undefined;
  /** The loads are too much alike to tell weight from drag: `inducedShare` stays. */
  readonly loadsAlike: boolean;
};

/** Fewer say more about the weather of a day than about the drone. Assumption. */
export const MIN_FLIGHTS = 10;
/** Loads must be apart by this much to tell weight from drag, kg. Assumption. */
const MIN_LOAD_SPAN_KG = 3;
/** Two shares between which what a flight takes is taken as a straight line: power is one in it. */
const SHARES = [0.4, 0.8] as const;

/** What the model says of a flight with that profile. */
const foretold = ({ plan }: FlownFlight, profile: DroneProfile): { usedPct: number; flightS: number } => {
  const estimate = estimateFlight({
    profile,
    payloadKg: plan.payloadKg,
    wind: plan.wind ?? CALM,
    startPct: 100,
    capacityShare: plan.capacityShare ?? 1,
    stretches: plan.legs.map(({ from, to, distanceM }) => ({ distanceM, courseDeg: bearingDeg(from, to) })),
    ...climbAndDescent(plan.items),
  });
  return estimate.kind === 'flies'
    ? { usedPct: estimate.battery.expectedUsedPct, flightS: estimate.flightS }
    : { usedPct: Number.NaN, flightS: Number.NaN };
};

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

/** Nearest rank; of at least one value. */
const quantile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
};

const errorOf = (errors: readonly number[]): CalibrationError => ({
  mean: sum(errors) / errors.length,
  p95: quantile(errors.map(Math.abs), 0.95),
});

type Fit = { readonly factor: number; readonly inducedShare: number };

/** One factor for all that is used; the share as it is. */
const fitFactor = (profile: DroneProfile, flights: readonly FlownFlight[]): Fit => ({
  factor:
    sum(flights.map(({ usedPct }) => usedPct)) / sum(flights.map((one) => foretold(one, profile).usedPct)),
  inducedShare: profile.inducedShare,
});

/** Least squares for factor and share: used = factor · (a + share · b), with a and b from the model. */
const fitBoth = (profile: DroneProfile, flights: readonly FlownFlight[]): Fit | undefined => {
  const lines = flights.map((one) => {
    const [low, high] = SHARES.map((inducedShare) => foretold(one, { ...profile, inducedShare }).usedPct) as [
      number,
      number,
    ];
    const b = (high - low) / (SHARES[1] - SHARES[0]);
    return { a: low - SHARES[0] * b, b, used: one.usedPct };
  });
  const [aa, ab, bb] = [
    sum(lines.map(({ a }) => a * a)),
    sum(lines.map(({ a, b }) => a * b)),
    sum(lines.map(({ b }) => b * b)),
  ];
  const [au, bu] = [sum(lines.map(({ a, used }) => a * used)), sum(lines.map(({ b, used }) => b * used))];
  const det = aa * bb - ab * ab;
  const factor = (au * bb - bu * ab) / det;
  const inducedShare = (aa * bu - ab * au) / det / factor;
  const isSense = factor > 0 && inducedShare >= 0.1 && inducedShare <= 0.99;
  return isSense ? { factor, inducedShare } : undefined;
};

const round = (value: number, digits: number): number => Number(value.toFixed(digits));

const spanKg = (flights: readonly FlownFlight[]): number => {
  const loads = flights.map(({ plan }) => plan.payloadKg);
  return Math.max(...loads) - Math.min(...loads);
};

const suggestionOf = (
  profile: DroneProfile,
  flights: readonly FlownFlight[],
  loadsAlike: boolean,
): Suggestion => {
  const { factor, inducedShare } =
    (loadsAlike ? undefined : fitBoth(profile, flights)) ?? fitFactor(profile, flights);
  const ratios = flights.map((one) => one.flightS / foretold(one, profile).flightS);
  const timeFactor = Math.min(1.5, Math.max(0.8, quantile(ratios, 0.5)));
  const late = quantile(ratios, 0.95) / timeFactor - 1;
  return {
    // What is drawn is seen in percent only: the pack gives less, or the drone takes more, which is the same here.
    rangeKmFullLoad: round(profile.rangeKmFullLoad / factor, 2),
    batteryWh: round(profile.batteryWh / factor, 0),
    inducedShare: round(inducedShare, 3),
    timeFactor: round(timeFactor, 3),
    timeSpread: round(Math.min(0.5, Math.max(0, late)), 3),
  };
};

/** Compares flights (at least one) with their plans, and with the profile of now where it makes a suggestion. */
export const calibrate = (profile: DroneProfile, flights: readonly FlownFlight[]): Calibration => {
  const loadsAlike = spanKg(flights) < MIN_LOAD_SPAN_KG;
  return {
    flights: flights.length,
    charge: errorOf(flights.map(({ plan, usedPct }) => usedPct - plan.battery.expectedUsedPct)),
    time: errorOf(flights.map(({ plan, flightS }) => flightS / plan.flightS - 1)),
    suggestion: flights.length < MIN_FLIGHTS ? undefined : suggestionOf(profile, flights, loadsAlike),
    loadsAlike,
  };
};

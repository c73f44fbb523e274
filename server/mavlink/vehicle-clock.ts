import { monoMs, type MonoMs, type WallMs } from '../core/clock.ts';

/** Answers that are kept; with one every 10 s the best of two minutes. */
const WINDOW = 12;
/** Two quartz clocks drift apart by no more: 25 ppm each. */
const DRIFT = 50e-6;
/** More than any quartz does, less than any speed factor of a simulation: beyond it is another rate. */
const OTHER_RATE = 0.01;
/** A rate from a shorter time or with a larger error says nothing. */
const RATE_SPAN_MS = 10_000;
const RATE_ERROR = 0.005;
/** 2001-01-01: PX4 takes an earlier time for a clock that was never set. */
const FIRST_UTC_MS = 978_307_200_000;
/** A UTC that was told longer ago is not compared. */
const UTC_AGE_MS = 30_000;
const BOOT_WRAP_MS = 2 ** 32;
/** A vehicle that answers once a tick, not at once, is off by that. */
const STEP_MS = 50;

/** One question and its answer: the vehicle's clock, at the middle of the way there and back by ours. */
export type ClockSample = { readonly at: MonoMs; readonly vehicleMs: number; readonly rttMs: number };

/** The vehicle's clock against our monotonic one. Times are milliseconds, plain numbers exact to a microsecond. */
export type VehicleClock = {
  readonly samples: readonly ClockSample[];
  /** UTC at the vehicle's boot, by its own word. */
  readonly utc: { readonly atBootMs: number; readonly heardAt: MonoMs } | undefined;
};

export type ClockInfo = {
  /** Vehicle's time since boot minus our monotonic time. */
  readonly offsetMs: number;
  readonly rttMs: number;
  /** The way there and back may be unlike: half of it, and the drift since. */
  readonly uncertaintyMs: number;
  /** Vehicle's seconds per second of ours; undefined until it was watched for 10 s. */
  readonly rate: number | undefined;
  /** Vehicle's UTC minus ours; undefined where it tells none, or its clock runs at another rate. */
  readonly utcSkewMs: number | undefined;
};

export const NEW_CLOCK: VehicleClock = { samples: [], utc: undefined };

const offsetOf = ({ vehicleMs, at }: ClockSample): number => vehicleMs - at;

const uncertaintyOf = ({ at, rttMs }: ClockSample, now: MonoMs): number => rttMs / 2 + (now - at) * DRIFT;

const bestOf = (samples: readonly ClockSample[], now: MonoMs): ClockSample | undefined =>
  samples.reduce<ClockSample | undefined>(
    (best, sample) =>
      best !== undefined && uncertaintyOf(best, now) < uncertaintyOf(sample, now) ? best : sample,
    undefined,
  );

/** From the first answer to the last one; undefined where that is too short or too rough. */
const rateOf = (samples: readonly ClockSample[]): number | undefined => {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const spanMs = last.at - first.at;
  if (spanMs < RATE_SPAN_MS || (first.rttMs + last.rttMs) / 2 / spanMs > RATE_ERROR) return undefined;
  return (last.vehicleMs - first.vehicleMs) / spanMs;
};

const isOwnRate = (rate: number): boolean => Math.abs(rate - 1) <= OTHER_RATE;

/** A clock that went at our rate and is now off by more than the ways explain was stepped or halted. */
const isStepped = ({ samples }: VehicleClock, sample: ClockSample): boolean => {
  const [best, rate] = [bestOf(samples, sample.at), rateOf(samples)];
  if (best === undefined || rate === undefined || !isOwnRate(rate)) return false;
  const explainedMs = uncertaintyOf(best, sample.at) + sample.rttMs / 2 + STEP_MS;
  return Math.abs(offsetOf(sample) - offsetOf(best)) > explainedMs;
};

/** Takes an answer. */
export const withSample = (clock: VehicleClock, sample: ClockSample): VehicleClock => ({
  ...clock,
  samples: isStepped(clock, sample) ? [sample] : [...clock.samples, sample].slice(-WINDOW),
});

/** SYSTEM_TIME. Its time since boot has 32 bits: the answers tell which of the 50 days it is. */
export const withUtc = (
  clock: VehicleClock,
  { unixMs, bootMs }: { readonly unixMs: number; readonly bootMs: number },
  now: MonoMs,
): VehicleClock => {
  if (unixMs < FIRST_UTC_MS) return { ...clock, utc: undefined };
  const best = bestOf(clock.samples, now);
  const wraps = best === undefined ? 0 : Math.round((now + offsetOf(best) - bootMs) / BOOT_WRAP_MS);
  return { ...clock, utc: { atBootMs: unixMs - bootMs - wraps * BOOT_WRAP_MS, heardAt: now } };
};

/** What is known now; undefined before the first answer. */
export const readClock = (clock: VehicleClock, now: MonoMs, wall: WallMs): ClockInfo | undefined => {
  const rate = rateOf(clock.samples);
  const sample = rate === undefined || isOwnRate(rate) ? bestOf(clock.samples, now) : clock.samples.at(-1);
  if (sample === undefined) return undefined;
  const offsetMs = offsetOf(sample);
  const { utc } = clock;
  const comparable =
    utc !== undefined && now - utc.heardAt <= UTC_AGE_MS && rate !== undefined && isOwnRate(rate);
  return {
    offsetMs,
    rttMs: sample.rttMs,
    uncertaintyMs: uncertaintyOf(sample, now),
    rate,
    utcSkewMs: comparable ? utc.atBootMs + now + offsetMs - wall : undefined,
  };
};

const NS_PER_US = 1000n;
const US_PER_MS = 1000;

/** Nanoseconds of 64 bits to milliseconds: exact to a microsecond for 285 years. */
export const nsToMs = (ns: bigint): number => Number(ns / NS_PER_US) / US_PER_MS;

export const msToNs = (ms: number): bigint => BigInt(Math.round(ms * US_PER_MS)) * NS_PER_US;

/** The middle between question and answer. */
export const sampleOf = (askedAt: MonoMs, answeredAt: MonoMs, vehicleNs: bigint): ClockSample => ({
  at: monoMs((askedAt + answeredAt) / 2),
  vehicleMs: nsToMs(vehicleNs),
  rttMs: answeredAt - askedAt,
});

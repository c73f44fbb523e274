import type { LonLat } from '../../../server/core/geo.ts';
import { planFlight } from '../../../server/plan/plan.ts';
import type { PlanOutcome, PlanRequest } from '../../../server/plan/plan-types.ts';
import type { Wind } from '../../../server/plan/energy.ts';
import type { Airspace } from '../../../server/plan/airspace.ts';
import { boxRing, requestOf, seedAirspace, seedPad, STILL, zoneOf } from '../worlds.ts';

/** A usual box, and all that the drone lifts, kg. */
export const LIGHT_KG = 2.7;
export const FULL_KG = 10;

const CENTRE = 'nrcbc';
const HOSPITALS = ['pkph', 'pktcm'] as const;
const WIND_MS = 8;
/** Within the limit of the drone's profile. */
const GUST_MS = 11.2;
const windFrom = (fromDeg: number): Wind => ({ fromDeg, meanMs: WIND_MS, gustMs: GUST_MS });

export const WINDS = { calm: STILL, N: windFrom(0), E: windFrom(90), S: windFrom(180), W: windFrom(270) };
export type WindName = keyof typeof WINDS;

export type GoldenCase = {
  readonly from: string;
  readonly to: string;
  readonly payloadKg: number;
  readonly wind: WindName;
  /** Closed ground that the seed does not have. */
  readonly cordon: boolean;
};

const CORDON_M = 2_400;

const airspaces = new Map<boolean, Airspace>();
const airspaceWith = (cordon: boolean): Airspace => {
  const seed = seedAirspace();
  const around = zoneOf('cordon', 'no_fly', boxRing(seedPad('pkph').at, CORDON_M, CORDON_M));
  const made = airspaces.get(cordon) ?? (cordon ? { ...seed, zones: [...seed.zones, around] } : seed);
  airspaces.set(cordon, made);
  return made;
};

/** The request of a case, with what of it is to be another. */
export const requestAs = (one: GoldenCase, more: Partial<PlanRequest> = {}): PlanRequest =>
  requestOf(seedPad(one.from), seedPad(one.to), {
    payloadKg: one.payloadKg,
    wind: WINDS[one.wind],
    ...more,
  });

export const outcomeOf = (one: GoldenCase, more: Partial<PlanRequest> = {}): PlanOutcome =>
  planFlight(requestAs(one, more), { airspace: airspaceWith(one.cordon) });

const ways = HOSPITALS.flatMap((site) => [
  { from: CENTRE, to: site },
  { from: site, to: CENTRE },
]);

/** Both hospitals, there and back, a light and the full load, calm and 8 m/s from each quarter; and a way that is closed. */
export const CASES: readonly GoldenCase[] = [
  ...ways.flatMap((way) =>
    [LIGHT_KG, FULL_KG].flatMap((payloadKg) =>
      (Object.keys(WINDS) as WindName[]).map((wind) => ({ ...way, payloadKg, wind, cordon: false })),
    ),
  ),
  { from: CENTRE, to: 'pkph', payloadKg: LIGHT_KG, wind: 'calm', cordon: true },
];

export const nameOf = ({ from, to, payloadKg, wind, cordon }: GoldenCase): string =>
  [
    `${from} to ${to}`,
    `${payloadKg} kg`,
    wind === 'calm' ? 'calm' : `${WIND_MS} m/s from ${wind}`,
    ...(cordon ? ['cordon around the hospital'] : []),
  ].join(', ');

/** What is kept of an outcome. Metres, seconds, percent of the charge; `null` where there is no plan. */
export type Kept = {
  readonly figures: Readonly<Record<string, number>> | null;
  /** Reasons for which it may not be flown, and what would make it fit. */
  readonly blockers: readonly string[];
  readonly fits: readonly string[];
  /** From pad to pad, WGS-84. */
  readonly turns: readonly LonLat[];
};

const tenth = (value: number): number => Math.round(value * 10) / 10;

const wordsOf = (outcome: PlanOutcome, isWanted: (issue: PlanOutcome['issues'][number]) => boolean) =>
  outcome.issues.filter(isWanted).map(({ id, sentence }) => `${id}: ${sentence}`);

export const keptOf = (outcome: PlanOutcome): Kept => {
  const { plan } = outcome;
  return {
    figures: plan
      ? {
          distanceM: tenth(plan.distanceM),
          directM: tenth(plan.directM),
          timeS: tenth(plan.flightS),
          p95S: tenth(plan.eta.p95S),
          usedPct: tenth(plan.battery.usedPct),
          expectedUsedPct: tenth(plan.battery.expectedUsedPct),
          landingPct: tenth(plan.battery.landingPct),
          marginPct: tenth(plan.margin.pct),
          marginKm: tenth(plan.margin.km),
          marginMin: tenth(plan.margin.minutes),
        }
      : null,
    blockers: wordsOf(outcome, ({ severity }) => severity === 'blocker'),
    fits: wordsOf(outcome, ({ id }) => id.startsWith('plan.fits_')),
    turns: plan ? [plan.legs[0]?.from ?? plan.from.at, ...plan.legs.map(({ to }) => to)] : [],
  };
};

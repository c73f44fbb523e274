import type { MonoMs } from '../core/clock.ts';
import type { Active } from './active-service.ts';
import { closedAhead, closedHere, isOutside, isOverWater, type AirspaceScene } from './airspace-ahead.ts';
import { lookAtConformance, type ConformanceMemory, type Deviation } from './conformance.ts';
import { newContingency, type Contingency } from './contingency.ts';
import { distanceM } from '../core/geo.ts';
import type { Surroundings } from './contingency-queries.ts';
import type { ContingencyLook, Way } from './contingency-types.ts';
import { failsafeProfile, type FailsafeProfile } from './forecast-params.ts';
import { FORECAST_AFTER_MS, forecastAt, forecastOf, heardAt, type Forecast } from './forecast.ts';
import { compareForecast, type ForecastOutcome } from './forecast-outcome.ts';
import { SILENT_AFTER_MS } from './observe.ts';
import { isFresh, type VehicleFacts } from './ports.ts';
import { newSigns, stepSigns, type Signs } from './signs.ts';

/** What is remembered of one flight in the air. */
export type Watch = {
  machine: Contingency;
  signs: Signs;
  conformance: ConformanceMemory | undefined;
  params: ReadonlyMap<string, number> | undefined;
  flies: FailsafeProfile;
  asking: boolean;
  surroundings: Surroundings;
  airspace: AirspaceScene | undefined;
  ahead: ContingencyLook['zoneAhead'];
  /** A planned and checked way around what lies ahead, to its own destination. */
  around: Way | undefined;
  /** The latest sample of a probe in a box. */
  probe: { readonly at: MonoMs; readonly box: NonNullable<ContingencyLook['temperature']> } | undefined;
  forecast: Forecast | undefined;
};

export const newWatch = (now: MonoMs, surroundings: Surroundings): Watch => ({
  machine: newContingency(),
  signs: newSigns(now),
  conformance: undefined,
  params: undefined,
  flies: failsafeProfile(undefined),
  asking: false,
  surroundings,
  airspace: undefined,
  ahead: undefined,
  around: undefined,
  probe: undefined,
  forecast: undefined,
});

/** Seconds of the drone since it was heard last. */
export const silentS = ({ heardAt: at, rate }: Forecast, now: MonoMs): number => ((now - at) / 1000) * rate;

/** A position comes back a moment after the first heartbeat; without one the comparison is made all the same. */
const WAITS_FOR_PLACE_MS = 2000;

export type ForecastChange =
  | { readonly kind: 'made'; readonly forecast: Forecast }
  | { readonly kind: 'compared'; readonly outcome: ForecastOutcome };

const isBack = ({ heardAt: before }: Forecast, facts: VehicleFacts, now: MonoMs): boolean => {
  const beat = facts.heartbeat?.at ?? before;
  const placed = (facts.position?.at ?? before) > before;
  return beat > before && (placed || now - beat >= WAITS_FOR_PLACE_MS);
};

/** Makes a forecast for a drone that falls silent, and compares it when the drone is heard again. */
export const watchSilence = (
  watch: Watch,
  active: Pick<Active, 'plan' | 'progress'>,
  facts: VehicleFacts,
  now: MonoMs,
): ForecastChange | undefined => {
  const last = heardAt(facts);
  if (last === undefined) return undefined;
  const silent = now - last > FORECAST_AFTER_MS;
  const { forecast } = watch;
  if (forecast === undefined && silent) {
    const { plan, progress } = active;
    watch.forecast = forecastOf({ facts, plan, alongM: progress?.alongM, params: watch.params });
    return watch.forecast && { kind: 'made', forecast: watch.forecast };
  }
  if (forecast === undefined || silent || !isBack(forecast, facts, now)) return undefined;
  watch.forecast = undefined;
  return { kind: 'compared', outcome: compareForecast(forecast, facts) };
};

/** A place is needed, and one of now. */
const PLACE_AGE_MS = 3000;

const placeLook = (
  { airspace }: Watch,
  { plan }: Active,
  facts: VehicleFacts,
  now: MonoMs,
): Pick<ContingencyLook, 'outsideFence' | 'zoneHere' | 'overWater'> => {
  const at = isFresh(facts.position, now, PLACE_AGE_MS) ? facts.position?.value.at : undefined;
  if (at === undefined) return { outsideFence: false, zoneHere: undefined, overWater: false };
  return {
    outsideFence: isOutside(plan.fence, at),
    zoneHere: airspace && closedHere(airspace, at),
    overWater: airspace !== undefined && isOverWater(airspace, at),
  };
};

const deviationsOf = (
  watch: Watch,
  active: Active,
  facts: VehicleFacts,
  now: MonoMs,
): readonly Deviation[] => {
  const { plan, progress, life } = active;
  const relAltM = facts.position?.value.relAltM;
  const memory = watch.conformance;
  const look = lookAtConformance({ state: life.state, plan, progress, relAltM, now, memory });
  watch.conformance = look.memory;
  return look.deviations;
};

const silenceLook = ({ forecast }: Watch, now: MonoMs): Pick<ContingencyLook, 'forecast' | 'overdueS'> => {
  if (forecast === undefined) return { forecast: undefined, overdueS: undefined };
  const passedS = silentS(forecast, now);
  const landed = forecast.steps.find(({ kind }) => kind === 'landed')?.atS;
  return {
    forecast: forecastAt(forecast, passedS),
    overdueS: landed !== undefined && passedS > landed ? passedS - landed : undefined,
  };
};

/** The rest of the route against the closed zones of now; slow enough to be done once in a while. */
export const lookAhead = (watch: Watch, { plan, progress, life }: Active): void => {
  const onRoute = ['CLIMBING', 'EN_ROUTE', 'ARRIVING', 'HOLDING'].includes(life.state);
  watch.ahead =
    watch.airspace && onRoute ? closedAhead(watch.airspace, plan.legs, progress?.alongM ?? 0) : undefined;
};

/** A probe that fell silent says nothing of the box of now. */
const PROBE_GOOD_MS = 5 * 60_000;

const probed = ({ probe }: Watch, now: MonoMs): ContingencyLook['temperature'] =>
  probe !== undefined && now - probe.at < PROBE_GOOD_MS ? probe.box : undefined;

/** As the crow flies: the route is planned, and the charge judged, before anything is changed. */
export const waysOf = (
  { surroundings, around }: Pick<Watch, 'surroundings' | 'around'>,
  active: Pick<Active, 'plan' | 'kind'>,
  facts: VehicleFacts,
): ContingencyLook['ways'] => {
  const here = facts.position?.value.at;
  if (here === undefined) return {};
  const home = active.plan.inFlight?.home ?? active.plan.from;
  const nearest = surroundings.freePads
    .filter(({ id }) => id !== home.id)
    .map(({ id, at, isHospital }) => ({ isHospital, way: { padId: id, distM: distanceM(here, at) } }))
    .toSorted((a, b) => a.way.distM - b.way.distM);
  const divert = nearest[0]?.way;
  const other = nearest.find(({ isHospital }) => isHospital)?.way;
  const redirect: Way | undefined = active.kind === 'delivery' ? other : undefined;
  return { ...(around && { around }), ...(divert && { divert }), ...(redirect && { redirect }) };
};

/** Everything that the table's rows look at. */
export const lookOf = (watch: Watch, active: Active, facts: VehicleFacts, now: MonoMs): ContingencyLook => {
  watch.signs = stepSigns(watch.signs, facts, now);
  return {
    now,
    state: active.life.state,
    facts,
    heard: isFresh(facts.heartbeat, now, SILENT_AFTER_MS),
    plan: active.plan,
    progress: active.progress,
    flies: watch.flies,
    fenceAction: watch.params?.get('GF_ACTION'),
    signs: watch.signs,
    deviations: deviationsOf(watch, active, facts, now),
    ...silenceLook(watch, now),
    ...placeLook(watch, active, facts, now),
    zoneAhead: watch.ahead,
    windLimitMs: watch.surroundings.windLimitMs,
    stationWindMs: watch.surroundings.stationWindMs,
    weather: watch.surroundings.weather,
    padClear: watch.surroundings.padClear,
    ways: waysOf(watch, active, facts),
    temperature: probed(watch, now),
  };
};

import { expect } from 'vitest';
import { delay } from '../../../server/core/clock.ts';
import { distanceM } from '../../../server/core/geo.ts';
import { compareForecast, type ForecastOutcome } from '../../../server/flight/forecast-outcome.ts';
import { forecastOf, type Forecast, type ForecastInput } from '../../../server/flight/forecast.ts';
import { controlOf } from '../../../server/join/vehicle-control.ts';
import { systemClock } from '../../../server/ports/system-clock.ts';
import { HOME } from '../machines.ts';
import { good, type Rig } from '../rig.ts';
import { along, CRUISE_M, freely, ITEM, isCruising, launch, mission, type Behaviour } from '../support.ts';

const LENGTH_M = 9000;
/** Metres along the route at the ends of its legs. */
const ENDS_M = [0.3, 0.6, 0.9, 1].map((share) => share * LENGTH_M);
const CRUISE_MS = 15;
/** How far the forecast may be off, seconds. */
const WITHIN_S = 2;

const PLAN: ForecastInput['plan'] = {
  legs: ENDS_M.map((endM, i) => {
    const startM = ENDS_M[i - 1] ?? 0;
    return {
      from: along(startM),
      to: along(endM),
      relAltM: CRUISE_M,
      distanceM: endM - startM,
      groundSpeedMs: CRUISE_MS,
      etaS: endM / CRUISE_MS,
      minClearanceM: CRUISE_M,
    };
  }),
  items: mission(LENGTH_M),
  from: { id: 'home', nameZh: '', nameEn: '', at: HOME.at, groundAmslM: 0, heightM: 0, surveyed: true },
  battery: { startPct: 100, usedPct: 50, expectedUsedPct: 50, landingPct: 50, reservePct: 25 },
  flightS: 700,
  rally: [],
};

const underWay = async (rig: Rig): Promise<ReadonlyMap<string, number>> => {
  const vehicle = rig.vehicle();
  good(await freely(vehicle, { name: 'NAV_DLL_ACT', type: 'int32', value: 2 }));
  good(await freely(vehicle, { name: 'COM_DL_LOSS_T', type: 'int32', value: 10 }));
  const params = good(await controlOf(vehicle).readParams());
  await launch(rig, mission(LENGTH_M));
  await rig.until('on its way', isCruising(ITEM.first), 90);
  return params;
};

/** From what is known of it now. */
const foretell = (rig: Rig, params: ReadonlyMap<string, number>): Forecast => {
  const facts = controlOf(rig.vehicle()).facts();
  const at = facts.position?.value.at ?? HOME.at;
  const forecast = forecastOf({ facts, plan: PLAN, alongM: distanceM(HOME.at, at), params });
  if (forecast === undefined) throw new Error('expected a forecast');
  return forecast;
};

/** Nothing goes either way for that long; then what was foretold against what is seen. */
const cut = async (
  rig: Rig,
  params: ReadonlyMap<string, number>,
  seconds: number,
): Promise<ForecastOutcome> => {
  rig.lose(1);
  await delay(systemClock, 300);
  const forecast = foretell(rig, params);
  await delay(systemClock, seconds * 1000 - 300);
  rig.lose(0);
  await rig.until(
    `heard again after ${seconds} s`,
    ({ heartbeat, position }) =>
      heartbeat.at > forecast.heardAt + 1000 && (position?.at ?? 0) > forecast.heardAt + 1000,
    20,
  );
  return compareForecast(forecast, controlOf(rig.vehicle()).facts());
};

/** A link that is cut is foretold rightly: still on its way, returning, and on its way home. */
export const forecastOfCuts: Behaviour = {
  title: 'the forecast of cuts of 5, 15 and 60 s: mode and place',
  proxied: true,
  body: async (rig) => {
    const params = await underWay(rig);
    for (const seconds of [5, 15, 60]) {
      const outcome = await cut(rig, params, seconds);
      expect(outcome, `cut of ${seconds} s`).toMatchObject({ asForetold: true });
      expect(outcome.offM, `cut of ${seconds} s`).toBeLessThan(outcome.radiusM);
      good(await rig.vehicle().setMode('AUTO.MISSION'));
      await rig.until('on its way again', isCruising(ITEM.first), 60);
    }
  },
};

/** Our heartbeats end and its telemetry goes on: so the times of what it does are seen. */
export const forecastInTime: Behaviour = {
  title: 'the forecast of what it does without our heartbeats: each step within 2 s',
  body: async (rig) => {
    const params = await underWay(rig);
    rig.beat(false);
    await rig.until('our heartbeats ended', () => rig.isStarved(), 5);
    const forecast = { ...foretell(rig, params), heardAt: rig.lastBeat() };
    for (const [kind, mode] of [
      ['hold', 'AUTO.LOITER'],
      ['return', 'AUTO.RTL'],
    ] as const) {
      const beat = await rig.until(mode, ({ heartbeat }) => heartbeat.mode === mode && heartbeat, 30);
      const foretoldS = forecast.steps.find((step) => step.kind === kind)?.atS ?? Infinity;
      const seenS = (beat.at - forecast.heardAt) / 1000;
      expect(Math.abs(seenS - foretoldS), `${kind} seen at ${seenS} s`).toBeLessThan(WITHIN_S);
    }
  },
};

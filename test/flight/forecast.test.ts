import { afterEach, describe, expect, it } from 'vitest';
import { monoMs } from '../../server/core/clock.ts';
import { destination, distanceM } from '../../server/core/geo.ts';
import { forecastAt, forecastOf, type Forecast, type ForecastInput } from '../../server/flight/forecast.ts';
import { compareForecast } from '../../server/flight/forecast-outcome.ts';
import { NO_FACTS, type VehicleControl, type VehicleFacts } from '../../server/flight/ports.ts';
import { during, launched, must, reaches } from './drive.ts';
import { flightWorld, type World } from './world.ts';
import { CENTRE } from './world-record.ts';

const AT = 1_000_000;
const LEG_M = 6000;
const PAD = destination(CENTRE, LEG_M, 90);
const HERE = destination(CENTRE, 2000, 90);
const PROFILE = {
  NAV_DLL_ACT: 2,
  COM_DL_LOSS_T: 10,
  COM_DLL_EXCEPT: 0,
  COM_FAIL_ACT_T: 5,
  COM_LOW_BAT_ACT: 3,
  BAT_CRIT_THR: 0.2,
  BAT_EMERGEN_THR: 0.15,
  RTL_RETURN_ALT: 60,
  RTL_CONE_ANG: 45,
  RTL_TYPE: 0,
  MPC_XY_CRUISE: 16,
  MPC_Z_V_AUTO_DN: 2,
};

const heard = <T>(value: T) => ({ value, at: monoMs(AT) });

const flying = (mode: string, more: Partial<VehicleFacts> = {}): VehicleFacts => ({
  ...NO_FACTS,
  heartbeat: heard({ armed: true, mode }),
  landed: heard('in_air'),
  battery: heard(80),
  position: heard({
    at: HERE,
    altAmslM: 120,
    relAltM: 100,
    groundSpeedMs: 16,
    climbMs: 0,
    headingDeg: 90,
  }),
  ...more,
});

const plan = {
  legs: [
    {
      from: CENTRE,
      to: PAD,
      relAltM: 100,
      distanceM: LEG_M,
      groundSpeedMs: 16,
      etaS: 400,
      minClearanceM: 50,
    },
  ],
  items: [{ kind: 'land', at: PAD, relAltM: 10 }],
  from: { id: 'p', nameZh: '', nameEn: '', at: CENTRE, groundAmslM: 20, heightM: 0, surveyed: true },
  battery: { startPct: 100, usedPct: 40, expectedUsedPct: 40, landingPct: 60, reservePct: 25 },
  flightS: 400,
} as const satisfies ForecastInput['plan'];

const foretell = (
  facts: VehicleFacts,
  params: Partial<Record<keyof typeof PROFILE, number>> = {},
): Forecast => {
  const all = new Map<string, number>(Object.entries({ ...PROFILE, ...params }));
  const forecast = forecastOf({ facts, plan, alongM: 2000, params: all });
  if (forecast === undefined) throw new Error('no forecast');
  return forecast;
};

const steps = (forecast: Forecast): string[] =>
  forecast.steps.map(({ kind, atS }) => `${kind} ${atS.toFixed(0)}`);

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

const LINK_LOSSES: readonly [string, string, Partial<Record<keyof typeof PROFILE, number>>, RegExp][] = [
  ['goes on and lands at its pad', 'AUTO.MISSION', { NAV_DLL_ACT: 0 }, /^landed 3\d\d$/],
  ['goes on where a mission is excepted', 'AUTO.MISSION', { COM_DLL_EXCEPT: 1 }, /^landed 3\d\d$/],
  ['holds', 'AUTO.MISSION', { NAV_DLL_ACT: 1 }, /^hold 11,battery_critical 600,return 605,/],
  ['holds, then returns', 'AUTO.MISSION', {}, /^hold 11,return 16,landed 2\d\d$/],
  ['holds, then lands', 'AUTO.MISSION', { NAV_DLL_ACT: 3 }, /^hold 11,land 16,landed \d\d$/],
  ['holds on when that is what it was told', 'AUTO.LOITER', { NAV_DLL_ACT: 1 }, /^battery_critical 600,/],
  ['returns from a hold', 'AUTO.LOITER', {}, /^return 16,landed 2\d\d$/],
  ['returns on', 'AUTO.RTL', {}, /^landed 187$/],
  ['lands on', 'AUTO.LAND', {}, /^landed \d\d$/],
  [
    'waits longer by its parameters',
    'AUTO.MISSION',
    { COM_DL_LOSS_T: 30, COM_FAIL_ACT_T: 10 },
    /^hold 31,return 41,/,
  ],
];

describe('what a silent drone will do', () => {
  it.each(LINK_LOSSES)('[FC1] %s', (_title, mode, params, expected) => {
    expect(steps(foretell(flying(mode), params)).join(',')).toMatch(expected);
  });

  it('[FC2] moves along the route, brakes, and comes home; the likely area only grows', () => {
    const forecast = foretell(flying('AUTO.MISSION'));
    const before = forecastAt(forecast, 10);
    expect(distanceM(before.at, HERE)).toBeCloseTo(160, 0);
    expect(before).toMatchObject({ phase: 'mission', next: { kind: 'hold' } });
    expect(before.next?.inS).toBeCloseTo(1);
    const held = forecastAt(forecast, 14);
    expect(held.phase).toBe('hold');
    expect(distanceM(held.at, HERE)).toBeGreaterThan(176);
    expect(forecastAt(forecast, 60).phase).toBe('return');
    const end = forecastAt(forecast, 1000);
    expect(end).toMatchObject({ phase: 'landed', next: undefined });
    expect(distanceM(end.at, CENTRE)).toBeLessThan(1);
    const radii = [0, 5, 15, 60, 120, 300].map((s) => forecastAt(forecast, s).radiusM);
    expect(radii).toEqual(radii.toSorted((a, b) => a - b));
    expect(new Set(radii).size).toBe(radii.length);
  });

  it('[FC3] turns round or lands when the charge runs out before', () => {
    const low = flying('AUTO.MISSION', { battery: heard(25) });
    const forecast = foretell(low, { NAV_DLL_ACT: 0 });
    expect(steps(forecast)).toEqual([
      'hold 50',
      'battery_critical 50',
      'return 55',
      'hold 100',
      'battery_emergency 100',
      'land 105',
      'landed 161',
    ]);
  });

  it('[FC4] names the parameters that were not read, and says where the place of a return is open', () => {
    const none = forecastOf({ facts: flying('AUTO.MISSION'), plan, alongM: 2000, params: undefined });
    expect(none?.assumed).toContain('NAV_DLL_ACT');
    expect(foretell(flying('AUTO.MISSION')).assumed).not.toContain('NAV_DLL_ACT');
    expect(foretell(flying('AUTO.MISSION'), { RTL_TYPE: 2 }).returnsHome).toBe(false);
  });

  it('[FC4] foretells nothing of a drone on the ground or never heard', () => {
    expect(forecastOf({ facts: NO_FACTS, plan, alongM: 0, params: undefined })).toBeUndefined();
    const down = flying('AUTO.LOITER', { landed: heard('on_ground') });
    expect(forecastOf({ facts: down, plan, alongM: 0, params: undefined })).toBeUndefined();
  });
});

type Change = { readonly atS: number; readonly mode: string };

/** Cuts the link both ways; gives when the drone changed its mode and when it was down, seconds since the cut. */
const cutFor = async (
  w: World,
  seconds: number,
): Promise<{ changes: Change[]; downS: number | undefined }> => {
  const from = w.clock.mono();
  const changes: Change[] = [];
  let { mode } = w.vehicle.truth();
  let downS: number | undefined;
  w.vehicle.faults.muteLink = true;
  while (w.clock.mono() - from < seconds * 1000) {
    await w.run(100);
    const now = w.vehicle.truth();
    const atS = (w.clock.mono() - from) / 1000;
    if (now.mode !== mode && downS === undefined) changes.push({ atS, mode: now.mode });
    ({ mode } = now);
    if (now.body.onSurface) downS ??= atS;
  }
  return { changes, downS };
};

const MODE_OF: Readonly<Record<string, string>> = {
  hold: 'AUTO.LOITER',
  return: 'AUTO.RTL',
  land: 'AUTO.LAND',
};

describe('the forecast against the embedded vehicle', () => {
  it.each([5, 15, 60, 300])(
    '[FC5] foretells mode and time of what it does in a cut of %i s within 2 s',
    { timeout: 120_000 },
    async (cutS) => {
      let control: VehicleControl | undefined;
      const w = await flightWorld((inner) => {
        control = inner;
        return inner;
      });
      world = w;
      const id = await launched(w);
      await reaches(w, id, 'EN_ROUTE', 60_000);
      await w.run(30_000);
      const active = w.service.underWay()[0];
      if (control === undefined || active === undefined) throw new Error('expected a flight under way');
      const params = must(await during(w, control.readParams()));
      const facts = control.facts();
      const forecast = forecastOf({ facts, plan: active.plan, alongM: active.progress?.alongM, params });
      if (forecast === undefined) throw new Error('expected a forecast');

      const { changes, downS } = await cutFor(w, cutS);
      const modes = forecast.steps.filter(({ kind, atS }) => MODE_OF[kind] !== undefined && atS < cutS - 2);
      expect(changes.map(({ mode }) => mode)).toEqual(modes.map(({ kind }) => MODE_OF[kind]));
      for (const [i, { atS }] of changes.entries())
        expect(Math.abs(atS - (modes[i]?.atS ?? Infinity))).toBeLessThan(2);
      const landedS = forecast.steps.find(({ kind }) => kind === 'landed')?.atS ?? Infinity;
      if (downS !== undefined) expect(Math.abs(downS - landedS)).toBeLessThan(5);
      else expect(landedS).toBeGreaterThan(cutS);

      w.vehicle.faults.muteLink = false;
      await w.run(1500);
      const outcome = compareForecast(forecast, control.facts());
      expect(outcome.asForetold).toBe(true);
      expect(outcome.offM).toBeLessThan(outcome.radiusM);
    },
  );
});

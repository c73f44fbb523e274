import { common } from 'mavlink-mappings';
import { afterEach, describe, expect, it } from 'vitest';
import { ruleOf } from '../../server/flight/preflight-table.ts';
import { baselineDiff, baselineFindings, baselineValue, expectedText } from '../../server/flight/baseline.ts';
import { baselineOf, type BaselineProfile } from '../../server/flight/baseline-rows.ts';
import { decodeDatagram, encodeFields, newDropCounters } from '../../server/mavlink/codec.ts';
import { int32ToFloatBits } from '../../server/mavlink/wire.ts';
import { RETURN_REL_ALT_M } from '../../server/plan/alternates/limits.ts';
import { createParameters } from '../../sitl/autopilot/parameters.ts';
import { countArming, during, launched, must, planned, reaches, tickAll } from './drive.ts';
import { flightWorld, type World } from './world.ts';
import { actor, SYSID } from './world-record.ts';

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

const opened = async (): Promise<World> => {
  world = await flightWorld();
  return world;
};

const PROFILES: readonly BaselineProfile[] = ['field', 'simulation'];
const DRONE = 'drone-1';
const REASON = { reason: 'new drone, set up for service' };

/** As an embedded vehicle has them, with changes. */
const aboard = (change: Readonly<Record<string, number>> = {}) =>
  createParameters(change).list.map(({ name, value }) => ({ name, value }));

describe('profiles', () => {
  it('[BL1] each row has a reason in both languages, and no parameter comes twice', () => {
    for (const profile of PROFILES) {
      const rows = baselineOf(profile);
      expect(rows.length).toBeGreaterThan(30);
      expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
      for (const { name, why } of rows) {
        expect(why.en, name).toMatch(/^[a-z]/);
        expect(why.zh, name).toMatch(/[\u4e00-\u9fff]/);
        expect(name).toMatch(/^[A-Z0-9_]{3,16}$/);
      }
    }
  });

  it('[BL1] what differs is told with what was expected, what could not be read too', () => {
    const readings = aboard({ NAV_DLL_ACT: 0 }).filter(({ name }) => name !== 'GF_ACTION');
    const found = baselineDiff('simulation', readings);
    expect(found.map(({ name, actual }) => [name, actual])).toEqual([
      ['NAV_DLL_ACT', 0],
      ['GF_ACTION', undefined],
    ]);
    expect(baselineFindings('simulation', readings)).toMatchObject([
      {
        id: 'preflight.param_nav_dll_act',
        sentence: 'Expected NAV_DLL_ACT 2 (return when the data link is lost), the vehicle has 0.',
        params: { name: 'NAV_DLL_ACT', expected: '2', got: '0', zh: '数据链中断时返航' },
      },
      { id: 'preflight.param_gf_action', params: { got: '?' } },
    ]);
  });

  it('[BL1] a drone that can ask before it arms has to; one that cannot is a note', () => {
    const ruleWith = (readings: ReturnType<typeof aboard>): string[] =>
      baselineFindings('field', readings)
        .filter(({ id }) => id.includes('com_arm_auth_req'))
        .map(({ id }) => ruleOf(id, false));
    expect(ruleWith(aboard())).toEqual(['never']);
    expect(ruleWith(aboard({ COM_ARM_AUTH_REQ: 1 }))).toEqual([]);
    expect(ruleWith(aboard().filter(({ name }) => !name.startsWith('COM_ARM_AUTH')))).toEqual(['note']);
  });

  it('[BL1] ranges and choices are met at their ends and not beyond', () => {
    const differs = (name: string, value: number): boolean =>
      baselineDiff('field', [{ name, value }]).some((row) => row.name === name);
    expect([0.39, 0.4, 0.9, 0.91].map((value) => differs('COM_ARM_BAT_MIN', value))).toEqual([
      true,
      false,
      false,
      true,
    ]);
    expect([0, 3, 4, 5].map((value) => differs('RTL_TYPE', value))).toEqual([true, true, true, false]);
    expect([Number.NaN, Infinity].map((value) => differs('COM_WIND_MAX', value))).toEqual([true, true]);
    const row = (name: string) => baselineOf('field').find((one) => one.name === name);
    expect(
      ['NAV_DLL_ACT', 'RTL_TYPE', 'COM_ARM_BAT_MIN'].map((name) => {
        const found = row(name);
        return found && [expectedText(found.expected), baselineValue(found)?.value];
      }),
    ).toEqual([
      ['2', 2],
      ['5', 5],
      ['0.4 … 0.9', undefined],
    ]);
  });

  it.each(PROFILES)('[BL6] %s: the return height is the one at which returns are checked', (profile) => {
    const found = (m: number) =>
      baselineDiff(profile, aboard({ RTL_RETURN_ALT: m })).filter(({ name }) => name === 'RTL_RETURN_ALT');
    expect(found(RETURN_REL_ALT_M)).toEqual([]);
    for (const other of [RETURN_REL_ALT_M - 1, RETURN_REL_ALT_M + 1, 150])
      expect(found(other)).toMatchObject([
        {
          severity: 'blocker',
          type: 'float',
          unit: 'm',
          expected: { value: RETURN_REL_ALT_M },
          actual: other,
        },
      ]);
    const [told] = baselineFindings(profile, aboard({ RTL_RETURN_ALT: 150 })).filter(
      ({ place }) => place === 'RTL_RETURN_ALT',
    );
    expect(told).toMatchObject({
      id: 'preflight.param_rtl_return_alt',
      params: { expected: '60 m', got: '150 m' },
    });
    expect(ruleOf(told?.id ?? '', profile === 'simulation')).toBe('never');
  });

  it('[BL2] an embedded vehicle meets the profile of simulations, not that of the field', () => {
    expect(baselineDiff('simulation', aboard())).toEqual([]);
    const names = baselineDiff('field', aboard()).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['SYS_FAILURE_EN', 'MIS_TKO_LAND_REQ', 'BAT_CRIT_THR']));
    expect(names).not.toContain('NAV_DLL_ACT');
  });
});

/** Another ground station sets an integer. */
const setByOther = (w: World, paramId: string, value: number): void =>
  w.vehicle.onDatagram(
    encodeFields(
      common.ParamSet,
      {
        targetSystem: SYSID,
        targetComponent: 1,
        paramId,
        paramType: common.MavParamType.INT32,
        paramValue: int32ToFloatBits(value),
      },
      { sysid: 245, compid: 190, seq: 0 },
    ),
  );

const seen = async (w: World) => must(await during(w, w.service.baselines.get(DRONE)));

const told = async (w: World): Promise<unknown[]> =>
  (await w.store.read.selectFrom('events').selectAll().orderBy('seq').execute())
    .filter(({ type }) => type.startsWith('vehicle.baseline'))
    .map(({ type, data_json }) => [type, JSON.parse(data_json)]);

describe('a drone', () => {
  it(
    '[BL3] one that another station has changed after the plan is not armed',
    { timeout: 60_000 },
    async () => {
      const w = await opened();
      const flight = await planned(w, 'delivery');
      expect(flight.issues.filter((issue) => issue.id.startsWith('preflight.param_'))).toEqual([]);
      const arming = countArming(w);
      await tickAll(w, flight.id);
      setByOther(w, 'NAV_DLL_ACT', 0);
      const request = { planHash: flight.plan?.hash ?? '', acknowledged: [] };
      must(await during(w, w.service.launch(w.cause(), flight.id, request), 500));
      expect(await reaches(w, flight.id, 'ABORTED', 60_000)).toBe(true);
      expect(arming.count).toBe(0);
      const ended = must(await w.service.get(actor('dispatcher'), flight.id));
      expect(ended.stateReason).toContain('NAV_DLL_ACT');
    },
  );

  it('[BL3] the set is read once while its checksum stays', { timeout: 60_000 }, async () => {
    const w = await opened();
    let lists = 0;
    w.station.onFrame(({ direction, bytes }) => {
      for (const { msgid } of decodeDatagram(bytes, newDropCounters()))
        if (direction === 'out' && msgid === common.ParamRequestList.MSG_ID) lists++;
    });
    for (let i = 0; i < 3; i++) expect(await seen(w)).toMatchObject({ differences: [] });
    expect(lists).toBe(1);
    setByOther(w, 'NAV_DLL_ACT', 1);
    expect((await seen(w)).differences).toMatchObject([{ name: 'NAV_DLL_ACT', actual: '1', writable: true }]);
    expect(lists).toBe(2);
  });

  it('[BL4] it is set to its profile, with intent and outcome in the log', { timeout: 60_000 }, async () => {
    const w = await opened();
    setByOther(w, 'NAV_DLL_ACT', 0);
    setByOther(w, 'COM_LOW_BAT_ACT', 0);
    const after = must(await during(w, w.service.baselines.apply(w.cause('admin'), DRONE, REASON)));
    expect(after).toMatchObject({ profile: 'simulation', differences: [] });
    expect(await told(w)).toMatchObject([
      [
        'vehicle.baseline_intended',
        {
          ...REASON,
          values: [
            { name: 'NAV_DLL_ACT', from: 0, to: 2 },
            { name: 'COM_LOW_BAT_ACT', from: 0, to: 3 },
          ],
        },
      ],
      ['vehicle.baseline_written', { written: ['NAV_DLL_ACT', 'COM_LOW_BAT_ACT'] }],
    ]);
    must(await during(w, w.service.baselines.apply(w.cause('admin'), DRONE, REASON)));
    expect(await told(w)).toHaveLength(2);
  });

  it('[BL4] nothing is written to a drone on a flight', { timeout: 60_000 }, async () => {
    const w = await opened();
    const id = await launched(w);
    expect(await reaches(w, id, 'EN_ROUTE', 60_000)).toBe(true);
    setByOther(w, 'COM_LOW_BAT_ACT', 0);
    const refused = await during(w, w.service.baselines.apply(w.cause('admin'), DRONE, REASON));
    expect(refused).toMatchObject({ ok: false, error: { code: 'fleet.vehicle_in_use' } });
    expect(await told(w)).toEqual([]);
  });

  it('[BL4] nor to one without a link, or that does not exist', async () => {
    const w = await opened();
    const nobody = await w.service.baselines.apply(w.cause('admin'), 'drone-9', REASON);
    expect(nobody).toMatchObject({ error: { code: 'fleet.not_found' } });
    w.mute(true);
    await w.run(8000);
    const silent = await during(w, w.service.baselines.apply(w.cause('admin'), DRONE, REASON), 12_000);
    expect(silent).toMatchObject({ ok: false, error: { code: 'mavlink.no_answer' } });
    expect(await told(w)).toEqual([]);
  });
});

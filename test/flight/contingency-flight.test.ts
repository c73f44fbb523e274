import { afterEach, describe, expect, it } from 'vitest';
import { actor } from './world-record.ts';
import { alarmsOf, during, launched, must, reaches } from './drive.ts';
import { flightWorld, type World } from './world.ts';

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

const underWay = async (): Promise<{ w: World; id: string }> => {
  const w = await flightWorld();
  world = w;
  const id = await launched(w);
  await reaches(w, id, 'EN_ROUTE', 60_000);
  await w.run(20_000);
  return { w, id };
};

const events = async (w: World, id: string) =>
  must(await w.service.timeline(actor('dispatcher'), id)).entries.map(({ type, data, by }) => ({
    type,
    by,
    data,
  }));

const proposalNow = (w: World) => w.service.contingencies.overview(w.cause()).proposals[0];

const raised = async (w: World, kind: string): Promise<boolean> =>
  (await alarmsOf(w)).some((alarm) => alarm.kind === kind);

describe('contingencies of a flight of the embedded vehicle', () => {
  it(
    '[CT8] finds the drone that drifts away while it says that all is well, and holds it',
    { timeout: 60_000 },
    async () => {
      const { w, id } = await underWay();
      w.vehicle.faults.astrayMs = 4.3;
      expect(await w.until(() => raised(w, 'flight.wrong_way'), 30_000)).toBe(true);
      expect(w.vehicle.truth().mode).toBe('AUTO.MISSION');
      expect(proposalNow(w)).toMatchObject({ contingency: 'deviation', safeDefault: { action: 'hold' } });
      expect(await w.until(() => w.vehicle.truth().mode === 'AUTO.LOITER', 16_500)).toBe(true);
      await w.run(2000);
      const seen = await events(w, id);
      const types = seen.map(({ type }) => type);
      for (const type of ['raised', 'proposed', 'ended', 'execute'])
        expect(types).toContain(`flight.contingency_${type}`);
      const command = seen.find(({ type }) => type === 'flight.command');
      expect(command).toMatchObject({
        by: 'system',
        data: { command: 'hold', reason: 'contingency deviation' },
      });
    },
  );

  it(
    '[CT8] holds a drone that a wrong position leads away, within its countdown',
    { timeout: 60_000 },
    async () => {
      const { w } = await underWay();
      w.vehicle.faults.gnssDriftMs = { northMs: 5, eastMs: 0 };
      w.vehicle.faults.gnss = 'drifting';
      expect(await w.until(() => raised(w, 'contingency.gps_jump'), 12_000)).toBe(true);
      expect(await w.until(() => w.vehicle.truth().mode === 'AUTO.LOITER', 12_000)).toBe(true);
    },
  );

  it(
    '[CT8] sees that a lost position makes PX4 sink, and commands nothing',
    { timeout: 60_000 },
    async () => {
      const { w, id } = await underWay();
      w.vehicle.faults.gnss = 'lost';
      await w.run(3000);
      expect(proposalNow(w)).toMatchObject({ contingency: 'gps_lost', safeDefault: null });
      await w.run(30_000);
      expect((await events(w, id)).map(({ type }) => type)).not.toContain('flight.command');
    },
  );

  it(
    '[CT8] holds a drone whose receiver repeats one position, before it has nothing to go by',
    { timeout: 60_000 },
    async () => {
      const { w, id } = await underWay();
      w.vehicle.faults.gnss = 'stuck';
      expect(await w.until(() => raised(w, 'contingency.gps_stuck'), 12_000)).toBe(true);
      expect(proposalNow(w)).toMatchObject({ contingency: 'gps_stuck', safeDefault: { action: 'hold' } });
      expect(await w.until(() => w.vehicle.truth().mode !== 'AUTO.MISSION', 15_000)).toBe(true);
      await w.run(2000);
      expect(['HOLDING', 'DIVERTING']).toContain(await w.stateOf(id));
    },
  );

  it(
    '[CT8] sees that a drone with two motors out falls, and commands nothing while it does',
    { timeout: 60_000 },
    async () => {
      const { w, id } = await underWay();
      w.vehicle.faults.motorsOut = 2;
      expect(await w.until(() => raised(w, 'contingency.motor_failure'), 5000)).toBe(true);
      expect(proposalNow(w)).toMatchObject({ contingency: 'motor_failure', safeDefault: null });
      expect(await w.until(() => w.vehicle.truth().body.onSurface, 15_000)).toBe(true);
      expect((await events(w, id)).map(({ type }) => type)).not.toContain('flight.command');
    },
  );

  it(
    '[CT8] warns of a receiver that is jammed while the drone still knows where it is, and lets it fly',
    { timeout: 60_000 },
    async () => {
      const { w, id } = await underWay();
      w.vehicle.faults.jamming = 3;
      expect(await w.until(() => raised(w, 'flight.jammed'), 5000)).toBe(true);
      await w.run(20_000);
      expect(w.vehicle.truth().mode).toBe('AUTO.MISSION');
      expect(await w.stateOf(id)).toBe('EN_ROUTE');
      expect(proposalNow(w)).toBeUndefined();
    },
  );

  it(
    '[CT9] does what a dispatcher accepts, in that name, and refuses an answer to an old proposal',
    { timeout: 60_000 },
    async () => {
      const { w, id } = await underWay();
      w.vehicle.faults.spoofing = 3;
      await w.run(2500);
      const no = proposalNow(w)?.no ?? 0;
      const { contingencies } = w.service;
      const old = await contingencies.decide(w.cause(), id, { no: no + 7, action: 'return', reason: '' });
      expect(old).toMatchObject({ ok: false, error: { code: 'contingency.not_open' } });
      must(
        await during(
          w,
          contingencies.decide(w.cause(), id, { no, action: 'return', reason: 'jammed' }),
          3000,
        ),
      );
      expect(w.vehicle.truth().mode).toBe('AUTO.RTL');
      const chosen = (await events(w, id)).find(({ data }) => data['how'] === 'chosen');
      expect(chosen?.by).not.toBe('system');
      expect(chosen?.data['reason']).toBe('jammed');
    },
  );

  it.each([5, 15, 60])(
    '[FC6] shows and records the forecast of a cut of %i s, and what it came to',
    { timeout: 60_000 },
    async (cutS) => {
      const { w, id } = await underWay();
      w.vehicle.faults.muteLink = true;
      await w.run(4000);
      const [forecast] = w.service.contingencies.overview(w.cause()).forecasts;
      expect(forecast).toMatchObject({ flightId: id, linkAction: 'return', assumed: [] });
      await w.run(cutS * 1000 - 4000);
      w.vehicle.faults.muteLink = false;
      await w.run(3000);
      const after = w.service.contingencies.overview(w.cause());
      expect(after.forecasts).toEqual([]);
      expect(after.outcomes).toMatchObject([{ flightId: id, asForetold: true }]);
      expect(after.outcomes[0]?.offM).toBeLessThan(after.outcomes[0]?.radiusM ?? 0);
      const types = (await events(w, id)).map(({ type }) => type);
      expect(types).toContain('flight.forecast');
      expect(types).toContain('flight.link_back');
    },
  );
});

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Disk } from '../../server/core/ports.ts';
import { crc32Part } from '../../server/mavlink/crc32.ts';
import { systemDisk } from '../../server/ports/disk.ts';
import { newLogs, shareLogs } from '../../server/review/vehicle-log-choice.ts';
import { createVehicleLogService } from '../../server/review/vehicle-log-service.ts';
import { launched, must, reaches } from '../flight/drive.ts';
import { flightWorld, type World } from '../flight/world.ts';
import { actor, SYSID } from '../flight/world-record.ts';
import { seededRng } from '../support/seeded-rng.ts';

const OPS = actor('ops');

const follow = async (w: World, disk: Disk) => {
  const service = createVehicleLogService({
    store: w.store,
    clock: w.clock,
    rng: seededRng(11),
    disk,
    vehicles: { ids: () => ['drone-1'], get: () => w.station.vehicle(SYSID) },
    log: () => {},
  });
  await service.start();
  return service;
};

let closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.reverse()) await close();
  closing = [];
});

/** A flown delivery whose log is about to be fetched. */
const world = async (wrapDisk: (disk: Disk) => Disk = (disk) => disk) => {
  const w = await flightWorld();
  closing.push(() => w.close());
  const folder = dirname(w.path);
  const disk = wrapDisk(systemDisk(folder));
  let logs = await follow(w, disk);
  closing.push(() => logs.stop());
  const list = async (flightId: string) => must(await logs.list(OPS, flightId));
  const first = async (flightId: string) => (await list(flightId)).logs[0];
  return {
    w,
    folder,
    list,
    first,
    logs: () => logs,
    ulogs: (): readonly string[] => w.vehicle.files.paths('log'),
    /** The file as it is here. */
    here: async (flightId: string): Promise<Uint8Array> => {
      const log = await first(flightId);
      const { path } = must(await logs.file(OPS, flightId, log?.id ?? ''));
      return readFileSync(join(folder, path));
    },
    restart: async (): Promise<void> => {
      const stopping = logs.stop();
      await w.run(5000);
      await stopping;
      await w.restart(2000);
      logs = await follow(w, disk);
    },
    received: async (flightId: string): Promise<number> => (await first(flightId))?.received ?? 0,
    becomes: (flightId: string, state: string, mostMs = 120_000): Promise<boolean> =>
      w.until(async () => (await first(flightId))?.state === state, mostMs),
  };
};

type Flown = Awaited<ReturnType<typeof world>>;

const LONG = { timeout: 120_000 };

/** Flies a delivery and stands on the hospital's pad. */
const flown = async ({ w }: Flown): Promise<string> => {
  const id = await launched(w);
  expect(await reaches(w, id, 'LANDED')).toBe(true);
  return id;
};

const same = (got: Uint8Array, wanted: Uint8Array | undefined): boolean =>
  wanted !== undefined && Buffer.compare(got, wanted) === 0;

describe("a drone's own log", () => {
  it('is fetched after landing, checked against the checksum of the drone, and kept', LONG, async () => {
    const t = await world();
    const id = await launched(t.w);
    expect(await t.list(id)).toMatchObject({ landed: false, logs: [] });
    expect(await reaches(t.w, id, 'EN_ROUTE')).toBe(true);
    expect(await t.list(id)).toEqual({ expected: true, landed: false, logs: [] });
    expect(await reaches(t.w, id, 'LANDED')).toBe(true);
    expect(await t.becomes(id, 'verified')).toBe(true);
    const [path = ''] = t.ulogs();
    const aboard = t.w.vehicle.files.read(path);
    expect(same(await t.here(id), aboard)).toBe(true);
    const crc = crc32Part(aboard ?? new Uint8Array());
    expect((await t.list(id)).logs).toMatchObject([
      {
        method: 'ftp',
        size: aboard?.length,
        received: aboard?.length,
        reason: '',
        crc32: crc.toString(16).padStart(8, '0'),
      },
    ]);
    const facts = await t.w.store.events({ subject: `flight:${id}` });
    expect(facts.filter(({ type }) => type === 'flight.log_fetched')).toMatchObject([
      { data: { check: 'verified', size: aboard?.length, method: 'ftp' } },
    ]);
  });

  it('is byte for byte the same after five cuts of the link', LONG, async () => {
    const t = await world();
    t.w.vehicle.faults.files.blocksPerTick = 1;
    const id = await flown(t);
    const size = t.w.vehicle.files.read(t.ulogs()[0] ?? '')?.length ?? 0;
    for (const share of [0.1, 0.25, 0.4, 0.6, 0.8]) {
      const reached = t.w.until(async () => (await t.received(id)) > share * size, 120_000);
      expect(await reached).toBe(true);
      t.w.mute(true);
      await t.w.run(12_000);
      const before = await t.received(id);
      await t.w.run(3000);
      expect(await t.received(id)).toBe(before);
      t.w.mute(false);
    }
    expect(await t.becomes(id, 'verified')).toBe(true);
    expect(same(await t.here(id), t.w.vehicle.files.read(t.ulogs()[0] ?? ''))).toBe(true);
  });

  it('goes on after a restart of the service from the byte where it stopped', LONG, async () => {
    const t = await world();
    t.w.vehicle.faults.files.blocksPerTick = 1;
    const id = await flown(t);
    expect(await t.w.until(async () => (await t.received(id)) > 15_000, 120_000)).toBe(true);
    await t.restart();
    const kept = await t.received(id);
    expect(kept).toBeGreaterThan(15_000);
    expect(await t.becomes(id, 'verified')).toBe(true);
    expect(same(await t.here(id), t.w.vehicle.files.read(t.ulogs()[0] ?? ''))).toBe(true);
  });

  it(
    'waits while the drone flies on, and comes after its next landing; each flight gets its own',
    LONG,
    async () => {
      const t = await world();
      t.w.vehicle.faults.files.blocksPerTick = 0.1;
      const id = await flown(t);
      await t.w.unloadBox();
      must(await t.w.service.turnaround(t.w.cause('hospital', 'hospital'), id));
      expect(await reaches(t.w, id, 'COMPLETED')).toBe(true);
      expect(await t.w.until(async () => (await t.received(id)) > 5000, 60_000)).toBe(true);
      const back = await launched(t.w, 'return');
      expect(await reaches(t.w, back, 'EN_ROUTE')).toBe(true);
      const before = await t.first(id);
      await t.w.run(20_000);
      expect(await t.first(id)).toMatchObject({ state: 'waiting', received: before?.received });
      expect(await reaches(t.w, back, 'COMPLETED')).toBe(true);
      t.w.vehicle.faults.files.blocksPerTick = 0;
      expect(await t.becomes(id, 'verified')).toBe(true);
      expect(await t.becomes(back, 'verified')).toBe(true);
      const [out = '', home = ''] = t.ulogs();
      expect(same(await t.here(id), t.w.vehicle.files.read(out))).toBe(true);
      expect(same(await t.here(back), t.w.vehicle.files.read(home))).toBe(true);
    },
  );

  it('comes by LOG_REQUEST_DATA from a drone without FTP, and is then only complete', LONG, async () => {
    const t = await world();
    t.w.vehicle.faults.files.ftp = 'refused';
    const id = await flown(t);
    expect(await t.becomes(id, 'complete')).toBe(true);
    expect(await t.first(id)).toMatchObject({ method: 'log_data', crc32: null });
    expect(same(await t.here(id), t.w.vehicle.files.read(t.ulogs()[0] ?? ''))).toBe(true);
  });

  it(
    'with a wrong checksum is never kept; a person who asks again gets it when it is right',
    LONG,
    async () => {
      const t = await world();
      t.w.vehicle.faults.files.wrongCrc = true;
      const id = await flown(t);
      expect(await t.becomes(id, 'failed', 200_000)).toBe(true);
      const log = await t.first(id);
      expect(log).toMatchObject({ reason: 'review.checksum_differs' });
      expect(await t.logs().file(OPS, id, log?.id ?? '')).toMatchObject({ error: { code: 'review.no_log' } });
      t.w.vehicle.faults.files.wrongCrc = false;
      must(await t.logs().fetchAgain(OPS, t.w.cause('ops'), id));
      expect(await t.becomes(id, 'verified')).toBe(true);
    },
  );

  it('fails when the disk takes no more, and says so', LONG, async () => {
    let isFull = true;
    const t = await world((disk) => ({
      ...disk,
      openAppend: (path) => {
        const file = disk.openAppend(path);
        const append = (bytes: Uint8Array): void => {
          if (isFull) throw new Error('ENOSPC: no space left on device');
          file.append(bytes);
        };
        return { ...file, append };
      },
    }));
    const id = await flown(t);
    expect(await t.becomes(id, 'failed')).toBe(true);
    expect(await t.first(id)).toMatchObject({ reason: 'mavlink.sink_failed' });
    isFull = false;
    must(await t.logs().fetchAgain(OPS, t.w.cause('ops'), id));
    expect(await t.becomes(id, 'verified')).toBe(true);
  });

  it('that the drone did not write is told, after a while', LONG, async () => {
    const t = await world();
    const id = await launched(t.w);
    expect(await reaches(t.w, id, 'EN_ROUTE')).toBe(true);
    for (const path of t.ulogs()) t.w.vehicle.files.remove(path);
    expect(await reaches(t.w, id, 'LANDED')).toBe(true);
    expect(await t.becomes(id, 'failed', 200_000)).toBe(true);
    expect(await t.first(id)).toMatchObject({ reason: 'review.log_missing', size: null });
  });

  it('cannot be asked for before the landing, nor by a stranger', LONG, async () => {
    const t = await world();
    const id = await launched(t.w);
    const early = await t.logs().fetchAgain(OPS, t.w.cause('ops'), id);
    expect(early).toMatchObject({ error: { code: 'review.not_landed' } });
    const stranger = await t.logs().list(actor('hospital', 'elsewhere'), id);
    expect(stranger).toMatchObject({ error: { code: 'flights.not_found' } });
  });
});

describe('which log is of which flight', () => {
  const log = (path: string, size = 10) => ({ path, size });

  it('is what is new or has grown since the drone was looked at', () => {
    const found = [log('a'), log('b', 20), log('c')];
    const seen = new Map([
      ['a', 10],
      ['b', 10],
    ]);
    expect(newLogs(found, seen)).toEqual([log('b', 20), log('c')]);
    expect(newLogs(found, new Map())).toEqual(found);
  });

  it('is the latest alone of a drone that was never looked at', () => {
    expect(newLogs([log('a'), log('b')], undefined)).toEqual([log('b')]);
    expect(newLogs([], undefined)).toEqual([]);
  });

  it('is shared from the newest on; what is left over goes to the oldest flight', () => {
    const share = (flights: string[], paths: string[]) =>
      Object.fromEntries(
        [
          ...shareLogs(
            flights,
            paths.map((path) => log(path)),
          ),
        ].map(([id, logs]) => [id, logs.map(({ path }) => path)]),
      );
    expect(share(['f1'], ['a'])).toEqual({ f1: ['a'] });
    expect(share(['f1', 'f2'], ['a', 'b'])).toEqual({ f1: ['a'], f2: ['b'] });
    expect(share(['f1', 'f2'], ['a', 'b', 'c'])).toEqual({ f1: ['a', 'b'], f2: ['c'] });
    expect(share(['f1', 'f2'], ['a'])).toEqual({ f1: [], f2: ['a'] });
    expect(share(['f1'], [])).toEqual({ f1: [] });
  });
});

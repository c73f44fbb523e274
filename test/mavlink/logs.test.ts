import { common } from 'mavlink-mappings';
import { describe, expect, test } from 'vitest';
import { decodeDatagram, decodeMessage, messageOf, newDropCounters } from '../../server/mavlink/codec.ts';
import { logListMachine } from '../../server/mavlink/logs/log-list.ts';
import { logReadMachine } from '../../server/mavlink/logs/log-read.ts';
import type { FileFaults } from '../../sitl/autopilot/file-faults.ts';
import { PERFECT } from '../../sitl/lossy-link.ts';
import { collector, same } from './collector.ts';
import { embeddedRig, LOSSY, noise } from './embedded-rig.ts';
import { byHand, overTheWire, VEHICLE } from './support.ts';

const BYTES = noise(130_001);

type Rig = Awaited<ReturnType<typeof embeddedRig>>;

const withLogs = async (options: Parameters<typeof embeddedRig>[0] = {}): Promise<Rig> => {
  const rig = await embeddedRig(options);
  rig.embedded().files.put('log/2026-03-01/01_00_00.ulg', noise(77, 3));
  rig.embedded().files.put('log/2026-03-01/02_00_00.ulg', BYTES);
  return rig;
};

const sentNames = ({ sent }: Rig): string[] =>
  sent.flatMap((bytes) =>
    decodeDatagram(bytes, newDropCounters()).flatMap((frame) => decodeMessage(frame)?.name ?? []),
  );

/** The larger log, after a list: PX4 gives no data before. */
const listed = async (rig: Rig) => {
  const list = await rig.settled(rig.vehicle.logs.list());
  const entry = list.ok ? list.value.find(({ size }) => size === BYTES.length) : undefined;
  if (entry === undefined) throw new Error('the log is not in the list');
  return entry;
};

describe('the list', () => {
  test('[LG1] names all logs with their sizes', async () => {
    const rig = await withLogs();
    expect(await rig.settled(rig.vehicle.logs.list())).toMatchObject({
      ok: true,
      value: [
        { id: 0, size: 77 },
        { id: 1, size: BYTES.length },
      ],
    });
  });

  test('[LG1] an entry that is said over and over does not hold the list open', () => {
    const hand = byHand(logListMachine(VEHICLE));
    const entry = overTheWire(messageOf(common.LogEntry, { id: 0, numLogs: 4, size: 9 }), VEHICLE);
    hand.feed({ kind: 'start' });
    const effects = [1, 2].map(() => hand.feed({ kind: 'message', message: entry }));
    expect(effects.map((each) => each.map(({ kind }) => kind))).toEqual([['timer'], []]);
  });

  test('[LG1] gaps are asked for again from the first one', () => {
    const hand = byHand(logListMachine(VEHICLE));
    const entry = (id: number) => messageOf(common.LogEntry, { id, numLogs: 4, lastLogNum: 4, size: 9 });
    hand.feed({ kind: 'start' });
    hand.hear(entry(0));
    hand.hear(entry(3));
    const [again] = hand.sent({ kind: 'timeout' });
    expect(again?.fields).toMatchObject({ start: 1, end: 0xffff });
    hand.hear(entry(2));
    expect(hand.outcome()).toBeUndefined();
    hand.hear(entry(1));
    expect(hand.outcome()).toMatchObject({
      kind: 'listed',
      entries: [{ id: 0 }, { id: 1 }, { id: 2 }, { id: 3 }],
    });
  });

  test('[LG1] a vehicle that says it has none has none; one that says nothing gives no answer', async () => {
    const hand = byHand(logListMachine(VEHICLE));
    hand.feed({ kind: 'start' });
    hand.hear(messageOf(common.LogEntry, { numLogs: 0 }));
    expect(hand.outcome()).toEqual({ kind: 'listed', entries: [] });
    const rig = await embeddedRig();
    expect(await rig.settled(rig.vehicle.logs.list())).toMatchObject({
      error: { code: 'mavlink.no_answer' },
    });
    expect(sentNames(rig).filter((name) => name === 'LOG_REQUEST_LIST')).toHaveLength(6);
  });
});

const FAULTS: readonly (readonly [string, Partial<FileFaults>])[] = [
  ['nothing', {}],
  ['every fifth answer lost', { loseEvery: 5 }],
  ['every second answer lost', { loseEvery: 2 }],
  ['every fourth block cut', { truncateEvery: 4 }],
  ['every third block twice', { duplicateEvery: 3 }],
  ['every third block late', { swapEvery: 3 }],
  ['lost, twice and late', { loseEvery: 7, duplicateEvery: 5, swapEvery: 3 }],
  ['slow', { blocksPerTick: 2 }],
];

describe('a log', () => {
  test.each(FAULTS)('[LG2] with %s wrong comes whole, byte by byte', async (_, faults) => {
    const rig = await withLogs();
    const entry = await listed(rig);
    Object.assign(rig.embedded().faults.files, faults);
    const got = collector();
    const done = await rig.settled(rig.vehicle.logs.download(entry, got.sink));
    expect([done, same(got.bytes(), BYTES)]).toEqual([{ ok: true, value: { size: BYTES.length } }, true]);
  });

  test.each([1, 2, 3, 4])('[LG2] comes whole over a link that loses 20 %%, seed %i', async (seed) => {
    const rig = await withLogs({ quality: LOSSY, seed });
    const entry = await listed(rig);
    const got = collector();
    for (let tries = 0; tries < 5 && got.size() < BYTES.length; tries++)
      await rig.settled(rig.vehicle.logs.download(entry, got.sink, { from: got.size() }));
    expect(same(got.bytes(), BYTES)).toBe(true);
  });

  test('[LG3] its end is told, also when the link is cut; five cuts leave it the same', async () => {
    const rig = await withLogs();
    const entry = await listed(rig);
    const got = collector();
    let cuts = 0;
    for (const until of [10_000, 30_000, 60_000, 80_000, 110_000, undefined]) {
      const running = rig.vehicle.logs.download(entry, got.sink, { from: got.size() });
      if (until !== undefined) {
        await rig.until(() => got.size() > until);
        rig.setQuality({ ...PERFECT, drop: 1 });
        cuts++;
      }
      const done = await rig.settled(running);
      expect(done.ok).toBe(until === undefined);
      rig.setQuality(PERFECT);
      await rig.clock.advanceAsync(4000);
    }
    expect([cuts, same(got.bytes(), BYTES)]).toEqual([5, true]);
    expect(sentNames(rig).filter((name) => name === 'LOG_REQUEST_END')).toHaveLength(6);
  });

  test('[LG3] nothing that would erase a log is ever sent', async () => {
    const rig = await withLogs({ quality: PERFECT });
    await rig.settled(rig.vehicle.logs.download(await listed(rig), () => {}));
    expect(
      sentNames(rig)
        .filter((name) => name.startsWith('LOG_'))
        .sort(),
    ).toEqual([
      'LOG_REQUEST_DATA',
      'LOG_REQUEST_DATA',
      'LOG_REQUEST_DATA',
      'LOG_REQUEST_END',
      'LOG_REQUEST_LIST',
    ]);
  });

  test('[LG2] data of another log is not taken', () => {
    const hand = byHand(logReadMachine({ target: VEHICLE, id: 4, from: 0, to: 90 }));
    hand.feed({ kind: 'start' });
    hand.hear(messageOf(common.LogData, { id: 3, ofs: 0, count: 90, data: [...noise(90)] }));
    expect(hand.outcome()).toBeUndefined();
    hand.hear(messageOf(common.LogData, { id: 4, ofs: 0, count: 90, data: [...noise(90)] }));
    expect(hand.outcome()).toEqual({ kind: 'complete', at: 90 });
  });

  test('[LG4] arming ends it at once', async () => {
    const rig = await withLogs();
    await rig.clock.advanceAsync(5000);
    const entry = await listed(rig);
    rig.embedded().faults.files.blocksPerTick = 1;
    const got = collector();
    const running = rig.vehicle.logs.download(entry, got.sink);
    await rig.until(() => got.size() > 2000);
    const arming = rig.vehicle.arm();
    expect(await rig.settled(running)).toMatchObject({ error: { code: 'mavlink.left_ground' } });
    await rig.settled(arming);
    expect(
      sentNames(rig)
        .filter((name) => name.startsWith('LOG_'))
        .at(-1),
    ).toBe('LOG_REQUEST_END');
    expect(await rig.settled(rig.vehicle.logs.list())).toMatchObject({
      error: { code: 'mavlink.not_landed' },
    });
  });
});

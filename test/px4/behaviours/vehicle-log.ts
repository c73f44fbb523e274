import { expect } from 'vitest';
import { crc32Part } from '../../../server/mavlink/crc32.ts';
import type { DirectoryEntry } from '../../../server/mavlink/ftp/ftp-directory.ts';
import { collector, same } from '../../mavlink/collector.ts';
import { good, type Rig } from '../rig.ts';
import { isDown, type Behaviour } from '../support.ts';

const FOLDER = '@MAV_LOG';
/** "ULog", 0x01, 0x12, 0x35. */
const ULOG_MAGIC = Uint8Array.of(0x55, 0x4c, 0x6f, 0x67, 0x01, 0x12, 0x35);
const LOSS = 0.2;
/** Of a log of megabytes, what is read by the slow way. */
const TAIL_BYTES = 200_000;
/** PX4 disarms by itself 10 s after arming on the ground. */
const DISARMED_S = 40;
/** Vehicle time. */
const CLOSING_MS = 3000;

type LogFile = { readonly path: string; readonly size: number };

const filesOf = (folder: string, entries: readonly DirectoryEntry[]): LogFile[] =>
  entries.flatMap((entry) =>
    entry.kind === 'file' ? [{ path: `${folder}/${entry.name}`, size: entry.size }] : [],
  );

const logsOf = async (rig: Rig): Promise<LogFile[]> => {
  const { files } = rig.vehicle();
  const top = await files.list(FOLDER);
  // A vehicle that has never flown has no such folder.
  if (!top.ok) return [];
  const found: LogFile[] = [];
  for (const { kind, name } of top.value)
    if (kind === 'directory') {
      const folder = `${FOLDER}/${name}`;
      found.push(...filesOf(folder, good(await files.list(folder))));
    }
  return found.toSorted((a, b) => (a.path < b.path ? -1 : 1));
};

/** Arms on the ground until it disarms by itself; gives the log that this made. */
const makeLog = async (rig: Rig): Promise<LogFile> => {
  const before = new Map((await logsOf(rig)).map(({ path, size }) => [path, size]));
  good(await rig.vehicle().setMode('AUTO.LOITER'));
  good(await rig.vehicle().arm());
  await rig.until('disarmed by itself', isDown, DISARMED_S);
  // PX4 writes on for a moment after disarming: what does not grow any more is whole.
  for (let last = -1; ;) {
    const now = rig.vehicle().snapshot().boot?.timeBootMs ?? 0;
    await rig.until('a while later', ({ boot }) => (boot?.timeBootMs ?? 0) > now + CLOSING_MS, DISARMED_S);
    const fresh = (await logsOf(rig)).findLast(({ path, size }) => before.get(path) !== size);
    if (fresh === undefined) throw new Error('the arming made no log');
    if (fresh.size === last) return fresh;
    last = fresh.size;
  }
};

const read = async (rig: Rig, path: string): Promise<Uint8Array> => {
  const got = collector();
  good(await rig.vehicle().files.download(path, got.sink));
  return got.bytes();
};

export const vehicleLog: Behaviour = {
  title: 'its log after an arming: listed, read by FTP with its checksum, from the middle, and by LOG_DATA',
  speed: { embedded: 5, px4: 3 },
  body: async (rig) => {
    const { files, logs } = rig.vehicle();
    const { path, size } = await makeLog(rig);
    const whole = await read(rig, path);
    expect(whole.length).toBeGreaterThanOrEqual(size);
    expect(same(whole.slice(0, ULOG_MAGIC.length), ULOG_MAGIC)).toBe(true);
    expect(good(await files.crc32(path, whole.length))).toBe(crc32Part(whole));

    const rest = collector();
    const from = Math.floor(whole.length / 2) + 1;
    good(await files.download(path, rest.sink, { from }));
    expect(same(rest.bytes(), whole.slice(from))).toBe(true);

    const entry = good(await logs.list()).find((log) => log.size === whole.length);
    expect(entry).toBeDefined();
    if (entry === undefined) return;
    const tail = collector();
    const tailFrom = Math.max(0, whole.length - TAIL_BYTES);
    good(await logs.download(entry, tail.sink, { from: tailFrom }));
    expect(same(tail.bytes(), whole.slice(tailFrom))).toBe(true);
  },
};

export const lossyLog: Behaviour = {
  title: 'its log over a link that loses a fifth of all datagrams: the same, byte by byte, both ways',
  speed: { embedded: 5, px4: 3 },
  proxied: true,
  body: async (rig) => {
    const { files, logs } = rig.vehicle();
    const { path } = await makeLog(rig);
    const whole = await read(rig, path);
    const tailFrom = Math.max(0, whole.length - TAIL_BYTES);
    const entry = good(await logs.list()).find((log) => log.size === whole.length);
    rig.lose(LOSS);
    const byFtp = collector();
    for (let tries = 0; tries < 5 && tailFrom + byFtp.size() < whole.length; tries++)
      await files.download(path, byFtp.sink, { from: tailFrom + byFtp.size() });
    expect(same(byFtp.bytes(), whole.slice(tailFrom))).toBe(true);
    if (entry === undefined) throw new Error('the log is not in the list of logs');
    const byLogData = collector();
    for (let tries = 0; tries < 5 && tailFrom + byLogData.size() < whole.length; tries++)
      await logs.download(entry, byLogData.sink, { from: tailFrom + byLogData.size() });
    expect(same(byLogData.bytes(), whole.slice(tailFrom))).toBe(true);
  },
};

export const fileRefusals: Behaviour = {
  title: 'FTP says no by name: outside its root, not there; and is not asked of an armed vehicle',
  body: async (rig) => {
    const vehicle = rig.vehicle();
    expect(await vehicle.readFile('../secrets')).toMatchObject({
      error: { code: 'mavlink.file_refused', details: { nak: 'FILE_PROTECTED' } },
    });
    expect(await vehicle.readFile('/log/none.ulg')).toMatchObject({
      error: { code: 'mavlink.file_refused', details: { nak: 'FILE_NOT_FOUND' } },
    });
    good(await vehicle.setMode('AUTO.LOITER'));
    good(await vehicle.arm());
    expect(await vehicle.files.list('/')).toMatchObject({ error: { code: 'mavlink.not_landed' } });
    await rig.until('disarmed by itself', isDown, DISARMED_S);
    expect(good(await vehicle.files.list('/')).length).toBeGreaterThan(0);
  },
};

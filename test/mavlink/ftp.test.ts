import { common } from 'mavlink-mappings';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyBuffer, holesOf, putBlock } from '../../server/mavlink/block-buffer.ts';
import { decodeDatagram, decodeMessage, isMessage, newDropCounters } from '../../server/mavlink/codec.ts';
import { crc32Part } from '../../server/mavlink/crc32.ts';
import { ftpRequestMachine, type FtpTalk } from '../../server/mavlink/ftp/ftp-request.ts';
import { ftpReadMachine } from '../../server/mavlink/ftp/ftp-read.ts';
import { FTP, ftpMessage, ftpPacketOf, type FtpPacket } from '../../server/mavlink/ftp/ftp-wire.ts';
import { measured, waitMs } from '../../server/mavlink/round-trip.ts';
import { readEntries } from '../../server/mavlink/ftp/ftp-directory.ts';
import type { FileFaults } from '../../sitl/autopilot/file-faults.ts';
import { PERFECT } from '../../sitl/lossy-link.ts';
import { collector, same } from './collector.ts';
import { embeddedRig, LOSSY, noise } from './embedded-rig.ts';
import { byHand, SELF, VEHICLE } from './support.ts';

const PATH = '/log/2026-03-01/02_00_00.ulg';
const BYTES = noise(130_001);
const TALK: FtpTalk = { seq: 10, roundTrip: undefined };

const withFile = async (options: Parameters<typeof embeddedRig>[0] = {}, bytes = BYTES) => {
  const rig = await embeddedRig(options);
  rig.embedded().files.put(PATH, bytes);
  return rig;
};

type Rig = Awaited<ReturnType<typeof embeddedRig>>;

/** What we sent by FTP, oldest first. */
const asked = ({ sent }: Rig): FtpPacket[] =>
  sent.flatMap((bytes) =>
    decodeDatagram(bytes, newDropCounters()).flatMap((frame) => {
      const message = decodeMessage(frame);
      const to = { sysid: 7, compid: 1 };
      return (message && ftpPacketOf(message, to)) ?? [];
    }),
  );

describe('a file', () => {
  test.each([0, 1, 238, 239, 240, 40_152, 40_153, 130_001])(
    '[FT1] of %i bytes comes whole, byte by byte',
    async (size) => {
      const bytes = BYTES.slice(0, size);
      const rig = await withFile({}, bytes);
      const read = await rig.settled(rig.vehicle.readFile(PATH));
      expect(read.ok && same(read.value, bytes)).toBe(true);
    },
  );

  test.each([1, 2, 3, 4, 5, 6])(
    '[FT1] comes whole over a link that loses 20 %, doubles and reorders, seed %i',
    async (seed) => {
      const rig = await withFile({ quality: LOSSY, seed });
      const got = collector();
      for (let tries = 0; tries < 5 && got.size() < BYTES.length; tries++)
        await rig.settled(rig.vehicle.files.download(PATH, got.sink, { from: got.size() }));
      expect(same(got.bytes(), BYTES)).toBe(true);
    },
  );

  test('[FT1] whatever blocks come in whatever order, they are handed on in order and once', () => {
    const block = fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 12 }));
    fc.assert(
      fc.property(fc.array(block, { maxLength: 60 }), (blocks) => {
        const file = Uint8Array.from({ length: 80 }, (_, i) => i);
        let buffer = emptyBuffer(0);
        const out: number[] = [];
        for (const [offset, size] of blocks) {
          const put = putBlock(buffer, offset, file.slice(offset, offset + size));
          ({ buffer } = put);
          out.push(...put.ready.flatMap((bytes) => [...bytes]));
        }
        // The rest, by what the buffer says that it lacks.
        while (buffer.at < file.length) {
          const [hole = { offset: buffer.at, size: file.length - buffer.at }] = holesOf(buffer, 5, 1);
          const put = putBlock(buffer, hole.offset, file.slice(hole.offset, hole.offset + hole.size));
          ({ buffer } = put);
          out.push(...put.ready.flatMap((bytes) => [...bytes]));
        }
        expect(out).toEqual([...file]);
      }),
    );
  });

  test('[FT2] sessions are reset before it is opened, and its own is ended after', async () => {
    const rig = await withFile({ quality: PERFECT }, BYTES.slice(0, 500));
    await rig.settled(rig.vehicle.readFile(PATH));
    const opcodes = asked(rig).map(({ opcode }) => opcode);
    expect(opcodes).toEqual([FTP.RESET, FTP.OPEN_RO, FTP.BURST, FTP.TERMINATE]);
  });

  test('[FT2] another file is read although the end of the session before got lost', async () => {
    const rig = await withFile({}, BYTES.slice(0, 500));
    rig.embedded().files.put('/etc/extras/a.json.xz', noise(300, 3));
    const { files } = rig.embedded().faults;
    const first = rig.vehicle.files.download(PATH, () => {
      files.ftp = 'silent';
    });
    expect(await rig.settled(first)).toMatchObject({ ok: true });
    await rig.clock.advanceAsync(200);
    files.ftp = 'works';
    const read = await rig.settled(rig.vehicle.readFile('etc/extras/a.json.xz'));
    expect(read.ok && same(read.value, noise(300, 3))).toBe(true);
  });

  test('[FT7] a download goes on where the last one stopped', async () => {
    const rig = await withFile();
    const got = collector();
    const done = await rig.settled(rig.vehicle.files.download(PATH, got.sink, { from: 50_000 }));
    expect(done).toEqual({ ok: true, value: { size: BYTES.length } });
    expect(same(got.bytes(), BYTES.slice(50_000))).toBe(true);
  });

  test('[FT7] five cuts of the link leave it byte for byte the same', async () => {
    const rig = await withFile({}, noise(900_000));
    const got = collector();
    let cuts = 0;
    const plan = [60_000, 200_000, 350_000, 500_000, 700_000];
    while (got.size() < 900_000) {
      const running = rig.vehicle.files.download(PATH, got.sink, { from: got.size() });
      const at = plan[cuts];
      if (at !== undefined) {
        await rig.until(() => got.size() > at);
        rig.setQuality({ ...PERFECT, drop: 1 });
        cuts++;
        const failed = await rig.settled(running);
        expect(failed).toMatchObject({ error: { code: 'mavlink.no_answer' } });
        rig.setQuality(PERFECT);
        await rig.clock.advanceAsync(6000);
      } else await rig.settled(running);
    }
    expect([cuts, same(got.bytes(), noise(900_000))]).toEqual([5, true]);
  });

  test('[FT7] a power cycle in the middle: the rest comes in a new session', async () => {
    const rig = await withFile();
    const got = collector();
    const running = rig.vehicle.files.download(PATH, got.sink);
    await rig.until(() => got.size() > 40_000);
    rig.reboot();
    expect(await rig.settled(running)).toMatchObject({
      error: { code: 'mavlink.file_refused', details: { nak: 'INVALID_SESSION' } },
    });
    await rig.clock.advanceAsync(5000);
    await rig.settled(rig.vehicle.files.download(PATH, got.sink, { from: got.size() }));
    expect(same(got.bytes(), BYTES)).toBe(true);
  });

  test('[FT8] the vehicle tells its checksum', async () => {
    const rig = await withFile();
    const crc = await rig.settled(rig.vehicle.files.crc32(PATH, BYTES.length));
    expect(crc).toEqual({ ok: true, value: crc32Part(BYTES) });
  });

  test('[FT12] one that is larger than allowed is not read', async () => {
    const rig = await withFile();
    const read = await rig.settled(rig.vehicle.readFile(PATH, { maxBytes: 1000 }));
    expect(read).toMatchObject({ error: { code: 'mavlink.file_too_large' } });
    expect(asked(rig).map(({ opcode }) => opcode)).not.toContain(FTP.BURST);
  });

  test('[FT12] a disk that takes nothing more ends the transfer as a failure', async () => {
    const rig = await withFile();
    const full = rig.vehicle.files.download(PATH, () => {
      throw new Error('no space left');
    });
    expect(await rig.settled(full)).toMatchObject({ error: { code: 'mavlink.sink_failed' } });
  });
});

const FAULTS: readonly (readonly [string, Partial<FileFaults>])[] = [
  ['every fifth answer lost', { loseEvery: 5 }],
  ['every second answer lost', { loseEvery: 2 }],
  ['every fourth block cut', { truncateEvery: 4 }],
  ['every third block twice', { duplicateEvery: 3 }],
  ['every third block late', { swapEvery: 3 }],
  ['lost, twice and late', { loseEvery: 7, duplicateEvery: 5, swapEvery: 3 }],
  ['slow', { blocksPerTick: 1 }],
];

describe('faults of the vehicle', () => {
  test.each(FAULTS)('[FT1] %s: the file comes whole', async (_, faults) => {
    const bytes = noise(50_000);
    const rig = await withFile({}, bytes);
    // An answer that was lost is said again under its number: such a vehicle can be asked.
    Object.assign(rig.embedded().faults.files, faults);
    const read = await rig.settled(rig.vehicle.readFile(PATH));
    expect(read.ok && same(read.value, bytes)).toBe(true);
  });

  test('[FT8] a wrong checksum is told as it is', async () => {
    const rig = await withFile();
    rig.embedded().faults.files.wrongCrc = true;
    const crc = await rig.settled(rig.vehicle.files.crc32(PATH, BYTES.length));
    expect(crc.ok && crc.value !== crc32Part(BYTES)).toBe(true);
  });

  test('[FT3] silence is asked again six times, under one number, then it is no answer', async () => {
    const rig = await withFile();
    rig.embedded().faults.files.ftp = 'silent';
    const read = await rig.settled(rig.vehicle.readFile(PATH));
    expect(read).toMatchObject({ error: { code: 'mavlink.no_answer' } });
    const sent = asked(rig);
    expect([sent.length, new Set(sent.map(({ seq }) => seq)).size]).toEqual([7, 1]);
  });

  test('[FT5] a firmware without FTP says so by name', async () => {
    const rig = await withFile();
    rig.embedded().faults.files.ftp = 'refused';
    const read = await rig.settled(rig.vehicle.readFile(PATH));
    expect(read).toMatchObject({
      error: { code: 'mavlink.file_refused', details: { nak: 'UNKNOWN_COMMAND' } },
    });
  });

  test.each([
    ['../secrets', 'FILE_PROTECTED'],
    ['/log/none.ulg', 'FILE_NOT_FOUND'],
  ])('[FT5] %s is refused with %s', async (path, nak) => {
    const rig = await withFile();
    const read = await rig.settled(rig.vehicle.readFile(path));
    expect(read).toMatchObject({ error: { code: 'mavlink.file_refused', details: { nak } } });
  });
});

describe('lists', () => {
  test('[FT6] of many pages come whole, with sizes', async () => {
    const rig = await embeddedRig({});
    const names = Array.from({ length: 60 }, (_, i) => `00_00_${String(i).padStart(2, '0')}.ulg`);
    for (const [i, name] of names.entries()) rig.embedded().files.put(`log/2026-03-01/${name}`, noise(i));
    const listed = await rig.settled(rig.vehicle.files.list('/log/2026-03-01'));
    expect(listed).toEqual({ ok: true, value: names.map((name, size) => ({ kind: 'file', name, size })) });
    expect(await rig.settled(rig.vehicle.files.list('/log'))).toEqual({
      ok: true,
      value: [{ kind: 'directory', name: '2026-03-01' }],
    });
  });

  test('[FT6] entries passed over and cut ones count for the next page, odd ones are left out', () => {
    const page = new TextEncoder().encode('S\0Dlog\0Fa.ulg\t12\0Fbad\0Fa b\t1\t99\0Fcut');
    expect(readEntries(page)).toEqual({
      entries: [
        { kind: 'directory', name: 'log' },
        { kind: 'file', name: 'a.ulg', size: 12 },
        { kind: 'file', name: 'a b', size: 1 },
      ],
      count: 5,
    });
  });
});

describe('hostile blocks', () => {
  test('[FT15] single bytes with gaps between them do not pile up, and the file still goes on', () => {
    let buffer = emptyBuffer(0);
    for (let i = 0; i < 2500; i++) buffer = putBlock(buffer, 1 + 2 * i, Uint8Array.of(i & 0xff)).buffer;
    expect(buffer.beyond).toHaveLength(2048);
    expect(putBlock(buffer, 0, Uint8Array.of(0)).buffer.at).toBe(2);
  });
});

describe('numbers', () => {
  const request = () =>
    byHand(ftpRequestMachine({ target: VEHICLE, self: SELF, talk: TALK, packet: { opcode: FTP.RESET } }));
  const ack = (packet: Partial<FtpPacket>) =>
    ftpMessage(SELF, { seq: 11, opcode: FTP.ACK, reqOpcode: FTP.RESET, ...packet });

  test('[FT4] an answer to another request is none', () => {
    const hand = request();
    hand.feed({ kind: 'start' });
    hand.hear(ack({ seq: 12 }));
    hand.hear(ack({ seq: 10 }));
    expect(hand.outcome()).toBeUndefined();
    hand.hear(ack({}));
    expect(hand.outcome()).toMatchObject({ kind: 'answered', talk: { seq: 12 } });
  });

  test('[FT4] an answer with our number to another operation makes us ask under a new one', () => {
    const hand = request();
    hand.feed({ kind: 'start' });
    const [again] = hand.hear(ack({ reqOpcode: FTP.OPEN_RO }));
    const packet = again && ftpPacketOf(again, VEHICLE);
    expect(packet).toMatchObject({ opcode: FTP.RESET, seq: 74 });
    hand.hear(ack({ seq: 75 }));
    expect(hand.outcome()).toMatchObject({ kind: 'answered' });
  });

  test('[FT4] an answer to another ground station is none', () => {
    const hand = request();
    hand.feed({ kind: 'start' });
    hand.hear(ftpMessage({ sysid: 254, compid: 190 }, { seq: 11, opcode: FTP.ACK, reqOpcode: FTP.RESET }));
    expect(hand.outcome()).toBeUndefined();
  });

  test('[FT4] blocks of the session before do not get into the next file', () => {
    const job = { target: VEHICLE, self: SELF, session: 0, from: 0, to: 200 };
    const hand = byHand(ftpReadMachine({ ...job, talk: TALK }));
    hand.feed({ kind: 'start' });
    hand.hear(ftpMessage(SELF, { seq: 11, opcode: FTP.ACK, reqOpcode: FTP.BURST, data: noise(200) }));
    const first = hand.outcome();
    if (first === undefined) throw new Error('the first file did not end');
    const next = byHand(ftpReadMachine({ ...job, talk: first.talk }));
    next.feed({ kind: 'start' });
    next.hear(ftpMessage(SELF, { seq: 12, opcode: FTP.ACK, reqOpcode: FTP.BURST, data: noise(200, 9) }));
    expect(next.outcome()).toBeUndefined();
  });

  test('[FT11] an answer is waited for by the measured round trip, 50 ms at least, longer each time', () => {
    const cable = measured(measured(undefined, 2), 2);
    const mobile = measured(undefined, 300);
    expect([waitMs(undefined, 0), waitMs(cable, 0), waitMs(mobile, 0)]).toEqual([1000, 50, 900]);
    expect([waitMs(cable, 1), waitMs(cable, 2), waitMs(mobile, 6)]).toEqual([100, 200, 3000]);
  });

  test('[FT13] without bursts the file is read block by block', () => {
    const job = { target: VEHICLE, self: SELF, talk: TALK, session: 0, from: 0, to: 300 };
    const hand = byHand(ftpReadMachine(job));
    hand.feed({ kind: 'start' });
    const bytes = noise(300);
    const nak = { opcode: FTP.NAK, reqOpcode: FTP.BURST, data: Uint8Array.of(7) };
    let [request] = hand.hear(ftpMessage(SELF, { seq: 11, ...nak }));
    const stored: number[] = [];
    for (let i = 0; i < 2; i++) {
      const packet = request && ftpPacketOf(request, VEHICLE);
      if (packet === undefined) throw new Error('nothing was asked');
      expect(packet.opcode).toBe(FTP.READ);
      const { seq, offset, size } = packet;
      const data = bytes.slice(offset, offset + size);
      stored.push(...data);
      [request] = hand.hear(
        ftpMessage(SELF, { seq: seq + 1, opcode: FTP.ACK, reqOpcode: FTP.READ, offset, data }),
      );
    }
    expect(hand.outcome()).toMatchObject({ kind: 'complete', at: 300 });
    expect(stored).toEqual([...bytes]);
  });
});

describe('on the ground only', () => {
  const flying = async (rig: Rig): Promise<void> => {
    await rig.clock.advanceAsync(5000);
    expect(await rig.settled(rig.vehicle.arm())).toMatchObject({ ok: true });
  };

  test('[FT9] nothing is asked of an armed vehicle', async () => {
    const rig = await withFile();
    await flying(rig);
    const read = await rig.settled(rig.vehicle.readFile(PATH));
    expect(read).toMatchObject({ error: { code: 'mavlink.not_landed' } });
    expect(asked(rig)).toEqual([]);
  });

  test('[FT9] arming ends a transfer at once: the session is ended and nothing follows', async () => {
    const rig = await withFile();
    rig.embedded().faults.files.blocksPerTick = 2;
    await rig.clock.advanceAsync(5000);
    const got = collector();
    const running = rig.vehicle.files.download(PATH, got.sink);
    await rig.until(() => got.size() > 10_000);
    const arming = rig.vehicle.arm();
    expect(await rig.settled(running)).toMatchObject({ error: { code: 'mavlink.left_ground' } });
    expect(await rig.settled(arming)).toMatchObject({ ok: true });
    await rig.clock.advanceAsync(3000);
    expect(asked(rig).at(-1)?.opcode).toBe(FTP.TERMINATE);
    const after = got.size();
    await rig.clock.advanceAsync(2000);
    expect(got.size()).toBe(after);
  });

  test('[FT9] a vehicle that does not say where it is, is asked for nothing', async () => {
    const rig = await withFile();
    rig.setQuality({ ...PERFECT, drop: 1 });
    await rig.clock.advanceAsync(5000);
    const read = await rig.settled(rig.vehicle.readFile(PATH));
    expect(read).toMatchObject({ error: { code: 'mavlink.not_landed' } });
  });

  test('[FT10] transfers of one vehicle run one after another', async () => {
    const rig = await withFile();
    const first = rig.vehicle.readFile(PATH);
    const second = rig.vehicle.readFile(PATH);
    expect(rig.vehicle.snapshot().queue).toEqual([`file: download ${PATH}`, `file: download ${PATH}`]);
    const both = [await rig.settled(first), await rig.settled(second)];
    expect(both.map((read) => read.ok && same(read.value, BYTES))).toEqual([true, true]);
  });
});

test('[FT14] a plan does not wait for a file: the transfer gives way, and goes on where it stopped', async () => {
  const rig = await withFile({ quality: PERFECT });
  rig.embedded().faults.files.blocksPerTick = 1;
  const got = collector();
  const running = rig.vehicle.files.download(PATH, got.sink);
  await rig.until(() => got.size() > 5000);
  const since = rig.clock.mono();
  const plan = rig.vehicle.downloadPlan('mission');
  expect(await rig.settled(running)).toMatchObject({ error: { code: 'mavlink.gave_way' } });
  expect((await rig.settled(plan)).ok).toBe(true);
  expect(rig.clock.mono() - since).toBeLessThan(1000);
  rig.embedded().faults.files.blocksPerTick = 0;
  await rig.settled(rig.vehicle.files.download(PATH, got.sink, { from: got.size() }));
  expect(same(got.bytes(), BYTES)).toBe(true);
});

test('[FT2] no message of ours asks the vehicle to write or to delete', async () => {
  const rig = await withFile();
  await rig.settled(rig.vehicle.readFile(PATH));
  await rig.settled(rig.vehicle.files.list('/log'));
  await rig.settled(rig.vehicle.files.crc32(PATH, 1));
  const reading: readonly number[] = [
    FTP.RESET,
    FTP.OPEN_RO,
    FTP.READ,
    FTP.BURST,
    FTP.TERMINATE,
    FTP.LIST,
    FTP.CRC32,
  ];
  expect(asked(rig).filter(({ opcode }) => !reading.includes(opcode))).toEqual([]);
  const erasing = rig.sent.filter((bytes) =>
    decodeDatagram(bytes, newDropCounters()).some((frame) => {
      const message = decodeMessage(frame);
      return message !== undefined && isMessage(message, common.LogErase);
    }),
  );
  expect(erasing).toEqual([]);
});

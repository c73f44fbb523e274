import fc from 'fast-check';
import { common, minimal } from 'mavlink-mappings';
import { describe, expect, test } from 'vitest';
import { monoMs } from '../../server/core/clock.ts';
import {
  decodeDatagram,
  encodeFields,
  MAX_FRAME_BYTES,
  newDropCounters,
  type Frame,
} from '../../server/mavlink/codec.ts';
import { streamFramer } from '../../server/mavlink/links/stream-framer.ts';

const beat = (seq: number): Uint8Array =>
  encodeFields(minimal.Heartbeat, { autopilot: 12 }, { sysid: 1, compid: 1, seq });
const attitude = (seq: number): Uint8Array =>
  encodeFields(common.Attitude, { roll: seq, yaw: 1 }, { sysid: 1, compid: 1, seq });
const joined = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

/** A frame of MAVLink 1: HEARTBEAT of system 1, right checksum. */
const MAVLINK_1 = new Uint8Array(Buffer.from('fe09000101000000000002030c0403ffff', 'hex'));
/** The header of a HEARTBEAT with 255 bytes of payload that never come. */
const BOGUS = new Uint8Array([0xfd, 255, 0, 0, 1, 1, 1, 0, 0, 0]);

const setUp = () => {
  const drops = newDropCounters();
  return { drops, framer: streamFramer(drops) };
};
const bytesOf = (frames: readonly Frame[]): string[] =>
  frames.map(({ bytes }) => Buffer.from(bytes).toString('hex'));
const at = monoMs;

/** Good frames, cut ones, headers, noise. */
const anyPiece = fc.oneof(
  fc.nat(255).map(beat),
  fc.nat(255).map(attitude),
  fc.constant(MAVLINK_1),
  fc.constant(BOGUS),
  fc.tuple(fc.nat(255), fc.nat(20)).map(([seq, length]) => attitude(seq).subarray(0, length)),
  fc.uint8Array({ maxLength: 40 }),
  fc.array(fc.constantFrom(0xfd, 0xfe, 0, 1, 2, 255), { maxLength: 20 }).map((list) => new Uint8Array(list)),
);

describe('stream framer', () => {
  test('[FR10] however a stream is cut, the same frames come and the same drops are counted', () => {
    fc.assert(
      fc.property(
        fc.array(anyPiece, { maxLength: 30 }),
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 20 }),
        (pieces, sizes) => {
          const bytes = joined(...pieces);
          const whole = newDropCounters();
          const expected = bytesOf(decodeDatagram(bytes, whole));
          const { drops, framer } = setUp();
          const got: Frame[] = [];
          for (let from = 0, i = 0; from < bytes.length; i++) {
            const size = sizes[i % sizes.length] ?? 1;
            got.push(...framer.push(bytes.subarray(from, from + size), at(0)));
            expect(framer.heldBytes()).toBeLessThan(MAX_FRAME_BYTES);
            from += size;
          }
          got.push(...framer.expire(at(1000)));
          expect(bytesOf(got)).toEqual(expected);
          expect(drops).toEqual(whole);
          expect(framer.heldBytes()).toBe(0);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('[FR11] less than one longest frame is held back, whatever comes', () => {
    const { framer } = setUp();
    for (let i = 0; i < 2000; i++) {
      framer.push(BOGUS, at(i));
      expect(framer.heldBytes()).toBeLessThan(MAX_FRAME_BYTES);
    }
  });

  test('[FR11] what is held is a copy: the socket may use its buffer again', () => {
    const { framer } = setUp();
    const buffer = Buffer.from(beat(1));
    framer.push(buffer.subarray(0, 12), at(0));
    const rest = Uint8Array.from(buffer.subarray(12));
    buffer.fill(0);
    expect(framer.push(rest, at(1))).toHaveLength(1);
  });

  test('[FR12] a frame behind a bogus header comes after 0.3 s of silence', () => {
    const { framer, drops } = setUp();
    expect(framer.push(joined(BOGUS, beat(1)), at(0))).toEqual([]);
    expect(framer.expire(at(299))).toEqual([]);
    expect(bytesOf(framer.expire(at(300)))).toEqual(bytesOf(decodeDatagram(beat(1), newDropCounters())));
    expect(drops.truncated).toBe(1);
  });

  test('[FR12] on a busy stream as soon as the bogus length is there', () => {
    const { framer } = setUp();
    framer.push(BOGUS, at(0));
    let got: readonly Frame[] = [];
    let pushed = 0;
    while (got.length === 0 && pushed < 30) got = framer.push(attitude(pushed++), at(pushed));
    const needed = Math.ceil((255 + 2) / attitude(1).length);
    expect([got.length, pushed]).toEqual([needed, needed]);
  });

  test('[FR12] and after 1 s where bytes only trickle', () => {
    const { framer } = setUp();
    framer.push(joined(BOGUS, beat(1)), at(0));
    for (let ms = 100; ms < 1000; ms += 100) expect(framer.push(new Uint8Array([0]), at(ms))).toEqual([]);
    expect(framer.push(new Uint8Array([0]), at(1000))).toHaveLength(1);
  });

  test('[FR12] a frame inside of another one is never taken out of it while that may still come', () => {
    const { framer } = setUp();
    const inner = Array.from({ length: 251 }, () => 7);
    inner.splice(20, beat(9).length, ...beat(9));
    const file = encodeFields(
      common.FileTransferProtocol,
      { payload: inner },
      { sysid: 1, compid: 1, seq: 3 },
    );
    expect(framer.push(file.subarray(0, 200), at(0))).toEqual([]);
    const frames = framer.push(file.subarray(200), at(250));
    expect(frames.map(({ msgid }) => msgid)).toEqual([common.FileTransferProtocol.MSG_ID]);
  });

  test('[FR12] bytes that cannot become a frame hold nothing back', () => {
    const { framer } = setUp();
    const unknownFlags = new Uint8Array([0xfd, 255, 0x80]);
    const unknownId = new Uint8Array([0xfd, 255, 0, 0, 1, 1, 1, 0xff, 0xff, 0xff]);
    expect(framer.push(joined(unknownFlags, beat(1)), at(0))).toHaveLength(1);
    expect(framer.push(joined(unknownId, beat(1)), at(0))).toHaveLength(1);
  });
});

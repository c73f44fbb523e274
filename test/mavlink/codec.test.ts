import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { common, minimal, standard, type MavLinkPacketField } from 'mavlink-mappings';
import { describe, expect, test } from 'vitest';
import {
  decodeDatagram,
  decodeMessage,
  encodeFields,
  encodeFrame,
  isMessage,
  messageOf,
  newDropCounters,
} from '../../server/mavlink/codec.ts';
import { MESSAGE_CLASSES, messageClassOf } from '../../server/mavlink/dialect.ts';
import { x25 } from '../../server/mavlink/x25.ts';

const HEADER = { sysid: 8, compid: 1, seq: 42 };
const heartbeat = (): Uint8Array =>
  encodeFields(minimal.Heartbeat, { type: 2, autopilot: 12, customMode: 0x04_03_00_00 }, HEADER);

const concat = (...parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts);

const decodeAll = (bytes: Uint8Array) => {
  const drops = newDropCounters();
  return { frames: decodeDatagram(bytes, drops), drops };
};

/** A MAVLink 2 frame with a right checksum for an id that nobody has. */
const unknownFrame = (length: number): Uint8Array => {
  const frame = new Uint8Array(12 + length);
  frame.set([0xfd, length, 0, 0, 1, 8, 1, 0xff, 0xff, 0x70]);
  return frame;
};

const mavlink1Heartbeat = (): Uint8Array => {
  const frame = new Uint8Array(17);
  frame.set([0xfe, 9, 0, 1, 1, 0, 0, 0, 0, 0, 2, 12, 0, 3, 3]);
  const crc = x25(frame, { from: 1, to: 15 }, minimal.Heartbeat.MAGIC_NUMBER);
  frame.set([crc & 0xff, crc >> 8], 15);
  return frame;
};

const recorded = (): Uint8Array[] => {
  const bytes = readFileSync(new URL('fixtures/px4-flight.tlog', import.meta.url));
  const frames: Uint8Array[] = [];
  for (let at = 8; at < bytes.length;) {
    const end = at + 12 + (bytes[at + 1] as number) + (((bytes[at + 2] as number) & 1) === 1 ? 13 : 0);
    frames.push(new Uint8Array(bytes.subarray(at, end)));
    at = end + 8;
  }
  return frames;
};

describe('frames', () => {
  test('[FR1] a good frame is taken with its header', () => {
    const { frames, drops } = decodeAll(heartbeat());
    expect(frames).toMatchObject([{ ...HEADER, msgid: 0, signed: false }]);
    expect(drops).toEqual(newDropCounters());
  });

  test('[FR1] a signed frame is taken and marked', () => {
    const plain = heartbeat();
    const signed = concat(plain, new Uint8Array(13));
    signed[2] = 1;
    const crc = x25(signed, { from: 1, to: plain.length - 2 }, minimal.Heartbeat.MAGIC_NUMBER);
    signed.set([crc & 0xff, crc >> 8], plain.length - 2);
    expect(decodeAll(signed).frames).toMatchObject([{ signed: true }]);
  });

  const flipped = (at: number, value: number): Uint8Array => {
    const frame = heartbeat();
    frame[at] = value;
    return frame;
  };

  test.each([
    ['mavlink1', mavlink1Heartbeat()],
    ['badCrc', flipped(12, 99)],
    ['unknownId', unknownFrame(20)],
    ['unknownFlags', flipped(2, 0x02)],
    ['truncated', heartbeat().subarray(0, 12)],
    ['junk', new Uint8Array([1, 2, 3])],
  ] as const)('[FR2] %s is counted and not delivered', (reason, bytes) => {
    const { frames, drops } = decodeAll(bytes);
    expect(frames).toEqual([]);
    expect(drops[reason]).toBeGreaterThan(0);
  });

  test('[FR3] every good frame behind garbage is found', () => {
    const garbage = unknownFrame(0);
    garbage[1] = 255;
    const good = Array.from({ length: 20 }, heartbeat);
    const { frames } = decodeAll(concat(garbage, ...good, new Uint8Array([0xfd, 0xff]), heartbeat()));
    expect(frames).toHaveLength(21);
  });

  test('[FR4] half a frame does not wait for its other half', () => {
    const drops = newDropCounters();
    const bytes = heartbeat();
    const first = decodeDatagram(bytes.subarray(0, 10), drops);
    const second = decodeDatagram(bytes.subarray(10), drops);
    expect([...first, ...second]).toEqual([]);
    expect(decodeDatagram(heartbeat(), drops)).toHaveLength(1);
  });

  test('[FR5] mutated recordings and random bytes never throw', () => {
    const seeds = recorded();
    fc.assert(
      fc.property(
        fc.nat(seeds.length - 1),
        fc.array(fc.tuple(fc.nat(300), fc.nat(255)), { maxLength: 8 }),
        fc.uint8Array({ maxLength: 40 }),
        (which, flips, tail) => {
          const bytes = new Uint8Array(seeds[which] as Uint8Array);
          for (const [at, value] of flips) bytes[at % bytes.length] = value;
          for (const frame of decodeAll(concat(bytes, tail, bytes)).frames) decodeMessage(frame);
        },
      ),
      { numRuns: 3000 },
    );
  });

  test('[FR6] an all-zero payload keeps one byte and comes back whole', () => {
    const bytes = encodeFields(common.GlobalPositionInt, {}, HEADER);
    expect(bytes).toHaveLength(10 + 1 + 2);
    const [frame] = decodeAll(bytes).frames;
    expect(frame && decodeMessage(frame)?.fields).toMatchObject({ lat: 0, hdg: 0, timeBootMs: 0 });
  });

  test('[FR6] a payload of a newer dialect is longer: what is known is read', () => {
    const short = encodeFields(common.ExtendedSysState, { vtolState: 0, landedState: 2 }, HEADER);
    const long = concat(short.subarray(0, short.length - 2), new Uint8Array([7, 7, 0, 0]));
    long[1] = (long[1] as number) + 2;
    const end = long.length - 2;
    const crc = x25(long, { from: 1, to: end }, common.ExtendedSysState.MAGIC_NUMBER);
    long.set([crc & 0xff, crc >> 8], end);
    const [frame] = decodeAll(long).frames;
    expect(frame && decodeMessage(frame)?.fields).toEqual({ vtolState: 0, landedState: 2 });
  });
});

const integerIn = (bits: number, signed: boolean) =>
  signed
    ? fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 })
    : fc.integer({ min: 0, max: 2 ** bits - 1 });

const latin1 = (maxLength: number) =>
  fc.array(fc.integer({ min: 1, max: 255 }), { maxLength }).map((codes) => String.fromCharCode(...codes));

const scalarFor = (type: string): fc.Arbitrary<unknown> => {
  if (type === 'float') return fc.float();
  if (type === 'double') return fc.double();
  if (type === 'uint64_t') return fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
  if (type === 'int64_t') return fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
  if (type === 'uint8_t_mavlink_version') return fc.constant(3);
  const [, unsigned, bits] = /^(u?)int(\d+)_t$/.exec(type) ?? [];
  return integerIn(Number(bits), unsigned === '');
};

const valueFor = ({ type, length }: MavLinkPacketField): fc.Arbitrary<unknown> => {
  if (type === 'char[]') return latin1(length);
  if (!type.endsWith('[]')) return scalarFor(type);
  return fc.array(scalarFor(type.slice(0, -2)), { minLength: length, maxLength: length });
};

describe('messages', () => {
  test('[FR7] every class of the dialect survives the way', () => {
    expect(MESSAGE_CLASSES.length).toBeGreaterThan(220);
    for (const messageClass of MESSAGE_CLASSES) {
      const fields = fc.record(
        Object.fromEntries(messageClass.FIELDS.map((field) => [field.name, valueFor(field)])),
      );
      fc.assert(
        fc.property(fields, (values) => {
          const { frames } = decodeAll(encodeFields(messageClass, values, HEADER));
          const message = frames[0] && decodeMessage(frames[0]);
          expect(message).toEqual({
            msgid: messageClass.MSG_ID,
            name: messageClass.MSG_NAME,
            fields: values,
          });
        }),
        { numRuns: 15 },
      );
    }
  });

  test('[FR7] a guard narrows to the fields of its class, ids of both dialect halves', () => {
    const [frame] = decodeAll(encodeFrame(messageOf(standard.AutopilotVersion, { uid: 5n }), HEADER)).frames;
    const message = frame && decodeMessage(frame);
    if (message === undefined) throw new Error('not decodable');
    expect(isMessage(message, common.GlobalPositionInt)).toBe(false);
    expect(isMessage(message, standard.AutopilotVersion) && message.fields.uid).toBe(5n);
  });

  test('[FR8] a recorded PX4 flight decodes and encodes to the same bytes', () => {
    const frames = recorded();
    const drops = newDropCounters();
    const names = new Set<string>();
    for (const bytes of frames) {
      const [frame] = decodeDatagram(bytes, drops);
      const message = frame && decodeMessage(frame);
      const messageClass = frame && messageClassOf(frame.msgid);
      if (frame === undefined || message === undefined || messageClass === undefined)
        throw new Error(`not decodable: ${Buffer.from(bytes).toString('hex')}`);
      names.add(message.name);
      expect(Buffer.from(encodeFields(messageClass, message.fields, frame)).equals(bytes)).toBe(true);
    }
    expect(drops).toEqual(newDropCounters());
    expect(names.size).toBe(44);
    expect([...names]).toEqual(expect.arrayContaining(['EVENT', 'CURRENT_EVENT_SEQUENCE', 'GNSS_INTEGRITY']));
  });

  test('[FR8] the recorded landing is where the flight ended', () => {
    const positions = recorded()
      .flatMap((bytes) => decodeDatagram(bytes, newDropCounters()))
      .map(decodeMessage)
      .filter((message) => message !== undefined)
      .flatMap((message) => (isMessage(message, common.GlobalPositionInt) ? [message.fields] : []));
    expect(positions[0]).toMatchObject({ lat: 320_876_997, lon: 1_187_813_032, alt: 20_018 });
    expect(positions.every((p) => p.lat > 320_000_000 && p.lat < 324_000_000)).toBe(true);
  });

  test('[FR9] an integer out of range throws and names the field', () => {
    expect(() => encodeFields(common.MissionCount, { count: 70_000 }, HEADER)).toThrow(
      /count: expected 0…65535/,
    );
    expect(() => encodeFields(common.MissionCount, { count: Number.NaN }, HEADER)).toThrow(RangeError);
  });

  test('[FR9] a fresh instance is sent as zeros, its enumerations too', () => {
    const [frame] = decodeAll(encodeFrame(new minimal.Heartbeat(), HEADER)).frames;
    expect(frame && decodeMessage(frame)?.fields).toMatchObject({ type: 0, autopilot: 0, baseMode: 0 });
  });
});

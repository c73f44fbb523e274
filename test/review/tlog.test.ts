import fc from 'fast-check';
import { minimal } from 'mavlink-mappings';
import { describe, expect, it } from 'vitest';
import { encodeFields } from '../../server/mavlink/codec.ts';
import { TlogReader, writeRecord, type TlogRecord } from '../../server/review/tlog.ts';

const START = Date.UTC(2026, 2, 1);
const frame = (seq: number): Uint8Array =>
  encodeFields(minimal.Heartbeat, { customMode: seq + 1 }, { sysid: 7, compid: 1, seq });

const logOf = (count: number): Uint8Array =>
  Uint8Array.from(Array.from({ length: count }, (_, i) => [...writeRecord(START + i, frame(i))]).flat());

const readAll = (bytes: Uint8Array): { records: TlogRecord[]; incomplete: boolean } => {
  const reader = new TlogReader(bytes);
  const records: TlogRecord[] = [];
  for (let record = reader.next(); record !== undefined; record = reader.next()) records.push(record);
  return { records, incomplete: reader.isIncomplete };
};

describe('tlog', () => {
  it('writes the time as big endian microseconds before the frame', () => {
    const record = writeRecord(START, frame(0));
    expect(new DataView(record.buffer).getBigUint64(0)).toBe(BigInt(START) * 1000n);
    expect(record.subarray(8)).toEqual(frame(0));
  });

  it('reads back what was written', () => {
    const { records, incomplete } = readAll(logOf(50));
    expect(incomplete).toBe(false);
    expect(records.map(({ atMs }) => atMs)).toEqual(Array.from({ length: 50 }, (_, i) => START + i));
    expect(records.every(({ frame: bytes }, i) => Buffer.compare(bytes, frame(i)) === 0)).toBe(true);
  });

  it('gives every whole record of a log that is cut off anywhere, and says that it is incomplete', () => {
    const whole = logOf(5);
    const size = whole.length / 5;
    for (let length = 0; length < whole.length; length++) {
      const { records, incomplete } = readAll(whole.subarray(0, length));
      expect(records).toHaveLength(Math.floor(length / size));
      expect(incomplete).toBe(length % size !== 0);
    }
  });

  it('finds its way again behind a cut record, as after kill -9 and a restart', () => {
    const log = Uint8Array.from([...logOf(3).subarray(0, -7), ...logOf(4)]);
    const { records, incomplete } = readAll(log);
    expect(records.length).toBeGreaterThanOrEqual(5);
    expect(incomplete).toBe(true);
  });

  it('ends on any bytes and never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        readAll(bytes);
      }),
      { verbose: true },
    );
  });
});

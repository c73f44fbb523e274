import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeDatagram, encodeFields, newDropCounters, type Frame } from '../../server/mavlink/codec.ts';
import { common, minimal } from 'mavlink-mappings';
import { createReplayTable } from '../../server/mavlink/signing/replay-table.ts';
import { isSignedWith, keyIdOf, signFrame, stampOf } from '../../server/mavlink/signing/signature.ts';
import {
  createStampClock,
  RESTART_MARGIN,
  stampOfWall,
  startStamp,
} from '../../server/mavlink/signing/stamp-clock.ts';
import { fakeClock } from '../support/fake-clock.ts';
import vectors from './fixtures/signed-frames.json' with { type: 'json' };

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const onlyFrame = (bytes: Uint8Array): Frame => {
  const [frame] = decodeDatagram(bytes, newDropCounters());
  if (frame === undefined) throw new Error('no frame');
  return frame;
};

const SECRET = Uint8Array.from({ length: 32 }, (_, index) => index * 7);
const DAY = 86_400_000;
const TICKS_PER_MS = 100;

describe('signatures', () => {
  for (const { name, key, linkId, stamp, unsigned, signed } of vectors) {
    test(`[SG1] signed as an independent implementation does it: ${name}`, () => {
      const ours = signFrame(bytesOf(unsigned), { secret: bytesOf(key), linkId, stamp });
      expect(Buffer.from(ours).toString('hex')).toBe(signed);
    });

    test(`[SG1] read as an independent implementation wrote it: ${name}`, () => {
      const frame = onlyFrame(bytesOf(signed));
      expect(frame.signed).toBe(true);
      expect(isSignedWith(frame.bytes, bytesOf(key))).toBe(true);
      expect(stampOf(frame.bytes)).toEqual({ linkId, stamp });
    });
  }

  test('[SG2] any flipped bit of a signed frame makes the signature wrong', () => {
    const signed = signFrame(
      encodeFields(common.CommandLong, { command: 400, _param1: 1 }, { sysid: 255, compid: 190, seq: 1 }),
      { secret: SECRET, linkId: 1, stamp: 99 },
    );
    for (let at = 0; at < signed.length * 8; at++) {
      const flipped = new Uint8Array(signed);
      flipped[at >> 3] = (flipped[at >> 3] as number) ^ (1 << (at & 7));
      expect(isSignedWith(flipped, SECRET), `bit ${at}`).toBe(false);
    }
  });

  test('[SG2] no other key fits', () => {
    const unsigned = encodeFields(minimal.Heartbeat, { type: 6 }, { sysid: 255, compid: 190, seq: 1 });
    const signed = signFrame(unsigned, { secret: SECRET, linkId: 0, stamp: 5 });
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (other) => {
        expect(isSignedWith(signed, other)).toBe(Buffer.from(other).equals(SECRET));
      }),
    );
  });

  test('[SG2] the id of a key tells keys apart and holds nothing of it', () => {
    const other = SECRET.with(31, 0);
    expect(keyIdOf(SECRET)).toMatch(/^[0-9a-f]{8}$/);
    expect(keyIdOf(SECRET)).not.toBe(keyIdOf(other));
    expect(Buffer.from(SECRET).toString('hex')).not.toContain(keyIdOf(SECRET));
  });
});

describe('stamps', () => {
  test('[SG3] they count 10 µs since 2015-01-01 UTC', () => {
    const clock = fakeClock(Date.UTC(2015, 0, 1, 0, 0, 1));
    expect(createStampClock(clock, undefined).next()).toBe(100_001);
  });

  test('[SG3] they rise strictly over bursts, pauses, restarts, clock steps and what vehicles say', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('send' as const), count: fc.integer({ min: 1, max: 50 }) }),
      fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 59_000 }) }),
      fc.record({ kind: fc.constant('raise' as const), by: fc.integer({ min: -1e9, max: 1e12 }) }),
      // A crash: what was stored is up to a minute old. The clock comes back anywhere within ten years.
      fc.record({
        kind: fc.constant('restart' as const),
        stepMs: fc.integer({ min: -3650 * DAY, max: 3650 * DAY }),
      }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let clock = fakeClock();
        let stamps = createStampClock(clock, undefined);
        let stored = stamps.reading();
        let storedAt = clock.mono();
        let last = 0;
        for (const now of steps) {
          if (now.kind === 'wait') clock.advance(now.ms);
          if (now.kind === 'raise') stamps.raise(stamps.reading() + now.by);
          // As the service stores: each minute at the latest, and at once when a vehicle was ahead.
          if (now.kind === 'raise' || clock.mono() - storedAt >= 60_000) {
            stored = stamps.reading();
            storedAt = clock.mono();
          }
          if (now.kind === 'restart') {
            clock = fakeClock(Math.max(Date.UTC(2015, 1, 1), clock.wall() + now.stepMs));
            stamps = createStampClock(clock, stored);
            stored = stamps.reading();
            storedAt = clock.mono();
          }
          for (let sent = 0; now.kind === 'send' && sent < now.count; sent++) {
            const next = stamps.next();
            expect(next).toBeGreaterThan(last);
            last = next;
          }
        }
      }),
    );
  });

  for (const [what, backMs] of [
    ['10 minutes', 600_000],
    ['an hour', 3_600_000],
  ] as const)
    test(`[SG4] a clock that comes back ${what} early goes on after the stored stamp and is told`, () => {
      const before = createStampClock(fakeClock(), undefined);
      const last = before.next();
      const after = createStampClock(fakeClock(fakeClock().wall() - backMs), last);
      expect(after.next()).toBeGreaterThan(last);
      expect(after.verdict).toBe('behind');
      expect(after.skewMs()).toBeGreaterThan(backMs);
    });

  test('[SG4] a clock ten years ahead is not believed, and leaves no trace after it was put right', () => {
    const clock = fakeClock();
    const stored = createStampClock(clock, undefined).reading();
    const wrong = createStampClock(fakeClock(clock.wall() + 3653 * DAY), stored);
    expect(wrong.verdict).toBe('ahead');
    expect(wrong.reading()).toBe(stored + RESTART_MARGIN);
    const right = createStampClock(fakeClock(clock.wall() + DAY), wrong.reading());
    expect(right.verdict).toBe('good');
    expect(right.reading()).toBe(stampOfWall(fakeClock(clock.wall() + DAY).wall()));
  });

  test('[SG4] a service that was off for a year is believed', () => {
    const clock = fakeClock();
    const stored = createStampClock(clock, undefined).reading();
    expect(startStamp(fakeClock(clock.wall() + 365 * DAY).wall(), stored).clock).toBe('good');
  });

  test('[SG3] setting the wall clock while it runs changes nothing', () => {
    const clock = fakeClock();
    let offset = 0;
    const stamps = createStampClock({ ...clock, wall: () => (clock.wall() + offset) as never }, undefined);
    const before = stamps.reading();
    offset = -3_600_000;
    clock.advance(1000);
    expect(stamps.next() - before).toBe(1000 * TICKS_PER_MS);
  });

  test('[SG6] a newer stamp of a vehicle is followed, one more than a year ahead is not', () => {
    const stamps = createStampClock(fakeClock(), undefined);
    const ahead = stamps.reading() + 3_600_000 * TICKS_PER_MS;
    stamps.raise(ahead);
    expect(stamps.next()).toBe(ahead + 1);
    stamps.raise(ahead + 367 * DAY * TICKS_PER_MS);
    expect(stamps.next()).toBe(ahead + 2);
  });
});

describe('replays', () => {
  const NEWEST = 1e12;

  test('[SG5] a stream rises strictly, whatever the order of arrival', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: NEWEST, max: NEWEST + 50 }), { minLength: 1 }), (stamps) => {
        const table = createReplayTable();
        let highest = 0;
        for (const stamp of stamps) {
          expect(table.take(1, 0, stamp, NEWEST)).toBe(stamp > highest ? 'good' : 'replayed');
          highest = Math.max(highest, stamp);
        }
      }),
    );
  });

  test('[SG5] component and link id make a stream of their own', () => {
    const table = createReplayTable();
    const taken = [
      [1, 0],
      [1, 1],
      [2, 0],
      [1, 0],
    ].map(([compid = 0, linkId = 0]) => table.take(compid, linkId, NEWEST, NEWEST));
    expect(taken).toEqual(['good', 'good', 'good', 'replayed']);
  });

  test('[SG5] a new stream starts at most 60 s behind the newest stamp', () => {
    const sixty = 60_000 * TICKS_PER_MS;
    expect(createReplayTable().take(1, 0, NEWEST - sixty, NEWEST)).toBe('good');
    expect(createReplayTable().take(1, 0, NEWEST - sixty - 1, NEWEST)).toBe('old-stamp');
  });

  test('[SG5] the table is bounded, and what it forgets cannot come back', () => {
    const table = createReplayTable();
    for (let link = 0; link < 16; link++) table.take(1, link, NEWEST + link, NEWEST);
    expect(table.take(1, 16, NEWEST + 99, NEWEST)).toBe('too-many-streams');
    const later = NEWEST + 61_000 * TICKS_PER_MS;
    expect(table.take(1, 16, later, later)).toBe('good');
    expect(table.take(1, 0, NEWEST, later)).toBe('old-stamp');
  });
});

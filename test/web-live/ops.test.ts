import { describe, expect, test } from 'vitest';
import { intervalsOf, milestonesOf, totalMs } from '../../web/ops/intervals.ts';
import { seriesOf, splitAtGaps } from '../../web/ops/series.ts';

const min = 60_000;

describe('intervals of a delivery', () => {
  const at = milestonesOf({
    submittedAt: 0,
    facts: [
      { type: 'order.accepted', at: 3 * min },
      { type: 'order.packed', at: 5 * min },
    ],
    packedAt: [4 * min],
    takeoffAt: 8 * min,
    landedAt: 25 * min,
    receivedAt: null,
  });

  test('each hand-over is measured, the missing one is not guessed', () => {
    expect(intervalsOf(at).map((i) => i.ms)).toEqual([3 * min, 2 * min, 3 * min, 17 * min, null]);
    expect(totalMs(at)).toBeNull();
  });

  test('the intervals add up to the whole', () => {
    const whole = { ...at, received: 30 * min };
    const sum = intervalsOf(whole).reduce((total, i) => total + (i.ms ?? 0), 0);
    expect(sum).toBe(totalMs(whole));
  });

  test('a milestone before its predecessor gives no figure', () => {
    expect(intervalsOf({ ...at, accepted: -1 })[0]?.ms).toBeNull();
  });
});

describe('series of a flight', () => {
  const point = (atS: number, linkGapMs = 200) => ({
    at: 1_000_000 + atS * 1000,
    relAltM: atS,
    groundSpeedMs: 16,
    batteryPct: null,
    linkGapMs,
  });

  test('time counts from the first fix; a charge that was not reported stays empty', () => {
    const series = seriesOf([point(0), point(2)]);
    expect([series.timeS, series.batteryPct]).toEqual([
      [0, 2],
      [null, null],
    ]);
  });

  test('a silence of the link cuts the flown line', () => {
    const { pieces, gaps } = splitAtGaps([point(0), point(1), point(9, 8000), point(10)]);
    expect(pieces.map((piece) => piece.length)).toEqual([2, 2]);
    expect(gaps).toHaveLength(1);
  });
});

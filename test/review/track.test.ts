import { describe, expect, it } from 'vitest';
import { destination, type LonLat } from '../../server/core/geo.ts';
import type { Plan } from '../../server/plan/plan-types.ts';
import { summaryOf } from '../../server/review/summary.ts';
import { flownM, thin, type Fix } from '../../server/review/track.ts';

const FROM: LonLat = [118.78, 32.08];
const TO = destination(FROM, 1000, 90);

const fix = (i: number, extra: Partial<Fix> = {}): Fix => ({
  atMs: i * 100,
  bootMs: i * 1000,
  at: destination(FROM, i * 10, 90),
  relAltM: 50,
  groundSpeedMs: 10,
  headingDeg: 90,
  batteryPct: 100 - i / 10,
  aloft: true,
  linkGapMs: 20,
  ...extra,
});

const plan = {
  from: { at: FROM },
  to: { at: TO },
  legs: [
    { from: FROM, to: TO, relAltM: 50, distanceM: 1000, groundSpeedMs: 10, etaS: 100, minClearanceM: 50 },
  ],
  items: [],
  landingS: 20,
} as unknown as Plan;

describe('track', () => {
  it('thins to the limit with both ends and the longest silence of each group', () => {
    const fixes = Array.from({ length: 5001 }, (_, i) => fix(i, { linkGapMs: i === 1234 ? 4000 : 20 }));
    const thinned = thin(fixes, 2000);
    expect(thinned).toHaveLength(2000);
    expect(thinned[0]?.atMs).toBe(0);
    expect(thinned.at(-1)?.atMs).toBe(500_000);
    expect(thinned.filter(({ linkGapMs }) => linkGapMs === 4000)).toHaveLength(1);
  });

  it('does not count the noise of a standing vehicle as way', () => {
    const still = Array.from({ length: 1000 }, (_, i) => fix(0, { at: destination(FROM, 0.8, i * 37) }));
    expect(flownM(still)).toBe(0);
  });

  it('takes the figures from take-off to landing, by the clock of the vehicle', () => {
    const fixes = [
      fix(0, { aloft: false, bootMs: 0 }),
      ...Array.from({ length: 100 }, (_, i) => fix(i)),
      fix(100, { aloft: false, at: destination(TO, 0.5, 0) }),
    ];
    const summary = summaryOf(fixes, plan, true);
    expect(summary?.flightS).toBeCloseTo(100);
    expect(summary?.distanceM).toBeCloseTo(990, 0);
    expect(summary?.landingErrorM).toBeCloseTo(0.5, 1);
    expect(summary?.batteryUsedPct).toBeCloseTo(10);
    expect(summary?.maxCrossTrackM).toBeLessThan(0.1);
  });

  it('has no landing error for a flight that did not arrive, and no figures for one that never flew', () => {
    expect(summaryOf([fix(0), fix(1, { aloft: false })], plan, false)?.landingErrorM).toBeNull();
    expect(summaryOf([fix(0, { aloft: false })], plan, true)).toBeUndefined();
  });
});

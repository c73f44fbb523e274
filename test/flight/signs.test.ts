import { describe, expect, it } from 'vitest';
import { monoMs } from '../../server/core/clock.ts';
import { destination, type LonLat } from '../../server/core/geo.ts';
import { NO_FACTS, type VehicleFacts } from '../../server/flight/ports.ts';
import { driftM, newSigns, stepSigns } from '../../server/flight/signs.ts';

const START: LonLat = [118.7, 32];
const SPEED_MS = 16;

/** A drone that flies east as it says: where it was at `bootMs` of its clock, heard at `heardMs` of ours. */
const flown = (bootMs: number, heardMs: number): VehicleFacts => ({
  ...NO_FACTS,
  clock: { value: { utcSkewMs: 0, uncertaintyMs: 5, rate: 1 }, at: monoMs(heardMs) },
  position: {
    at: monoMs(heardMs),
    value: {
      at: destination(START, (SPEED_MS * bootMs) / 1000, 90),
      altAmslM: 120,
      relAltM: 100,
      groundSpeedMs: SPEED_MS,
      northMs: 0,
      eastMs: SPEED_MS,
      climbMs: 0,
      headingDeg: 90,
      bootMs,
    },
  },
});

/** The largest drift that is seen over these positions. */
const driftOver = (heard: readonly (readonly [bootMs: number, heardMs: number])[]): number => {
  let signs = newSigns(monoMs(0));
  return Math.max(
    ...heard.map(([bootMs, heardMs]) => {
      signs = stepSigns(signs, flown(bootMs, heardMs), monoMs(heardMs));
      return driftM(signs);
    }),
  );
};

const STEPS = Array.from({ length: 100 }, (_, i) => 100 * i);

describe('position against velocity', () => {
  it('[CT10] finds nothing where a link has held positions back, or has lost some', () => {
    const smooth = STEPS.map((ms) => [ms, ms] as const);
    const allAtOnce = STEPS.map((ms, i) => [ms, 10_000 + i] as const);
    const afterGap = STEPS.map((ms, i) => [ms + (i < 50 ? 0 : 12_000), ms] as const);
    const overtaken = [...smooth, [9500, 10_000], [10_100, 10_100]] as const;
    for (const heard of [smooth, allAtOnce, afterGap, overtaken]) expect(driftOver(heard)).toBeLessThan(1);
  });
});

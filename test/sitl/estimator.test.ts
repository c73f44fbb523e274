import { describe, expect, it } from 'vitest';
import { offsetM } from '../../sitl/physics/earth.ts';
import { estimated, startEstimate, stepEstimate, type EstimateError } from '../../sitl/physics/estimator.ts';
import { HOME } from './support.ts';

const STEP_S = 0.05;
const after = (seed: number, seconds: number): EstimateError => {
  let error = startEstimate(seed);
  for (let t = 0; t < seconds; t += STEP_S) error = stepEstimate(error, STEP_S);
  return error;
};
const rms = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

describe('estimator of the embedded vehicle', () => {
  it('is off by some decimetres, of which the seed decides alone', () => {
    const walks = Array.from({ length: 300 }, (_, seed) => after(seed * 7919, 30));
    expect(rms(walks.map(({ north }) => north.errorM))).toBeCloseTo(0.3, 1);
    expect(rms(walks.map(({ up }) => up.errorM))).toBeCloseTo(0.2, 1);
    expect(after(42, 30)).toEqual(after(42, 30));
  });

  it('wanders slowly: a vehicle does not jump', () => {
    let error = startEstimate(3);
    for (let i = 0; i < 20_000; i++) {
      const next = stepEstimate(error, STEP_S);
      expect(Math.abs(next.north.errorM - error.north.errorM)).toBeLessThan(0.2 * STEP_S);
      error = next;
    }
  });

  it('puts the estimate beside the truth by the error', () => {
    const error = after(5, 60);
    const place = { at: HOME.at, altAmslM: 20 };
    const off = offsetM(place.at, estimated(place, error).at);
    expect(off.northM).toBeCloseTo(error.north.errorM, 3);
    expect(off.eastM).toBeCloseTo(error.east.errorM, 3);
  });
});

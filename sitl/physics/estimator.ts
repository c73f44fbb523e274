import type { LonLat } from '../../server/core/geo.ts';
import { moveBy } from './earth.ts';
import { nextNormal, type RandomState } from './random.ts';

/**
 * How far the autopilot's estimate of its place is off the truth: satellite navigation wanders by some decimetres within
 * a minute. It steers and reports by its estimate, so that it lands beside the point by that much.
 */
export type EstimateError = {
  readonly north: Wander;
  readonly east: Wander;
  readonly up: Wander;
  readonly random: RandomState;
};

/** A slow random walk that is drawn back to 0, and its smoothed value, which is the error. Metres. */
type Wander = { readonly raw: number; readonly errorM: number };

type Spread = { readonly sigmaM: number; readonly timeS: number; readonly smoothS: number };

/**
 * Assumption within what multi-band receivers with ground augmentation show in the open: 0.3 m a component, correlated
 * over half a minute; height from barometer and satellites together, 0.2 m over a quarter of one. It moves by some
 * centimetres a second, behind which the vehicle stays as far as real ones do: PX4 lands 5 to 15 cm off its estimate.
 */
const HORIZONTAL: Spread = { sigmaM: 0.3, timeS: 30, smoothS: 2 };
const HEIGHT: Spread = { sigmaM: 0.2, timeS: 15, smoothS: 2 };

const begin = (sigmaM: number, random: RandomState): { wander: Wander; random: RandomState } => {
  const { value, state } = nextNormal(random);
  return { wander: { raw: value * sigmaM, errorM: value * sigmaM }, random: state };
};

/** A steady error of that seed. */
export const startEstimate = (random: RandomState): EstimateError => {
  const north = begin(HORIZONTAL.sigmaM, random);
  const east = begin(HORIZONTAL.sigmaM, north.random);
  const up = begin(HEIGHT.sigmaM, east.random);
  return { north: north.wander, east: east.wander, up: up.wander, random: up.random };
};

const stepWander = ({ raw, errorM }: Wander, normal: number, spread: Spread, dtS: number): Wander => {
  const keep = Math.exp(-dtS / spread.timeS);
  const next = raw * keep + spread.sigmaM * Math.sqrt(1 - keep * keep) * normal;
  return { raw: next, errorM: errorM + (next - errorM) * Math.min(1, dtS / spread.smoothS) };
};

/** The error `dtS` seconds later. Pure: the same state gives the same walk. */
export const stepEstimate = (error: EstimateError, dtS: number): EstimateError => {
  const n = nextNormal(error.random);
  const e = nextNormal(n.state);
  const u = nextNormal(e.state);
  return {
    north: stepWander(error.north, n.value, HORIZONTAL, dtS),
    east: stepWander(error.east, e.value, HORIZONTAL, dtS),
    up: stepWander(error.up, u.value, HEIGHT, dtS),
    random: u.state,
  };
};

/** Where the autopilot believes to be. */
export const estimated = (
  truth: { readonly at: LonLat; readonly altAmslM: number },
  { north, east, up }: EstimateError,
): { readonly at: LonLat; readonly altAmslM: number } => ({
  at: moveBy(truth.at, north.errorM, east.errorM),
  altAmslM: truth.altAmslM + up.errorM,
});

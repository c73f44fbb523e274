import { moveBy } from '../physics/earth.ts';
import type { Autopilot, Fix } from './state.ts';

/**
 * What the receiver of satellite navigation says and what the estimator makes of it. Without a usable position it goes
 * on by dead reckoning for a while, then the position is not valid any more.
 */
export type Gnss = {
  /** How far the position has been led away, m. */
  readonly offNorthM: number;
  readonly offEastM: number;
  /** Vehicle time since which there is nothing to go by. */
  readonly badSinceMs: number | undefined;
  /** The position that a stuck receiver repeats. */
  readonly stuckAt: Fix | undefined;
};

export const GOOD_GNSS: Gnss = { offNorthM: 0, offEastM: 0, badSinceMs: undefined, stuckAt: undefined };

/** Dead reckoning lasts that long (seen on PX4: descent 5 s after the last fix), vehicle ms. */
const RECKONS_MS = 5000;

export const stepGnss = (ap: Autopilot, dtS: number): void => {
  const { gnss: fault, gnssDriftMs } = ap.faults;
  if (fault === 'none') {
    ap.gnss = GOOD_GNSS;
    return;
  }
  const { offNorthM, offEastM } = ap.gnss;
  if (fault === 'drifting') {
    ap.gnss = {
      ...GOOD_GNSS,
      offNorthM: offNorthM + gnssDriftMs.northMs * dtS,
      offEastM: offEastM + gnssDriftMs.eastMs * dtS,
    };
    return;
  }
  ap.gnss = {
    offNorthM,
    offEastM,
    badSinceMs: ap.gnss.badSinceMs ?? ap.bootMs,
    stuckAt: fault === 'stuck' ? (ap.gnss.stuckAt ?? ap.fix) : undefined,
  };
};

/** Where the vehicle takes itself to be, its receiver's walk included. */
export const misled = (fix: Fix, { offNorthM, offEastM }: Gnss): Fix =>
  offNorthM === 0 && offEastM === 0 ? fix : { ...fix, at: moveBy(fix.at, offNorthM, offEastM) };

export const positionValid = (ap: Autopilot): boolean =>
  ap.gnss.badSinceMs === undefined || ap.bootMs - ap.gnss.badSinceMs < RECKONS_MS;

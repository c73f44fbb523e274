import { moveBy, offsetM } from '../physics/earth.ts';
import { restingPath } from './path.ts';
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
  /** The estimator has started anew from a stuck position. */
  readonly anew: boolean;
};

export const GOOD_GNSS: Gnss = {
  offNorthM: 0,
  offEastM: 0,
  badSinceMs: undefined,
  stuckAt: undefined,
  anew: false,
};

/** Dead reckoning lasts that long (seen on PX4: descent 5 s after the last fix), vehicle ms. */
const RECKONS_MS = 5000;
/**
 * A receiver that repeats itself is believed a little longer; two seconds after that the estimator starts anew from
 * what it says, flies on misled, and half a minute later the same again (seen on PX4).
 */
const STUCK = { believedMs: 6500, againMs: 8500, roundMs: 31_000 } as const;

const asStuck = (ap: Autopilot): Gnss => {
  const { badSinceMs = ap.bootMs, stuckAt = ap.fix } = ap.gnss;
  const round = (ap.bootMs - badSinceMs) % STUCK.roundMs;
  const anew = ap.bootMs - badSinceMs >= STUCK.againMs && round >= STUCK.againMs && !ap.gnss.anew;
  if (!anew) return { ...ap.gnss, badSinceMs, stuckAt, anew: ap.gnss.anew && round >= STUCK.againMs };
  const { northM, eastM } = offsetM(ap.fix.at, stuckAt.at);
  const { offNorthM, offEastM } = ap.gnss;
  return { offNorthM: offNorthM + northM, offEastM: offEastM + eastM, badSinceMs, stuckAt, anew: true };
};

export const stepGnss = (ap: Autopilot, dtS: number): void => {
  const { gnss: fault, gnssDriftMs } = ap.faults;
  if (fault === 'none') {
    ap.gnss = GOOD_GNSS;
    return;
  }
  if (fault === 'stuck') {
    const before = ap.gnss;
    ap.gnss = asStuck(ap);
    // The path begins where it now believes to be.
    if (ap.gnss.anew && !before.anew)
      ap.path = restingPath(ap.gnss.stuckAt?.at ?? ap.fix.at, ap.fix.altAmslM);
    return;
  }
  const { offNorthM, offEastM } = ap.gnss;
  if (fault === 'drifting')
    ap.gnss = {
      ...GOOD_GNSS,
      offNorthM: offNorthM + gnssDriftMs.northMs * dtS,
      offEastM: offEastM + gnssDriftMs.eastMs * dtS,
    };
  else ap.gnss = { ...GOOD_GNSS, offNorthM, offEastM, badSinceMs: ap.gnss.badSinceMs ?? ap.bootMs };
};

/** Where the vehicle takes itself to be, its receiver's walk included. */
export const misled = (fix: Fix, { offNorthM, offEastM }: Gnss): Fix =>
  offNorthM === 0 && offEastM === 0 ? fix : { ...fix, at: moveBy(fix.at, offNorthM, offEastM) };

export const positionValid = (ap: Autopilot): boolean => {
  const { badSinceMs, stuckAt } = ap.gnss;
  if (badSinceMs === undefined) return true;
  const passed = ap.bootMs - badSinceMs;
  if (stuckAt === undefined) return passed < RECKONS_MS;
  const round = passed % STUCK.roundMs;
  return round < STUCK.believedMs || round >= STUCK.againMs;
};

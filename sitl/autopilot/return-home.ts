import { flatDistanceM } from '../physics/earth.ts';
import type { Target } from './guidance.ts';
import { positionOf } from './mission-run.ts';
import { goto, landAt } from './places.ts';
import { CMD, FRAME, type WireItem } from './plan-item.ts';
import type { Autopilot, Fix } from './state.ts';

const RAD = Math.PI / 180;
/** RTL_TYPE: 1 anything but home, 5 rally points alone; the others take home or the nearest rally point. */
const TYPE = { NOT_HOME: 1, RALLY_ONLY: 5 } as const;
/** A rally point must be nearer than home by this, m (MIN_DIST_THRESHOLD of rtl.cpp). */
const NEARER_M = 2;
/** Rally points as near to home as this stand for home, m (kLandApproachAssociationDistanceM). */
const SAME_AS_HOME_M = 10;

const rallyFix = (item: WireItem, home: Fix): Fix => ({
  at: positionOf(item),
  altAmslM:
    item.frame === FRAME.RELATIVE || item.frame === FRAME.RELATIVE_INT ? item.z + home.altAmslM : item.z,
});

/** Where a return goes: home or the nearest rally point, as RTL_TYPE has it. */
const destinationOf = (ap: Autopilot): Fix => {
  const home = ap.home ?? ap.fix;
  const type = ap.parameters.value('RTL_TYPE');
  const rallyOnly = type === TYPE.RALLY_ONLY;
  let best: Fix | undefined;
  let bestM =
    rallyOnly || type === TYPE.NOT_HOME ? Number.POSITIVE_INFINITY : flatDistanceM(ap.fix.at, home.at);
  for (const item of ap.transfer.plans.rally.items) {
    if (item.command !== CMD.RALLY) continue;
    const place = rallyFix(item, home);
    if (!rallyOnly && flatDistanceM(home.at, place.at) <= SAME_AS_HOME_M) continue;
    const distance = flatDistanceM(ap.fix.at, place.at);
    if (distance + NEARER_M >= bestM) continue;
    best = place;
    bestM = distance;
  }
  return best ?? (rallyOnly ? ap.fix : home);
};

/** Height of a return, AMSL, as RTL::computeReturnAltitude: the cone for a multicopter near home, never lower than now. */
const returnAltitude = (ap: Autopilot, home: Fix): number => {
  const { value } = ap.parameters;
  const most = home.altAmslM + value('RTL_RETURN_ALT');
  const now = ap.fix.altAmslM;
  const angle = value('RTL_CONE_ANG');
  if (angle <= 0) return Math.max(now, most);
  const accept = value('NAV_ACC_RAD');
  const distance = flatDistanceM(ap.fix.at, home.at);
  let altitude = most;
  if (distance <= accept) altitude = home.altAmslM + 2 * distance;
  else {
    const cone = home.altAmslM + distance / Math.tan(Math.max(1, Math.min(89, angle)) * RAD);
    if (distance <= value('RTL_MIN_DIST')) altitude = Math.min(cone, most);
    altitude = Math.max(altitude, home.altAmslM + 2 * accept);
  }
  return altitude < now ? now : Math.min(altitude, Math.max(most, now));
};

/** Begins a return: where to and how high is decided now. */
export const startReturn = (ap: Autopilot): void => {
  const to = destinationOf(ap);
  const altAmslM = returnAltitude(ap, to);
  ap.returning = { phase: ap.body.onSurface ? 'land' : 'climb', altAmslM, sinceMs: ap.bootMs, to };
};

/**
 * RTL of a multicopter: up to the return height, home within the waypoint radius, then down at once, or with
 * RTL_LAND_DELAY first to RTL_DESCEND_ALT and wait there.
 */
export const returnTarget = (ap: Autopilot): Target => {
  const { returning } = ap;
  const { to } = returning;
  const { value } = ap.parameters;
  const next = (phase: typeof returning.phase): Target => {
    ap.returning = { ...returning, phase, sinceMs: ap.bootMs };
    return returnTarget(ap);
  };
  switch (returning.phase) {
    case 'climb':
      if (ap.fix.altAmslM >= returning.altAmslM - value('NAV_MC_ALT_RAD')) return next('return');
      return goto(ap, { at: ap.hold.at, altAmslM: returning.altAmslM });
    case 'return':
      if (flatDistanceM(ap.fix.at, to.at) <= value('NAV_ACC_RAD'))
        return next(value('RTL_LAND_DELAY') === 0 ? 'land' : 'descend');
      return goto(ap, { at: to.at, altAmslM: returning.altAmslM });
    case 'descend': {
      const altAmslM = Math.min(returning.altAmslM, to.altAmslM + value('RTL_DESCEND_ALT'));
      const low = ap.fix.altAmslM <= altAmslM + value('NAV_MC_ALT_RAD');
      const delayS = value('RTL_LAND_DELAY');
      if (low && delayS >= 0 && ap.bootMs - returning.sinceMs >= delayS * 1000) return next('land');
      return goto(ap, { at: to.at, altAmslM });
    }
    case 'land':
      return landAt(ap, to.at);
  }
};

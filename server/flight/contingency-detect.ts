import type { ContingencyLook, Params } from './contingency-types.ts';
import { energyOutlook } from './energy-outlook.ts';
import { driftM, stuckM, windMs } from './signs.ts';

/** Below this share of its limit a condition ends. */
const HYSTERESIS = 0.8;
/** A receiver at 5 Hz that has no fix for a second has lost it; a position that is older than that is none. */
const FIX_3D = 3;
const POSITION_AGE_MS = 3000;
/** Longer than noise and estimator bias add up to within their fading, metres. */
const JUMP_M = 25;
/** A receiver that repeats itself over this way of a moving drone is stuck, metres. */
const STUCK_M = 40;
/** GNSS_INTEGRITY: 3 = detected. */
const DETECTED = 3;
/** Silent for longer after the landing that was foretold: nobody knows where it is, seconds. */
const OVERDUE_S = 60;

const round = Math.round;

export const isSick = ({ facts, signs }: ContingencyLook): boolean =>
  signs.upsetSince !== undefined || facts.health?.value.unhealthy.includes('SENSOR_MOTOR_OUTPUTS') === true;

export const motorParams = ({ facts, signs }: ContingencyLook): Params => ({
  climbMs: round(facts.position?.value.climbMs ?? 0),
  falls: signs.upsetSince === undefined ? 0 : 1,
});

export const battery = (look: ContingencyLook): Params | undefined => {
  const outlook = energyOutlook(look);
  if (outlook === undefined || outlook.kind === 'enough') return undefined;
  const { pct, restPct, homePct, kind } = outlook;
  return {
    pct: round(pct),
    restPct: round(restPct),
    homePct: round(homePct),
    short: kind === 'short' ? 1 : 0,
  };
};

export const wind = (
  { signs, stationWindMs, windLimitMs }: ContingencyLook,
  up: boolean,
): Params | undefined => {
  const limit = windLimitMs * (up ? HYSTERESIS : 1);
  const seen = Math.max(windMs(signs) ?? 0, stationWindMs ?? 0);
  return seen > limit ? { windMs: round(seen), limitMs: round(windLimitMs) } : undefined;
};

/** Told by a source within its limits of age; the first of it may not be flown in by anybody. */
export const weather = ({ weather: beyond }: ContingencyLook): Params | undefined =>
  beyond.length === 0
    ? undefined
    : {
        zh: beyond.map(({ zh }) => zh).join('；'),
        en: beyond.map(({ en }) => en).join('; '),
        hard: beyond.some(({ isHard }) => isHard) ? 1 : 0,
      };

export const zoneAhead = ({ zoneAhead: ahead, facts }: ContingencyLook): Params | undefined => {
  if (ahead === undefined) return undefined;
  const speed = Math.max(1, facts.position?.value.groundSpeedMs ?? 1);
  const { zone, inM } = ahead;
  return { zoneZh: zone.nameZh, zoneEn: zone.nameEn, inM: round(inM), inS: round(inM / speed) };
};

export const breach = ({ outsideFence, zoneHere, facts }: ContingencyLook): Params | undefined => {
  const told = facts.health?.value.unhealthy.includes('GEOFENCE') === true;
  if (!outsideFence && zoneHere === undefined && !told) return undefined;
  return { zoneZh: zoneHere?.nameZh ?? '围栏', zoneEn: zoneHere?.nameEn ?? 'its fence' };
};

export const lost = ({ facts }: ContingencyLook): Params | undefined => {
  const fix = facts.gps?.value.fix;
  // Heartbeats go on without a position: a link that dies takes both.
  const beat = facts.heartbeat?.at ?? 0;
  const positionOld = beat - (facts.position?.at ?? 0) > POSITION_AGE_MS;
  return (fix !== undefined && fix < FIX_3D) || positionOld ? { fix: fix ?? 0 } : undefined;
};

export const jumps = ({ signs, facts }: ContingencyLook, up: boolean): Params | undefined => {
  const offM = driftM(signs);
  const spoofed = facts.integrity?.value.spoofing === DETECTED;
  return offM > JUMP_M * (up ? HYSTERESIS : 1) || spoofed
    ? { offM: round(offM), spoofed: spoofed ? 1 : 0 }
    : undefined;
};

export const cold = ({ temperature: box }: ContingencyLook): Params | undefined =>
  box !== undefined && (box.c < box.minC || box.c > box.maxC)
    ? { c: Math.round(box.c * 10) / 10, minC: box.minC, maxC: box.maxC }
    : undefined;

export const stuck = ({ signs }: ContingencyLook): Params | undefined =>
  stuckM(signs) > STUCK_M ? { m: round(stuckM(signs)) } : undefined;

export const silent = ({ heard, facts, now }: ContingencyLook): Params | undefined =>
  heard ? undefined : { silentS: round((now - (facts.heartbeat?.at ?? now)) / 1000) };

export const overdue = ({ heard, overdueS }: ContingencyLook): Params | undefined =>
  !heard && overdueS !== undefined && overdueS > OVERDUE_S ? { overdueS: round(overdueS) } : undefined;

export const deviates = ({ deviations: [first] }: ContingencyLook): Params | undefined =>
  first && { deviation: first.kind, ...first.params };

export const padBlocked = ({ padClear, progress }: ContingencyLook): Params | undefined =>
  padClear ? undefined : { remainingM: round(progress?.remainingM ?? 0) };

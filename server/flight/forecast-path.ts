import { distanceM, type LonLat } from '../core/geo.ts';
import type { Plan } from '../plan/plan-types.ts';
import type { FailsafeProfile } from './forecast-params.ts';

export type ForecastPhase =
  | 'mission'
  | 'hold'
  | 'climb'
  | 'return'
  | 'descend'
  | 'land'
  | 'landed'
  | 'unknown';

/** Seconds since the drone was heard last; WGS-84, metres above take-off. */
export type ForecastPoint = {
  readonly atS: number;
  readonly at: LonLat;
  readonly relAltM: number;
  /** What it does from here to the next point. */
  readonly phase: ForecastPhase;
};

type Place = Omit<ForecastPoint, 'phase'>;

/** Jerk-limited changes of speed take this much longer (MPC_JERK_AUTO 4, MPC_ACC_HOR 3), seconds. */
const JERK_S = 0.75;

const between = (a: LonLat, b: LonLat, share: number): LonLat => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share,
];

const placeBetween = (a: Place, b: Place, atS: number): Place => {
  const share = b.atS === a.atS ? 1 : Math.min(1, Math.max(0, (atS - a.atS) / (b.atS - a.atS)));
  return { atS, at: between(a.at, b.at, share), relAltM: a.relAltM + (b.relAltM - a.relAltM) * share };
};

/** Where on the path it is at that time; it stays where the path ends. The path has at least one point. */
export const pointAt = (path: readonly ForecastPoint[], atS: number): ForecastPoint => {
  const next = path.findIndex((point) => point.atS > atS);
  const from = path[next === -1 ? path.length - 1 : Math.max(0, next - 1)];
  const to = path[next === -1 ? path.length - 1 : next];
  if (from === undefined || to === undefined) throw new Error('a forecast without a point');
  return { ...placeBetween(from, to, atS), phase: from.phase };
};

/** The path up to that time. */
export const cutAt = (path: readonly ForecastPoint[], atS: number): ForecastPoint[] => [
  ...path.filter((point) => point.atS < atS),
  pointAt(path, atS),
];

/** Seconds of a descent to the ground, with its slow last metres as PX4 flies them. */
export const sinkS = (fromM: number, flies: FailsafeProfile): number => {
  const { downMs, landMs, slowFromM, slowToM } = flies;
  const fast = Math.max(0, fromM - slowFromM);
  const change = Math.max(0, Math.min(fromM, slowFromM) - slowToM);
  const slow = Math.min(fromM, slowToM);
  return fast / downMs + (2 * change) / (downMs + landMs) + slow / landMs;
};

const landing = (from: Place, groundM: number, flies: FailsafeProfile): ForecastPoint[] => {
  const atS = from.atS + sinkS(Math.max(0, from.relAltM - groundM), flies);
  return [
    { ...from, phase: 'land' },
    { at: from.at, relAltM: groundM, atS, phase: 'landed' },
  ];
};

/** Straight down where it is. The ground is taken to be as high as the take-off. */
export const landHere = (from: Place, flies: FailsafeProfile): ForecastPoint[] => landing(from, 0, flies);

/** Along the planned legs to the pad and down; `alongM` from take-off, `speedMs` on the current leg. */
export const missionPath = (
  plan: Pick<Plan, 'legs' | 'items'>,
  from: Place,
  seen: { readonly alongM: number; readonly speedMs: number | undefined },
  flies: FailsafeProfile,
): ForecastPoint[] => {
  const points: ForecastPoint[] = [];
  let here = from;
  let startM = 0;
  for (const leg of plan.legs) {
    const endM = startM + leg.distanceM;
    const restM = endM - Math.max(startM, seen.alongM);
    const current = seen.alongM >= startM;
    startM = endM;
    if (restM <= 0) continue;
    // Lower than its leg it is still climbing out above the pad.
    const climbS = current ? Math.max(0, leg.relAltM - here.relAltM - flies.slowFromM) / flies.upMs : 0;
    if (climbS > 0) {
      points.push({ ...here, phase: 'mission' });
      here = { ...here, relAltM: leg.relAltM, atS: here.atS + climbS };
    }
    points.push({ ...here, phase: 'mission' });
    const speed = current && climbS === 0 ? (seen.speedMs ?? leg.groundSpeedMs) : leg.groundSpeedMs;
    here = { at: leg.to, relAltM: leg.relAltM, atS: here.atS + restM / Math.max(1, speed) };
  }
  const land = plan.items.at(-1);
  return [...points, ...landing(here, land?.kind === 'land' ? land.relAltM : 0, flies)];
};

/** It brakes and stands: the way that takes is added along its course. */
export const stopAt = (path: readonly ForecastPoint[], atS: number, flies: FailsafeProfile): Place => {
  const here = pointAt(path, atS);
  const ahead = pointAt(path, atS + 1);
  const speed = distanceM(here.at, ahead.at);
  const brakeM = (speed * speed) / (2 * flies.accelMs2) + (speed * JERK_S) / 2;
  return speed < 1 ? { ...here, atS } : { ...here, atS, at: between(here.at, ahead.at, brakeM / speed) };
};

/** Height of a return above home, as RTL::computeReturnAltitude has it: a cone near home, never lower than now. */
const returnHeight = (distance: number, now: number, flies: FailsafeProfile): number => {
  const { returnRelAltM: most, coneDeg, coneFromM, acceptM } = flies;
  if (coneDeg <= 0) return Math.max(now, most);
  let height: number = most;
  if (distance <= acceptM) height = 2 * distance;
  else {
    const cone = distance / Math.tan((Math.max(1, Math.min(89, coneDeg)) * Math.PI) / 180);
    if (distance <= coneFromM) height = Math.min(cone, most);
    height = Math.max(height, 2 * acceptM);
  }
  return height < now ? now : Math.min(height, Math.max(most, now));
};

/** Up, straight home, down. `home.relAltM` is its height above take-off. */
export const returnPath = (
  from: Place,
  home: { readonly at: LonLat; readonly relAltM: number },
  flies: FailsafeProfile,
): ForecastPoint[] => {
  const wayM = distanceM(from.at, home.at);
  const height = home.relAltM + returnHeight(wayM, from.relAltM - home.relAltM, flies);
  const climbed: Place = {
    ...from,
    relAltM: height,
    atS: from.atS + Math.max(0, height - from.relAltM) / flies.upMs,
  };
  const wayS = wayM <= flies.acceptM ? 0 : wayM / flies.cruiseMs + flies.cruiseMs / flies.accelMs2 + JERK_S;
  const there: Place = { at: home.at, relAltM: height, atS: climbed.atS + wayS };
  const up: ForecastPoint[] = height > from.relAltM ? [{ ...from, phase: 'climb' }] : [];
  const over: ForecastPoint[] = [...up, { ...climbed, phase: 'return' }];
  if (flies.landDelayS === 0) return [...over, ...landing(there, home.relAltM, flies)];
  const lowM = Math.min(height, home.relAltM + flies.descendRelAltM);
  const low: Place = { ...there, relAltM: lowM, atS: there.atS + (height - lowM) / flies.downMs };
  const down: ForecastPoint[] = [...over, { ...there, phase: 'descend' }];
  if (flies.landDelayS < 0) return [...down, { ...low, phase: 'hold' }];
  const waited = { ...low, atS: low.atS + flies.landDelayS };
  return [...down, { ...low, phase: 'hold' }, ...landing(waited, home.relAltM, flies)];
};

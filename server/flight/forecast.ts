import type { MonoMs } from '../core/clock.ts';
import { distanceM, type LonLat } from '../core/geo.ts';
import type { Plan } from '../plan/plan-types.ts';
import { failsafeProfile, type FailsafeProfile } from './forecast-params.ts';
import {
  cutAt,
  landHere,
  missionPath,
  pointAt,
  returnPath,
  stopAt,
  type ForecastPhase,
  type ForecastPoint,
} from './forecast-path.ts';
import type { VehicleFacts } from './ports.ts';

/** Nothing heard for longer, and what was heard last is no longer shown as now (INV-S13). */
export const FORECAST_AFTER_MS = 3000;
/** PX4 notices the loss a little after COM_DL_LOSS_T (measured: hold 11 to 12 s after our last heartbeat with 10 s). */
const NOTICE_S = 1;
/** The likely area: position and timing known so well, and less with the way and with the time. */
const AREA = { leastM: 15, timingS: 2, wayShare: 0.05, perS: 0.5 } as const;
/** PX4's "descend" (AUTO sub mode 20). */
const DESCEND = '4.20';

export type ForecastStep = {
  readonly atS: number;
  readonly kind:
    | 'hold'
    | 'return'
    | 'land'
    | 'terminate'
    | 'landed'
    | 'battery_critical'
    | 'battery_emergency';
};

/** What a silent drone should do, from the moment on at which it was heard last; seconds are the drone's own. */
export type Forecast = {
  readonly heardAt: MonoMs;
  /** Its seconds for one of ours: 1, or the speed of a simulation. */
  readonly rate: number;
  /** The fastest that it is likely to fly, m/s. */
  readonly speedMs: number;
  readonly linkAction: FailsafeProfile['linkAction'];
  /** A mission goes on without the link (COM_DLL_EXCEPT). */
  readonly excepted: boolean;
  /** False where its parameters may lead it another way than straight to home or the nearest rally point. */
  readonly returnsHome: boolean;
  readonly points: readonly ForecastPoint[];
  readonly steps: readonly ForecastStep[];
  /** Parameters that were not read: PX4's defaults stand for them. */
  readonly assumed: readonly string[];
};

/** Where it should be now. */
export type ForecastNow = {
  readonly at: LonLat;
  readonly relAltM: number;
  readonly phase: ForecastPhase;
  /** Radius of the area in which it is likely to be, metres; never shrinks. */
  readonly radiusM: number;
  /** What it does next and in how many seconds; undefined = nothing more. */
  readonly next: { readonly kind: ForecastStep['kind']; readonly inS: number } | undefined;
};

export type ForecastInput = {
  readonly facts: VehicleFacts;
  readonly plan: Pick<Plan, 'legs' | 'items' | 'from' | 'battery' | 'flightS'> & Partial<Pick<Plan, 'rally'>>;
  /** Metres along the route when it was seen last. */
  readonly alongM: number | undefined;
  readonly params: ReadonlyMap<string, number> | undefined;
};

/** The newest of what it said. */
export const heardAt = ({ heartbeat, position, landed }: VehicleFacts): MonoMs | undefined =>
  [heartbeat?.at, position?.at, landed?.at].reduce(
    (last, at) => (at === undefined || (last !== undefined && last >= at) ? last : at),
    undefined,
  );

const rateOf = ({ clock }: VehicleFacts): number => clock?.value.rate ?? 1;

type Scene = {
  readonly input: ForecastInput;
  readonly flies: FailsafeProfile;
  readonly home: SafePlace;
  /** Rally points that are aboard. */
  readonly rally: readonly SafePlace[];
};

type SafePlace = { readonly at: LonLat; readonly relAltM: number };

const homeOf = ({ facts, plan }: ForecastInput): SafePlace => ({
  at: facts.home?.value.at ?? plan.from.at,
  relAltM: 0,
});

/** A rally point must be nearer than home by this; as near to home as that it stands for home (rtl.cpp), metres. */
const NEARER_M = 2;
const SAME_AS_HOME_M = 10;
/** RTL_TYPE: 1 anything but home, 5 rally points alone; the others take home or the nearest rally point. */
const NOT_HOME: readonly number[] = [1, 5];

/** Those that may take the way of the mission instead (RTL_TYPE 2 and 4): not foretold. */
const WAY_OPEN: readonly number[] = [2, 4];

/** Where a return from there goes. */
const returnsTo = ({ home, rally, flies }: Scene, from: LonLat): SafePlace => {
  const others = rally.filter(({ at }) => distanceM(at, home.at) > SAME_AS_HOME_M);
  const nearest = others.toSorted((a, b) => distanceM(from, a.at) - distanceM(from, b.at))[0];
  if (nearest === undefined) return home;
  const isNearer = distanceM(from, nearest.at) + NEARER_M < distanceM(from, home.at);
  return isNearer || NOT_HOME.includes(flies.returnType) ? nearest : home;
};

/** Slower than that it is turning or braking: the plan's speed tells more, m/s. */
const MOVING_MS = 3;

const onMission = ({ input, flies }: Scene, here: ForecastPoint): ForecastPoint[] => {
  const seenMs = input.facts.position?.value.groundSpeedMs ?? 0;
  const speedMs = seenMs > MOVING_MS ? seenMs : undefined;
  return missionPath(input.plan, here, { alongM: input.alongM ?? 0, speedMs }, flies);
};

/** As it would go on without any failsafe. */
const asItWas = (scene: Scene, here: ForecastPoint): ForecastPoint[] => {
  switch (scene.input.facts.heartbeat?.value.mode ?? '') {
    case 'AUTO.MISSION':
    case 'AUTO.TAKEOFF':
      return onMission(scene, here);
    case 'AUTO.RTL':
      return returnPath(here, returnsTo(scene, here.at), scene.flies);
    case 'AUTO.LAND':
    case 'AUTO.PRECLAND':
    case DESCEND:
      return landHere(here, scene.flies);
    case 'AUTO.LOITER':
      return [{ ...here, phase: 'hold' }];
    default:
      return [{ ...here, phase: 'unknown' }];
  }
};

type Course = { readonly points: ForecastPoint[]; readonly steps: ForecastStep[] };

const isDown = (course: Course, atS: number): boolean =>
  ['land', 'landed'].includes(pointAt(course.points, atS).phase);

const isReturning = (course: Course, atS: number): boolean =>
  ['climb', 'return', 'descend'].includes(pointAt(course.points, atS).phase);

type Action = { readonly kind: 'hold' | 'return' | 'land'; readonly atS: number };

/** PX4 holds first and acts COM_FAIL_ACT_T later; a hold is the action itself. The stronger action stands. */
const act = (scene: Scene, course: Course, { kind, atS }: Action): Course => {
  const { flies } = scene;
  if (isDown(course, atS) || (kind !== 'land' && isReturning(course, atS))) return course;
  const stop = stopAt(course.points, atS, flies);
  const held: ForecastPoint[] = [...cutAt(course.points, atS), { ...stop, phase: 'hold' }];
  const before = course.steps.filter((step) => step.atS <= atS);
  const holds = pointAt(course.points, atS).phase === 'hold';
  const hold: ForecastStep[] = holds ? [] : [{ atS, kind: 'hold' }];
  if (kind === 'hold') return { points: held, steps: [...before, ...hold] };
  const from = { ...stop, atS: atS + flies.holdS };
  const way = kind === 'return' ? returnPath(from, returnsTo(scene, from.at), flies) : landHere(from, flies);
  return { points: [...held, ...way], steps: [...before, ...hold, { atS: from.atS, kind }] };
};

const linkLoss = (scene: Scene, course: Course): Course => {
  const { linkAction, missionExcepted, linkLostS } = scene.flies;
  // The wait for the link goes by our clock, whatever the speed of a simulation.
  const atS = (linkLostS + NOTICE_S) * rateOf(scene.input.facts);
  const mode = scene.input.facts.heartbeat?.value.mode;
  if (linkAction === 'none' || (missionExcepted && mode === 'AUTO.MISSION')) return course;
  if (linkAction !== 'terminate') return act(scene, course, { kind: linkAction, atS });
  const points: ForecastPoint[] = [
    ...cutAt(course.points, atS),
    { ...pointAt(course.points, atS), phase: 'unknown' },
  ];
  return { points, steps: [...course.steps, { atS, kind: 'terminate' }] };
};

/** Seconds until the charge is down to that, at the plan's rate. */
const dropsAfterS = ({ facts, plan }: ForecastInput, toPct: number): number => {
  const pct = facts.battery?.value;
  const perS = plan.battery.usedPct / plan.flightS;
  return pct === undefined || !(perS > 0) ? Infinity : Math.max(0, (pct - toPct) / perS);
};

const withBattery = (scene: Scene, course: Course): Course => {
  const { flies, input } = scene;
  const landed = course.points.find(({ phase }) => phase === 'landed')?.atS ?? Infinity;
  const levels = [
    [
      'battery_critical',
      dropsAfterS(input, flies.criticalPct),
      flies.batteryAction === 3 ? 'return' : 'land',
    ],
    ['battery_emergency', dropsAfterS(input, flies.emergencyPct), 'land'],
  ] as const;
  let next = course;
  for (const [kind, atS, action] of levels) {
    if (atS >= landed || !Number.isFinite(atS) || flies.batteryAction < 2) continue;
    const acted = act(scene, next, { kind: action, atS });
    next = { points: acted.points, steps: [...acted.steps, { atS, kind }] };
  }
  return next;
};

/** Undefined for a drone that was never heard, or is not in the air. */
export const forecastOf = (input: ForecastInput): Forecast | undefined => {
  const { facts } = input;
  const at = heardAt(facts);
  const position = facts.position?.value;
  if (at === undefined || position === undefined || facts.landed?.value === 'on_ground') return undefined;
  const flies = failsafeProfile(input.params);
  const rally = facts.mission?.value.rallyId === 0 ? [] : (input.plan.rally ?? []);
  const scene: Scene = { input, flies, home: homeOf(input), rally };
  const here: ForecastPoint = { atS: 0, at: position.at, relAltM: position.relAltM, phase: 'unknown' };
  const free: Course = { points: asItWas(scene, here), steps: [] };
  const course = withBattery(scene, linkLoss(scene, free));
  const landed = course.points.find(({ phase }) => phase === 'landed');
  const steps =
    landed === undefined ? course.steps : [...course.steps, { atS: landed.atS, kind: 'landed' as const }];
  return {
    heardAt: at,
    rate: rateOf(facts),
    speedMs: Math.max(flies.cruiseMs, position.groundSpeedMs),
    linkAction: flies.linkAction,
    excepted: flies.missionExcepted && facts.heartbeat?.value.mode === 'AUTO.MISSION',
    returnsHome: !WAY_OPEN.includes(flies.returnType),
    points: course.points,
    steps: steps.toSorted((a, b) => a.atS - b.atS),
    assumed: flies.assumed,
  };
};

const travelledM = (points: readonly ForecastPoint[], atS: number): number => {
  const way = cutAt(points, atS);
  return way.reduce((sum, point, i) => sum + distanceM(way[i - 1]?.at ?? point.at, point.at), 0);
};

/** The forecast at that many seconds after the drone was heard last. */
export const forecastAt = (
  forecast: Pick<Forecast, 'points' | 'steps' | 'speedMs'>,
  atS: number,
): ForecastNow => {
  const { at, relAltM, phase } = pointAt(forecast.points, atS);
  const next = forecast.steps.find((step) => step.atS > atS);
  const radiusM =
    AREA.leastM +
    AREA.timingS * forecast.speedMs +
    AREA.wayShare * travelledM(forecast.points, atS) +
    AREA.perS * atS;
  return { at, relAltM, phase, radiusM, next: next && { kind: next.kind, inS: next.atS - atS } };
};

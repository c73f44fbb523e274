import type { MonoMs } from '../core/clock.ts';
import type { Plan } from '../plan/plan-types.ts';
import type { Progress } from '../plan/progress.ts';
import type { FlightState } from './states.ts';

/** Half of the planner's smallest clearance to a zone and more than wind and turns take a flight off its line. */
const OFF_ROUTE_M = 60;
const OFF_HEIGHT_M = 15;
/** A deviation ends below this share of its limit: no alarm that comes and goes. */
const HYSTERESIS = 0.8;
/** A flight that is not nearer to its pad after this time does not arrive, whatever the vehicle says of itself. */
const NO_PROGRESS_MS = 30_000;
const PROGRESS_M = 20;
/** Farther away again than it has been by that much: more than any turn at a waypoint takes, metres. */
const WRONG_WAY_M = 60;
/** Longer than any descent from cruise height, until it is disarmed. */
const NO_LANDING_MS = 240_000;
/** Above the pad a flight sinks, and does not get nearer, metres. */
const OVERHEAD_M = 100;
/** Over the planned time by that share and that much more it is late: wind within limits takes less. */
const LATE_SHARE = 1.25;
const LATE_S = 60;

/** On the route by plan: held to its line, height, progress and time. */
const ON_ROUTE: readonly FlightState[] = ['EN_ROUTE', 'ARRIVING'];

export type DeviationKind =
  | 'flight.off_route'
  | 'flight.off_height'
  | 'flight.no_progress'
  | 'flight.wrong_way'
  | 'flight.late';

/** Params carry what the sentence says, for other languages. */
export type Deviation = {
  readonly kind: DeviationKind;
  readonly sentence: string;
  readonly params: Readonly<Record<string, string | number>>;
};

/** What has to be remembered of a flight from look to look. */
export type ConformanceMemory = {
  /** The nearest that it has been, and since when. */
  readonly bestRemainingM: number;
  readonly bestAt: MonoMs;
  /** When it should have landed at the latest; undefined = not on its route. */
  readonly dueAt: MonoMs | undefined;
  readonly raised: readonly string[];
};

export type ConformanceLook = {
  readonly state: FlightState;
  readonly plan: Pick<Plan, 'legs' | 'landingS'>;
  readonly progress: Progress | undefined;
  readonly relAltM: number | undefined;
  readonly now: MonoMs;
  readonly memory: ConformanceMemory | undefined;
};

const isRaised = ({ memory }: ConformanceLook, kind: DeviationKind): boolean =>
  memory?.raised.includes(kind) === true;

const limitOf = (look: ConformanceLook, kind: DeviationKind, limit: number): number =>
  isRaised(look, kind) ? limit * HYSTERESIS : limit;

const offRoute = (look: ConformanceLook): Deviation[] => {
  const kind = 'flight.off_route';
  const offM = Math.abs(look.progress?.crossTrackM ?? 0);
  if (offM <= limitOf(look, kind, OFF_ROUTE_M)) return [];
  const sentence = `more than ${OFF_ROUTE_M} m beside its route (${offM.toFixed(0)} m).`;
  return [{ kind, sentence, params: { limitM: OFF_ROUTE_M, offM: Math.round(offM) } }];
};

/** Where two legs differ in height the vehicle changes over between them: the neighbours' heights are right too. */
const offHeight = (look: ConformanceLook): Deviation[] => {
  const { plan, progress, relAltM } = look;
  const kind = 'flight.off_height';
  if (relAltM === undefined || progress === undefined || progress.remainingM < OVERHEAD_M) return [];
  const heights = plan.legs.slice(Math.max(0, progress.leg - 1), progress.leg + 2).map((leg) => leg.relAltM);
  const offM = Math.max(Math.min(...heights) - relAltM, relAltM - Math.max(...heights));
  if (offM <= limitOf(look, kind, OFF_HEIGHT_M)) return [];
  const sentence = `more than ${OFF_HEIGHT_M} m off its height (${offM.toFixed(0)} m).`;
  return [{ kind, sentence, params: { limitM: OFF_HEIGHT_M, offM: Math.round(offM) } }];
};

const noProgress = ({ progress, memory, now }: ConformanceLook): Deviation[] => {
  const remainingM = progress?.remainingM;
  if (remainingM === undefined || memory === undefined) return [];
  const limitMs = remainingM < OVERHEAD_M ? NO_LANDING_MS : NO_PROGRESS_MS;
  if (remainingM <= memory.bestRemainingM - PROGRESS_M || now - memory.bestAt <= limitMs) return [];
  const sentence = `no nearer to its pad for ${limitMs / 1000} s, ${remainingM.toFixed(0)} m to go.`;
  const params = { limitS: limitMs / 1000, remainingM: Math.round(remainingM) };
  return [{ kind: 'flight.no_progress', sentence, params }];
};

const wrongWay = (look: ConformanceLook): Deviation[] => {
  const { progress, memory } = look;
  const kind = 'flight.wrong_way';
  if (progress === undefined || memory === undefined) return [];
  const backM = progress.remainingM - memory.bestRemainingM;
  if (backM <= limitOf(look, kind, WRONG_WAY_M)) return [];
  const sentence = `flying away from its pad: ${backM.toFixed(0)} m farther than it has been.`;
  return [{ kind, sentence, params: { limitM: WRONG_WAY_M, backM: Math.round(backM) } }];
};

const late = ({ memory, now }: ConformanceLook): Deviation[] => {
  const dueAt = memory?.dueAt;
  if (dueAt === undefined || now <= dueAt) return [];
  const params = { slackPct: Math.round((LATE_SHARE - 1) * 100), slackS: LATE_S };
  const sentence = `late: over its planned time by more than ${params.slackPct} % and ${LATE_S} s.`;
  return [{ kind: 'flight.late', sentence, params }];
};

/** Seconds that the plan gives the rest of the route. */
const plannedS = ({ plan, progress }: ConformanceLook): number => {
  if (progress === undefined) return Infinity;
  let endM = 0;
  let seconds = plan.landingS;
  for (const leg of plan.legs) {
    endM += leg.distanceM;
    const restM = Math.min(leg.distanceM, Math.max(0, endM - progress.alongM));
    seconds += restM / leg.groundSpeedMs;
  }
  return seconds;
};

const remember = (look: ConformanceLook, deviations: readonly Deviation[]): ConformanceMemory => {
  const { state, progress, memory, now } = look;
  const raised = deviations.map(({ kind }) => kind);
  const remainingM = progress?.remainingM;
  if (!ON_ROUTE.includes(state) || remainingM === undefined)
    return { bestRemainingM: Infinity, bestAt: now, dueAt: undefined, raised };
  const dueMs = now + (plannedS(look) * LATE_SHARE + LATE_S) * 1000;
  const dueAt = memory?.dueAt ?? (Number.isFinite(dueMs) ? (dueMs as MonoMs) : undefined);
  if (memory === undefined || remainingM <= memory.bestRemainingM - PROGRESS_M)
    return { bestRemainingM: remainingM, bestAt: now, dueAt, raised };
  return { ...memory, dueAt, raised };
};

/** How a flight differs from its plan now. */
export const lookAtConformance = (
  look: ConformanceLook,
): { readonly deviations: readonly Deviation[]; readonly memory: ConformanceMemory } => {
  const deviations = ON_ROUTE.includes(look.state)
    ? [...offRoute(look), ...offHeight(look), ...noProgress(look), ...wrongWay(look), ...late(look)]
    : [];
  return { deviations, memory: remember(look, deviations) };
};

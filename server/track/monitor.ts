import type { MonoMs, WallMs } from '../core/clock.ts';
import { isFresh, type VehicleFacts } from '../flight/ports.ts';
import { isFlightAirborne, type FlightState } from '../flight/states.ts';
import type { Plan } from '../plan/plan-types.ts';
import type { Progress } from '../plan/progress.ts';

/** Heartbeats come once a second: five missed ones are silence. */
const SILENT_AFTER_MS = 5000;
/** Half of the planner's smallest clearance to a zone and more than wind and turns take a flight off its line. */
const OFF_ROUTE_M = 60;
const OFF_HEIGHT_M = 15;
/** A condition ends below this share of its limit: no alarm that comes and goes. */
const HYSTERESIS = 0.8;
/** A flight that is not nearer to its pad after this time does not arrive, whatever the vehicle says of itself. */
const NO_PROGRESS_MS = 30_000;
const PROGRESS_M = 20;
/** Longer than any descent from cruise height, until it is disarmed. */
const NO_LANDING_MS = 240_000;
/** Above the pad a flight sinks, and does not get nearer, metres. */
const OVERHEAD_M = 100;
/** Charge is reported in whole percent, and sags in gusts. */
const BATTERY_SLACK_PCT = 3;

export type Severity = 'critical' | 'warning' | 'info';

/** Something that a person has to know of now. One per kind and subject. */
export type Condition = {
  readonly kind: string;
  readonly severity: Severity;
  readonly subject: string;
  readonly sentence: string;
  readonly params: Readonly<Record<string, string | number>>;
};

export type WatchedFlight = {
  readonly id: string;
  readonly number: string;
  readonly vehicleId: string;
  readonly state: FlightState;
  readonly plan: Pick<Plan, 'legs' | 'battery'>;
  readonly progress: Progress | undefined;
  readonly facts: VehicleFacts;
};

/** What has to be remembered of a flight from look to look. */
export type FlightMemory = {
  /** The nearest that it has been, and since when. */
  readonly bestRemainingM: number;
  readonly bestAt: MonoMs;
  /** Kinds that are raised. */
  readonly raised: readonly string[];
};

type Look = {
  readonly flight: WatchedFlight;
  readonly memory: FlightMemory | undefined;
  readonly now: MonoMs;
  /** When watching began: nobody is silent before one has listened. */
  readonly since: MonoMs;
};

const limitOf = ({ memory }: Look, kind: string, limit: number): number =>
  memory?.raised.includes(kind) === true ? limit * HYSTERESIS : limit;

const condition = (
  { flight }: Look,
  kind: string,
  severity: Severity,
  [sentence, params]: readonly [string, Condition['params']],
): Condition => ({
  kind,
  severity,
  subject: `flight:${flight.id}`,
  sentence: `Flight ${flight.number}: ${sentence}`,
  params: { flight: flight.number, ...params },
});

const silence = (look: Look): Condition[] => {
  const lastAt = look.flight.facts.heartbeat?.at ?? look.since;
  if (look.now - lastAt < SILENT_AFTER_MS) return [];
  const limitS = SILENT_AFTER_MS / 1000;
  return [
    condition(look, 'vehicle.silent', 'critical', [`its drone is silent for over ${limitS} s.`, { limitS }]),
  ];
};

const battery = (look: Look): Condition[] => {
  const { facts, plan, progress, state } = look.flight;
  const pct = facts.battery?.value;
  if (pct === undefined || progress === undefined) return [];
  // One that turned round has the way back before it.
  const restShare = state === 'RETURNING' ? progress.share : 1 - progress.share;
  const restPct = plan.battery.usedPct * restShare;
  const params = { pct: Math.round(pct), restPct: Math.round(restPct) };
  const says = `${pct.toFixed(0)} % charge, the rest of the way takes ${restPct.toFixed(0)} %`;
  if (pct < restPct)
    return [condition(look, 'flight.battery_short', 'critical', [`${says}: it will not arrive.`, params])];
  if (pct < restPct + plan.battery.reservePct - BATTERY_SLACK_PCT)
    return [condition(look, 'flight.battery_reserve', 'warning', [`${says}: into the reserve.`, params])];
  return [];
};

const offRoute = (look: Look): Condition[] => {
  const offM = Math.abs(look.flight.progress?.crossTrackM ?? 0);
  if (offM <= limitOf(look, 'flight.off_route', OFF_ROUTE_M)) return [];
  const sentence = `more than ${OFF_ROUTE_M} m beside its route (${offM.toFixed(0)} m).`;
  return [
    condition(look, 'flight.off_route', 'critical', [
      sentence,
      { limitM: OFF_ROUTE_M, offM: Math.round(offM) },
    ]),
  ];
};

/** Where two legs differ in height the vehicle changes over between them: the neighbours' heights are right too. */
const offHeight = (look: Look): Condition[] => {
  const { facts, plan, progress } = look.flight;
  const relAltM = facts.position?.value.relAltM;
  if (relAltM === undefined || progress === undefined || progress.remainingM < OVERHEAD_M) return [];
  const heights = plan.legs.slice(Math.max(0, progress.leg - 1), progress.leg + 2).map((leg) => leg.relAltM);
  const offM = Math.max(Math.min(...heights) - relAltM, relAltM - Math.max(...heights));
  if (offM <= limitOf(look, 'flight.off_height', OFF_HEIGHT_M)) return [];
  const sentence = `more than ${OFF_HEIGHT_M} m off its height (${offM.toFixed(0)} m).`;
  const params = { limitM: OFF_HEIGHT_M, offM: Math.round(offM) };
  return [condition(look, 'flight.off_height', 'critical', [sentence, params])];
};

const noProgress = (look: Look): Condition[] => {
  const { flight, memory, now } = look;
  const remainingM = flight.progress?.remainingM;
  if (remainingM === undefined || memory === undefined) return [];
  const limitMs = remainingM < OVERHEAD_M ? NO_LANDING_MS : NO_PROGRESS_MS;
  if (remainingM <= memory.bestRemainingM - PROGRESS_M || now - memory.bestAt <= limitMs) return [];
  const sentence = `no nearer to its pad for ${limitMs / 1000} s, ${remainingM.toFixed(0)} m to go.`;
  const params = { limitS: limitMs / 1000, remainingM: Math.round(remainingM) };
  return [condition(look, 'flight.no_progress', 'critical', [sentence, params])];
};

const attention = (look: Look): Condition[] => {
  const { state } = look.flight;
  if (state !== 'UNKNOWN' && state !== 'EXTERNAL_CONTROL') return [];
  const sentence =
    state === 'UNKNOWN' ? 'a person has to decide what became of it.' : 'somebody else controls its drone.';
  return [condition(look, `flight.${state.toLowerCase()}`, 'critical', [sentence, { state }])];
};

/** On the route by plan: held to its line, height and progress. */
const ON_ROUTE: readonly FlightState[] = ['EN_ROUTE', 'ARRIVING'];
/** In the air for certain: held to be heard and to have charge. */
const isAloft = (state: FlightState): boolean => isFlightAirborne(state) && state !== 'UNKNOWN';

const remember = ({ flight, memory, now }: Look, conditions: readonly Condition[]): FlightMemory => {
  const raised = conditions.map(({ kind }) => kind);
  const remainingM = flight.progress?.remainingM;
  const onRoute = ON_ROUTE.includes(flight.state) && remainingM !== undefined;
  if (!onRoute) return { bestRemainingM: Infinity, bestAt: now, raised };
  if (memory === undefined || remainingM <= memory.bestRemainingM - PROGRESS_M)
    return { bestRemainingM: remainingM, bestAt: now, raised };
  return { ...memory, raised };
};

/** What is wrong with one flight now. */
export const lookAtFlight = (look: Look): { conditions: Condition[]; memory: FlightMemory } => {
  const { state } = look.flight;
  const conditions = [
    ...attention(look),
    ...(isAloft(state) ? [...silence(look), ...battery(look)] : []),
    ...(ON_ROUTE.includes(state) ? [...offRoute(look), ...offHeight(look), ...noProgress(look)] : []),
  ];
  return { conditions, memory: remember(look, conditions) };
};

export type WatchedVehicle = { readonly id: string; readonly name: string; readonly facts: VehicleFacts };

/** Drones that are armed although no flight of ours has them: nobody here asked for it. */
export const lookAtIdleVehicles = (vehicles: readonly WatchedVehicle[], now: MonoMs): Condition[] =>
  vehicles
    .filter(({ facts: { heartbeat } }) => isFresh(heartbeat, now, SILENT_AFTER_MS) && heartbeat?.value.armed)
    .map(({ id, name }) => ({
      kind: 'vehicle.armed_unassigned',
      severity: 'critical',
      subject: `vehicle:${id}`,
      sentence: `Drone ${name} is armed, and no flight has it.`,
      params: { vehicle: name },
    }));

export type WatchedOrder = { readonly id: string; readonly number: string; readonly dueAt: number };

/** Open orders whose time is over. */
export const lookAtOrders = (orders: readonly WatchedOrder[], wall: WallMs): Condition[] =>
  orders
    .filter(({ dueAt }) => dueAt < wall)
    .map(({ id, number, dueAt }) => ({
      kind: 'order.sla',
      severity: 'warning',
      subject: `order:${id}`,
      sentence: `Order ${number} is not delivered and its time is over.`,
      params: { order: number, dueAt },
    }));

/** Ends without delivery that a person has to know of. */
export const FAILED_STATES: readonly FlightState[] = ['ABORTED', 'RETURNED', 'LOST'];

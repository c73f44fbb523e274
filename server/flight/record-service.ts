import type { Cause } from '../core/cause.ts';
import type { Clock, WallMs } from '../core/clock.ts';
import type { Outage } from '../core/outage.ts';
import type { Rng } from '../core/ports.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { Plan } from '../plan/plan-types.ts';
import type { FlightRow } from '../store/schema.ts';
import { StoreUnavailable, type Store, type Tx } from '../store/store.ts';
import type { ControlService } from './control-service.ts';
import type { Grants } from './grant-service.ts';
import { closeRequests } from './launch-request-queries.ts';
import { LAUNCH_STEPS, STEP_DEADLINE_MS, type LaunchStep } from './launch-steps.ts';
import type { LifeEffect } from './life-cycle.ts';
import type { FlightLog, PlanIds, PlanWorld, Vehicles } from './ports.ts';
import { reasonText, type Reason } from './reasons.ts';
import { isFlightEnded, type FlightState } from './states.ts';
import { mayGo } from './transitions.ts';

/**
 * What the stages around do when a flight moves, in the transaction of that move; `app.ts` joins them. `onLaunched` may
 * refuse the launch. The others follow what has happened: if one throws it is logged and the flight moves all the same.
 */
export type FlightHooks = {
  readonly onLaunched: (tx: Tx, flightId: string) => Promise<Result<undefined>>;
  readonly onAirborne: (tx: Tx, flightId: string) => Promise<void>;
  /** A delivery has landed and disarmed on the planned pad. */
  readonly onDelivered: (tx: Tx, flightId: string) => Promise<void>;
  /** A delivery ended without landing there; `back`: the boxes are where they started, `lost`: nobody has them. */
  readonly onFailed: (
    tx: Tx,
    flightId: string,
    outcome: { readonly blood: 'back' | 'lost'; readonly reason: string },
  ) => Promise<void>;
  /** Any step of any flight, before the hooks above. */
  readonly onState?: (
    tx: Tx,
    row: FlightRow,
    step: {
      readonly to: FlightState;
      readonly code: string;
      readonly reason: string;
      readonly isDiverted: boolean;
    },
  ) => Promise<void>;
  /** The delivery in the air goes to another hospital. May refuse. */
  readonly onRedirected?: (tx: Tx, flightId: string, siteId: string) => Promise<Result<undefined>>;
  /** A drone is home from its way back. */
  readonly onHome: (tx: Tx, vehicleId: string) => Promise<unknown>;
};

/** One-time codes of those who launch. */
export type LaunchCodes = {
  /** False where the demo's switch is off. */
  readonly required: boolean;
  /** Takes the code of the person who acts; none is taken twice. */
  readonly check: (cause: Cause, code: string) => Promise<Result<undefined>>;
};

export type FlightDeps = {
  readonly store: Store;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly vehicles: Vehicles;
  /** The airspace in use; undefined while there is none. */
  readonly planWorld: () => Promise<PlanWorld | undefined>;
  readonly hooks: FlightHooks;
  readonly control: ControlService;
  readonly grants: Grants;
  /** Since when nothing can be recorded; undefined = all is well. */
  readonly outage: () => Outage | undefined;
  readonly codes: LaunchCodes;
  readonly log: FlightLog;
};

/** `flights.plan_json`. */
export type StoredPlan = {
  readonly plan: Plan;
  readonly airspaceVersion: number;
  readonly plannedAt: WallMs;
  /** A departure that was chosen to keep clear of others; undefined: as soon as it is ready. */
  readonly departAt?: WallMs;
  /** Who told of the wind that it reckons with, and when; undefined: calm air was assumed. */
  readonly windFrom?: { readonly source: string; readonly at: number };
};

export type StepView = {
  readonly name: LaunchStep;
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  readonly proof: string;
  readonly startedAt: WallMs | null;
  readonly limitS: number;
};

/** `flights.launch_json`. */
export type StoredLaunch = {
  readonly steps: readonly StepView[];
  /** What the vehicle names the plans by; needed to know them again after a restart. */
  readonly missionId: number | null;
  readonly fenceId?: number;
  readonly rallyId?: number;
  /** It flies to an alternate: what becomes of the blood when it lands there. */
  readonly diverted?: 'back' | 'elsewhere';
  readonly acknowledged: readonly string[];
};

export const NO_LAUNCH: StoredLaunch = {
  steps: LAUNCH_STEPS.map((name) => ({
    name,
    state: 'waiting',
    proof: '',
    startedAt: null,
    limitS: STEP_DEADLINE_MS[name] / 1000,
  })),
  missionId: null,
  acknowledged: [],
};

/** Plans as they were read last, by flight: tens of kilobytes, asked for several times a second, seldom written. */
const plans = new Map<string, { readonly json: string; readonly stored: StoredPlan }>();
const MAX_PLANS = 100;

/** A plan from before fences were planned has none: it is not launched. Many are given the same object. */
export const parsePlan = ({ id, plan_json: json }: FlightRow): StoredPlan | undefined => {
  if (json === null) return undefined;
  const known = plans.get(id);
  if (known?.json === json) return known.stored;
  const read = JSON.parse(json) as StoredPlan;
  const plan = Object.freeze({ ...read.plan, fence: read.plan.fence ?? [], rally: read.plan.rally ?? [] });
  const stored = Object.freeze({ ...read, plan });
  if (plans.size >= MAX_PLANS) plans.clear();
  plans.set(id, { json, stored });
  return stored;
};

/** The ids of the plans aboard, undefined before the upload. */
export const storedIds = ({ missionId, fenceId, rallyId }: StoredLaunch): PlanIds | undefined =>
  missionId === null ? undefined : { missionId, fenceId: fenceId ?? 0, rallyId: rallyId ?? 0 };

export const parseLaunch = (row: FlightRow): StoredLaunch => JSON.parse(row.launch_json) as StoredLaunch;

export const findFlight = (tx: Pick<Tx, 'selectFrom'>, id: string): Promise<FlightRow | undefined> =>
  tx.selectFrom('flights').selectAll().where('id', '=', id).executeTakeFirst();

/** The hospital that may see a fact about this flight: the one it delivers to. */
const siteOf = async (tx: Tx, row: FlightRow): Promise<string | undefined> => {
  if (row.order_id === null) return undefined;
  const order = await tx
    .selectFrom('orders')
    .select('site_id')
    .where('id', '=', row.order_id)
    .executeTakeFirst();
  return order?.site_id;
};

/** Appends a fact about a flight. `shared` ones are seen by the hospital: no staff names in their data. */
export const emitFlight = async (
  tx: Tx,
  row: FlightRow,
  type: `flight.${string}`,
  { data = {}, shared = false }: { data?: Readonly<Record<string, unknown>>; shared?: boolean } = {},
): Promise<void> =>
  tx.emit({
    type,
    subject: `flight:${row.id}`,
    siteId: shared ? await siteOf(tx, row) : undefined,
    data: { number: row.number, orderId: row.order_id, vehicleId: row.vehicle_id, ...data },
  });

type Enter = Extract<LifeEffect, { kind: 'enter' }>;

const runHook = async (hooks: FlightHooks, tx: Tx, row: FlightRow, { to, reason }: Enter): Promise<void> => {
  const { diverted } = parseLaunch(row);
  const isDiverted = diverted !== undefined;
  await hooks.onState?.(tx, row, { to, code: reason.code, reason: reason.sentence, isDiverted });
  if (row.kind === 'return') {
    if (to === 'COMPLETED') await hooks.onHome(tx, row.vehicle_id);
    return;
  }
  const why = reason.sentence;
  if (to === 'LANDED' && !isDiverted) await hooks.onDelivered(tx, row.id);
  // Out of use until a person has looked at it: nobody planned to have it there.
  if (to === 'LANDED' && isDiverted)
    await hooks.onFailed(tx, row.id, { blood: diverted === 'back' ? 'back' : 'lost', reason: why });
  if (to === 'ABORTED' || to === 'RETURNED') await hooks.onFailed(tx, row.id, { blood: 'back', reason: why });
  if (to === 'LOST') await hooks.onFailed(tx, row.id, { blood: 'lost', reason: why });
};

/** `hooks` undefined: only the flight itself is written. */
export type WriteOptions = { readonly hooks: FlightHooks | undefined };

const writeEnter = async (
  tx: Tx,
  row: FlightRow,
  effect: Enter,
  { hooks }: WriteOptions,
): Promise<Result<undefined>> => {
  const from = row.state as FlightState;
  if (!mayGo(from, effect.to))
    return refuse('flights.wrong_state', `Flight ${row.number} is ${from}, not ${effect.from}.`);
  const ended = isFlightEnded(effect.to);
  await tx.db
    .updateTable('flights')
    .set({
      state: effect.to,
      state_reason: reasonText(effect.reason),
      ...(ended ? { ended_at: tx.now } : {}),
    })
    .where('id', '=', row.id)
    .execute();
  const data = { from, to: effect.to, code: effect.reason.code, reason: effect.reason.sentence };
  await emitFlight(tx, row, 'flight.state', { data, shared: true });
  if (ended) {
    await closeRequests(tx, row.id);
    await emitFlight(tx, row, 'flight.ended', { data: { state: effect.to }, shared: true });
  }
  if (hooks !== undefined) await runHook(hooks, tx, row, effect);
  return ok(undefined);
};

const writeTakeoff = async (tx: Tx, row: FlightRow, { hooks }: WriteOptions): Promise<void> => {
  await tx.db.updateTable('flights').set({ takeoff_at: tx.now }).where('id', '=', row.id).execute();
  await tx.db.updateTable('vehicles').set({ pad_id: null }).where('id', '=', row.vehicle_id).execute();
  await emitFlight(tx, row, 'flight.takeoff', { shared: true });
  if (row.kind === 'delivery') await hooks?.onAirborne(tx, row.id);
};

const writeLanding = async (
  tx: Tx,
  row: FlightRow,
  { place, errorM }: Extract<LifeEffect, { kind: 'landed' }>,
): Promise<void> => {
  const padId = place === 'destination' ? row.to_pad_id : place === 'origin' ? row.from_pad_id : null;
  await tx.db.updateTable('flights').set({ landed_at: tx.now }).where('id', '=', row.id).execute();
  await tx.db.updateTable('vehicles').set({ pad_id: padId }).where('id', '=', row.vehicle_id).execute();
  await emitFlight(tx, row, 'flight.landed', { data: { place, errorM: errorM ?? null }, shared: true });
};

const writeEffect = async (
  tx: Tx,
  flightId: string,
  effect: LifeEffect,
  options: WriteOptions,
): Promise<Result<undefined>> => {
  const row = await findFlight(tx, flightId);
  if (row === undefined) throw new Error(`flight ${flightId} is gone`);
  if (effect.kind === 'enter') return writeEnter(tx, row, effect, options);
  if (effect.kind === 'took_off') await writeTakeoff(tx, row, options);
  else await writeLanding(tx, row, effect);
  return ok(undefined);
};

/** Writes what the life cycle did, its facts and what the hooks do, in the caller's transaction. */
export const writeEffects = async (
  tx: Tx,
  flightId: string,
  effects: readonly LifeEffect[],
  options: WriteOptions,
): Promise<Result<undefined>> => {
  for (const effect of effects) {
    const written = await writeEffect(tx, flightId, effect, options);
    if (!written.ok) return written;
  }
  return ok(undefined);
};

/**
 * Records what a vehicle has done already. A hook that fails cannot undo it: then the flight moves without it, and the
 * log says so. Throws if the record cannot be written at all.
 */
export const recordSeen = async (
  deps: FlightDeps,
  cause: Cause,
  flightId: string,
  effects: readonly LifeEffect[],
): Promise<void> => {
  const write = (hooks: FlightHooks | undefined): Promise<Result<undefined>> =>
    deps.store.transact(cause, (tx) => writeEffects(tx, flightId, effects, { hooks }));
  try {
    const written = await write(deps.hooks);
    if (!written.ok) deps.log('error', `flight ${flightId}: ${written.error.message}`);
  } catch (error) {
    // Nothing was wrong with the hook: all of it is tried again.
    if (error instanceof StoreUnavailable) throw error;
    const sentence = error instanceof Error ? error.message : 'unknown error';
    deps.log('error', `flight ${flightId}: written without what follows from it: ${sentence}`);
    await write(undefined);
  }
};

/** The last launch intent of a flight, by what became of it. */
export const settleIntent = async (tx: Tx, flightId: string, outcome: string): Promise<void> => {
  await tx.db.updateTable('launch_intents').set({ outcome }).where('flight_id', '=', flightId).execute();
};

export const reasonOf = (code: Reason['code'], sentence: string): Reason => ({ code, sentence });

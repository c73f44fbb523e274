import { newId } from '../core/ids.ts';
import type { Cause } from '../core/cause.ts';
import type { WallMs } from '../core/clock.ts';
import { hasBlocker, type Issue } from '../core/issue.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { Plan } from '../plan/plan-types.ts';
import { planFlight } from '../plan/plan.ts';
import { droneProfile } from '../plan/profile.ts';
import { nextNumber } from '../store/drill.ts';
import type { FlightRow } from '../store/schema.ts';
import type { Tx } from '../store/store.ts';
import { lifeOf } from './active-service.ts';
import { recentWeather, windAt, type ToldWind } from './conditions-queries.ts';
import { draftOf, type Draft, type NewFlight } from './draft-queries.ts';
import { stepLife } from './life-cycle.ts';
import { packState } from './pack-queries.ts';
import { landingPads, planPad } from './plan-pad-queries.ts';
import { isFresh } from './ports.ts';
import {
  emitFlight,
  findFlight,
  NO_LAUNCH,
  reasonOf,
  writeEffects,
  type FlightDeps,
  type StoredPlan,
} from './record-service.ts';

/** The charge that a plan starts from must have been reported within this time. */
const BATTERY_AGE_MS = 10_000;

/** What a person chose to keep the flight clear of others. */
export type PlanWish = { readonly departAt?: WallMs; readonly cruiseRelAltM?: number };

type Planned = { readonly stored: StoredPlan | undefined; readonly issues: readonly Issue[] };

type Made = {
  readonly version: number;
  readonly now: WallMs;
  readonly departAt: WallMs | undefined;
  readonly told: ToldWind | undefined;
};

const storedOf = (plan: Plan, { version, now, departAt, told }: Made): StoredPlan => ({
  plan,
  airspaceVersion: version,
  plannedAt: now,
  ...(departAt === undefined ? {} : { departAt }),
  ...(told === undefined ? {} : { windFrom: { source: told.source, at: told.at } }),
});

const planDraft = async (
  deps: FlightDeps,
  draft: Pick<Draft, 'vehicle' | 'fromPadId' | 'toPadId' | 'payloadKg'>,
  { departAt, cruiseRelAltM }: PlanWish = {},
): Promise<Result<Planned>> => {
  const { store, clock, vehicles } = deps;
  const { name, id, profile_id: profileId } = draft.vehicle;
  const world = await deps.planWorld();
  if (world === undefined)
    return refuse('flights.no_airspace', 'No airspace data is in use: import a version first.');
  const battery = vehicles.get(id)?.facts().battery;
  if (battery === undefined || !isFresh(battery, clock.mono(), BATTERY_AGE_MS))
    return refuse('flights.vehicle_not_heard', `${name}: expected its charge within 10 s, it is not heard.`);
  const profile = await store.read
    .selectFrom('profiles')
    .select('json')
    .where('id', '=', profileId)
    .executeTakeFirstOrThrow();
  const told = windAt(await recentWeather(store.read), clock.wall(), cruiseRelAltM);
  const outcome = planFlight(
    {
      from: await planPad(store.read, draft.fromPadId),
      to: await planPad(store.read, draft.toPadId),
      profile: droneProfile.parse(JSON.parse(profile.json)),
      payloadKg: draft.payloadKg,
      startPct: battery.value,
      pack: await packState(store.read, id, clock.wall()),
      wind: told?.wind,
      departAt: departAt ?? clock.wall(),
      ...(cruiseRelAltM === undefined ? {} : { cruiseRelAltM }),
    },
    { ...world, landing: await landingPads(store.read) },
  );
  const flyable = outcome.plan !== undefined && !hasBlocker(outcome.issues);
  return ok({
    stored:
      flyable && outcome.plan
        ? storedOf(outcome.plan, { version: world.version, now: clock.wall(), departAt, told })
        : undefined,
    issues: outcome.issues,
  });
};

const insertFlight = async (
  tx: Tx,
  id: string,
  draft: Draft,
  { stored, issues }: Planned,
): Promise<FlightRow> => {
  const row: FlightRow = {
    id,
    number: await nextNumber(tx, 'F', 'flight'),
    kind: draft.kind,
    state: 'PLANNED',
    state_reason: 'planned: a route that can be flown',
    order_id: draft.order?.id ?? null,
    vehicle_id: draft.vehicle.id,
    from_pad_id: draft.fromPadId,
    to_pad_id: draft.toPadId,
    created_at: tx.now,
    launched_at: null,
    takeoff_at: null,
    landed_at: null,
    ended_at: null,
    plan_json: JSON.stringify(stored),
    issues_json: JSON.stringify(issues),
    launch_json: JSON.stringify(NO_LAUNCH),
    launched_by_json: null,
    turnaround_json: null,
    summary_json: null,
  };
  await tx.db.insertInto('flights').values(row).execute();
  // Units, drone and plan are taken in one transaction: these states are passed through, and are in the record.
  const passed = ['DRAFT', ...(draft.order ? ['UNITS_RESERVED'] : []), 'DRONE_LEASED', 'PLANNED'];
  await emitFlight(tx, row, 'flight.created', { data: { kind: row.kind, passed }, shared: true });
  return row;
};

const emitPlanned = (tx: Tx, row: FlightRow, { stored }: Planned): Promise<void> =>
  emitFlight(tx, row, 'flight.planned', {
    data: {
      planHash: stored?.plan.hash ?? null,
      distanceM: stored?.plan.distanceM ?? null,
      flightS: stored?.plan.flightS ?? null,
    },
  });

/** A plan leads from one pad to another: made for other pads than the record has, the drone would land elsewhere. */
const haveSamePads = (a: Draft, b: Draft): boolean => a.fromPadId === b.fromPadId && a.toPadId === b.toPadId;

const blocked = (issues: readonly Issue[]): Result<never> => {
  const worst = issues.find(({ severity }) => severity === 'blocker');
  return refuse('flights.plan_blocked', worst?.sentence ?? 'There is no route that can be flown.', {
    details: { issues },
  });
};

const writeReplan = async (
  tx: Tx,
  deps: FlightDeps,
  id: string,
  planned: Planned,
): Promise<Result<undefined>> => {
  const row = await findFlight(tx, id);
  const fits =
    row !== undefined && row.launched_at === null && ['PLANNED', 'DRONE_LEASED'].includes(row.state);
  if (!fits)
    return refuse('flights.wrong_state', `Only a flight that is not launched is planned again.`, {
      details: { state: row?.state },
    });
  await tx.db
    .updateTable('flights')
    .set({
      plan_json: planned.stored === undefined ? null : JSON.stringify(planned.stored),
      issues_json: JSON.stringify(planned.issues),
    })
    .where('id', '=', id)
    .execute();
  await emitPlanned(tx, row, planned);
  const reason =
    planned.stored === undefined
      ? reasonOf('plan_blocked', 'nothing that can be flown')
      : reasonOf('planned', 'a route that can be flown');
  const to = planned.stored === undefined ? 'DRONE_LEASED' : 'PLANNED';
  const { effects } = stepLife(lifeOf(row), { kind: 'progressed', to, reason });
  return writeEffects(tx, id, effects, { hooks: deps.hooks });
};

/** Plans and takes drones for flights; before launch, nothing here speaks to a vehicle. */
export const createPlanning = (deps: FlightDeps) => {
  const create = async (cause: Cause, wanted: NewFlight): Promise<Result<{ id: string }>> => {
    const draft = await draftOf(deps.store.read, wanted);
    if (!draft.ok) return draft;
    const planned = await planDraft(deps, draft.value);
    if (!planned.ok) return planned;
    if (planned.value.stored === undefined) return blocked(planned.value.issues);
    const created = await deps.store.transact(
      cause,
      async (tx): Promise<Result<{ id: string } | undefined>> => {
        // Read again: somebody else may have taken the drone, the order or the pad meanwhile.
        const still = await draftOf(tx, wanted);
        if (!still.ok) return still;
        if (!haveSamePads(still.value, draft.value)) return ok(undefined);
        const row = await insertFlight(tx, newId(deps.rng), still.value, planned.value);
        await emitPlanned(tx, row, planned.value);
        tx.created(row.id);
        return ok({ id: row.id });
      },
    );
    if (!created.ok) return created;
    return created.value === undefined ? create(cause, wanted) : ok(created.value);
  };

  const planAgain = async (row: FlightRow, wish: PlanWish): Promise<Result<Planned>> => {
    const vehicle = await deps.store.read
      .selectFrom('vehicles')
      .selectAll()
      .where('id', '=', row.vehicle_id)
      .executeTakeFirstOrThrow();
    const boxes = await deps.store.read
      .selectFrom('boxes')
      .select('mass_kg')
      .where('order_id', '=', row.order_id ?? '')
      .execute();
    const { from_pad_id: fromPadId, to_pad_id: toPadId } = row;
    const payloadKg = boxes.reduce((sum, box) => sum + box.mass_kg, 0);
    return planDraft(deps, { vehicle, fromPadId, toPadId, payloadKg }, wish);
  };

  const replan = async (cause: Cause, row: FlightRow, wish: PlanWish = {}): Promise<Result<undefined>> => {
    const planned = await planAgain(row, wish);
    if (!planned.ok) return planned;
    return deps.store.transact(cause, (tx) => writeReplan(tx, deps, row.id, planned.value));
  };

  /** The plan of a flight in preparation at another height; undefined: none that can be flown. */
  const planAt = async (row: FlightRow, cruiseRelAltM: number): Promise<Plan | undefined> => {
    const planned = await planAgain(row, { cruiseRelAltM });
    return planned.ok ? planned.value.stored?.plan : undefined;
  };

  return { create, replan, planAt };
};

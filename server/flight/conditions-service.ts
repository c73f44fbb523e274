import type { z } from 'zod';
import type { AirspaceApprovalView, preflight, WeatherView } from '../api/contract/preflight.ts';
import type { Cause } from '../core/cause.ts';
import type { Clock } from '../core/clock.ts';
import { newId } from '../core/ids.ts';
import type { Rng } from '../core/ports.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { Store, Tx } from '../store/store.ts';
import { withdrawApproval, writeApproval, type NewApproval } from './approval-queries.ts';
import {
  latestWeather,
  openApprovalViews,
  ticksOf,
  weatherView,
  type TickView,
} from './conditions-queries.ts';
import { emitFlight, findFlight } from './record-service.ts';
import type { Tick } from './preflight-table.ts';
import type { WeatherKind } from './weather.ts';

type NewWeather = z.output<typeof preflight.reportWeather.body>;
type NewConfirmation = z.output<typeof preflight.confirmTakeoff.body>;

/** The clocks of a station and of ours may differ by that. */
const AHEAD_MS = 60_000;

type Deps = {
  readonly store: Store;
  readonly clock: Clock;
  readonly rng: Rng;
  /** Called after the weather has changed: flights in the air are judged at once. */
  readonly changed: () => void;
};

type NewTick = { readonly tick: Tick; readonly on: boolean };

const writeTick = async (
  tx: Tx,
  flightId: string,
  { tick, on }: NewTick,
): Promise<Result<{ ticks: TickView[] }>> => {
  const row = await findFlight(tx, flightId);
  if (row === undefined) return refuse('flights.not_found', `There is no flight ${flightId}.`);
  if (row.launched_at !== null || row.ended_at !== null)
    return refuse('flights.wrong_state', `Flight ${row.number} has been launched or has ended.`);
  await tx.db.deleteFrom('flight_ticks').where('flight_id', '=', flightId).where('tick', '=', tick).execute();
  const { personId, name } = tx.cause.actor;
  if (on)
    await tx.db
      .insertInto('flight_ticks')
      .values({ flight_id: flightId, tick, person_id: personId, person_name: name, at: tx.now })
      .execute();
  await emitFlight(tx, row, 'flight.ticked', { data: { tick, on } });
  return ok({ ticks: await ticksOf(tx, flightId) });
};

type ToldWeather = Omit<NewWeather, 'windFromDeg' | 'measuredAtM'> &
  Partial<Pick<NewWeather, 'windFromDeg' | 'measuredAtM'>>;

const writeWeather = async (
  tx: Tx,
  id: string,
  { at, source, ...figures }: ToldWeather & { readonly kind: WeatherKind },
  demo: 0 | 1,
): Promise<Result<WeatherView>> => {
  if (at > tx.now + AHEAD_MS)
    return refuse('flights.invalid_weather', 'Expected an observation of the past, it is of the future.', {
      place: 'at',
    });
  const { personId, name } = tx.cause.actor;
  const row = {
    id,
    at: Math.min(at, tx.now),
    entered_at: tx.now,
    person_id: personId,
    person_name: name,
    source,
    demo,
    json: JSON.stringify(figures),
  };
  await tx.db.insertInto('weather').values(row).execute();
  await tx.emit({
    type: 'weather.reported',
    subject: `weather:${row.id}`,
    data: { at: row.at, source, ...figures },
  });
  tx.created(row.id);
  return ok(weatherView(row));
};

/** What people tell of the air and of the pads before a launch. */
export const createConditions = ({ store, clock, rng, changed }: Deps) => {
  const person = ({ actor }: Cause) => ({ person_id: actor.personId, person_name: actor.name });

  return {
    weather: async (): Promise<WeatherView[]> => (await latestWeather(store.read)).map(weatherView),

    /** By a person, or by a source of the operator's file with the service as the cause. */
    reportWeather: async (
      cause: Cause,
      wanted: ToldWeather,
      { demo = false, kind = 'manual' }: { readonly demo?: boolean; readonly kind?: WeatherKind } = {},
    ): Promise<Result<WeatherView>> => {
      const told = await store.transact(cause, (tx) =>
        writeWeather(tx, newId(rng), { ...wanted, kind }, demo ? 1 : 0),
      );
      if (told.ok) changed();
      return told;
    },

    approvals: async (): Promise<AirspaceApprovalView[]> => openApprovalViews(store.read, clock.wall()),

    addApproval: (cause: Cause, wanted: NewApproval, demo = false): Promise<Result<AirspaceApprovalView>> =>
      store.transact(cause, async (tx) => {
        const id = newId(rng);
        const entered = await writeApproval(tx, id, wanted, demo);
        tx.created(id);
        return ok(entered);
      }),

    /** The authority has confirmed one take-off: who recorded it, when and by which reference. */
    confirmTakeoff: (
      cause: Cause,
      approvalId: string,
      { takeoffAt, reference }: NewConfirmation,
    ): Promise<Result<{ ok: true }>> =>
      store.transact(cause, async (tx) => {
        const approval = await tx.db
          .selectFrom('airspace_approvals')
          .select('number')
          .where('id', '=', approvalId)
          .where('withdrawn_at', 'is', null)
          .where('needs_confirmation', '=', 1)
          .executeTakeFirst();
        if (approval === undefined)
          return refuse('flights.not_found', `There is no approval ${approvalId} that is confirmed.`);
        const row = {
          id: newId(rng),
          approval_id: approvalId,
          takeoff_at: takeoffAt,
          reference,
          confirmed_at: tx.now,
          ...person(cause),
        };
        await tx.db.insertInto('takeoff_confirmations').values(row).execute();
        const data = { number: approval.number, takeoffAt, reference };
        await tx.emit({ type: 'approval.takeoff_confirmed', subject: `approval:${approvalId}`, data });
        return ok({ ok: true });
      }),

    withdrawApproval: (cause: Cause, id: string, reason: string): Promise<Result<{ ok: true }>> =>
      store.transact(cause, (tx) => withdrawApproval(tx, id, reason)),

    tick: (cause: Cause, flightId: string, wanted: NewTick): Promise<Result<{ ticks: TickView[] }>> =>
      store.transact(cause, (tx) => writeTick(tx, flightId, wanted)),
  };
};

export type Conditions = ReturnType<typeof createConditions>;

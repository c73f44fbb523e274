import type { z } from 'zod';
import type { AirspaceApprovalView, preflight, WeatherView } from '../api/contract/preflight.ts';
import type { Cause } from '../core/cause.ts';
import type { Clock } from '../core/clock.ts';
import { newId } from '../core/ids.ts';
import type { Rng } from '../core/ports.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { Store, Tx } from '../store/store.ts';
import {
  approvalView,
  latestWeather,
  openApprovals,
  ticksOf,
  weatherView,
  type TickView,
} from './conditions-queries.ts';
import { emitFlight, findFlight } from './record-service.ts';
import type { Tick } from './preflight-table.ts';

type NewWeather = z.output<typeof preflight.reportWeather.body>;
type NewApproval = z.output<typeof preflight.addApproval.body>;

/** The clocks of a station and of ours may differ by that. */
const AHEAD_MS = 60_000;

type Deps = { readonly store: Store; readonly clock: Clock; readonly rng: Rng };

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

/** What people tell of the air and of the pads before a launch. */
export const createConditions = ({ store, clock, rng }: Deps) => {
  const person = ({ actor }: Cause) => ({ person_id: actor.personId, person_name: actor.name });

  return {
    weather: async (): Promise<WeatherView[]> => (await latestWeather(store.read)).map(weatherView),

    reportWeather: (
      cause: Cause,
      { at, source, ...figures }: NewWeather,
      demo = false,
    ): Promise<Result<WeatherView>> =>
      store.transact(cause, async (tx) => {
        if (at > cause.now + AHEAD_MS)
          return refuse(
            'flights.invalid_weather',
            'Expected an observation of the past, it is of the future.',
            {
              place: 'at',
            },
          );
        const row = {
          id: newId(rng),
          at: Math.min(at, cause.now),
          entered_at: tx.now,
          ...person(cause),
          source,
          demo: demo ? (1 as const) : (0 as const),
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
      }),

    approvals: async (): Promise<AirspaceApprovalView[]> =>
      (await openApprovals(store.read, clock.wall())).map(approvalView),

    addApproval: (cause: Cause, wanted: NewApproval, demo = false): Promise<Result<AirspaceApprovalView>> =>
      store.transact(cause, async (tx) => {
        const row = {
          id: newId(rng),
          number: wanted.number,
          valid_from: wanted.from,
          valid_to: wanted.to,
          note: wanted.note,
          entered_at: tx.now,
          ...person(cause),
          demo: demo ? (1 as const) : (0 as const),
          withdrawn_at: null,
        };
        await tx.db.insertInto('airspace_approvals').values(row).execute();
        await tx.emit({ type: 'approval.entered', subject: `approval:${row.id}`, data: { ...wanted } });
        tx.created(row.id);
        return ok(approvalView(row));
      }),

    withdrawApproval: (cause: Cause, id: string, reason: string): Promise<Result<{ ok: true }>> =>
      store.transact(cause, async (tx) => {
        const changed = await tx.db
          .updateTable('airspace_approvals')
          .set({ withdrawn_at: tx.now })
          .where('id', '=', id)
          .where('withdrawn_at', 'is', null)
          .returning('number')
          .executeTakeFirst();
        if (changed === undefined) return refuse('flights.not_found', `There is no airspace approval ${id}.`);
        await tx.emit({
          type: 'approval.withdrawn',
          subject: `approval:${id}`,
          data: { number: changed.number, reason },
        });
        return ok({ ok: true });
      }),

    tick: (cause: Cause, flightId: string, wanted: NewTick): Promise<Result<{ ticks: TickView[] }>> =>
      store.transact(cause, (tx) => writeTick(tx, flightId, wanted)),
  };
};

export type Conditions = ReturnType<typeof createConditions>;

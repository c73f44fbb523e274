import type { Cause } from '../core/cause.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { Tx } from '../store/store.ts';
import type { Active, Actives } from './active-service.ts';
import type { NamedFlight } from './flight-queries.ts';
import type { Outcome } from './life-cycle.ts';
import { personStep } from './person-step-service.ts';
import { isFresh } from './ports.ts';
import { emitFlight, findFlight, reasonOf, type FlightDeps } from './record-service.ts';
import { signature } from './start-service.ts';

export type Decision = { readonly outcome: Outcome; readonly reason: string };

/** Heard within that time counts as heard now. */
const HEARD_MS = 10_000;

const confirm = async (tx: Tx, id: string): Promise<Result<undefined>> => {
  const waiting = await tx
    .selectFrom('boxes')
    .select('box_no')
    .where('flight_id', '=', id)
    // Also what is out of use: it has to come out of the drone, and who took it is on record.
    .where('unloaded_json', 'is', null)
    .execute();
  if (waiting.length > 0)
    return refuse(
      'flights.not_unloaded',
      `Boxes ${waiting.map(({ box_no: no }) => no).join(', ')} are not unloaded yet.`,
    );
  const by = JSON.parse(signature(tx.cause)) as unknown;
  const turnaround = { unloaded: true, batteryChanged: true, padClear: true, by };
  await tx.db
    .updateTable('flights')
    .set({ turnaround_json: JSON.stringify(turnaround) })
    .where('id', '=', id)
    .execute();
  const row = await findFlight(tx, id);
  if (row !== undefined) await emitFlight(tx, row, 'flight.turnaround', { shared: true });
  return ok(undefined);
};

/** What people do with a flight besides flying it: give it up, turn the drone around, say what became of it. */
export const createPeopleSteps = (deps: FlightDeps, actives: Actives) => {
  const scene = { deps, actives };

  /** A launch under way is called off and, if the drone may be armed by now, stood down first. */
  const callOff = async (cause: Cause, active: Active, reason: string): Promise<Result<undefined>> => {
    // Written before what follows from it, but not waited for: a record that is stuck keeps nobody armed (INV-S12).
    const write = (): Promise<void> =>
      deps.store.transact(cause, async (tx) => {
        const row = await findFlight(tx, active.id);
        if (row !== undefined) await emitFlight(tx, row, 'flight.abort_asked', { data: { reason } });
      });
    actives.later(active, write);
    active.launch?.feed({ kind: 'cancel', sentence: reason, now: deps.clock.mono() });
    await active.launch?.done;
    return active.life.state === 'ABORTED'
      ? ok(undefined)
      : refuse(
          'flights.wrong_state',
          `Flight ${active.number} is ${active.life.state}: it cannot be aborted.`,
          {
            details: { state: active.life.state },
          },
        );
  };

  const abort = (cause: Cause, row: NamedFlight, reason: string): Promise<Result<undefined>> => {
    const active = actives.get(row.id);
    if (active?.launch?.isOver() === false) return callOff(cause, active, reason);
    const input = { kind: 'aborted', reason: reasonOf('aborted_by_person', reason) } as const;
    return personStep(scene, cause, { id: row.id, input, extra: async () => ok(undefined) });
  };

  /** The people at the landing pad: unloaded, battery changed, pad clear. */
  const turnaround = (cause: Cause, row: NamedFlight): Promise<Result<undefined>> => {
    const { role, siteId } = cause.actor;
    if (row.kind !== 'delivery' || (row.state !== 'LANDED' && row.state !== 'COMPLETED'))
      return Promise.resolve(
        refuse('flights.wrong_state', `Flight ${row.number}: expected a delivery that has landed.`),
      );
    if (role === 'hospital' && siteId !== row.toSiteId)
      return Promise.resolve(refuse('flights.not_found', `There is no flight ${row.id}.`));
    if (row.state === 'COMPLETED') return deps.store.transact(cause, (tx) => confirm(tx, row.id));
    const reason = reasonOf('turnaround_done', 'unloaded, battery changed, pad clear');
    return personStep(scene, cause, {
      id: row.id,
      input: { kind: 'unloaded', reason },
      extra: (tx) => confirm(tx, row.id),
    });
  };

  /** A person says what became of a flight; not while its drone says itself that it is armed. */
  const resolve = async (
    cause: Cause,
    row: NamedFlight,
    { outcome, reason }: Decision,
  ): Promise<Result<undefined>> => {
    const active = actives.get(row.id);
    const heartbeat = active && actives.factsOf(active).heartbeat;
    const isArmed = isFresh(heartbeat, deps.clock.mono(), HEARD_MS) && heartbeat?.value.armed === true;
    if (outcome !== 'monitor' && isArmed)
      return refuse('flights.vehicle_armed', `Flight ${row.number}: its drone is heard and armed now.`);
    return personStep(scene, cause, {
      id: row.id,
      input: { kind: 'resolved', outcome, reason: reasonOf('person_decided', reason) },
      extra: async (tx, now) => {
        await emitFlight(tx, now, 'flight.resolved', { data: { outcome, reason, from: now.state } });
        return ok(undefined);
      },
    });
  };

  return { abort, turnaround, resolve };
};

import type { Cause } from '../core/cause.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { FlightRow } from '../store/schema.ts';
import { activeOf, type Active, type Actives } from './active-service.ts';
import type { NamedFlight } from './flight-queries.ts';
import type { Ground } from './ground-service.ts';
import { LaunchRun } from './launch-service.ts';
import { padTakenBy } from './pad-queries.ts';
import { standingAgainst } from './preflight.ts';
import { emitFlight, findFlight, NO_LAUNCH, reasonOf, type FlightDeps } from './record-service.ts';

export type LaunchRequest = { readonly planHash: string; readonly acknowledged: readonly string[] };

/** Who does it, as the record keeps it. */
export const signature = ({ actor, now }: Cause): string =>
  JSON.stringify({ personId: actor.personId, name: actor.name, at: now });

/** The dispatcher's launch: judged, recorded, then run. */
export const createStarter = (deps: FlightDeps, actives: Actives, ground: Ground) => {
  const standing = async (id: string, request: LaunchRequest, params: Ground['params']) => {
    const row = await findFlight(deps.store.read, id);
    if (row === undefined) return [];
    await params(row.vehicle_id);
    return standingAgainst(await ground.issuesOf(row, request.planHash), request.acknowledged);
  };

  const authorise = (cause: Cause, id: string, request: LaunchRequest): Promise<Result<FlightRow>> =>
    deps.store.transact(cause, async (tx) => {
      const row = await findFlight(tx, id);
      if (row === undefined || row.state !== 'PLANNED' || row.launched_at !== null)
        return refuse(
          'flights.wrong_state',
          `Flight ${id}: expected PLANNED, it is ${row?.state ?? 'gone'}.`,
        );
      // Judged again where it counts: two launches to one pad may have been judged side by side.
      const taken = await padTakenBy(tx, row.to_pad_id, row.vehicle_id);
      if (taken !== undefined) return refuse('flights.pad_taken', `${taken} has the destination's pad.`);
      const launch = { ...NO_LAUNCH, acknowledged: request.acknowledged };
      await tx.db
        .updateTable('flights')
        .set({
          launched_at: tx.now,
          launched_by_json: signature(cause),
          launch_json: JSON.stringify(launch),
        })
        .where('id', '=', id)
        .execute();
      await emitFlight(tx, row, 'flight.launched', { data: { ...request } });
      if (row.kind === 'delivery') {
        const allowed = await deps.hooks.onLaunched(tx, id);
        if (!allowed.ok) return allowed;
      }
      tx.created(id);
      return ok(row);
    });

  const run = (cause: Cause, active: Active, request: LaunchRequest): void => {
    const control = deps.vehicles.get(active.vehicleId);
    if (control === undefined) {
      const reason = reasonOf('vehicle_lost', 'there is no link to the drone');
      actives.apply(active, { kind: 'progressed', to: 'ABORTED', reason });
      return;
    }
    // Right before arming the parameters are read anew: somebody else may have set one since.
    const check = async () =>
      (await standing(active.id, request, ground.readParams)).map(({ sentence }) => sentence);
    const order = { active, control, personId: cause.actor.personId, check };
    active.launch = new LaunchRun(deps, actives, order);
    active.launch.start();
  };

  const launch = async (
    cause: Cause,
    row: NamedFlight,
    request: LaunchRequest,
  ): Promise<Result<undefined>> => {
    const against = await standing(row.id, request, ground.params);
    if (against.length > 0)
      return refuse('flights.preflight', against.map(({ sentence }) => sentence).join(' '), {
        details: { issues: against },
      });
    const authorised = await authorise(cause, row.id, request);
    if (!authorised.ok) return authorised;
    const active = activeOf(authorised.value);
    if (active === undefined) throw new Error(`flight ${row.number} is PLANNED without a plan`);
    actives.add(active);
    run(cause, active, request);
    return ok(undefined);
  };

  return launch;
};

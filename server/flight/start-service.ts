import type { Cause } from '../core/cause.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { FlightRow } from '../store/schema.ts';
import type { LaunchRequestRow } from '../store/schema-launch.ts';
import type { Tx } from '../store/store.ts';
import { activeOf, type Active, type Actives } from './active-service.ts';
import type { NamedFlight } from './flight-queries.ts';
import type { Ground, Look } from './ground-service.ts';
import { closeRequests } from './launch-request-queries.ts';
import { writeApproval, type LaunchRequests, type LaunchWish } from './launch-request-service.ts';
import { LaunchRun, type LaunchOrder } from './launch-service.ts';
import { padTakenBy } from './pad-queries.ts';
import { needsSecond, standingAgainst } from './preflight.ts';
import { writeLaunchRecord, type Signed } from './preflight-record-queries.ts';
import { emitFlight, findFlight, NO_LAUNCH, reasonOf, type FlightDeps } from './record-service.ts';
import type { SeparationService } from './separation-service.ts';

type Approval = { readonly requestId: string; readonly reason: string };

/** A launch that nothing speaks against any more. */
type Ready = {
  readonly row: FlightRow;
  readonly wish: LaunchWish;
  readonly look: Look;
  readonly signed: Signed;
  readonly approval?: Approval;
};

type Launcher = Pick<LaunchOrder, 'personId' | 'epoch'>;

const controlLost = (name: string): Result<never> =>
  refuse('control.lost', `${name} no longer controls the drone: who does has to ask.`);

const signatureOf = ({ actor, now }: Cause) => ({ personId: actor.personId, name: actor.name, at: now });

/** Who does it, as the record keeps it. */
export const signature = (cause: Cause): string => JSON.stringify(signatureOf(cause));

const isReady = ({ issues }: Look, acknowledged: readonly string[]): Result<undefined> => {
  const against = standingAgainst(issues, acknowledged);
  if (against.length === 0) return ok(undefined);
  return refuse('flights.preflight', against.map(({ sentence }) => sentence).join(' '), {
    details: { issues: against },
  });
};

/** Judged again where it counts: two launches may have been judged side by side. */
const isStillFree = async (
  tx: Tx,
  row: FlightRow,
  separation: SeparationService,
): Promise<Result<undefined>> => {
  const taken = await padTakenBy(tx, row.to_pad_id, row.vehicle_id);
  if (taken !== undefined) return refuse('flights.pad_taken', `${taken} has the destination's pad.`);
  const [met] = await separation.againstLaunched(tx, row);
  return met === undefined ? ok(undefined) : refuse('flights.conflict', `It would meet ${met.name}.`);
};

/** Everything that the launch changes in the record, before the first byte leaves. */
const writeLaunch = async (
  { hooks, separation }: FlightDeps & { readonly separation: SeparationService },
  tx: Tx,
  ready: Ready,
): Promise<Result<FlightRow>> => {
  const { row: asked, wish, look, signed, approval } = ready;
  const { id } = asked;
  const row = await findFlight(tx, id);
  if (row === undefined || row.state !== 'PLANNED' || row.launched_at !== null)
    return refuse('flights.wrong_state', `Flight ${id}: expected PLANNED, it is ${row?.state ?? 'gone'}.`);
  const free = await isStillFree(tx, row, separation);
  if (!free.ok) return free;
  if (approval !== undefined) {
    const approved = await writeApproval(tx, approval.requestId, approval.reason);
    if (!approved.ok) return approved;
    await emitFlight(tx, row, 'flight.approval_given', { data: { ...approval } });
  }
  await closeRequests(tx, id);
  const launch = { ...NO_LAUNCH, acknowledged: wish.acknowledged };
  await tx.db
    .updateTable('flights')
    .set({
      launched_at: tx.now,
      launched_by_json: JSON.stringify({ ...signed.requestedBy, at: tx.now }),
      launch_json: JSON.stringify(launch),
    })
    .where('id', '=', id)
    .execute();
  await writeLaunchRecord(tx, id, { look, asked: wish, signed });
  const { planHash, acknowledged } = wish;
  const data = {
    planHash,
    acknowledged,
    by: signed.requestedBy.name,
    approvedBy: signed.approvedBy?.name,
  };
  await emitFlight(tx, row, 'flight.launched', { data });
  if (row.kind === 'delivery') {
    const allowed = await hooks.onLaunched(tx, id);
    if (!allowed.ok) return allowed;
  }
  tx.created(id);
  return ok(row);
};

type Beside = {
  readonly ground: Ground;
  readonly requests: LaunchRequests;
  readonly separation: SeparationService;
};

/** The epoch under which that person controls the drone; undefined = somebody has taken it over. */
const epochOf = (
  { control }: Pick<FlightDeps, 'control'>,
  vehicleId: string,
  personId: string,
): number | undefined => (control.isOwner(vehicleId, personId) ? control.get(vehicleId).epoch : undefined);

/** The dispatcher's launch: judged, confirmed by a second person where it needs one, recorded, then run. */
export const createStarter = (
  deps: FlightDeps,
  actives: Actives,
  { ground, requests, separation }: Beside,
) => {
  const codes: Signed['codes'] = deps.codes.required ? 'checked' : 'off';

  const standing = async (id: string, wish: LaunchWish, params: Ground['params']) => {
    const row = await findFlight(deps.store.read, id);
    if (row === undefined) return [];
    await params(row.vehicle_id);
    return standingAgainst(await ground.issuesOf(row, wish.planHash), wish.acknowledged);
  };

  const run = (active: Active, wish: LaunchWish, launcher: Launcher): void => {
    const control = deps.vehicles.get(active.vehicleId);
    if (control === undefined) {
      const reason = reasonOf('vehicle_lost', 'there is no link to the drone');
      actives.apply(active, { kind: 'progressed', to: 'ABORTED', reason });
      return;
    }
    // Right before arming the parameters are read anew: somebody else may have set one since.
    const check = async () =>
      (await standing(active.id, wish, ground.readParams)).map(({ sentence }) => sentence);
    active.launch = new LaunchRun(deps, actives, { active, control, ...launcher, check });
    active.launch.start();
  };

  const begin = async (cause: Cause, ready: Ready): Promise<Result<undefined>> => {
    const { personId, name } = ready.signed.requestedBy;
    const vehicleId = ready.row.vehicle_id;
    // What was asked takes time: who took the drone over meanwhile has not launched it (OW2).
    let epoch: number | undefined;
    const authorised = await deps.store.transact(cause, (tx): Promise<Result<FlightRow>> => {
      epoch = epochOf(deps, vehicleId, personId);
      return epoch === undefined
        ? Promise.resolve(controlLost(name))
        : writeLaunch({ ...deps, separation }, tx, ready);
    });
    if (!authorised.ok || epoch === undefined) return authorised.ok ? controlLost(name) : authorised;
    const active = activeOf(authorised.value);
    if (active === undefined) throw new Error(`flight ${authorised.value.number} is PLANNED without a plan`);
    actives.add(active);
    run(active, ready.wish, { personId, epoch });
    return ok(undefined);
  };

  const launch = async (cause: Cause, row: NamedFlight, wish: LaunchWish): Promise<Result<undefined>> => {
    const claimed = await deps.control.claim(cause, row.vehicle_id);
    if (!claimed.ok) return claimed;
    await ground.params(row.vehicle_id);
    const look = await ground.look(row, wish.planHash);
    const fit = isReady(look, wish.acknowledged);
    if (!fit.ok) return fit;
    const coded = await deps.codes.check(cause, wish.code ?? '');
    if (!coded.ok) return coded;
    const forTwo = needsSecond(look.issues);
    if (forTwo.length > 0) return requests.ask(cause, row, wish, forTwo);
    const requestedBy = signatureOf(cause);
    const signed = { requestedBy, reason: wish.reason ?? '', approvedBy: null, approverReason: '', codes };
    return begin(cause, { row, wish, look, signed });
  };

  const signedByTwo = (cause: Cause, asked: LaunchRequestRow, approverReason: string): Signed => ({
    requestedBy: { personId: asked.requester_id, name: asked.requester_name, at: asked.created_at },
    reason: asked.reason,
    approvedBy: signatureOf(cause),
    approverReason,
    codes,
  });

  /** The second person's word: judged again, since two minutes may have passed. */
  const approve = async (
    cause: Cause,
    requestId: string,
    { reason, code }: { readonly reason: string; readonly code: string },
  ): Promise<Result<{ ok: true }>> => {
    const found = await requests.find(cause, requestId);
    if (!found.ok) return found;
    const asked = found.value;
    if (asked.requester_id === cause.actor.personId)
      return refuse('flights.second_person', 'The second person has to be another one than the first.');
    const row = await findFlight(deps.store.read, asked.flight_id);
    if (row === undefined) return refuse('flights.not_found', `There is no flight ${asked.flight_id}.`);
    if (epochOf(deps, row.vehicle_id, asked.requester_id) === undefined)
      return controlLost(asked.requester_name);
    const wish = JSON.parse(asked.request_json) as LaunchWish;
    await ground.params(row.vehicle_id);
    const look = await ground.look(row, wish.planHash);
    const fit = isReady(look, wish.acknowledged);
    if (!fit.ok) return fit;
    const coded = await deps.codes.check(cause, code);
    if (!coded.ok) return coded;
    const signed = signedByTwo(cause, asked, reason);
    const begun = await begin(cause, { row, wish, look, signed, approval: { requestId, reason } });
    return begun.ok ? ok({ ok: true }) : begun;
  };

  return { launch, approve };
};

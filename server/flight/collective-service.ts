import { SYSTEM_ACTOR } from '../core/access.ts';
import { systemCause, type Cause } from '../core/cause.ts';
import { wallMs, type MonoMs, type Timer } from '../core/clock.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import { droneProfile } from '../plan/profile.ts';
import type { Active, Actives } from './active-service.ts';
import { asDrone, newMember, sceneOf, stateSeen, type Member } from './collective-member.ts';
import type { CollectiveOrder } from './collective-queries.ts';
import { createCollectiveRecord } from './collective-record-service.ts';
import { decideReturns, type CollectiveDrone, type Decision } from './collective.ts';
import type { FlightCommand } from './command-service.ts';
import type { FlightDeps } from './record-service.ts';
import { isFlightAirborne } from './states.ts';

/** How often it is decided who goes next, milliseconds. */
const DECIDE_MS = 1000;
/** A command that does not show in the drone's mode is given again, milliseconds: both are safe to repeat. */
const AGAIN_MS = 6000;

type Run = { readonly cause: Cause; readonly reason: string; readonly members: Member[]; stuck: boolean };

const textOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown');

type Send = (
  cause: Cause,
  id: string,
  wanted: { readonly command: FlightCommand; readonly reason: string },
) => Promise<Result<unknown>>;

/** Sends a member its command, and notes that it was sent. */
const createTell =
  ({ clock, log }: FlightDeps, send: Send) =>
  (member: Member, command: FlightCommand, { cause, reason }: Pick<Run, 'cause' | 'reason'>): void => {
    member.sent = command;
    member.sentAt = clock.mono();
    send({ ...cause, now: clock.wall() }, member.active.id, { command, reason }).catch((error: unknown) =>
      log('error', `flight ${member.active.number}: ${textOf(error)}`),
    );
  };

/** What its drone is made for, and the parameters that it has now. */
const readProfile = async ({ store, vehicles }: FlightDeps, member: Member): Promise<void> => {
  const row = await store.read
    .selectFrom('vehicles')
    .innerJoin('profiles', 'profiles.id', 'vehicles.profile_id')
    .select('profiles.json')
    .where('vehicles.id', '=', member.active.vehicleId)
    .executeTakeFirst();
  if (row !== undefined) member.profile = droneProfile.parse(JSON.parse(row.json));
  const read = await vehicles.get(member.active.vehicleId)?.readParams();
  if (read?.ok === true) member.params = read.value;
};

/** A collective return, as people see it. */
const viewOf = ({ cause, reason, stuck, members }: Run, running: boolean, actives: Actives) => ({
  at: cause.now,
  by: cause.actor.name,
  reason,
  running,
  stuck,
  drones: members.map(({ active, state, behind }) => ({
    flightId: active.id,
    number: active.number,
    vehicleId: active.vehicleId,
    state,
    behind: behind.map((id) => actives.get(id)?.number ?? id),
  })),
});

/** The order of before a restart, with those of its flights that are in the air; by the service, in that person's name. */
const runOf = (order: CollectiveOrder, flights: readonly Active[], now: MonoMs): Run => {
  const members = flights
    .filter(({ id, life }) => order.flightIds.includes(id) && isFlightAirborne(life.state))
    .map((active) => newMember(active, now));
  const cause: Cause = { actor: { ...SYSTEM_ACTOR, name: order.name }, now: wallMs(order.at) };
  return { cause, reason: order.reason, members, stuck: false };
};

/** Brings every drone in the air home, one after another; see `collective.ts`. Only holds and returns are sent. */
export const createCollective = (deps: FlightDeps, actives: Actives, send: Send) => {
  const { clock, log } = deps;
  let run: Run | undefined;
  let timer: Timer | undefined;
  const record = createCollectiveRecord(deps);

  const tell = createTell(deps, send);

  const droneOf = (member: Member): CollectiveDrone | undefined =>
    asDrone(member, actives.factsOf(member.active), clock.mono());

  /** Takes what its mode says; a command that does not show is given again. */
  const look = (member: Member, now: Run): void => {
    const seen = stateSeen(member, actives.factsOf(member.active), clock.mono());
    if (seen !== undefined) member.state = seen;
    else if (clock.mono() - member.sentAt > AGAIN_MS)
      tell(member, member.state === 'returning' ? 'return' : 'hold', now);
  };

  const obey = (decision: Decision, now: Run): void => {
    now.stuck = decision.stuck;
    for (const member of now.members) {
      const wait = decision.waiting.find(({ id }) => id === member.active.id);
      member.behind = wait?.behind ?? [];
      if (!decision.go.includes(member.active.id)) continue;
      member.state = 'returning';
      tell(member, 'return', now);
    }
  };

  const halt = (): void => {
    timer?.cancel();
    timer = undefined;
  };

  const end = (): void => {
    if (timer !== undefined) record.note(systemCause(clock.wall()), undefined);
    halt();
  };

  const step = (): void => {
    if (run === undefined) return;
    const open = run.members.filter(({ state }) => state !== 'home' && state !== 'left_alone');
    for (const member of open) look(member, run);
    const drones = open
      .filter(({ state }) => state !== 'home' && state !== 'left_alone')
      .flatMap((member) => droneOf(member) ?? []);
    obey(decideReturns(sceneOf(run.members, drones, actives.factsOf)), run);
    if (run.members.every(({ state }) => state === 'home' || state === 'left_alone')) end();
  };

  const go = (now: Run): void => {
    run = now;
    for (const member of now.members) void readProfile(deps, member).catch(() => undefined);
    timer = clock.every(DECIDE_MS, () => {
      try {
        step();
      } catch (error) {
        log('error', 'the collective return could not go on', { error: textOf(error) });
      }
    });
  };

  /** Begins; again while one is under way it changes nothing. */
  const begin = (cause: Cause, reason: string): Result<undefined> => {
    if (timer !== undefined) return ok(undefined);
    const flying = actives.all().filter(({ life }) => isFlightAirborne(life.state));
    if (flying.length === 0) return refuse('flights.none_in_air', 'No drone is in the air.');
    const members = flying.map((active) => newMember(active, clock.mono()));
    const { personId, name } = cause.actor;
    record.note(cause, { at: cause.now, personId, name, reason, flightIds: flying.map(({ id }) => id) });
    go({ cause, reason, members, stuck: false });
    for (const member of members) {
      if (member.state === 'left_alone') continue;
      // One that is short does not even stop: it goes now.
      const isShort = (droneOf(member)?.patienceS ?? Infinity) <= 0;
      if (isShort) member.state = 'returning';
      tell(member, isShort ? 'return' : 'hold', { cause, reason });
    }
    return ok(undefined);
  };

  /**
   * Goes on with what a person ordered before the restart, once the flights are adopted: a drone that waited for its turn
   * would hover until its pack is empty. Only holds and returns are sent, to drones of that order that fly.
   */
  const resume = async (): Promise<void> => {
    const order = await record.underWay();
    if (order === undefined || timer !== undefined) return;
    go(runOf(order, actives.all(), clock.mono()));
    step();
  };

  return {
    begin,
    /** A person takes over: nothing more is sent; drones go on as they are. */
    cancel: (): void => {
      end();
      run = undefined;
    },
    view: () => run && viewOf(run, timer !== undefined, actives),
    resume,
    /** Without a word in the record: the next start goes on with it. */
    stop: (): Promise<void> => {
      halt();
      return record.stop();
    },
  };
};

export type Collective = ReturnType<typeof createCollective>;

import type { Cause } from '../core/cause.ts';
import type { Timer } from '../core/clock.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import { droneProfile, NJ10, type DroneProfile } from '../plan/profile.ts';
import type { Active, Actives } from './active-service.ts';
import { decideReturns, patienceS, type CollectiveDrone, type Decision, type Scene } from './collective.ts';
import type { FlightCommand } from './command-service.ts';
import { failsafeProfile } from './forecast-params.ts';
import { isFresh, type VehicleFacts } from './ports.ts';
import type { FlightDeps } from './record-service.ts';
import { isFlightAirborne } from './states.ts';

/** How often it is decided who goes next, milliseconds. */
const DECIDE_MS = 1000;
/** A command that does not show in the drone's mode is given again, milliseconds: both are safe to repeat. */
const AGAIN_MS = 6000;
/** Positions older than this say nothing of where a drone is. */
const FRESH_MS = 3000;
/** A drone that is not heard or that others fly may be that far from where it was, metres. */
const ASTRAY_M = 300;
const PERCENT = 100;

/** A drone on the collective return, as people see it. */
export type CollectiveState = 'holding' | 'waiting' | 'returning' | 'home' | 'left_alone';

type Member = {
  readonly active: Active;
  state: CollectiveState;
  sentAt: number;
  sent: FlightCommand | undefined;
  behind: readonly string[];
  params: ReadonlyMap<string, number> | undefined;
  profile: DroneProfile;
};

type Run = { readonly cause: Cause; readonly reason: string; readonly members: Member[]; stuck: boolean };

type Send = (
  cause: Cause,
  id: string,
  wanted: { readonly command: FlightCommand; readonly reason: string },
) => Promise<Result<unknown>>;

const isArmed = ({ heartbeat }: VehicleFacts): boolean => heartbeat?.value.armed === true;

/** Brings every drone in the air home, one after another; see `collective.ts`. Only holds and returns are sent. */
export const createCollective = (deps: FlightDeps, actives: Actives, send: Send) => {
  const { clock, store, vehicles, log } = deps;
  let run: Run | undefined;
  let timer: Timer | undefined;

  const factsOf = ({ active }: Member): VehicleFacts => actives.factsOf(active);

  const tell = (member: Member, command: FlightCommand, { cause, reason }: Run): void => {
    member.sent = command;
    member.sentAt = clock.mono();
    send({ ...cause, now: clock.wall() }, member.active.id, { command, reason }).catch((error: unknown) =>
      log('error', `flight ${member.active.number}: ${error instanceof Error ? error.message : 'unknown'}`),
    );
  };

  const asDrone = (member: Member): CollectiveDrone | undefined => {
    const facts = factsOf(member);
    const { position } = facts;
    if (!isFresh(position, clock.mono(), FRESH_MS) || position === undefined || !isArmed(facts))
      return undefined;
    const { plan, id } = member.active;
    const { returnRelAltM, cruiseMs, upMs, downMs } = failsafeProfile(member.params);
    const known = member.params !== undefined;
    const { profile } = member;
    const figures = {
      returnAltM: returnRelAltM,
      cruiseMs: known ? cruiseMs : profile.cruiseMs,
      climbMs: known ? upMs : profile.climbMs,
      descentMs: known ? downMs : profile.descentMs,
    };
    const { altAmslM, relAltM, at, groundSpeedMs } = position.value;
    const home = facts.home?.value ?? { at: plan.from.at, altAmslM: altAmslM - relAltM };
    const now = { at, altAmslM };
    const energy = {
      chargePct: facts.battery?.value,
      reservePct: plan.battery.reservePct / 2,
      pctPerS: (PERCENT * profile.cruiseMs) / (profile.rangeKmFullLoad * 1000),
    };
    const phase = member.state === 'returning' ? 'returning' : 'holding';
    return { id, phase, now, groundSpeedMs, home, figures, patienceS: patienceS(now, home, figures, energy) };
  };

  /** Who is in the air besides them, and who stands where. */
  const sceneOf = (members: readonly Member[], drones: readonly CollectiveDrone[]): Scene => {
    const others = members.flatMap((member) => {
      const seen = factsOf(member).position?.value;
      const isIn = drones.some(({ id }) => id === member.active.id);
      const isUp = isFlightAirborne(member.active.life.state) && member.state !== 'home';
      return seen === undefined || isIn || !isUp
        ? []
        : [{ at: seen.at, altAmslM: seen.altAmslM, extraM: ASTRAY_M }];
    });
    const grounded = members.flatMap((member) => {
      const seen = factsOf(member).position?.value;
      return member.state === 'home' && seen !== undefined ? [seen.at] : [];
    });
    return { drones, others, grounded };
  };

  /** What its mode says: that it obeys, that a person has taken it out, or that it is down. */
  const look = (member: Member, now: Run): void => {
    const { state } = member.active.life;
    const facts = factsOf(member);
    if (!isFlightAirborne(state) || (isFresh(facts.heartbeat, clock.mono(), FRESH_MS) && !isArmed(facts))) {
      member.state = 'home';
      return;
    }
    const wanted = member.state === 'returning' ? 'AUTO.RTL' : 'AUTO.LOITER';
    const mode = facts.heartbeat?.value.mode;
    if (mode === wanted || mode === 'AUTO.RTL') {
      if (mode === 'AUTO.RTL') member.state = 'returning';
      else if (member.state === 'holding') member.state = 'waiting';
      return;
    }
    // Landing where it is, or flown by somebody else: not ours to send on.
    if (mode === 'AUTO.LAND' || state === 'EXTERNAL_CONTROL') member.state = 'left_alone';
    else if (clock.mono() - member.sentAt > AGAIN_MS)
      tell(member, wanted === 'AUTO.RTL' ? 'return' : 'hold', now);
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

  const end = (): void => {
    timer?.cancel();
    timer = undefined;
  };

  const step = (): void => {
    if (run === undefined) return;
    const open = run.members.filter(({ state }) => state !== 'home' && state !== 'left_alone');
    for (const member of open) look(member, run);
    const drones = open
      .filter(({ state }) => state !== 'home' && state !== 'left_alone')
      .flatMap((member) => asDrone(member) ?? []);
    obey(decideReturns(sceneOf(run.members, drones)), run);
    if (run.members.every(({ state }) => state === 'home' || state === 'left_alone')) end();
  };

  const readProfile = async (member: Member): Promise<void> => {
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

  /** Begins; again while one is under way it changes nothing. */
  const begin = (cause: Cause, reason: string): Result<undefined> => {
    if (timer !== undefined) return ok(undefined);
    const flying = actives.all().filter(({ life }) => isFlightAirborne(life.state));
    if (flying.length === 0) return refuse('flights.none_in_air', 'No drone is in the air.');
    const members = flying.map((active): Member => ({
      active,
      state: active.life.state === 'EXTERNAL_CONTROL' ? 'left_alone' : 'holding',
      sentAt: clock.mono(),
      sent: undefined,
      behind: [],
      params: undefined,
      profile: NJ10,
    }));
    run = { cause, reason, members, stuck: false };
    for (const member of members) {
      if (member.state === 'left_alone') continue;
      // One that is short does not even stop: it goes now.
      const isShort = (asDrone(member)?.patienceS ?? Infinity) <= 0;
      if (isShort) member.state = 'returning';
      tell(member, isShort ? 'return' : 'hold', run);
      void readProfile(member).catch(() => undefined);
    }
    timer = clock.every(DECIDE_MS, () => {
      try {
        step();
      } catch (error) {
        log('error', 'the collective return could not go on', {
          error: error instanceof Error ? error.message : 'unknown',
        });
      }
    });
    return ok(undefined);
  };

  return {
    begin,
    /** A person takes over: nothing more is sent; drones go on as they are. */
    cancel: (): void => {
      end();
      run = undefined;
    },
    view: () =>
      run && {
        at: run.cause.now,
        by: run.cause.actor.name,
        reason: run.reason,
        running: timer !== undefined,
        stuck: run.stuck,
        drones: run.members.map(({ active, state, behind }) => ({
          flightId: active.id,
          number: active.number,
          vehicleId: active.vehicleId,
          state,
          behind: behind.map((id) => actives.get(id)?.number ?? id),
        })),
      },
    stop: end,
  };
};

export type Collective = ReturnType<typeof createCollective>;

import { may, type Actor } from '../core/access.ts';
import type { Cause } from '../core/cause.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import { droneProfile } from '../plan/profile.ts';
import { MIN_GROUND_SPEED_MS } from '../plan/limits.ts';
import type { Active, Actives } from './active-service.ts';
import { notFlying } from './air-checks.ts';
import type { GrantWish } from './guard-port.ts';
import type { Termination, VehicleControl } from './ports.ts';
import { emitFlight, findFlight, type FlightDeps } from './record-service.ts';
import { isFlightAirborne } from './states.ts';

export type SpeedWish = { readonly groundSpeedMs: number; readonly reason: string };

export type TerminationWish = {
  readonly how: Termination;
  readonly reason: string;
  readonly second: { readonly login: string; readonly password: string };
};

/** Proves who the second person at the same device is. */
export type VerifySecond = (login: string, password: string, ip: string) => Promise<Result<Actor>>;

/** From the intent in the record to the frame. */
const LIFE_MS = 5000;
/** MAV_CMD by number: this stage does not know the wire. */
const DO_CHANGE_SPEED = 178;
const PAIR_COMMANDS: Readonly<Record<Termination, { readonly command: number; readonly param1: number }>> = {
  // DO_FLIGHTTERMINATION, activate; DO_PARACHUTE, PARACHUTE_RELEASE.
  terminate: { command: 185, param1: 1 },
  parachute: { command: 208, param1: 2 },
};

type Scene = { readonly cause: Cause; readonly active: Active; readonly control: VehicleControl };

/** Commands to a drone in the air that are no modes: its speed, and the ends that two people want. */
export const createAirCommands = (
  deps: FlightDeps,
  actives: Actives,
  verifySecond: VerifySecond | undefined,
) => {
  const findScene = (cause: Cause, id: string): Result<Scene> => {
    const active = actives.get(id);
    const control = active && deps.vehicles.get(active.vehicleId);
    if (active === undefined || !isFlightAirborne(active.life.state))
      return refuse('flights.not_in_air', `Flight ${id}: expected it in the air.`);
    if (control === undefined) return refuse('flights.no_link', 'There is no link to its drone.');
    const against = notFlying(control.facts(), deps.clock.mono());
    if (against !== undefined) return refuse('flights.not_in_air', `Flight ${active.number}: ${against}.`);
    return ok({ cause, active, control });
  };

  const give = ({ cause, active }: Scene, wish: GrantWish) =>
    deps.grants.give(cause, { vehicleId: active.vehicleId, flightId: active.id, lifeMs: LIFE_MS, wish });

  /** What came of it is in the record, with who wanted it and why. */
  const told = (
    { cause, active }: Scene,
    data: Readonly<Record<string, unknown>>,
    answer: Result<unknown>,
  ): Result<undefined> => {
    const said = answer.ok ? 'accepted' : answer.error.message;
    actives.later(active, () =>
      deps.store.transact(cause, async (tx) => {
        const row = await findFlight(tx, active.id);
        if (row !== undefined)
          await emitFlight(tx, row, 'flight.command', { data: { ...data, answer: said } });
      }),
    );
    return answer.ok ? ok(undefined) : answer;
  };

  const maxSpeedMs = async ({ plan }: Active): Promise<number> => {
    const { json } = await deps.store.read
      .selectFrom('profiles')
      .select('json')
      .where('id', '=', plan.profileId)
      .executeTakeFirstOrThrow();
    return droneProfile.parse(JSON.parse(json)).cruiseMs;
  };

  /** For the legs from now on; the answer is the vehicle's word, the speed is seen in telemetry. */
  const changeSpeed = async (cause: Cause, id: string, wish: SpeedWish): Promise<Result<undefined>> => {
    const scene = findScene(cause, id);
    if (!scene.ok) return scene;
    const { groundSpeedMs, reason } = wish;
    const most = await maxSpeedMs(scene.value.active);
    if (!(groundSpeedMs >= MIN_GROUND_SPEED_MS && groundSpeedMs <= most))
      return refuse(
        'flights.speed_limits',
        `Expected a speed of ${MIN_GROUND_SPEED_MS} to ${most} m/s, got ${groundSpeedMs}.`,
        { details: { min: MIN_GROUND_SPEED_MS, max: most } },
      );
    const granted = await give(scene.value, { kind: 'fly', command: DO_CHANGE_SPEED });
    if (!granted.ok) return granted;
    const answer = await scene.value.control.changeSpeed(groundSpeedMs);
    return told(scene.value, { command: 'speed', groundSpeedMs, reason }, answer);
  };

  const secondPerson = async (cause: Cause, wish: TerminationWish, ip: string): Promise<Result<Actor>> => {
    if (verifySecond === undefined)
      return refuse('flights.second_person', 'No second person can be verified here.');
    const second = await verifySecond(wish.second.login, wish.second.password, ip);
    if (!second.ok) return second;
    if (second.value.personId === cause.actor.personId || !may(second.value.role, 'flight.command'))
      return refuse('flights.second_person', 'Expected another person who may command flights.', {
        place: 'second.login',
      });
    return second;
  };

  /** Both have said so within seconds of each other, at one console (INV-S7). The vehicle may refuse. */
  const terminate = async (
    cause: Cause,
    id: string,
    wish: TerminationWish,
    ip: string,
  ): Promise<Result<undefined>> => {
    const scene = findScene(cause, id);
    if (!scene.ok) return scene;
    const asked = deps.clock.mono();
    const second = await secondPerson(cause, wish, ip);
    if (!second.ok) return second;
    const approved = {
      first: { person: cause.actor.personId, at: asked },
      second: { person: second.value.personId, at: deps.clock.mono() },
    };
    const granted = await give(scene.value, { kind: 'two-person', ...PAIR_COMMANDS[wish.how], ...approved });
    if (!granted.ok) return granted;
    const { how, reason } = wish;
    const answer = await scene.value.control.terminate(how, { intent: granted.value.id, ...approved });
    return told(scene.value, { command: how, reason, second: second.value.name }, answer);
  };

  return { changeSpeed, terminate };
};

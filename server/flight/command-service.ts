import type { Cause } from '../core/cause.ts';
import type { MonoMs } from '../core/clock.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { Active, Actives } from './active-service.ts';
import { areAboard, idsText, missionText } from './launch-proofs.ts';
import { isFresh, type FlownMode, type VehicleFacts } from './ports.ts';
import { emitFlight, findFlight, type FlightDeps } from './record-service.ts';
import { isFlightAirborne } from './states.ts';

export type FlightCommand = 'hold' | 'resume' | 'return' | 'land';

const MODES: Readonly<Record<FlightCommand, FlownMode>> = {
  hold: 'AUTO.LOITER',
  resume: 'AUTO.MISSION',
  return: 'AUTO.RTL',
  land: 'AUTO.LAND',
};

/** What a resume is judged by must be younger. */
const RESUME_AGE_MS = 5000;
/** From the intent in the record to the frame. */
const RESUME_LIFE_MS = 5000;
/** Farther from its route a flight is not sent on: the mission would take it on an unchecked way there, metres. */
const RESUME_OFF_ROUTE_M = 200;

const notFlying = (facts: VehicleFacts, now: MonoMs): string | undefined => {
  if (!isFresh(facts.heartbeat, now, RESUME_AGE_MS) || facts.heartbeat?.value.armed !== true)
    return 'expected it heard within 5 s and armed';
  return isFresh(facts.landed, now, RESUME_AGE_MS) && facts.landed?.value !== 'on_ground'
    ? undefined
    : 'expected it in the air, seen within 5 s';
};

const offItsRoute = (active: Active, facts: VehicleFacts, now: MonoMs): string | undefined => {
  const said = isFresh(facts.mission, now, RESUME_AGE_MS) ? facts.mission?.value : undefined;
  const ours = active.frame.aboard;
  if (ours === undefined || !areAboard(ours, said))
    return `expected ${ours === undefined ? 'its plans' : idsText(ours)} aboard, ${missionText(facts)}`;
  if (!isFresh(facts.position, now, RESUME_AGE_MS)) return 'expected a position within 5 s';
  const offM = Math.abs(active.progress?.crossTrackM ?? Infinity);
  return offM > RESUME_OFF_ROUTE_M
    ? `expected it within ${RESUME_OFF_ROUTE_M} m of its route, it is ${offM.toFixed(0)} m off`
    : undefined;
};

/**
 * Commands to a flight in the air. Safe-direction ones (hold, return, land) leave before anything is written and are
 * never kept back by the record (INV-S12); `resume` is looked at first.
 */
export const createCommands = (deps: FlightDeps, actives: Actives) => {
  const record = (cause: Cause, active: Active, data: Readonly<Record<string, unknown>>): void => {
    const write = (): Promise<void> =>
      deps.store.transact(cause, async (tx) => {
        const row = await findFlight(tx, active.id);
        if (row !== undefined) await emitFlight(tx, row, 'flight.command', { data });
      });
    if (!actives.later(active, write))
      deps.log(
        'error',
        `flight ${active.number}: too much waits to be recorded, this is only in the log`,
        data,
      );
  };

  /** Needs the control of the drone; its intent is in the record before it leaves. */
  const mayResume = async (cause: Cause, active: Active, facts: VehicleFacts): Promise<Result<unknown>> => {
    const now = deps.clock.mono();
    const against = notFlying(facts, now) ?? offItsRoute(active, facts, now);
    if (against !== undefined) return refuse('flights.resume_unsafe', `Flight ${active.number}: ${against}.`);
    const { vehicleId, id: flightId } = active;
    return deps.grants.give(cause, { vehicleId, flightId, lifeMs: RESUME_LIFE_MS, wish: { kind: 'resume' } });
  };

  return async (
    cause: Cause,
    id: string,
    { command, reason }: { command: FlightCommand; reason: string },
  ): Promise<Result<undefined>> => {
    const active = actives.get(id);
    if (active === undefined || !isFlightAirborne(active.life.state))
      return refuse('flights.not_in_air', `Flight ${id}: expected it in the air.`, {
        details: { state: active?.life.state },
      });
    const control = deps.vehicles.get(active.vehicleId);
    if (control === undefined)
      return refuse('flights.no_link', `Flight ${active.number}: there is no link to its drone.`);
    const at = deps.clock.mono();
    const facts = control.facts();
    const allowed = command === 'resume' ? await mayResume(cause, active, facts) : ok(undefined);
    if (!allowed.ok) return allowed;
    const mode = MODES[command];
    const sent = control.setMode(mode);
    if (command !== 'resume') deps.control.seize(cause, active.vehicleId);
    actives.apply(active, { kind: 'commanded', mode, at, from: facts.heartbeat?.value.mode });
    const answer = await sent;
    const said = answer.ok ? 'done' : answer.error.message;
    record(cause, active, { command, mode, reason, answer: said });
    return answer.ok ? ok(undefined) : answer;
  };
};

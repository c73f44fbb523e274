import type { Cause } from '../core/cause.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { Active, Actives } from './active-service.ts';
import { notFlying, offItsRoute } from './air-checks.ts';
import type { FlownMode, VehicleFacts } from './ports.ts';
import { emitFlight, findFlight, type FlightDeps } from './record-service.ts';
import { isFlightAirborne } from './states.ts';

export type FlightCommand = 'hold' | 'resume' | 'return' | 'land';

const MODES: Readonly<Record<FlightCommand, FlownMode>> = {
  hold: 'AUTO.LOITER',
  resume: 'AUTO.MISSION',
  return: 'AUTO.RTL',
  land: 'AUTO.LAND',
};

/** From the intent in the record to the frame. */
const RESUME_LIFE_MS = 5000;

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
    active.commands += 1;
    if (command !== 'resume') deps.control.seize(cause, active.vehicleId);
    actives.apply(active, { kind: 'commanded', mode, at, from: facts.heartbeat?.value.mode });
    const answer = await sent;
    const said = answer.ok ? 'done' : answer.error.message;
    record(cause, active, { command, mode, reason, answer: said });
    return answer.ok ? ok(undefined) : answer;
  };
};

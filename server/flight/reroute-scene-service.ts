import type { Cause } from '../core/cause.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { Active } from './active-service.ts';
import { notFlying } from './air-checks.ts';
import type { VehicleControl } from './ports.ts';
import type { FlightDeps } from './record-service.ts';
import { rerouteTarget, type RerouteTarget } from './reroute-queries.ts';
import type { RerouteWish } from './rerouting.ts';
import { isFlightAirborne } from './states.ts';

/** A change of way that is under way: who wants what, of which drone. */
export type Scene = {
  readonly cause: Cause;
  readonly active: Active;
  readonly control: VehicleControl;
  readonly wish: RerouteWish;
  readonly target: RerouteTarget;
};

type Asked = { readonly cause: Cause; readonly id: string; readonly wish: RerouteWish };

/** The drone and the pad, where both are as a change of way needs them. */
export const findScene = async (
  deps: FlightDeps,
  active: Active | undefined,
  { cause, id, wish }: Asked,
): Promise<Result<Scene>> => {
  const control = active && deps.vehicles.get(active.vehicleId);
  if (active === undefined || !isFlightAirborne(active.life.state))
    return refuse('flights.not_in_air', `Flight ${id}: expected it in the air.`);
  if (control === undefined) return refuse('flights.no_link', 'There is no link to its drone.');
  const against = notFlying(control.facts(), deps.clock.mono());
  if (against !== undefined) return refuse('flights.reroute_unsafe', `Flight ${active.number}: ${against}.`);
  const { vehicleId, orderId } = active;
  const target = await rerouteTarget(deps.store.read, { ...wish, vehicleId, orderId });
  return target.ok ? ok({ cause, active, control, wish, target: target.value }) : target;
};

/** Whether it lands elsewhere than its flight was for; undefined = not so. Around a zone nothing of that changes. */
export const divertedOf = ({ wish, target, active }: Scene): 'back' | 'elsewhere' | undefined => {
  if (wish.kind === 'redirect' || active.kind === 'return') return undefined;
  if (wish.kind === 'around' && !active.life.diverted) return undefined;
  const home = active.plan.inFlight?.home ?? active.plan.from;
  return target.pad.id === home.id ? 'back' : 'elsewhere';
};

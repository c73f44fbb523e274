import { onRedirected } from '../custody/redirect-queries.ts';
import {
  closeOrdersOfVehicle,
  onAirborne,
  onDelivered,
  onFailed,
  onLaunched,
} from '../custody/custody-queries.ts';
import { registerAirRoutes } from '../flight/air-routes.ts';
import { registerBaselineRoutes } from '../flight/baseline-routes.ts';
import { registerContingencyRoutes } from '../flight/contingency-routes.ts';
import { registerControlRoutes } from '../flight/control-routes.ts';
import { registerExchangeRoutes } from '../flight/exchange-routes.ts';
import type { FlightLog, PlanWorld } from '../flight/ports.ts';
import { registerIntentRoutes } from '../flight/intents-routes.ts';
import { registerPreflightRoutes } from '../flight/preflight-routes.ts';
import { registerFlightRoutes, registerSafetyRoutes } from '../flight/routes.ts';
import { createFlightService, type FlightService } from '../flight/service.ts';
import { createUrgentFiles } from '../flight/urgent-files-service.ts';
import { registerUrgentRoutes } from '../flight/urgent-routes.ts';
import { createUrgentApplications } from '../flight/urgent-service.ts';
import { lastHeardOf, onStateOf } from './failed-flights.ts';
import type { Sky } from './sky.ts';
import type { StageDeps } from './stage-deps.ts';

type FlightWorld = {
  readonly sky: Sky;
  readonly planWorld: () => Promise<PlanWorld | undefined>;
  readonly log: FlightLog;
};

/** Everything that is done with drones, and its routes. */
export const joinFlights = (deps: StageDeps, { sky, planWorld, log }: FlightWorld): FlightService => {
  const { store, clock, rng, register, sessions } = deps;
  const { registry, guarding } = sky;
  const onState = onStateOf({ rng, lastHeard: lastHeardOf(registry.vehicles, clock) });
  const flights = createFlightService({
    store,
    clock,
    rng,
    vehicles: registry.vehicles,
    guard: guarding.port,
    planWorld,
    hooks: {
      onLaunched,
      onAirborne,
      onDelivered,
      onFailed,
      onState,
      onHome: closeOrdersOfVehicle,
      onRedirected,
    },
    outage: deps.outage,
    codes: deps.codes,
    verifySecond: sessions.verifySecond,
    log,
  });
  registerFlightRoutes(register, flights);
  registerAirRoutes(register, flights);
  registerControlRoutes(register, flights.control, store);
  // Whoever has logged out commands nothing.
  sessions.onEnded((_personId, sessionIds) => flights.control.sessionsEnded(sessionIds));
  registerSafetyRoutes(register, flights.safety);
  registerContingencyRoutes(register, flights.contingencies);
  registerPreflightRoutes(register, flights);
  const files = createUrgentFiles({ store, print: deps.print });
  registerUrgentRoutes(register, createUrgentApplications({ store, clock, rng }), files);
  registerIntentRoutes(register, flights);
  registerExchangeRoutes(register, flights.exchange);
  registerBaselineRoutes(register, flights.baselines);
  return flights;
};

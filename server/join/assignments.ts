import { registerAssignmentRoutes } from '../flight/assign-routes.ts';
import { createAssignments } from '../flight/assign-service.ts';
import { isFresh, type PlanWorld, type Vehicles } from '../flight/ports.ts';
import type { FlightService } from '../flight/service.ts';
import type { OrderService } from '../orders/service.ts';
import type { StageDeps } from './stage-deps.ts';

/** Heard within this time counts as heard now, milliseconds. */
const HEARD_MS = 10_000;

type AssignWorld = {
  readonly flights: () => FlightService;
  readonly orders: OrderService;
  readonly vehicles: Vehicles;
  readonly planWorld: () => Promise<PlanWorld | undefined>;
};

/** Proposals of who flies what, from orders, drones and flights. */
export const joinAssignments = (deps: StageDeps, { flights, orders, vehicles, planWorld }: AssignWorld) => {
  const { store, clock } = deps;
  const battery = (vehicleId: string) => vehicles.get(vehicleId)?.facts().battery;
  const service = createAssignments({
    store,
    clock,
    said: {
      isHeard: (id) => {
        const heartbeat = vehicles.get(id)?.facts().heartbeat;
        return isFresh(heartbeat, clock.mono(), HEARD_MS);
      },
      chargePct: (id) => battery(id)?.value,
      etaOf: (flightId) => flights().etaOf(flightId),
    },
    planWorld,
    groundStop: () => flights().groundStopSince() !== null,
    draft: (cause, orderId, vehicleId) => flights().create(cause, { kind: 'delivery', orderId, vehicleId }),
    byRoad: orders.byRoad,
    onError: (error) => deps.log.error({ err: error }, 'assignments could not be reckoned'),
  });
  registerAssignmentRoutes(deps.register, service);
  return service;
};

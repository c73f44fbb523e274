import { papers } from '../api/contract/papers.ts';
import type { MavLog } from '../mavlink/log.ts';
import type { createStation } from '../mavlink/station.ts';
import { registerIncidentRoutes } from '../review/incident-routes.ts';
import { createIncidents } from '../review/incident-service.ts';
import { createPaperPack } from '../review/paper-pack-service.ts';
import { registerReviewRoutes, registerVehicleLogRoutes } from '../review/routes.ts';
import { createReviewService } from '../review/service.ts';
import { createVehicleLogService } from '../review/vehicle-log-service.ts';
import { lastHeardOf } from './failed-flights.ts';
import type { Sky } from './sky.ts';
import type { StageDeps } from './stage-deps.ts';

type Aloft = {
  readonly station: ReturnType<typeof createStation>;
  readonly registry: Sky['registry'];
  readonly note: MavLog;
};

/** What is looked at afterwards: what we heard, and what the drones wrote themselves. */
export const joinReview = (deps: StageDeps, { station, registry, note }: Aloft) => {
  const { store, clock, rng, disk, register } = deps;
  const review = createReviewService({ store, clock, disk, frames: station, log: note });
  registerReviewRoutes(register, review);
  const incidents = createIncidents({
    store,
    clock,
    rng,
    lastHeard: lastHeardOf(registry.vehicles, clock),
    log: note,
  });
  registerIncidentRoutes(register, incidents);
  let unwatch = (): void => {};
  const { print } = deps;
  const pack = print && createPaperPack({ store, clock, disk, print, log: note });
  if (pack !== undefined) register(papers.pack, () => pack.file());
  const vehicles = { ids: () => registry.all().map(({ id }) => id), get: registry.vehicleOf };
  const vehicleLogs = createVehicleLogService({ store, clock, rng, disk, vehicles, log: note });
  registerVehicleLogRoutes(register, vehicleLogs);
  return {
    start: async (): Promise<void> => {
      unwatch = incidents.watch();
      pack?.start();
      await review.start();
      await vehicleLogs.start();
    },
    stop: async (): Promise<void> => {
      unwatch();
      await pack?.stop();
      await vehicleLogs.stop();
      await review.stop();
    },
  };
};

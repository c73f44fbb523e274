import { flights } from '../api/contract/flights.ts';
import type { Registrar } from '../api/contract/handler.ts';
import { vehicleLogs } from '../api/contract/vehicle-logs.ts';
import type { ReviewService } from './service.ts';
import type { VehicleLogService } from './vehicle-log-service.ts';

export const registerReviewRoutes = (register: Registrar, service: ReviewService): void => {
  register(flights.track, ({ actor, params }) => service.track(actor, params.id));
  register(flights.tlog, ({ actor, params }) => service.tlog(actor, params.id));
};

export const registerVehicleLogRoutes = (register: Registrar, service: VehicleLogService): void => {
  register(vehicleLogs.list, ({ actor, params }) => service.list(actor, params.id));
  register(vehicleLogs.file, ({ actor, params }) => service.file(actor, params.id, params.logId));
  register(vehicleLogs.fetch, ({ actor, cause, params }) => service.fetchAgain(actor, cause, params.id));
};

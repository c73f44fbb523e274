import { air } from '../api/contract/air.ts';
import type { Registrar } from '../api/contract/handler.ts';
import type { FlightService } from './service.ts';

/** Commands to a drone in the air that change its way, its speed, or end its flight. */
export const registerAirRoutes = (register: Registrar, { air: service }: FlightService): void => {
  register(air.divert, ({ cause, params, body }) =>
    service.reroute(cause, params.id, { kind: 'divert', ...body }),
  );
  register(air.redirect, ({ cause, params, body }) =>
    service.reroute(cause, params.id, { kind: 'redirect', ...body }),
  );
  register(air.speed, ({ cause, params, body }) => service.changeSpeed(cause, params.id, body));
  register(air.terminate, ({ cause, params, body, ip }) => service.terminate(cause, params.id, body, ip));
};

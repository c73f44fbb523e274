import { exchange } from '../api/contract/exchange.ts';
import type { Registrar } from '../api/contract/handler.ts';
import type { FlightService } from './service.ts';

/** Plans and flights for other programs. */
export const registerExchangeRoutes = (register: Registrar, service: FlightService['exchange']): void => {
  register(exchange.export, ({ actor, params }) => service.export(actor, params.id, params.format));
  register(exchange.compare, ({ actor, params, body }) => service.compare(actor, params.id, body.plan));
  register(exchange.ridFlights, ({ query }) => service.ridFlights(query.view));
  register(exchange.ridDetails, async ({ params }) => service.ridDetails(params.id));
};

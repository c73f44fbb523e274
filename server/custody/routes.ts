import type { Flight } from '../api/contract/flights.ts';
import { flights } from '../api/contract/flights.ts';
import type { Registrar } from '../api/contract/handler.ts';
import { orders } from '../api/contract/orders.ts';
import type { Actor } from '../core/access.ts';
import type { Result } from '../core/result.ts';
import type { CustodyService } from './service.ts';

/** A flight as this reader may see it; the flight stage's own view, joined in `app.ts`. */
export type FlightViewOf = (actor: Actor, flightId: string) => Promise<Result<Flight>>;

export const registerCustodyRoutes = (
  register: Registrar,
  service: CustodyService,
  flightView: FlightViewOf,
): void => {
  register(flights.load, async ({ cause, actor, params, body }) => {
    const loaded = await service.load(cause, params.id, body);
    return loaded.ok ? flightView(actor, params.id) : loaded;
  });
  register(flights.unload, async ({ cause, actor, params, body }) => {
    const unloaded = await service.unload(cause, params.id, body.boxNo);
    return unloaded.ok ? flightView(actor, params.id) : unloaded;
  });
  register(
    orders.receive,
    ({ cause, params, body }) => service.receive(cause, params.id, body),
    ({ actor }, id) => service.show(actor, id),
  );
  register(orders.cosign, ({ cause, params, body, ip }) => service.cosign(cause, params.id, body, ip));
};

import type { Registrar } from '../api/contract/handler.ts';
import { orders } from '../api/contract/orders.ts';
import type { OrderService } from './service.ts';

export const registerOrderRoutes = (register: Registrar, service: OrderService): void => {
  register(
    orders.create,
    ({ cause, body }) => service.create(cause, body),
    ({ actor }, id) => service.get(actor, id),
  );
  register(orders.list, ({ actor, query }) => service.list(actor, query));
  register(orders.get, ({ actor, params }) => service.get(actor, params.id));
  register(orders.timeline, ({ actor, params }) => service.timeline(actor, params.id));
  register(orders.cancel, ({ cause, params, body }) => service.cancel(cause, params.id, body.reason));
  register(orders.accept, ({ cause, params }) => service.accept(cause, params.id));
  register(orders.reject, ({ cause, params, body }) => service.reject(cause, params.id, body.reason));
  register(orders.byRoad, ({ cause, params, body }) => service.byRoad(cause, params.id, body.reason));
};

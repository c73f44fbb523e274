import type { Registrar } from '../api/contract/handler.ts';
import { orders } from '../api/contract/orders.ts';
import { stock } from '../api/contract/stock.ts';
import type { PackService } from './pack-service.ts';
import type { StockService } from './service.ts';

export const registerStockRoutes = (
  register: Registrar,
  service: StockService,
  packing: PackService,
): void => {
  register(stock.list, ({ query }) => service.list(query));
  register(stock.summary, ({ now }) => service.summary(now));
  register(stock.add, ({ cause, body }) => service.add(cause, body));
  register(stock.quarantine, ({ cause, params, body }) => service.quarantine(cause, params.id, body.reason));
  register(orders.pick, ({ cause, params, body }) => packing.pick(cause, params.id, body.scan));
  register(orders.check, ({ cause, params, body, ip }) => packing.check(cause, params.id, body, ip));
  register(
    orders.pack,
    ({ cause, params, body }) => packing.pack(cause, params.id, body),
    ({ actor }, id) => packing.show(actor, id),
  );
};

import { batteries } from '../api/contract/batteries.ts';
import type { Registrar } from '../api/contract/handler.ts';
import { ok } from '../core/result.ts';
import type { BatteryService } from './battery-service.ts';

export const registerBatteryRoutes = (register: Registrar, service: BatteryService): void => {
  register(batteries.list, async ({ now }) => ok(await service.board(now)));
  register(batteries.create, ({ cause, body }) => service.create(cause, body));
  register(batteries.change, ({ cause, params, body }) => service.change(cause, params.id, body));
  register(batteries.swap, ({ cause, params, body }) => service.swap(cause, params.id, body));
  register(batteries.maintain, ({ cause, params, body }) => service.maintain(cause, params.id, body));
};

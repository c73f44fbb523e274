import { contingencies } from '../api/contract/contingencies.ts';
import type { Registrar } from '../api/contract/handler.ts';
import { ok } from '../core/result.ts';
import type { Contingencies } from './contingency-service.ts';

export const registerContingencyRoutes = (register: Registrar, service: Contingencies): void => {
  register(contingencies.list, async ({ actor }) => ok(service.overview({ actor })));
  register(contingencies.decide, ({ cause, params, body }) => service.decide(cause, params.id, body));
};

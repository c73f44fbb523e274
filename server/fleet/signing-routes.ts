import { contract } from '../api/contract/contract.ts';
import type { Registrar } from '../api/contract/handler.ts';
import { ok } from '../core/result.ts';
import type { SigningKeys } from './signing-service.ts';

/** Each of these may be asked again: a key that is pending is sent again, not another one made. */
export const registerSigningRoutes = (register: Registrar, keys: SigningKeys): void => {
  const routes = contract.signing;
  register(routes.list, async () => ok(await keys.list()));
  register(
    routes.giveKey,
    ({ cause, params, body }) => keys.give(cause, params.id, body),
    ({ cause, params, body }) => keys.give(cause, params.id, body),
  );
  register(routes.takeKey, ({ cause, params, body }) => keys.take(cause, params.id, body));
  register(routes.recallKey, ({ cause, params, body }) => keys.recall(cause, params.id, body));
  register(routes.trustLink, ({ cause, params, body }) => keys.trustLink(cause, params.name, body));
};

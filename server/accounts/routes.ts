import { contract } from '../api/contract/contract.ts';
import type { Registrar } from '../api/contract/handler.ts';
import { ok } from '../core/result.ts';
import type { Accounts } from './service.ts';

/** Log-in, log-out and `me` deal with cookies and live in `api/session-routes.ts`. */
export const registerAccountRoutes = (register: Registrar, accounts: Accounts): void => {
  register(contract.accounts.changePassword, async (request) => {
    const changed = await accounts.changePassword(request.cause, { ...request.body, ip: request.ip });
    return changed.ok ? ok({ ok: true }) : changed;
  });
  register(contract.accounts.people, async () => ok({ people: await accounts.list() }));
  register(contract.accounts.createPerson, (request) => accounts.create(request.cause, request.body));
  register(contract.accounts.changePerson, (request) =>
    accounts.change(request.cause, request.params.id, request.body),
  );
};

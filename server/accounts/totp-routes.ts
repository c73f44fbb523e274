import { totp as routes } from '../api/contract/totp.ts';
import type { Registrar } from '../api/contract/handler.ts';
import { ok } from '../core/result.ts';
import type { Totp } from './totp-service.ts';

/** One-time codes; answers with a secret are kept by nobody. */
export const registerTotpRoutes = (register: Registrar, totp: Totp): void => {
  register(routes.state, async ({ actor }) => ok(await totp.state(actor)));
  register(routes.enrol, ({ cause }) => totp.enrol(cause, cause.actor.name));
  register(routes.confirm, async ({ cause, body }) => {
    const confirmed = await totp.confirm(cause, body.code);
    return confirmed.ok ? ok(await totp.state(cause.actor)) : confirmed;
  });
  register(routes.reset, async ({ cause, params }) => {
    const reset = await totp.reset(cause, params.id);
    return reset.ok ? ok({ ok: true }) : reset;
  });
};

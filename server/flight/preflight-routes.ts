import { preflight } from '../api/contract/preflight.ts';
import type { Registrar } from '../api/contract/handler.ts';
import { ok } from '../core/result.ts';
import type { FlightService } from './service.ts';

/** Weather, approvals, ticks and the second person. */
export const registerPreflightRoutes = (
  register: Registrar,
  { conditions, launching }: FlightService,
): void => {
  register(preflight.weather, async () => ok({ reports: await conditions.weather() }));
  register(preflight.reportWeather, ({ cause, body }) => conditions.reportWeather(cause, body));
  register(preflight.approvals, async () => ok({ approvals: await conditions.approvals() }));
  register(preflight.addApproval, ({ cause, body }) => conditions.addApproval(cause, body));
  register(preflight.confirmTakeoff, ({ cause, params, body }) =>
    conditions.confirmTakeoff(cause, params.id, body),
  );
  register(preflight.withdrawApproval, ({ cause, params, body }) =>
    conditions.withdrawApproval(cause, params.id, body.reason),
  );
  register(preflight.tick, ({ cause, params, body }) => conditions.tick(cause, params.id, body));
  register(preflight.requests, async () => ok({ requests: await launching.waiting() }));
  register(
    preflight.approve,
    ({ cause, params, body }) => launching.approve(cause, params.id, body),
    // Approved is approved: the repeat starts nothing.
    async () => ok({ ok: true }),
  );
  register(preflight.refuse, ({ cause, params, body }) => launching.refuse(cause, params.id, body.reason));
  register(preflight.record, ({ params }) => launching.record(params.id));
};

import type { Registrar } from '../api/contract/handler.ts';
import { intents } from '../api/contract/intents.ts';
import { wallMs } from '../core/clock.ts';
import { ok } from '../core/result.ts';
import type { FlightService } from './service.ts';

/** Operational intents of others, and what keeps a flight clear of everybody. */
export const registerIntentRoutes = (register: Registrar, service: FlightService): void => {
  register(intents.list, async () => ok({ intents: await service.intents.list() }));
  register(intents.add, ({ cause, body }) => service.intents.add(cause, body));
  register(intents.remove, ({ cause, params, body }) =>
    service.intents.remove(cause, params.id, body.reason),
  );
  register(intents.separation, ({ actor, params }) => service.separation(actor, params.id));
  register(intents.separate, ({ cause, params, body: { departAt, cruiseRelAltM } }) =>
    service.separate(cause, params.id, {
      ...(departAt === null ? {} : { departAt: wallMs(departAt) }),
      ...(cruiseRelAltM === null ? {} : { cruiseRelAltM }),
    }),
  );
};

import { flights } from '../api/contract/flights.ts';
import type { Registrar } from '../api/contract/handler.ts';
import { safety } from '../api/contract/safety.ts';
import { ok } from '../core/result.ts';
import type { FlightService } from './service.ts';

/** Routes of this stage; `load` and `unload` are custody's, `track` and `tlog` the review's. */
export const registerFlightRoutes = (register: Registrar, service: FlightService): void => {
  register(
    flights.create,
    ({ cause, body }) => service.create(cause, body),
    ({ actor }, id) => service.get(actor, id),
  );
  register(flights.list, ({ actor, query }) => service.list(actor, query));
  register(flights.get, ({ actor, params }) => service.get(actor, params.id));
  register(flights.replan, ({ cause, params }) => service.replan(cause, params.id));
  register(
    flights.launch,
    ({ cause, params, body }) => service.launch(cause, params.id, body),
    // Launched is launched: the repeat sees how the flight stands and starts nothing.
    ({ actor }, id) => service.get(actor, id),
  );
  register(flights.abort, ({ cause, params, body }) => service.abort(cause, params.id, body.reason));
  register(flights.hold, ({ cause, params, body }) =>
    service.command(cause, params.id, { command: 'hold', ...body }),
  );
  register(flights.resume, ({ cause, params, body }) =>
    service.command(cause, params.id, { command: 'resume', ...body }),
  );
  register(flights.return, ({ cause, params, body }) =>
    service.command(cause, params.id, { command: 'return', ...body }),
  );
  register(flights.land, ({ cause, params, body }) =>
    service.command(cause, params.id, { command: 'land', ...body }),
  );
  register(flights.turnaround, ({ cause, params }) => service.turnaround(cause, params.id));
  register(flights.resolve, ({ cause, params, body }) => service.resolve(cause, params.id, body));
  register(flights.timeline, ({ actor, params }) => service.timeline(actor, params.id));
};

/** Ground stop and collective return. */
export const registerSafetyRoutes = (register: Registrar, service: FlightService['safety']): void => {
  register(safety.groundStop, async () => ok(service.view()));
  register(safety.orderStop, ({ cause, body }) => service.order(cause, body.reason));
  register(safety.releaseStop, ({ cause, body }) => service.release(cause, body.reason));
  register(safety.collectiveReturn, ({ cause, body }) => service.bringHome(cause, body.reason));
  register(safety.cancelCollective, () => service.cancelCollective());
};

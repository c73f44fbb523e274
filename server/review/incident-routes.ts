import type { Registrar } from '../api/contract/handler.ts';
import { incidents } from '../api/contract/incidents.ts';
import type { Incidents } from './incident-service.ts';

export const registerIncidentRoutes = (register: Registrar, service: Incidents): void => {
  register(incidents.list, () => service.list());
  register(incidents.get, ({ params }) => service.get(params.id));
  register(
    incidents.open,
    ({ cause, body }) => service.open(cause, body),
    (_request, id) => service.get(id),
  );
  register(
    incidents.addEntry,
    ({ cause, params, body }) => service.addEntry(cause, params.id, body.text),
    (_request, id) => service.get(id),
  );
  register(incidents.close, ({ cause, params, body }) => service.close(cause, params.id, body.finding));
  register(incidents.search, ({ params }) => service.search(params.id));
};

import type { Registrar } from '../api/contract/handler.ts';
import { urgent } from '../api/contract/urgent.ts';
import type { UrgentFiles } from './urgent-files-service.ts';
import type { UrgentApplications } from './urgent-service.ts';

/** Applications for urgent flights (UAV Regulations Art. 29). */
export const registerUrgentRoutes = (
  register: Registrar,
  service: UrgentApplications,
  files: UrgentFiles,
): void => {
  register(urgent.get, ({ actor, params }) => service.get(actor, params.id));
  register(
    urgent.begin,
    ({ cause, params, body }) => service.begin(cause, params.id, body),
    ({ actor }, id) => service.get(actor, id),
  );
  register(urgent.save, ({ cause, params, body }) => service.save(cause, params.id, body));
  register(urgent.export, ({ cause, params, body }) => service.export(cause, params.id, body.format));
  register(urgent.pdf, ({ actor, params }) => files.pdf(actor, params.id));
  register(urgent.json, ({ actor, params }) => files.json(actor, params.id));
  register(urgent.sent, ({ cause, params, body }) => service.sent(cause, params.id, body));
  register(urgent.grant, ({ cause, params, body }) => service.grant(cause, params.id, body));
  register(urgent.refuse, ({ cause, params, body }) => service.refuse(cause, params.id, body));
  register(urgent.withdraw, ({ cause, params, body }) => service.withdraw(cause, params.id, body.reason));
};

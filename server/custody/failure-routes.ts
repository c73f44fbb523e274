import { failures } from '../api/contract/failures.ts';
import type { Registrar } from '../api/contract/handler.ts';
import type { FailureService } from './failure-service.ts';

export const registerFailureRoutes = (register: Registrar, service: FailureService): void => {
  register(failures.list, ({ now }) => service.list(now));
  register(failures.accept, ({ cause, params, body }) => service.accept(cause, params.id, body));
  register(failures.dismiss, ({ cause, params, body }) => service.dismiss(cause, params.id, body.reason));
  register(failures.decideBox, ({ cause, params, body, ip }) =>
    service.decideBox(cause, params.id, body, ip),
  );
};

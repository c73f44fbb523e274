import { assignments } from '../api/contract/assignments.ts';
import type { Registrar } from '../api/contract/handler.ts';
import { ok } from '../core/result.ts';
import type { AssignmentService } from './assign-service.ts';

export const registerAssignmentRoutes = (register: Registrar, service: AssignmentService): void => {
  register(assignments.list, async () => ok(await service.list()));
  register(assignments.take, ({ cause, params, body }) => service.take(cause, params.id, body));
};

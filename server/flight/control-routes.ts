import { control } from '../api/contract/control.ts';
import type { Registrar } from '../api/contract/handler.ts';
import { ok, refuse } from '../core/result.ts';
import type { Store } from '../store/store.ts';
import type { ControlService } from './control-service.ts';

export const registerControlRoutes = (
  register: Registrar,
  service: ControlService,
  { read }: Pick<Store, 'read'>,
): void => {
  const known = async (): Promise<readonly string[]> =>
    (await read.selectFrom('vehicles').select('id').orderBy('name').execute()).map(({ id }) => id);
  register(control.list, async ({ actor }) =>
    ok({ vehicles: (await known()).map((id) => service.view(id, actor)) }),
  );
  register(control.take, async ({ cause, params, body }) =>
    (await known()).includes(params.id)
      ? service.take(cause, params.id, body.epoch)
      : refuse('fleet.not_found', 'There is no such drone.'),
  );
};

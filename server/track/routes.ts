import type { Registrar } from '../api/contract/handler.ts';
import { system } from '../api/contract/system.ts';
import type { TrackService } from './service.ts';

export const registerAlarmRoutes = (register: Registrar, alarms: TrackService['alarms']): void => {
  register(system.alarms, () => alarms.list());
  register(system.acknowledge, ({ cause, params }) => alarms.acknowledge(cause, params.id));
};

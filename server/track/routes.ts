import type { Registrar } from '../api/contract/handler.ts';
import { system } from '../api/contract/system.ts';
import type { Alarms } from './alarm-service.ts';

export const registerAlarmRoutes = (register: Registrar, alarms: Alarms): void => {
  register(system.alarms, () => alarms.list());
  register(system.acknowledge, ({ cause, params }) => alarms.acknowledge(cause, params.id));
};

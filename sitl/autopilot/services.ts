import { createArmAuthorisation } from './arm-authorisation.ts';
import { createGripper } from './gripper.ts';
import { createEventServer } from './events.ts';
import { createFlightLog } from './flight-log.ts';
import { createFtpServer } from './ftp-server.ts';
import { createLogServer } from './log-server.ts';
import { createParameterServer } from './param-protocol.ts';
import type { VehicleService } from './service.ts';

/** The services of one vehicle; the first that takes a message has it. */
export const createServices = (): readonly VehicleService[] => [
  createParameterServer(),
  createGripper(),
  createArmAuthorisation(),
  createFtpServer(),
  createLogServer(),
  createFlightLog(),
  createEventServer(),
];

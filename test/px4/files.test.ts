import { fileRefusals, lossyLog, vehicleLog } from './behaviours/vehicle-log.ts';
import { onBothVehicles } from './support.ts';

for (const behaviour of [vehicleLog, lossyLog, fileRefusals]) onBothVehicles(behaviour);

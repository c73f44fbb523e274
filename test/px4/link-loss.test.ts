import { linkLosses } from './behaviours/link-loss.ts';
import { onBothVehicles } from './support.ts';

for (const behaviour of linkLosses) onBothVehicles(behaviour);

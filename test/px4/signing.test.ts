import {
  signedKey,
  signedReboot,
  signedRestarts,
  signedRotation,
  signedUpload,
} from './behaviours/signing.ts';
import { onBothVehicles } from './support.ts';

for (const behaviour of [signedKey, signedRestarts, signedReboot, signedRotation, signedUpload])
  onBothVehicles(behaviour);

import { signedKey, signedRestarts, signedRotation, signedUpload } from './behaviours/signing.ts';
import { onBothVehicles } from './support.ts';

for (const behaviour of [signedKey, signedRestarts, signedRotation, signedUpload]) onBothVehicles(behaviour);

import { firstContact } from './behaviours/first-contact.ts';
import { infeasiblePlan } from './behaviours/infeasible-plan.ts';
import { lossyUpload } from './behaviours/lossy-upload.ts';
import { missionUpload } from './behaviours/mission-upload.ts';
import { parameters } from './behaviours/parameters.ts';
import { setCurrent } from './behaviours/set-current.ts';
import { systemIds } from './behaviours/system-ids.ts';
import { onBothVehicles } from './support.ts';

for (const behaviour of [
  firstContact,
  parameters,
  missionUpload,
  infeasiblePlan,
  setCurrent,
  systemIds,
  lossyUpload,
])
  onBothVehicles(behaviour);

import { armingReport, armingReportUnderLoss, eventMetadata } from './behaviours/arming-report.ts';
import { firstContact } from './behaviours/first-contact.ts';
import { flightPlan } from './behaviours/flight-plan.ts';
import { infeasiblePlan } from './behaviours/infeasible-plan.ts';
import { lossyCommands } from './behaviours/lossy-commands.ts';
import { lossyUpload } from './behaviours/lossy-upload.ts';
import { messageInterval } from './behaviours/message-interval.ts';
import { missionUpload } from './behaviours/mission-upload.ts';
import { parameters } from './behaviours/parameters.ts';
import { setCurrent } from './behaviours/set-current.ts';
import { systemIds } from './behaviours/system-ids.ts';
import { wholeParams } from './behaviours/whole-params.ts';
import { onBothVehicles } from './support.ts';

for (const behaviour of [
  firstContact,
  messageInterval,
  parameters,
  wholeParams,
  missionUpload,
  flightPlan,
  infeasiblePlan,
  setCurrent,
  systemIds,
  lossyUpload,
  lossyCommands,
  armingReport,
  armingReportUnderLoss,
  eventMetadata,
])
  onBothVehicles(behaviour);

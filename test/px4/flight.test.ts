import { finishedMission } from './behaviours/finished-mission.ts';
import { flyAgain } from './behaviours/fly-again.ts';
import { holdAndResume } from './behaviours/hold-and-resume.ts';
import { launchAndLand } from './behaviours/launch-and-land.ts';
import { ourRestart } from './behaviours/our-restart.ts';
import { returnHome } from './behaviours/return-home.ts';
import { onBothVehicles } from './support.ts';

for (const behaviour of [launchAndLand, holdAndResume, returnHome, flyAgain, finishedMission, ourRestart])
  onBothVehicles(behaviour);

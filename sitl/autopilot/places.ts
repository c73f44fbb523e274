import type { Target } from './guidance.ts';
import { cruiseOf, type Autopilot, type Fix } from './state.ts';

/** Straight to a place, and stop there. */
export const goto = (ap: Autopilot, fix: Fix): Target => ({
  kind: 'goto',
  from: undefined,
  at: fix.at,
  altAmslM: fix.altAmslM,
  speedMs: ap.holdSpeedMs ?? cruiseOf(ap),
  next: undefined,
  acceptM: ap.parameters.value('NAV_ACC_RAD'),
});

export const landAt = (ap: Autopilot, at: Fix['at']): Target => ({
  kind: 'land',
  at,
  surfaceAmslM: ap.world.surfaceAmslM(ap.body.at),
  speedMs: cruiseOf(ap),
});

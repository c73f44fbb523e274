import { expect } from 'vitest';
import type { MissionItem } from '../../../server/core/mission.ts';
import { missionToWire } from '../../../server/mavlink/mission-items.ts';
import { planId } from '../../../server/mavlink/plan-id.ts';
import { good } from '../rig.ts';
import { along, CRUISE_M, mission, type Behaviour } from '../support.ts';

const LOSS = 0.2;
const UPLOADS = 3;
const WAYPOINTS = 20;

/** Take-off, many waypoints and a landing; a new plan for each `round`. */
const longMission = (round: number): MissionItem[] => {
  const [takeoff, speed, , , , land] = mission(1000) as [
    MissionItem,
    MissionItem,
    MissionItem,
    MissionItem,
    MissionItem,
    MissionItem,
  ];
  const waypoints = Array.from({ length: WAYPOINTS }, (_, index): MissionItem => ({
    kind: 'waypoint',
    at: along(40 * (index + 1) + round),
    relAltM: CRUISE_M,
    holdS: 0,
    acceptRadiusM: 10,
  }));
  return [takeoff, speed, ...waypoints, land];
};

export const lossyUpload: Behaviour = {
  title: `a link that loses ${LOSS * 100} %: every upload ends with the plan that we meant aboard`,
  proxied: true,
  body: async (rig) => {
    rig.lose(LOSS);
    for (let round = 0; round < UPLOADS; round++) {
      const items = longMission(round);
      expect(good(await rig.vehicle().uploadVerified(items)).planId).toBe(planId(missionToWire(items)));
    }
    rig.lose(0);
    const aboard = good(await rig.vehicle().downloadPlan('mission'));
    expect(aboard.items).toHaveLength(WAYPOINTS + 3);
  },
};

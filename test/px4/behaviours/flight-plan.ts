import { expect } from 'vitest';
import { destination } from '../../../server/core/geo.ts';
import { missionToWire } from '../../../server/mavlink/mission-items.ts';
import type { FlightPlan } from '../../../server/mavlink/plan-check.ts';
import { planId } from '../../../server/mavlink/plan-id.ts';
import {
  exclusionCircle,
  exclusionPolygon,
  inclusionPolygon,
  rallyPoint,
} from '../../../server/mavlink/plan-items.ts';
import { HOME } from '../machines.ts';
import { good } from '../rig.ts';
import { along, mission, type Behaviour } from '../support.ts';

const ring = (metres: number, from = HOME.at) =>
  [45, 135, 225, 315].map((bearing) => destination(from, metres, bearing));

const PLAN: FlightPlan = {
  mission: mission(600),
  fence: [
    ...inclusionPolygon(ring(2000)),
    ...exclusionPolygon(ring(80, destination(HOME.at, 600, 90))),
    exclusionCircle(destination(HOME.at, 700, 180), 60),
  ],
  rally: [rallyPoint(along(300), 40), rallyPoint(destination(HOME.at, 200, 20), 40)],
};

export const flightPlan: Behaviour = {
  title: 'fence, rally points and mission as one: read back equal, each known by the id that we predicted',
  body: async (rig) => {
    const vehicle = rig.vehicle();
    const ids = {
      missionId: planId(missionToWire(PLAN.mission)),
      fenceId: planId(PLAN.fence),
      rallyId: planId(PLAN.rally),
    };
    for (let round = 0; round < 2; round++) {
      const stored = good(await vehicle.uploadFlightPlan(PLAN));
      expect(stored).toMatchObject({
        fence: { planId: ids.fenceId, idVerified: true },
        rally: { planId: ids.rallyId, idVerified: true },
        mission: { idVerified: true, mission: { ...ids, state: 'not-started', seq: 0 } },
      });
    }
    const bare = good(await vehicle.uploadFlightPlan({ ...PLAN, fence: [], rally: [] }));
    expect(bare.mission.mission).toMatchObject({ ...ids, fenceId: 0, rallyId: 0 });
  },
};

import { expect } from 'vitest';
import { inclusionPolygon } from '../../../server/mavlink/plan-items.ts';
import { destination } from '../../../server/core/geo.ts';
import { HOME } from '../machines.ts';
import { good } from '../rig.ts';
import { mission, type Behaviour } from '../support.ts';

const CORNERS_DEG = [45, 135, 225, 315] as const;
const FENCE_M = 300;

export const infeasiblePlan: Behaviour = {
  title: 'an infeasible plan is accepted on the wire, noticed by us, and never flown',
  body: async (rig) => {
    const vehicle = rig.vehicle();
    const fence = CORNERS_DEG.map((bearing) => destination(HOME.at, FENCE_M, bearing));
    good(await vehicle.uploadPlan('fence', inclusionPolygon(fence)));
    const outside = await vehicle.uploadVerified(mission(900));
    expect(outside).toMatchObject({ ok: false, error: { code: 'mavlink.mission_infeasible' } });
    const texts = vehicle.snapshot().texts.map((line) => line.text);
    expect(texts.join('\n')).toMatch(/Geofence violation for waypoint/);

    good(await vehicle.uploadVerified(mission(200)));
    await rig.until('a mission again', ({ mission: now }) => now?.state === 'not-started', 10);
  },
};

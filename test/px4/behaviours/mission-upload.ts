import { expect } from 'vitest';
import { missionToWire } from '../../../server/mavlink/mission-items.ts';
import { planId } from '../../../server/mavlink/plan-id.ts';
import { good } from '../rig.ts';
import { mission, type Behaviour } from '../support.ts';

export const missionUpload: Behaviour = {
  title: 'mission upload: read back equal, and known by the id that we predicted',
  body: async (rig) => {
    const items = mission(600);
    const predicted = planId(missionToWire(items));
    const stored = good(await rig.vehicle().uploadVerified(items));
    expect(stored).toMatchObject({ items: items.length, planId: predicted });
    expect(stored.mission).toMatchObject({ missionId: predicted, total: items.length });

    const aboard = good(await rig.vehicle().downloadPlan('mission'));
    expect(aboard.items).toHaveLength(items.length);

    const other = mission(601);
    expect(good(await rig.vehicle().uploadVerified(other)).planId).toBe(planId(missionToWire(other)));
    expect(planId(missionToWire(other))).not.toBe(predicted);
  },
};

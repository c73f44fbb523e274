import { expect } from 'vitest';
import { distanceM } from '../../../server/core/geo.ts';
import { good } from '../rig.ts';
import {
  along,
  FLIGHT_SPEED,
  ITEM,
  isCruising,
  isDown,
  launch,
  mission,
  offM,
  type Behaviour,
} from '../support.ts';

const LENGTH_M = 1000;
/** A hold keeps its place within this, m. */
const STILL_M = 3;

export const holdAndResume: Behaviour = {
  title: 'hold stops it where it is, and resume goes on at the same item',
  speed: FLIGHT_SPEED,
  body: async (rig) => {
    await launch(rig, mission(LENGTH_M));
    await rig.until('on the second leg', isCruising(ITEM.second), 90);
    good(await rig.vehicle().setMode('AUTO.LOITER'));
    const held = await rig.until(
      'standing still',
      ({ position, mission: now }) =>
        position !== undefined &&
        position.groundSpeedMs < 0.3 &&
        now?.state === 'paused' && { position, now },
      60,
    );
    const later = held.position.timeBootMs + 10_000;
    const still = await rig.until(
      'ten seconds later',
      ({ position }) => position !== undefined && position.timeBootMs > later && position,
      30,
    );
    expect(distanceM(still.lonLat, held.position.lonLat)).toBeLessThan(STILL_M);

    good(await rig.vehicle().setMode('AUTO.MISSION'));
    const resumed = await rig.until('flying on', ({ mission: now }) => now?.state === 'active' && now, 20);
    expect(resumed.seq).toBe(held.now.seq);
    await rig.until('landed and disarmed', isDown, 240);
    expect(offM(rig, along(LENGTH_M))).toBeLessThan(STILL_M);
    const seqs = rig.events
      .filter((event) => event.kind === 'mission-current')
      .map(({ mission: now }) => now.seq);
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
  },
};

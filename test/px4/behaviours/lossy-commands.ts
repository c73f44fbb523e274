import { expect } from 'vitest';
import { good } from '../rig.ts';
import { freely, mission, type Behaviour } from '../support.ts';

const LOSS = 0.2;
const ROUNDS = 10;

export const lossyCommands: Behaviour = {
  title: `a link that loses ${LOSS * 100} %: safe commands and parameters arrive, an arming is one frame and never a lie`,
  proxied: true,
  body: async (rig) => {
    const vehicle = rig.vehicle();
    good(await vehicle.uploadVerified(mission(400)));
    rig.lose(LOSS);
    let failures = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const loiter = await vehicle.setMode('AUTO.LOITER');
      const height = await freely(vehicle, { name: 'MIS_TAKEOFF_ALT', type: 'float', value: 3 + round });
      failures += Number(!loiter.ok) + Number(!height.ok);
      if (height.ok) expect(height.value.value).toBeCloseTo(3 + round, 4);
    }
    // Four attempts at 20 % each way leave one failure in sixty commands.
    expect(failures).toBeLessThanOrEqual(4);

    const armed = await vehicle.arm();
    rig.lose(0);
    if (armed.ok) await rig.until('armed, as it was told', ({ heartbeat }) => heartbeat.armed, 10);
    else expect(armed.error.code).toBe('mavlink.command_unknown');
    await rig.until('disarmed by itself', ({ heartbeat }) => !heartbeat.armed, 30);
  },
};

import { existsSync } from 'node:fs';
import { common } from 'mavlink-mappings';
import { expect, it } from 'vitest';
import {
  decodeDatagram,
  decodeMessage,
  encodeFields,
  isMessage,
  newDropCounters,
} from '../../server/mavlink/codec.ts';
import { systemClock } from '../../server/ports/system-clock.ts';
import { systemNet } from '../../server/ports/udp.ts';
import { findPx4, startPx4 } from '../../sitl/px4.ts';
import { HOME } from './support.ts';

const found = findPx4({ PX4_SITL_DIR: process.env['PX4_SITL_DIR'], PATH: process.env['PATH'] });
/** High enough to leave the first instances to people, below those that share an API port. */
const INSTANCE = 8;
const reason = found.ok ? '' : ` (skipped: ${found.error.message})`;

it.skipIf(!found.ok)(
  `starts a real PX4 with the service's profile on a port of our own, and ends it${reason}`,
  async () => {
    if (!found.ok) return;
    const ground = await systemNet.bindUdp({ host: '127.0.0.1', port: 0 });
    // As when the service listens on PX4's API link: the launcher must then go by PX4's own words.
    const api = await systemNet.bindUdp({ host: '127.0.0.1', port: 14_540 + INSTANCE });
    const px4 = await startPx4({
      install: found.value,
      net: systemNet,
      clock: systemClock,
      instance: INSTANCE,
      home: HOME,
      toPort: ground.local.port,
    });
    const drops = newDropCounters();
    const cruise = new Promise<number>((resolve) =>
      ground.onDatagram((bytes) => {
        for (const frame of decodeDatagram(bytes, drops)) {
          const message = decodeMessage(frame);
          if (message === undefined || frame.sysid !== px4.sysid) continue;
          if (isMessage(message, common.ParamValue) && message.fields.paramId === 'MPC_XY_CRUISE')
            resolve(message.fields.paramValue);
        }
      }),
    );
    const ask = {
      targetSystem: px4.sysid,
      targetComponent: 1,
      paramId: 'MPC_XY_CRUISE',
      paramIndex: -1,
    };
    const asking = systemClock.every(500, () =>
      ground.send(encodeFields(common.ParamRequestRead, ask, { sysid: 255, compid: 190, seq: 0 }), px4.local),
    );
    expect(await cruise).toBe(16);
    asking.cancel();
    await px4.stop();
    expect(existsSync(`/proc/${px4.pid}`)).toBe(false);
    await ground.close();
    await api.close();
  },
  60_000,
);

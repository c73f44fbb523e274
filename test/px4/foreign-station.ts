import { common, minimal, type MavLinkData } from 'mavlink-mappings';
import {
  decodeDatagram,
  decodeMessage,
  encodeFields,
  isMessage,
  newDropCounters,
  type WireFields,
} from '../../server/mavlink/codec.ts';
import type { MessageClass } from '../../server/mavlink/dialect.ts';
import { delay } from '../../server/core/clock.ts';
import type { WireItem } from '../../server/mavlink/mission-wire.ts';
import { systemClock } from '../../server/ports/system-clock.ts';
import { systemNet } from '../../server/ports/udp.ts';
import { LOOPBACK } from './machines.ts';

/** Of PX4's API link: what instance N binds, and what it sends to (shared from the tenth instance on). */
const API_LOCAL = 14_580;
const API_REMOTE = 14_540;
const API_SHARED = 14_549;
/** Handed to the kernel of this machine: it is there before the socket goes. */
const SENT_MS = 50;
const ME = { sysid: 254, compid: 190 };

const portOf = (instance: number): number => (instance > 9 ? API_SHARED : API_REMOTE + instance);

/** Says one thing to PX4 as another ground station does, on PX4's API link. */
export const sayFromElsewhere = async <T extends MavLinkData>(
  instance: number,
  message: MessageClass<T>,
  fields: WireFields<T>,
): Promise<void> => {
  const socket = await systemNet.bindUdp({ host: LOOPBACK, port: portOf(instance) });
  const there = { host: LOOPBACK, port: API_LOCAL + instance };
  socket.send(encodeFields(minimal.Heartbeat, { type: 6, autopilot: 8 }, { ...ME, seq: 0 }), there);
  socket.send(encodeFields(message, fields, { ...ME, seq: 1 }), there);
  await delay(systemClock, SENT_MS);
  await socket.close();
};

/**
 * Another ground station, on PX4's API link: uploads a mission of its own, as it likes. Resolves with the result of the
 * MISSION_ACK.
 */
export const uploadFromElsewhere = async (instance: number, items: readonly WireItem[]): Promise<number> => {
  const socket = await systemNet.bindUdp({ host: LOOPBACK, port: portOf(instance) });
  const there = { host: LOOPBACK, port: API_LOCAL + instance };
  const target = { targetSystem: instance + 1, targetComponent: 1, missionType: 0 };
  const drops = newDropCounters();
  let seq = 0;
  const header = (): { sysid: number; compid: number; seq: number } => ({ ...ME, seq: seq++ & 0xff });
  try {
    return await new Promise((resolve) => {
      socket.onDatagram((bytes) => {
        for (const frame of decodeDatagram(bytes, drops)) {
          const message = frame.sysid === instance + 1 ? decodeMessage(frame) : undefined;
          if (message === undefined) continue;
          if (isMessage(message, common.MissionAck)) {
            if (message.fields.targetSystem === ME.sysid) resolve(message.fields.type);
            continue;
          }
          if (!isMessage(message, common.MissionRequestInt)) continue;
          const item = items[message.fields.seq];
          if (item === undefined || message.fields.targetSystem !== ME.sysid) continue;
          const { params, ...rest } = item;
          const [param1, param2, param3, param4] = params;
          const fields = {
            ...target,
            ...rest,
            seq: message.fields.seq,
            current: message.fields.seq === 0 ? 1 : 0,
            autocontinue: 1,
            param1,
            param2,
            param3,
            param4,
          };
          socket.send(encodeFields(common.MissionItemInt, fields, header()), there);
        }
      });
      socket.send(encodeFields(minimal.Heartbeat, { type: 6, autopilot: 8 }, header()), there);
      socket.send(encodeFields(common.MissionCount, { ...target, count: items.length }, header()), there);
    });
  } finally {
    await socket.close();
  }
};

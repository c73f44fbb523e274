import { common, minimal } from 'mavlink-mappings';
import {
  decodeDatagram,
  decodeMessage,
  encodeFields,
  newDropCounters,
  type MavMessage,
} from '../../../server/mavlink/codec.ts';
import { systemClock } from '../../../server/ports/system-clock.ts';
import { systemNet } from '../../../server/ports/udp.ts';
import { startPx4 } from '../../../sitl/px4.ts';
import { freeInstance, HOME, LOOPBACK, px4Install } from '../machines.ts';
import { GCS, last, type Probe, type ProbeOptions } from './probe.ts';

const BEAT_MS = 1000;
const LOOK_MS = 50;
/** A busy machine does not keep up the speed that was asked for. */
const SLOWER = 3;
const ALLOWANCE_MS = 10_000;
const READY_S = 40;
const PREARM_BIT = 0x1000_0000;

/** A real PX4, fresh from the factory, which would arm. */
export const px4Probe = async ({ speed, parameters }: ProbeOptions): Promise<Probe> => {
  if (!px4Install.ok) throw new Error(px4Install.error.message);
  const closing = new AsyncDisposableStack();
  const socket = await systemNet.bindUdp({ host: LOOPBACK, port: 0 });
  closing.defer(() => socket.close());
  const instance = await freeInstance();
  const sysid = instance + 1;
  const heard: MavMessage[] = [];
  const watchers = new Set<() => void>();
  const drops = newDropCounters();
  let bootMs = 0;
  socket.onDatagram((bytes) => {
    for (const frame of decodeDatagram(bytes, drops)) {
      if (frame.sysid !== sysid || frame.compid !== 1) continue;
      const message = decodeMessage(frame);
      if (message === undefined) continue;
      heard.push(message);
      if (message.msgid === common.GlobalPositionInt.MSG_ID) bootMs = Number(message.fields['timeBootMs']);
    }
    for (const watcher of watchers) watcher();
  });
  socket.onError(() => undefined);
  let px4;
  try {
    px4 = await startPx4({
      install: px4Install.value,
      net: systemNet,
      clock: systemClock,
      instance,
      home: HOME,
      speed,
      toPort: socket.local.port,
      parameters,
    });
  } catch (error) {
    await closing.disposeAsync();
    throw error;
  }
  const { local } = px4;
  closing.defer(() => px4.stop());
  let seq = 0;
  let beating = true;
  const send: Probe['send'] = (messageClass, fields, from = GCS) =>
    socket.send(encodeFields(messageClass, fields, { ...from, seq: seq++ & 0xff }), local);
  const beats = systemClock.every(BEAT_MS, () => {
    if (beating) send(minimal.Heartbeat, { type: 6, autopilot: 8 });
  });
  closing.defer(async () => beats.cancel());
  const until: Probe['until'] = (what, test, vehicleS) =>
    new Promise((resolve, reject) => {
      const end = (): void => {
        deadline.cancel();
        looks.cancel();
        watchers.delete(look);
      };
      const look = (): void => {
        let value;
        try {
          value = test();
        } catch (error) {
          end();
          reject(error);
          return;
        }
        if (value === undefined || value === false) return;
        end();
        resolve(value);
      };
      const deadline = systemClock.after(ALLOWANCE_MS + (SLOWER * vehicleS * 1000) / speed, () => {
        end();
        reject(
          new Error(`${what}: not within ${vehicleS} s of PX4. Its last words: ${px4.output().slice(-600)}`),
        );
      });
      const looks = systemClock.every(LOOK_MS, look);
      watchers.add(look);
      look();
    });
  const probe: Probe = {
    kind: 'px4',
    sysid,
    speed,
    send,
    heard,
    beat: (on) => {
      beating = on;
    },
    timeS: () => bootMs / 1000,
    until,
    wait: async (vehicleS) => {
      await until('its clock', () => bootMs > 0, READY_S);
      const end = bootMs + vehicleS * 1000;
      await until(`${vehicleS} s of vehicle time`, () => bootMs >= end, vehicleS);
    },
    close: () => closing.disposeAsync(),
  };
  try {
    await until(
      'ready to arm',
      () => ((last(probe, common.SysStatus)?.onboardControlSensorsHealth ?? 0) & PREARM_BIT) !== 0,
      READY_S,
    );
  } catch (error) {
    await probe.close();
    throw error;
  }
  return probe;
};

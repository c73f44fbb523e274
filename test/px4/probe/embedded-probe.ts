import { minimal } from 'mavlink-mappings';
import {
  decodeDatagram,
  decodeMessage,
  encodeFields,
  newDropCounters,
  type MavMessage,
} from '../../../server/mavlink/codec.ts';
import { seededRng } from '../../../sitl/physics/random.ts';
import { createVehicle, type EmbeddedVehicle } from '../../../sitl/vehicle.ts';
import { HOME } from '../machines.ts';
import { GCS, type Probe, type ProbeOptions } from './probe.ts';

const SYSID = 42;
const SEED = 20_240_415;
/** PX4's own loops look at their inputs about as often. */
const TICK_MS = 20;
const BEAT_MS = 1000;
/** As long as the real one is given before a test. */
const READY_MS = 5000;

/** An embedded vehicle under a clock that only waiting turns. */
export const embeddedProbe = async ({
  parameters,
}: ProbeOptions): Promise<Probe & { readonly vehicle: EmbeddedVehicle }> => {
  let now = 0;
  let seq = 0;
  let beating = true;
  let beatAt = 0;
  const heard: MavMessage[] = [];
  const drops = newDropCounters();
  const vehicle = createVehicle({
    sysid: SYSID,
    home: HOME,
    nowMs: 0,
    wallMs: Date.UTC(2026, 2, 1),
    rng: seededRng(SEED),
    parameters,
    crewSwapS: 0,
    send: (bytes) => {
      for (const frame of decodeDatagram(bytes, drops)) {
        const message = decodeMessage(frame);
        if (message !== undefined) heard.push(message);
      }
    },
  });
  const send: Probe['send'] = (messageClass, fields, from = GCS) =>
    vehicle.onDatagram(encodeFields(messageClass, fields, { ...from, seq: seq++ & 0xff }));
  const tick = (): void => {
    now += TICK_MS;
    if (beating && now >= beatAt) {
      send(minimal.Heartbeat, { type: 6, autopilot: 8 });
      beatAt = now + BEAT_MS;
    }
    vehicle.tick(now);
  };
  const run = (ms: number): void => {
    for (const end = now + ms; now < end;) tick();
  };
  run(READY_MS);
  return {
    kind: 'embedded',
    sysid: SYSID,
    speed: 1,
    vehicle,
    send,
    heard,
    beat: (on) => {
      beating = on;
    },
    timeS: () => vehicle.truth().bootMs / 1000,
    until: async (what, test, vehicleS) => {
      for (const end = now + vehicleS * 1000; ; tick()) {
        const value = test();
        if (value !== undefined && value !== false) return value;
        if (now >= end) throw new Error(`${what}: not within ${vehicleS} s of the embedded vehicle`);
      }
    },
    wait: async (vehicleS) => run(vehicleS * 1000),
    close: async () => undefined,
  };
};

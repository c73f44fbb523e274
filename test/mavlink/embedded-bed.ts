import { minimal } from 'mavlink-mappings';
import type { Net, UdpAddress } from '../../server/core/ports.ts';
import { decodeDatagram, encodeFields, newDropCounters } from '../../server/mavlink/codec.ts';
import type { Gate } from '../../server/mavlink/gate.ts';
import { silentLog } from '../../server/mavlink/log.ts';
import { createStation } from '../../server/mavlink/station.ts';
import { lossyPipe, PERFECT, type LinkQuality } from '../../sitl/lossy-link.ts';
import { createVehicle } from '../../sitl/vehicle.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { seededRng } from '../support/seeded-rng.ts';
import { settle } from './support.ts';

const SYSID = 7;
export const BED_HOME = { at: [118.7813, 32.0877], altAmslM: 30 } as const;
const VEHICLE_AT: UdpAddress = { host: '127.0.0.1', port: 2 };
const TICK_MS = 25;
/** First contact and the message rates are over then. */
const SETTLED_MS = 30_000;

/** A station and one embedded vehicle in memory, on one virtual clock, with a link whose quality can be set. */
export const createBed = async (
  seed: number,
  parameters: Readonly<Record<string, number>> = {},
  gate?: Gate,
) => {
  const clock = fakeClock();
  const rng = seededRng(seed);
  /** Names of the messages that we sent. */
  const sent: number[] = [];
  let hear: (bytes: Uint8Array, from: UdpAddress) => void = () => undefined;
  const down = lossyPipe({ clock, rng, quality: PERFECT, deliver: (bytes) => hear(bytes, VEHICLE_AT) });
  const start = () =>
    createVehicle({
      sysid: SYSID,
      home: BED_HOME,
      nowMs: clock.mono(),
      wallMs: clock.wall(),
      rng,
      parameters,
      send: (frame) => down.send(frame),
    });
  let machine = start();
  const up = lossyPipe({ clock, rng, quality: PERFECT, deliver: (bytes) => machine.onDatagram(bytes) });
  const net: Net = {
    bindUdp: async (local) => ({
      local,
      send: (bytes) => {
        for (const { msgid } of decodeDatagram(bytes, newDropCounters())) sent.push(msgid);
        up.send(bytes);
      },
      onDatagram: (handler) => {
        hear = handler;
      },
      onError: () => undefined,
      close: async () => undefined,
    }),
  };
  const station = createStation({ clock, net, log: silentLog, gate });
  await station.addLink({ name: 'bed', local: { host: '127.0.0.1', port: 1 } });
  clock.every(TICK_MS, () => machine.tick(clock.mono()));
  clock.every(1000, () => station.feed());
  const hello = { sysid: SYSID, compid: 1, seq: 0 };
  hear(encodeFields(minimal.Heartbeat, { autopilot: 12, type: 2 }, hello), VEHICLE_AT);
  const vehicle = station.vehicle(SYSID);
  if (vehicle === undefined) throw new Error('expected the station to know the vehicle');
  await clock.advanceAsync(SETTLED_MS);
  sent.length = 0;
  return {
    clock,
    rng,
    vehicle,
    station,
    sent,
    machine: () => machine,
    count: (msgid: number): number => sent.filter((id) => id === msgid).length,
    setQuality: (quality: Partial<LinkQuality>): void => {
      up.setQuality({ ...PERFECT, ...quality });
      down.setQuality({ ...PERFECT, ...quality });
    },
    /** The vehicle starts anew: its plans and parameters are what they were at first. */
    reboot: (): void => {
      machine = start();
    },
    done: <T>(work: Promise<T>): Promise<T> => settle(clock, work, 600_000),
    close: () => station.close(),
  };
};

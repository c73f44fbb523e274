import type { MissionItem } from '../../server/core/mission.ts';
import { decodeDatagram, newDropCounters } from '../../server/mavlink/codec.ts';
import { messageClassOf } from '../../server/mavlink/dialect.ts';
import { silentLog } from '../../server/mavlink/log.ts';
import type { VehicleEvent } from '../../server/mavlink/snapshot.ts';
import { createStation } from '../../server/mavlink/station.ts';
import { x25 } from '../../server/mavlink/x25.ts';
import { PERFECT, udpProxy, type UdpProxy } from '../../sitl/lossy-link.ts';
import { createVehicle } from '../../sitl/vehicle.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { seededRng } from '../support/seeded-rng.ts';
import { at, fakeNet, settle } from './support.ts';

const SYSID = 7;
const TICK_MS = 25;
const HOME = { at: [118.7813, 32.0877] as const, altAmslM: 30 };

/** The same message with another sequence, as a vehicle sends it that counts for each link by itself. */
const withSeq = (bytes: Uint8Array, seq: number): Uint8Array => {
  const copy = Uint8Array.from(bytes);
  const [frame] = decodeDatagram(bytes, newDropCounters());
  const extra = frame && messageClassOf(frame.msgid)?.MAGIC_NUMBER;
  if (frame === undefined || extra === undefined) throw new Error('no frame');
  copy[4] = seq & 0xff;
  const end = 10 + frame.payload.length;
  const crc = x25(copy, { from: 1, to: end }, extra);
  copy[end] = crc & 0xff;
  copy[end + 1] = crc >> 8;
  return copy;
};

export type TwoLinks = {
  /** `streams`: as PX4, each link has its own sequence and its own answers. `copies`: a forwarder aboard. */
  readonly kind: 'streams' | 'copies';
  /** Ms that the second link is later than the first. */
  readonly lagMs?: number;
};

/** Our station with two links to one embedded vehicle, each through a proxy, under one virtual clock. */
export const twoLinksRig = async ({ kind, lagMs = 0 }: TwoLinks) => {
  const clock = fakeClock();
  const net = fakeNet();
  const rng = seededRng(11);
  const station = createStation({ clock, net: net.net, log: silentLog });
  const proxies: UdpProxy[] = [];
  const qualities = [20, 20 + lagMs].map((delayMs) => ({ ...PERFECT, delayMs, jitterMs: 10 }));
  for (const [index, name] of ['radio', 'modem'].entries()) {
    const local = at(14_550 - 10 * index);
    await station.addLink({ name, local, priority: index + 1 });
    const quality = qualities[index] ?? PERFECT;
    proxies.push(await udpProxy({ net: net.net, clock, rng, quality, groundStation: local }));
  }
  const ends = proxies.map(({ vehicleSide }, index) => ({
    socket: net.bind(at(18_570 + index)),
    to: vehicleSide,
    seq: 100 * index,
  }));
  /** The link whose question is being answered. */
  let answering: number | undefined;
  const vehicle = createVehicle({
    sysid: SYSID,
    home: { at: [...HOME.at], altAmslM: HOME.altAmslM },
    nowMs: clock.mono(),
    wallMs: clock.wall(),
    rng: seededRng(5),
    crewSwapS: 0,
    send: (bytes) => {
      for (const [index, end] of ends.entries()) {
        if (kind === 'copies') end.socket.send(bytes, end.to);
        else if (answering === undefined || answering === index)
          end.socket.send(withSeq(bytes, end.seq++), end.to);
      }
    },
  });
  for (const [index, end] of ends.entries())
    end.socket.onDatagram((bytes) => {
      answering = index;
      vehicle.onDatagram(bytes);
      answering = undefined;
    });
  clock.every(TICK_MS, () => vehicle.tick(clock.mono()));
  clock.every(500, () => station.feed());

  const events: VehicleEvent[] = [];
  station.onVehicle((met) => met.onEvent((event) => events.push(event)));
  const drone = () => {
    const found = station.vehicle(SYSID);
    if (found === undefined) throw new Error('no vehicle heard');
    return found;
  };
  const until = async (what: string, test: () => boolean, withinMs = 60_000): Promise<void> => {
    for (let spent = 0; !test(); spent += 10) {
      if (spent > withinMs) throw new Error(`${what}: not within ${withinMs} ms of virtual time`);
      await clock.advanceAsync(10);
    }
  };
  const active = (): string | undefined =>
    drone()
      .snapshot()
      .paths?.find((path) => path.active)?.link;
  await until('heard', () => station.vehicle(SYSID)?.snapshot().sensors?.prearmOk === true);
  await until(
    'both paths proven',
    () =>
      drone()
        .snapshot()
        .paths?.filter(({ proven }) => proven).length === 2,
  );
  await clock.advanceAsync(8000);
  return {
    clock,
    station,
    vehicle,
    drone,
    events,
    until,
    active,
    run: <T>(promise: Promise<T>) => settle(clock, promise, 300_000),
    /** Nothing goes through that link any more, or everything as before. */
    cut: (index: 0 | 1, on: boolean): void => {
      const quality = qualities[index] ?? PERFECT;
      proxies[index]?.setQuality(on ? { ...quality, drop: 1 } : quality);
    },
    lose: (index: 0 | 1, drop: number): void => {
      proxies[index]?.setQuality({ ...(qualities[index] ?? PERFECT), drop });
    },
  };
};

/** Take-off, waypoints 60 m apart, landing. */
export const shortMission = (waypoints: number): MissionItem[] => {
  const north = (metres: number): [number, number] => [HOME.at[0], HOME.at[1] + metres / 111_320];
  return [
    { kind: 'takeoff', at: north(0), relAltM: 15 },
    { kind: 'speed', groundSpeedMs: 8 },
    ...Array.from({ length: waypoints }, (_, i): MissionItem => ({
      kind: 'waypoint',
      at: north(60 * (i + 1)),
      relAltM: 15,
      holdS: 0,
      acceptRadiusM: 5,
    })),
    { kind: 'land', at: north(60 * (waypoints + 1)), relAltM: 0 },
  ];
};

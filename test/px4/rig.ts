import { common, minimal } from 'mavlink-mappings';
import { delay, monoMs, wallMs, type MonoMs } from '../../server/core/clock.ts';
import type { Result } from '../../server/core/result.ts';
import { decodeDatagram, newDropCounters, type Frame } from '../../server/mavlink/codec.ts';
import type { VehicleEvent, VehicleSnapshot } from '../../server/mavlink/snapshot.ts';
import { createStation, type Station } from '../../server/mavlink/station.ts';
import type { Vehicle } from '../../server/mavlink/vehicle.ts';
import { systemClock } from '../../server/ports/system-clock.ts';
import { systemNet } from '../../server/ports/udp.ts';
import { PERFECT, udpProxy, type UdpProxy } from '../../sitl/lossy-link.ts';
import { seededRng } from '../../sitl/physics/random.ts';
import { LOOPBACK, startEmbedded, startRealPx4, type Machine } from './machines.ts';

export type RigKind = 'embedded' | 'px4';

export type RigOptions = {
  /** Vehicle seconds per wall second. */
  readonly speed: number;
  /** The vehicle is reached through a proxy whose quality can be set. */
  readonly proxied: boolean;
  readonly parameters: Readonly<Record<string, number>>;
};

/** What a restarted service may find: its clock set, a stored stamp, the keys that it reads before it opens a link. */
export type Restarted = {
  readonly wallShiftMs?: number;
  readonly lastStamp?: number;
  readonly prepare?: (station: Station) => void;
};

/** Our ground station, one vehicle, and what a test needs to see and to do. */
export type Rig = {
  readonly kind: RigKind;
  readonly speed: number;
  readonly sysid: number;
  vehicle(): Vehicle;
  station(): Station;
  /** Sends a datagram to the vehicle as somebody else on its network. */
  asStranger(bytes: Uint8Array): Promise<void>;
  /** The vehicle's power off and on. */
  reboot(): Promise<void>;
  /** The same station as after a restart of the service: all it knew is gone, its port is the same. */
  restart(how?: Restarted): Promise<void>;
  /** A second, embedded vehicle on the same link. */
  addNeighbour(sysid: number): Promise<Vehicle>;
  /** Whether the main loop feeds the station's heartbeats. */
  beat(on: boolean): void;
  isStarved(): boolean;
  /** When the last heartbeat of ours left. */
  lastBeat(): MonoMs;
  /** Share of datagrams lost in each direction, 0 to 1; only of a proxied rig. */
  lose(share: number): void;
  /** Everything that the vehicle did, oldest first. */
  readonly events: readonly VehicleEvent[];
  /** Frames of the vehicle, as they come. */
  onFrame(handler: (frame: Frame) => void): () => void;
  /**
   * Resolves with the first value that `test` gives; it is asked after each frame. Rejects after `vehicleS` seconds of
   * the vehicle's time with some allowance for a busy machine, telling what was seen last.
   */
  until<T>(
    what: string,
    test: (snapshot: VehicleSnapshot) => T | undefined | false,
    vehicleS: number,
  ): Promise<T>;
  close(): Promise<void>;
};

const FEED_MS = 500;
const STRANGER_MS = 50;
const START_MS = 30_000;
/** A busy machine does not keep up the speed that was asked for. */
const SLOWER = 3;
const ALLOWANCE_MS = 15_000;
/** Rates at which a short flight at many times real time is seen well; PX4's rates are in its own time. */
const CLOSE_RATES: readonly (readonly [msgid: number, perSecond: number])[] = [
  [common.GlobalPositionInt.MSG_ID, 10],
  [common.ExtendedSysState.MSG_ID, 10],
];

/** The value, or an error with the sentence of the refusal. */
export const good = <T>(result: Result<T>): T => {
  if (result.ok) return result.value;
  throw new Error(
    `${result.error.code}: ${result.error.message} ${JSON.stringify(result.error.details ?? '')}`,
  );
};

const told = (snapshot: VehicleSnapshot | undefined): string => {
  if (snapshot === undefined) return 'no vehicle was heard';
  const { heartbeat, landed, mission, position, texts, sensors } = snapshot;
  return [
    `mode ${heartbeat.mode}, ${heartbeat.armed ? 'armed' : 'disarmed'}, ${heartbeat.systemStatus}, ${landed?.state}`,
    `mission ${mission?.state} item ${mission?.seq} of ${mission?.total}`,
    `${position?.relAltM} m up, ${position?.groundSpeedMs} m/s, pre-arm ${sensors?.prearmOk}`,
    `texts: ${texts.map((line) => line.text).join(' | ')}`,
  ].join('; ');
};

/** Station, watchers and heartbeats; the vehicle comes later, because it has to know our port. */
const createGround = () => {
  let station: Station;
  let port = 0;
  let beating = true;
  let lastBeat = monoMs(0);
  const events: VehicleEvent[] = [];
  const watchers = new Set<() => void>();
  const frameHandlers = new Set<(frame: Frame) => void>();
  const drops = newDropCounters();

  const look = (): void => {
    for (const watcher of watchers) watcher();
  };
  const connect = async ({ wallShiftMs = 0, lastStamp, prepare }: Restarted = {}): Promise<void> => {
    const clock = { ...systemClock, wall: () => wallMs(systemClock.wall() + wallShiftMs) };
    station = createStation({ clock, net: systemNet, log: () => undefined, lastStamp });
    prepare?.(station);
    station.onVehicle((vehicle) => vehicle.onEvent((event) => events.push(event)));
    station.onFrame(({ direction, bytes, at }) => {
      for (const frame of decodeDatagram(bytes, drops)) {
        if (direction === 'out' && frame.msgid === minimal.Heartbeat.MSG_ID) lastBeat = at;
        if (direction === 'in') for (const handler of frameHandlers) handler(frame);
      }
      // The snapshot is renewed after this handler.
      queueMicrotask(look);
    });
    good(await station.addLink({ name: 'rig', local: { host: LOOPBACK, port } }));
    port = station.stats().links[0]?.local?.port ?? 0;
    station.feed();
  };
  const feeding = systemClock.every(FEED_MS, () => {
    if (beating) station.feed();
  });

  const until = <T>(what: string, test: () => T | undefined | false, withinMs: number): Promise<T> =>
    new Promise((resolve, reject) => {
      const finish = (): void => {
        deadline.cancel();
        watchers.delete(ask);
      };
      const ask = (): void => {
        const value = test();
        if (value === undefined || value === false) return;
        finish();
        resolve(value);
      };
      const deadline = systemClock.after(withinMs, () => {
        finish();
        const last = station.vehicles().map((vehicle) => told(vehicle.snapshot()));
        reject(
          new Error(`${what}: not within ${(withinMs / 1000).toFixed(0)} s. Last seen: ${last.join('\n')}`),
        );
      });
      watchers.add(ask);
      ask();
    });

  return {
    connect,
    until,
    events,
    frameHandlers,
    station: () => station,
    address: () => ({ host: LOOPBACK, port }),
    beat: (on: boolean) => {
      beating = on;
      if (on) station.feed();
    },
    lastBeat: () => lastBeat,
    close: async () => {
      feeding.cancel();
      await station.close();
    },
  };
};

type Ground = ReturnType<typeof createGround>;

const PROXY_SEED = 7;

const startProxy = (ground: Ground): Promise<UdpProxy> =>
  udpProxy({
    net: systemNet,
    clock: systemClock,
    rng: seededRng(PROXY_SEED),
    quality: PERFECT,
    groundStation: ground.address(),
  });

/** Heard, at home, its version known and willing to arm. */
const isReady = ({ home, position, version, sensors }: VehicleSnapshot): boolean =>
  home !== undefined && position !== undefined && version !== undefined && sensors?.prearmOk === true;

const watchClosely = async (vehicle: Vehicle): Promise<void> => {
  for (const [msgid, perSecond] of CLOSE_RATES) await vehicle.setMessageInterval(msgid, perSecond);
};

const joinRig = (
  { kind, speed }: { kind: RigKind; speed: number },
  ground: Ground,
  parts: { machine: Machine; proxy: UdpProxy | undefined; closing: AsyncDisposableStack },
): Rig => {
  const { machine, proxy, closing } = parts;
  const { sysid } = machine;
  const vehicle = (): Vehicle => {
    const found = ground.station().vehicle(sysid);
    if (found === undefined) throw new Error(`vehicle ${sysid} is not known`);
    return found;
  };
  return {
    kind,
    speed,
    sysid,
    vehicle,
    station: ground.station,
    asStranger: async (bytes) => {
      const socket = await systemNet.bindUdp({ host: LOOPBACK, port: 0 });
      socket.send(bytes, machine.local);
      // Handed to the kernel of this machine: it is there before the socket goes.
      await delay(systemClock, STRANGER_MS);
      await socket.close();
    },
    reboot: () => machine.reboot(),
    restart: async (how) => {
      await ground.station().close();
      await ground.connect(how);
      await ground.until('vehicle after our restart', () => ground.station().vehicle(sysid), START_MS);
    },
    addNeighbour: async (other) => {
      const neighbour = await startEmbedded({ speed, to: ground.address(), parameters: {} }, other);
      closing.defer(() => neighbour.stop());
      return ground.until(
        'neighbour',
        () => {
          const found = ground.station().vehicle(other);
          return found !== undefined && isReady(found.snapshot()) && found;
        },
        START_MS,
      );
    },
    beat: ground.beat,
    isStarved: () => ground.station().stats().heartbeat === 'starved',
    lastBeat: ground.lastBeat,
    lose: (drop) => proxy?.setQuality({ ...PERFECT, drop }),
    events: ground.events,
    onFrame: (handler) => {
      ground.frameHandlers.add(handler);
      return () => {
        ground.frameHandlers.delete(handler);
      };
    },
    until: (what, test, vehicleS) =>
      ground.until(what, () => test(vehicle().snapshot()), ALLOWANCE_MS + (SLOWER * vehicleS * 1000) / speed),
    close: () => closing.disposeAsync(),
  };
};

/** Starts station and vehicle; resolves when the vehicle would arm. */
export const startRig = async (kind: RigKind, options: RigOptions): Promise<Rig> => {
  const { speed, proxied, parameters } = options;
  const closing = new AsyncDisposableStack();
  try {
    const ground = createGround();
    closing.defer(() => ground.close());
    await ground.connect();
    const proxy = proxied ? await startProxy(ground) : undefined;
    if (proxy !== undefined) closing.defer(() => proxy.close());
    const start = kind === 'px4' ? startRealPx4 : startEmbedded;
    const machine = await start({ speed, parameters, to: proxy?.vehicleSide ?? ground.address() });
    closing.defer(() => machine.stop());
    const rig = joinRig({ kind, speed }, ground, { machine, proxy, closing });
    await ground.until(
      `${kind} ready to arm`,
      () => {
        const vehicle = ground.station().vehicle(machine.sysid);
        return vehicle !== undefined && isReady(vehicle.snapshot());
      },
      START_MS,
    );
    if (speed > 1) await watchClosely(rig.vehicle());
    return rig;
  } catch (error) {
    await closing.disposeAsync();
    throw error;
  }
};

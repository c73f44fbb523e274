import type { MavLinkData } from 'mavlink-mappings';
import type { Clock, MonoMs } from '../core/clock.ts';
import type { Net, Streams } from '../core/ports.ts';
import { ok, refuse, type Failure, type Result } from '../core/result.ts';
import { createMetadata, type MetadataCache } from './events/metadata.ts';
import type { Gate, Refusal } from './gate.ts';
import { createHeartbeat, type HeartbeatState } from './heartbeat.ts';
import type { LinkOptions } from './link.ts';
import type { MavLog } from './log.ts';
import type { MavId, Received } from './protocol.ts';
import type { Conflict } from './paths/claims.ts';
import { createPathWatch, type PathWatch } from './paths/path-watch.ts';
import { createTwoIdsWatch } from './paths/two-ids.ts';
import { createRouter, type RawFrame, type Router, type RouterStats } from './router.ts';
import { installKey, keyObstacle, removeKey, type KeyChangeParts } from './signing/key-change.ts';
import type { SigningKey } from './signing/signature.ts';
import { createSigning, type Signing } from './signing/signing.ts';
import { createStampClock } from './signing/stamp-clock.ts';
import { firstHeard } from './vehicle-state.ts';
import { Vehicle } from './vehicle.ts';

/** How a ground station names itself: the highest system id and MAV_COMP_ID_MISSIONPLANNER. */
export const STATION_ID: MavId = { sysid: 255, compid: 190 };
/** MAV_COMP_ID_AUTOPILOT1. */
const AUTOPILOT_COMPID = 1;
/** How often silence is looked for. */
const TICK_MS = 250;
/** More than any fleet: forged heartbeats must not fill the memory, nor keep out a drone that is switched on later. */
const MAX_VEHICLES = 256;
/** One that was silent for that long makes room. */
const VEHICLE_IDLE_MS = 60_000;

export type StationOptions = {
  readonly clock: Clock;
  readonly net: Net;
  /** For TCP and serial links; without it only UDP links can be opened. */
  readonly streams?: Streams | undefined;
  readonly log: MavLog;
  /** Default 255; must differ from every vehicle's. */
  readonly sysid?: number;
  /** Default 190. */
  readonly compid?: number;
  /** The newest signing stamp of earlier runs, so that none is given twice; undefined = none was ever given. */
  readonly lastStamp?: number | undefined;
  /** Keeps the vehicles' descriptions of their events over restarts; default: nothing is kept. */
  readonly metadataCache?: MetadataCache | undefined;
  /** Judges every frame before it leaves; default: everything may leave. */
  readonly gate?: Gate | undefined;
};

type StationStats = RouterStats & {
  readonly heartbeat: HeartbeatState;
  readonly vehicles: number;
};

/** The ground station: links, heartbeat and the vehicles that were heard. */
export type Station = {
  addLink(options: LinkOptions): Promise<Result<undefined>>;
  removeLink(name: string): Promise<void>;
  vehicles(): readonly Vehicle[];
  /** The autopilot with that system and component id; a second autopilot on board is another one. */
  vehicle(sysid: number, compid?: number): Vehicle | undefined;
  /** Called once for each vehicle, when its first heartbeat is heard. */
  onVehicle(handler: (vehicle: Vehicle) => void): () => void;
  /** Every frame in both directions as it was on the wire, for the tlog. */
  onFrame(handler: (raw: RawFrame) => void): () => void;
  onConflict(handler: (conflict: Conflict) => void): () => void;
  onRefused(handler: (refusal: Refusal) => void): () => void;
  /** Keys and signatures of all systems. */
  readonly signing: Signing;
  /** As `installKey` and `removeKey`. Fail with `mavlink.not_heard` too, where there is no such vehicle. */
  installKey(id: MavId, key: SigningKey, isTrusted: (link: string) => boolean): Promise<Result<undefined>>;
  removeKey(id: MavId, isTrusted: (link: string) => boolean): Promise<Result<undefined>>;
  /** Why neither may be done now. */
  keyObstacle(id: MavId, isTrusted: (link: string) => boolean): Failure | undefined;
  /** To be called by the main loop while the service is healthy; heartbeats stop 2 s after the last call. */
  feed(): void;
  stats(): StationStats;
  close(): Promise<void>;
};

const keyOf = ({ sysid, compid }: MavId): string => `${sysid}.${compid}`;

type Fleet = {
  readonly watch: PathWatch;
  readonly vehicles: Map<string, Vehicle>;
  readonly handlers: Set<(vehicle: Vehicle) => void>;
};

const hasRoom = ({ vehicles }: Fleet, now: MonoMs): boolean => {
  if (vehicles.size < MAX_VEHICLES) return true;
  for (const [key, vehicle] of vehicles) {
    if (now - vehicle.snapshot().lastHeartbeat <= VEHICLE_IDLE_MS) continue;
    vehicle.close();
    vehicles.delete(key);
  }
  return vehicles.size < MAX_VEHICLES;
};

const meet = (fleet: Fleet, received: Received, make: (id: MavId) => Vehicle | undefined): void => {
  const vehicle = make(received.from);
  if (vehicle === undefined) return;
  fleet.vehicles.set(keyOf(received.from), vehicle);
  for (const handler of fleet.handlers) handler(vehicle);
  vehicle.greet();
};

const joinFleet = (router: Router, options: StationOptions, self: MavId): Fleet => {
  const { clock, log } = options;
  const watch = createPathWatch(router);
  const metadata = createMetadata(options.metadataCache);
  const fleet: Fleet = { watch, vehicles: new Map(), handlers: new Set() };
  router.onAside((received) => {
    const known = fleet.vehicles.get(keyOf(received.from));
    if (known !== undefined) watch.aside(known, received);
  });
  router.onMessage((received) => {
    const known = fleet.vehicles.get(keyOf(received.from));
    if (known !== undefined) {
      if (known.receive(received)) watch.heard(known, received);
      return;
    }
    meet(fleet, received, (id) => {
      const initial = firstHeard(id, received);
      if (initial === undefined || !hasRoom(fleet, received.at)) return undefined;
      const send = (message: MavLinkData): void => void router.send(message, id);
      const reject = (): void => router.reject(id);
      return new Vehicle({ clock, log, self, id, initial, send, reject, metadata });
    });
  });
  router.onConflict(({ id, refused, at }) =>
    fleet.vehicles.get(keyOf(id))?.conflict({ kind: 'same-id', refused }, at),
  );
  return fleet;
};

export const createStation = (options: StationOptions): Station => {
  const { clock, net, streams, log, sysid = STATION_ID.sysid, compid = STATION_ID.compid } = options;
  const self: MavId = { sysid, compid };
  const signing = createSigning(clock, createStampClock(clock, options.lastStamp));
  const router = createRouter({ clock, net, streams, log, self, guard: signing, gate: options.gate });
  const fleet = joinFleet(router, options, self);
  const heartbeat = createHeartbeat({ clock, log, send: (message) => router.sendToAll(message) });
  const twoIds = createTwoIdsWatch();
  const ticker = clock.every(TICK_MS, () => {
    twoIds.tick(fleet.vehicles.values(), clock.mono());
    for (const vehicle of fleet.vehicles.values()) {
      const { state, keyId } = signing.status(vehicle.id.sysid);
      vehicle.signingIs({ state, keyId });
      fleet.watch.tick(vehicle);
      vehicle.tick(clock.mono());
    }
  });
  const keyParts = (id: MavId, isTrusted: (link: string) => boolean): Result<KeyChangeParts> => {
    const vehicle = fleet.vehicles.get(keyOf(id));
    return vehicle === undefined
      ? refuse('mavlink.not_heard', `expected vehicle ${keyOf(id)} to be heard and believed, it is not`)
      : ok({ clock, vehicle, router, signing, isTrusted });
  };
  return {
    addLink: (link) => router.addLink(link),
    removeLink: (name) => router.removeLink(name),
    vehicles: () => [...fleet.vehicles.values()],
    vehicle: (sysid, compid = AUTOPILOT_COMPID) => fleet.vehicles.get(keyOf({ sysid, compid })),
    onVehicle: (handler) => {
      fleet.handlers.add(handler);
      return () => {
        fleet.handlers.delete(handler);
      };
    },
    onFrame: (handler) => router.onRaw(handler),
    onConflict: (handler) => router.onConflict(handler),
    onRefused: (handler) => router.onRefused(handler),
    signing,
    installKey: async (id, key, isTrusted) => {
      const parts = keyParts(id, isTrusted);
      return parts.ok ? installKey(parts.value, key) : parts;
    },
    removeKey: async (id, isTrusted) => {
      const parts = keyParts(id, isTrusted);
      return parts.ok ? removeKey(parts.value) : parts;
    },
    keyObstacle: (id, isTrusted) => {
      const parts = keyParts(id, isTrusted);
      return parts.ok ? keyObstacle(parts.value) : parts.error;
    },
    feed: () => heartbeat.feed(),
    stats: () => ({ ...router.stats(), heartbeat: heartbeat.state(), vehicles: fleet.vehicles.size }),
    close: async () => {
      ticker.cancel();
      heartbeat.stop();
      for (const vehicle of fleet.vehicles.values()) vehicle.close();
      await router.close();
    },
  };
};

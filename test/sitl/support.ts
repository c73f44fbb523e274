import { common, minimal, type MavLinkData } from 'mavlink-mappings';
import {
  decodeDatagram,
  decodeMessage,
  encodeFields,
  isMessage,
  newDropCounters,
} from '../../server/mavlink/codec.ts';
import type { MavMessage, TypedMessage, WireFields } from '../../server/mavlink/codec.ts';
import type { MessageClass } from '../../server/mavlink/dialect.ts';
import { modeParams, type ModeName } from '../../server/mavlink/modes.ts';
import { degToE7 } from '../../server/mavlink/wire.ts';
import type { LonLat } from '../../server/core/geo.ts';
import { moveBy } from '../../sitl/physics/earth.ts';
import { seededRng } from '../../sitl/physics/random.ts';
import { createVehicle, type EmbeddedVehicle, type VehicleOptions } from '../../sitl/vehicle.ts';

export const HOME = { at: [118.7813, 32.0877] as LonLat, altAmslM: 30 };
export const SYSID = 7;
const GCS = { sysid: 255, compid: 190 };
const TICK_MS = 20;

/** A wire item in the form in which tests write plans. */
export type Item = {
  frame?: number;
  command: number;
  params?: readonly [number, number, number, number];
  at?: LonLat;
  x?: number;
  y?: number;
  z?: number;
  current?: number;
};

/** A vehicle under a hand-turned clock with a bare ground station that keeps everything it hears. */
export type Bench = {
  readonly vehicle: EmbeddedVehicle;
  readonly heard: MavMessage[];
  readonly log: Uint8Array[];
  nowMs(): number;
  /** Turns the clock; the ground station beats at 1 Hz unless silent. */
  run(ms: number): void;
  runUntil(done: () => boolean, mostMs: number): boolean;
  silence(quiet: boolean): void;
  send<T extends MavLinkData>(messageClass: MessageClass<T>, fields: WireFields<T>, from?: typeof GCS): void;
  command(command: number, params?: readonly number[]): number | undefined;
  commandInt(command: number, params: readonly number[]): number | undefined;
  mode(mode: ModeName): number | undefined;
  last<T extends MavLinkData>(messageClass: MessageClass<T>): TypedMessage<T>['fields'] | undefined;
  all<T extends MavLinkData>(messageClass: MessageClass<T>): readonly TypedMessage<T>['fields'][];
  texts(): string[];
  clear(): void;
  /** Uploads as a ground station does; the MISSION_ACK's type and id, undefined if none came. */
  upload(items: readonly Item[], missionType?: number): { type: number; opaqueId: number } | undefined;
  download(missionType?: number): TypedMessage<common.MissionItemInt>['fields'][];
};

const NO_PARAMS = [0, 0, 0, Number.NaN] as const;

export const itemFields = (
  item: Item,
  seq: number,
  missionType: number,
): WireFields<common.MissionItemInt> => {
  const [param1, param2, param3, param4] = item.params ?? NO_PARAMS;
  const [lon, lat] = item.at ?? [0, 0];
  return {
    targetSystem: SYSID,
    targetComponent: 1,
    missionType,
    seq,
    frame: item.frame ?? 6,
    command: item.command,
    current: item.current ?? (seq === 0 ? 1 : 0),
    autocontinue: 1,
    param1,
    param2,
    param3,
    param4,
    x: item.x ?? degToE7(lat),
    y: item.y ?? degToE7(lon),
    z: item.z ?? 0,
  };
};

type Options = Partial<VehicleOptions> & { seed?: number };
type Radio = Pick<Bench, 'vehicle' | 'heard' | 'log' | 'nowMs' | 'run' | 'silence' | 'send'>;

const radio = (options: Options): Radio => {
  let now = 0;
  let seq = 0;
  let quiet = false;
  let beatAt = 0;
  const heard: MavMessage[] = [];
  const log: Uint8Array[] = [];
  const drops = newDropCounters();
  const vehicle = createVehicle({
    sysid: SYSID,
    home: HOME,
    nowMs: 0,
    wallMs: Date.UTC(2026, 2, 1),
    rng: seededRng(options.seed ?? 1),
    ...options,
    send: (frame) => {
      log.push(frame);
      for (const one of decodeDatagram(frame, drops)) {
        const message = decodeMessage(one);
        if (message !== undefined) heard.push(message);
      }
    },
  });
  const send: Bench['send'] = (messageClass, fields, from = GCS) =>
    vehicle.onDatagram(encodeFields(messageClass, fields, { ...from, seq: seq++ & 0xff }));
  const run = (ms: number): void => {
    for (const until = now + ms; now < until;) {
      now += TICK_MS;
      if (!quiet && now >= beatAt) {
        send(minimal.Heartbeat, { type: 6, autopilot: 8 });
        beatAt = now + 1000;
      }
      vehicle.tick(now);
    }
  };
  return {
    vehicle,
    heard,
    log,
    nowMs: () => now,
    run,
    silence: (value) => {
      quiet = value;
    },
    send,
  };
};

export const bench = (options: Options = {}): Bench => {
  const link = radio(options);
  const { heard, run, send } = link;
  const all = <T extends MavLinkData>(messageClass: MessageClass<T>, from = 0): TypedMessage<T>['fields'][] =>
    heard.slice(from).flatMap((message) => (isMessage(message, messageClass) ? [message.fields] : []));
  const last = <T extends MavLinkData>(
    messageClass: MessageClass<T>,
  ): TypedMessage<T>['fields'] | undefined => all(messageClass).at(-1);
  const ackAfter = (command: number, from: number): number | undefined => {
    run(TICK_MS);
    for (const message of heard.slice(from))
      if (isMessage(message, common.CommandAck) && (message.fields.command as number) === command)
        return message.fields.result;
    return undefined;
  };
  const numbered = (params: readonly number[]): Record<string, number> =>
    Object.fromEntries(params.map((value, index) => [`_param${index + 1}`, value]));
  const command = (id: number, params: readonly number[] = []): number | undefined => {
    const from = heard.length;
    send(common.CommandLong, { targetSystem: SYSID, targetComponent: 1, command: id, ...numbered(params) });
    return ackAfter(id, from);
  };
  const upload: Bench['upload'] = (items, missionType = 0) => {
    const from = heard.length;
    send(common.MissionCount, { targetSystem: SYSID, targetComponent: 1, count: items.length, missionType });
    for (let at = from; at < heard.length; at++) {
      const message = heard[at] as MavMessage;
      if (isMessage(message, common.MissionAck))
        return { type: message.fields.type, opaqueId: message.fields.opaqueId };
      if (!isMessage(message, common.MissionRequestInt)) continue;
      const item = items[message.fields.seq] as Item;
      send(common.MissionItemInt, itemFields(item, message.fields.seq, missionType));
    }
    return undefined;
  };
  return {
    ...link,
    runUntil: (done, mostMs) => {
      for (const until = link.nowMs() + mostMs; link.nowMs() < until && !done();) run(100);
      return done();
    },
    command,
    commandInt: (id, params) => {
      const from = heard.length;
      send(common.CommandInt, { targetSystem: SYSID, targetComponent: 1, command: id, ...numbered(params) });
      return ackAfter(id, from);
    },
    mode: (mode) => {
      const { main, sub } = modeParams(mode);
      return command(176, [1, main, sub]);
    },
    last,
    all,
    texts: () => all(common.StatusText).map((fields) => fields.text.trimEnd()),
    clear: () => {
      heard.length = 0;
    },
    upload,
    download: (missionType = 0) => {
      const from = heard.length;
      const target = { targetSystem: SYSID, targetComponent: 1, missionType };
      send(common.MissionRequestList, target);
      const count = all(common.MissionCount, from).at(-1);
      const total = count?.count ?? 0;
      for (let at = 0; at < total; at++) send(common.MissionRequestInt, { ...target, seq: at });
      send(common.MissionAck, { ...target, type: 0 });
      return heard
        .slice(from)
        .flatMap((message) => (isMessage(message, common.MissionItemInt) ? [message.fields] : []));
    },
  };
};

export const TAKEOFF = 22;
export const WAYPOINT = 16;
export const LAND = 21;

/** Take-off, speed, waypoints to the north-west and a landing there: about `km` kilometres. */
export const northWest = (km: number, heightM = 100): Item[] => {
  const point = (share: number): LonLat => moveBy(HOME.at, share * km * 707.1, -share * km * 707.1);
  return [
    { command: TAKEOFF, at: HOME.at, z: heightM },
    { command: 178, frame: 2, params: [1, 16, -1, 0] },
    { command: WAYPOINT, at: point(0.5), z: heightM },
    { command: WAYPOINT, at: point(0.97), z: heightM },
    { command: LAND, at: point(1), z: 0 },
  ];
};

/** Ready, with that mission aboard, armed and in AUTO.MISSION. */
export const launch = (b: Bench, items: readonly Item[]): void => {
  b.run(4000);
  b.upload(items);
  b.run(100);
  b.mode('AUTO.LOITER');
  b.command(400, [1]);
  b.mode('AUTO.MISSION');
};

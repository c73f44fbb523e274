import { setImmediate as nextTurn } from 'node:timers/promises';
import { common, minimal, standard } from 'mavlink-mappings';
import { expect, it } from 'vitest';
import type { Rng } from '../../server/core/ports.ts';
import type { Result } from '../../server/core/result.ts';
import { isMessage, messageOf, type MavMessage } from '../../server/mavlink/codec.ts';
import { commandClassOf } from '../../server/mavlink/command-classes.ts';
import type { MessageClass } from '../../server/mavlink/dialect.ts';
import { GnssIntegrity, ParamError } from '../../server/mavlink/extra-messages.ts';
import type { WireItem } from '../../server/mavlink/mission-wire.ts';
import type { Param } from '../../server/mavlink/params.ts';
import type { VehicleSnapshot } from '../../server/mavlink/snapshot.ts';
import { createStation, type Station } from '../../server/mavlink/station.ts';
import type { Vehicle } from '../../server/mavlink/vehicle.ts';
import { at, fakeNet, SELF, VEHICLE, wirePeer } from '../mavlink/support.ts';
import { fakeClock, type FakeClock } from '../support/fake-clock.ts';
import { seededRng } from '../support/seeded-rng.ts';
import { anyFrame, below, chance, heapUsed, pick, type Hints } from './mavlink-frames.ts';

const LONG = process.env['LIFELINE_LONG'] === '1';
const SEED = Number(process.env['LIFELINE_SEED'] ?? 20_260_801);
const SEQUENCES = Number(process.env['LIFELINE_SEQUENCES'] ?? (LONG ? 500_000 : 1000));
const TIMEOUT_MS = LONG ? 8 * 3_600_000 : 60_000;
const MAX_MESSAGES = 20;
/** What a collected heap may have grown by between the first fifth and the end, bytes. */
const HEAP_GROWTH = 12e6;
/** Longer than any upload with all its attempts and waits takes, ms of virtual time. */
const ALL_ENDED_MS = 240_000;
const LOCAL = at(14_550);

/** What the client listens to; the rest of the dialect comes too, but less often. */
const HEARD: readonly MessageClass[] = [
  minimal.Heartbeat,
  standard.AutopilotVersion,
  common.StatusText,
  common.CommandAck,
  common.MissionRequestInt,
  common.MissionRequest,
  common.MissionAck,
  common.MissionCount,
  common.MissionItemInt,
  common.MissionCurrent,
  common.MissionItemReached,
  common.ParamValue,
  common.GlobalPositionInt,
  common.Attitude,
  common.SysStatus,
  common.GpsRawInt,
  common.HomePosition,
  common.ExtendedSysState,
  common.SystemTime,
  GnssIntegrity,
  ParamError,
];
/** DO_SET_MODE, SET_MESSAGE_INTERVAL, REQUEST_MESSAGE and DO_CHANGE_SPEED: none of them arms. */
const COMMANDS = [176, 511, 512, 178];
const PARAM = 'MPC_XY_CRUISE';
const WANTED: Param = { name: PARAM, type: 'float', value: 12 };
const HINTS: Hints = {
  targetSystem: [SELF.sysid, SELF.sysid, SELF.sysid, 0, VEHICLE.sysid],
  targetComponent: [SELF.compid, SELF.compid, 0, 1],
  missionType: [0, 0, 0, 1, 2, 255],
  seq: [0, 1, 2, 3, 65_535],
  count: [0, 1, 2, 3, 65_535],
  command: COMMANDS,
  result: [0, 0, 1, 4, 5, 6],
  type: [0, 0, 1, 5, 13, 15],
  autopilot: [12, 12, 8],
  paramId: [PARAM, '_HASH_CHECK'],
  paramType: [5, 6, 9],
  paramCount: [1, 2, 3, 65_535],
  paramIndex: [0, 1, 2, 65_535],
  timeBootMs: [0, 1000, 5000, 60_000],
  id: [0, 1, 2],
  chunkSeq: [0, 1, 2, 255],
};
/** What makes a vehicle arm, start or take off: nobody asked for it here. */
const STARTERS: ReadonlySet<number> = new Set([400, 300, 22, 24, 84]);

const point = (x: number, y: number): WireItem => ({
  command: 16,
  frame: 6,
  params: [0, 0, 0, 0],
  x,
  y,
  z: 60,
});
const ITEMS = [point(320_877_000, 1_187_813_000), point(320_977_000, 1_187_813_000)];

type World = {
  readonly clock: FakeClock;
  readonly station: Station;
  readonly errors: string[];
  readonly peer: ReturnType<typeof wirePeer>;
  readonly vehicle: Vehicle;
};

const startWorld = async (): Promise<World> => {
  const clock = fakeClock();
  const udp = fakeNet();
  const errors: string[] = [];
  const station = createStation({
    clock,
    net: udp.net,
    log: (level, sentence) => {
      if (level === 'error') errors.push(sentence);
    },
  });
  await station.addLink({ name: 'fuzz', local: LOCAL });
  const peer = wirePeer(udp, at(18_577), { to: LOCAL });
  peer.say(messageOf(minimal.Heartbeat, { type: 13, autopilot: 12 }));
  const vehicle = station.vehicle(VEHICLE.sysid);
  if (vehicle === undefined) throw new Error('the vehicle is not known');
  return { clock, station, errors, peer, vehicle };
};

/** What is under way while the messages come. */
const beginWork = ({ vehicle }: World, rng: Rng): readonly Promise<Result<unknown>>[] => {
  const id = pick(rng, COMMANDS);
  const params = [1, 4];
  // As another class it would not leave at all.
  const listed = commandClassOf(id, params) ?? 'query';
  const command = { class: chance(rng, 0.9) ? listed : 'query', command: id, params } as const;
  const plan = chance(rng, 0.7) ? vehicle.uploadPlan('mission', ITEMS) : vehicle.downloadPlan('mission');
  const param = chance(rng, 0.7)
    ? vehicle.readParam(PARAM)
    : vehicle.setParam(WANTED, { kind: 'profile', params: [WANTED] });
  const all = chance(rng, 0.3) ? [vehicle.readParams()] : [];
  return [plan, param, ...all, vehicle.command(command)];
};

const within = (value: number | undefined, min: number, max: number): boolean =>
  value === undefined || (value >= min && value <= max);

const places = ({ position, home }: VehicleSnapshot): boolean =>
  [position, home].every(
    (place) =>
      place === undefined ||
      (within(place.lonLat[0], -180, 180) &&
        within(place.lonLat[1], -90, 90) &&
        within(place.altAmslM, -500, 20_000)),
  );

const motion = ({ position, attitude }: VehicleSnapshot): boolean =>
  within(position?.groundSpeedMs, 0, 150) &&
  within(position?.headingDeg, 0, 360) &&
  [attitude?.rollDeg, attitude?.pitchDeg, attitude?.yawDeg].every((angle) => within(angle, -360, 360));

/** The snapshot as text if it holds what cannot be; undefined if all is well. */
const nonsense = (snapshot: VehicleSnapshot): string | undefined => {
  const sane =
    places(snapshot) &&
    motion(snapshot) &&
    within(snapshot.battery?.fraction, 0, 1) &&
    snapshot.texts.length <= 50;
  return sane ? undefined : `snapshot ${JSON.stringify(snapshot)}`;
};

const starts = (message: MavMessage): boolean =>
  (isMessage(message, common.CommandLong) || isMessage(message, common.CommandInt)) &&
  STARTERS.has(message.fields.command);

const settled = async (): Promise<void> => {
  for (let i = 0; i < 30; i++) await Promise.resolve();
};

const sayAnything = (world: World, rng: Rng): void => {
  const known = chance(rng, 0.7);
  const header = chance(rng, 0.8)
    ? { ...VEHICLE, seq: below(rng, 256) }
    : { sysid: below(rng, 256), compid: pick(rng, [0, 1, 190, 255]), seq: 0 };
  const what = known ? { hints: HINTS, classes: HEARD } : { hints: HINTS };
  world.peer.raw(anyFrame(rng, header, what));
};

/** Messages with pauses; the first nonsense that came of them. */
const talk = async (world: World, rng: Rng): Promise<string | undefined> => {
  for (let left = 1 + below(rng, MAX_MESSAGES); left > 0; left--) {
    sayAnything(world, rng);
    const fault = nonsense(world.vehicle.snapshot());
    if (fault !== undefined) return fault;
    if (chance(rng, 0.5)) await settled();
    if (chance(rng, 0.5)) world.clock.advance(below(rng, 2000));
  }
  // It goes to pages as JSON.
  JSON.stringify(world.vehicle.snapshot());
  return undefined;
};

/** One sequence; the fault that it showed, or undefined. */
const runSequence = async (rng: Rng): Promise<string | undefined> => {
  const world = await startWorld();
  const work = beginWork(world, rng);
  let open = work.length;
  for (const promise of work) void promise.then(() => open--);
  const fault = await talk(world, rng);
  if (fault !== undefined) return fault;
  // Most are ended by closing; some have to end by themselves.
  if (chance(rng, 0.03)) {
    for (let spent = 0; spent < ALL_ENDED_MS && open > 0; spent += 50) await world.clock.advanceAsync(50, 50);
    if (open > 0) return `${open} of the work did not end by itself`;
  }
  await world.station.close();
  await settled();
  if (open > 0) return `${open} of the work did not end by closing`;
  if (world.clock.pending() > 0) return `${world.clock.pending()} timers are left`;
  if (world.errors.length > 0) return world.errors.join('; ');
  const started = world.peer.heard.find(starts);
  return started && `the client sent ${JSON.stringify(started.fields)}`;
};

it(
  `the client takes ${SEQUENCES} sequences of any messages: all work ends, nothing starts, values stay in range`,
  async () => {
    console.info(`mavlink client: LIFELINE_SEED=${SEED}`);
    let heapBefore = 0;
    for (let index = 0; index < SEQUENCES; index++) {
      if (index % 100 === 0) await nextTurn();
      if (index === Math.floor(SEQUENCES / 5)) heapBefore = await heapUsed();
      const fault = await runSequence(seededRng(SEED + index));
      if (fault !== undefined) expect.fail(`seed ${SEED + index}: ${fault}`);
    }
    expect((await heapUsed()) - heapBefore).toBeLessThan(HEAP_GROWTH);
  },
  TIMEOUT_MS,
);

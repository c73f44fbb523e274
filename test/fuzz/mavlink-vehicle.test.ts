import { setImmediate as nextTurn } from 'node:timers/promises';
import { common, minimal } from 'mavlink-mappings';
import { expect, it } from 'vitest';
import type { Rng } from '../../server/core/ports.ts';
import { decodeDatagram, decodeMessage, encodeFields, newDropCounters } from '../../server/mavlink/codec.ts';
import type { MessageClass } from '../../server/mavlink/dialect.ts';
import { encodeMode } from '../../server/mavlink/modes.ts';
import { commandOf } from '../../sitl/autopilot/commands.ts';
import { createVehicle, type EmbeddedVehicle } from '../../sitl/vehicle.ts';
import { bench, HOME, itemFields, northWest, SYSID } from '../sitl/support.ts';
import { seededRng } from '../support/seeded-rng.ts';
import { anyFrame, below, chance, heapUsed, pick, type Hints } from './mavlink-frames.ts';

const LONG = process.env['LIFELINE_LONG'] === '1';
const SEED = Number(process.env['LIFELINE_SEED'] ?? 20_260_801);
const SEQUENCES = Number(process.env['LIFELINE_SEQUENCES'] ?? (LONG ? 500_000 : 1000));
const TIMEOUT_MS = LONG ? 8 * 3_600_000 : 60_000;
const MAX_MESSAGES = 20;
/** What a collected heap may have grown by between the first fifth and the end, bytes. */
const HEAP_GROWTH = 12e6;
const GCS = { sysid: 255, compid: 190 };
const ARM_DISARM = 400;
const MISSION_START = 300;

/** What the vehicle listens to; the rest of the dialect comes too, but less often. */
const HEARD: readonly MessageClass[] = [
  minimal.Heartbeat,
  common.CommandLong,
  common.CommandLong,
  common.CommandInt,
  common.MissionCount,
  common.MissionItemInt,
  common.MissionRequestInt,
  common.MissionRequest,
  common.MissionRequestList,
  common.MissionAck,
  common.MissionClearAll,
  common.MissionSetCurrent,
  common.ParamSet,
  common.ParamRequestRead,
  common.ParamRequestList,
  common.SetMode,
  common.TimeSync,
];
const HINTS: Hints = {
  targetSystem: [SYSID, SYSID, SYSID, 0],
  targetComponent: [1, 1, 0],
  missionType: [0, 0, 0, 1, 2, 255],
  seq: [0, 1, 2, 3, 65_535],
  count: [0, 1, 2, 3, 65_535],
  command: [
    16, 17, 19, 20, 21, 22, 93, 176, 177, 178, 179, 192, 224, 262, 300, 300, 400, 400, 400, 400, 400, 400,
    510, 511, 512,
  ],
  frame: [2, 3, 5, 6],
  baseMode: [1, 29, 157],
  customMode: [encodeMode('AUTO.MISSION'), encodeMode('AUTO.TAKEOFF'), encodeMode('AUTO.RTL')],
  paramId: [
    'MPC_XY_CRUISE',
    'NAV_ACC_RAD',
    'RTL_RETURN_ALT',
    'NAV_DLL_ACT',
    'COM_DISARM_LAND',
    '_HASH_CHECK',
  ],
  paramType: [6, 9],
  _param1: [0, 1, 1, 33, 148, 435],
  _param2: [0, 4, 21_196],
  type: [6],
};

/** Ready to arm, in one half of the cases with a mission aboard. */
const startVehicle = (rng: Rng, send: (bytes: Uint8Array) => void): EmbeddedVehicle => {
  const vehicle = createVehicle({ sysid: SYSID, home: HOME, nowMs: 0, wallMs: 1e12, rng, send });
  for (let now = 1000; now <= 4000; now += 1000) vehicle.tick(now);
  const header = { ...GCS, seq: 0 };
  vehicle.onDatagram(encodeFields(minimal.Heartbeat, { type: 6, autopilot: 8 }, header));
  if (chance(rng, 0.5)) return vehicle;
  const items = northWest(2);
  const target = { targetSystem: SYSID, targetComponent: 1 };
  vehicle.onDatagram(encodeFields(common.MissionCount, { ...target, count: items.length }, header));
  for (const [seq, item] of items.entries())
    vehicle.onDatagram(encodeFields(common.MissionItemInt, itemFields(item, seq, 0), header));
  return vehicle;
};

/** True for a good order to this vehicle to arm or to start its mission. */
const mayArm = (bytes: Uint8Array): boolean => {
  const [frame] = decodeDatagram(bytes, newDropCounters());
  const message = frame && decodeMessage(frame);
  const command = message && commandOf(message);
  if (frame === undefined || command === undefined || frame.sysid === SYSID) return false;
  if (![SYSID, 0].includes(command.targetSystem) || ![1, 0].includes(command.targetComponent)) return false;
  const arms = command.command === ARM_DISARM && Math.round(command.params[0]) === 1;
  return arms || command.command === MISSION_START;
};

const faultOf = (vehicle: EmbeddedVehicle, ordered: boolean): string | undefined => {
  const { armed, body } = vehicle.truth();
  if (!ordered && armed) return 'armed without an order';
  if (!ordered && !body.onSurface) return 'took off without an order';
  const [lon, lat] = body.at;
  const values = [lon, lat, body.altAmslM, body.northMs, body.eastMs, body.upMs, body.yawDeg, body.energyJ];
  if (!values.every(Number.isFinite) || Math.abs(lon) > 180 || Math.abs(lat) > 90)
    return `body ${JSON.stringify(body)}`;
  return undefined;
};

type Outcome = { readonly fault: string | undefined; readonly armed: boolean };

const runSequence = (rng: Rng): Outcome => {
  const drops = newDropCounters();
  let unreadable = 0;
  const vehicle = startVehicle(rng, (bytes) => {
    if (decodeDatagram(bytes, drops).length !== 1) unreadable++;
  });
  let now = 4000;
  let ordered = false;
  let armed = false;
  for (let left = 1 + below(rng, MAX_MESSAGES); left > 0; left--) {
    const sysid = chance(rng, 0.8) ? GCS.sysid : pick(rng, [1, SYSID, below(rng, 256)]);
    const classes = chance(rng, 0.8) ? { classes: HEARD } : {};
    const bytes = anyFrame(rng, { sysid, compid: GCS.compid, seq: 0 }, { hints: HINTS, ...classes });
    ordered ||= mayArm(bytes);
    vehicle.onDatagram(bytes);
    if (chance(rng, 0.7)) vehicle.tick((now += 1 + below(rng, 1000)));
    armed ||= vehicle.truth().armed;
    const fault = faultOf(vehicle, ordered);
    if (fault !== undefined) return { fault, armed };
  }
  return { fault: unreadable > 0 ? `${unreadable} frames of it are not good` : undefined, armed };
};

const runSeed = (seed: number): Outcome => {
  try {
    return runSequence(seededRng(seed));
  } catch (cause) {
    return { fault: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause), armed: false };
  }
};

it(
  `the vehicle takes ${SEQUENCES} sequences of any messages: never throws, arms by order only, stays somewhere`,
  async () => {
    console.info(`mavlink vehicle: LIFELINE_SEED=${SEED}`);
    let armed = 0;
    let heapBefore = 0;
    for (let index = 0; index < SEQUENCES; index++) {
      if (index % 100 === 0) await nextTurn();
      if (index === Math.floor(SEQUENCES / 5)) heapBefore = await heapUsed();
      const outcome = runSeed(SEED + index);
      if (outcome.fault !== undefined) expect.fail(`seed ${SEED + index}: ${outcome.fault}`);
      if (outcome.armed) armed++;
    }
    expect((await heapUsed()) - heapBefore).toBeLessThan(HEAP_GROWTH);
    expect(armed).toBeGreaterThan(SEQUENCES / 20);
  },
  TIMEOUT_MS,
);

it.each([-44_188.5, 70_000, 3e38, Number.NaN, Infinity])(
  'found by seed 20260816: GET_MESSAGE_INTERVAL of %d is answered though no field holds that id',
  (id) => {
    const b = bench();
    expect(b.command(510, [id])).toBe(0);
    expect(b.last(common.MessageInterval)?.intervalUs).toBe(-1);
  },
);

it('found by fuzz: an interval that no field holds is told as the longest, one that is no number is refused', () => {
  const b = bench();
  expect(b.command(511, [33, 3e38])).toBe(0);
  expect(b.command(510, [33])).toBe(0);
  expect(b.last(common.MessageInterval)?.intervalUs).toBe(2 ** 31 - 1);
  expect(b.command(511, [33, Number.NaN])).toBe(4);
});

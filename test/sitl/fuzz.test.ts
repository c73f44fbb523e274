import { common, minimal } from 'mavlink-mappings';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeFields } from '../../server/mavlink/codec.ts';
import type { MessageClass } from '../../server/mavlink/dialect.ts';
import { bench, launch, northWest, SYSID } from './support.ts';

const CLASSES: readonly MessageClass[] = [
  minimal.Heartbeat,
  common.CommandLong,
  common.CommandInt,
  common.MissionCount,
  common.MissionItemInt,
  common.MissionRequestInt,
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
/** Commands and plan items that do something, so that the noise is not only refusals. */
const COMMANDS = [16, 17, 19, 20, 21, 22, 93, 176, 177, 178, 179, 192, 224, 262, 300, 400, 511, 512];
const NAMES = [
  'MPC_XY_CRUISE',
  'NAV_ACC_RAD',
  'RTL_RETURN_ALT',
  'NAV_DLL_ACT',
  'MIS_TAKEOFF_ALT',
  'BAT_LOW_THR',
];

const SPANS: Readonly<Record<string, readonly [number, number]>> = {
  uint8_t: [0, 255],
  int8_t: [-128, 127],
  uint16_t: [0, 12],
  int16_t: [-32_768, 32_767],
  uint32_t: [0, 2 ** 32 - 1],
  int32_t: [-(2 ** 31), 2 ** 31 - 1],
};

const fieldValue = (name: string, type: string): fc.Arbitrary<unknown> => {
  if (name === 'targetSystem') return fc.constant(SYSID);
  if (name === 'targetComponent') return fc.constant(1);
  if (name === 'command') return fc.constantFrom(...COMMANDS);
  if (name === 'missionType') return fc.constantFrom(0, 0, 0, 1, 2, 255);
  if (name === 'frame') return fc.constantFrom(2, 3, 5, 6);
  if (name === 'paramType') return fc.constantFrom(6, 9);
  if (type === 'char[]') return fc.constantFrom(...NAMES);
  if (type === 'float') return fc.oneof(fc.float(), fc.constantFrom(0, 1, 4, -1, Number.NaN, 33));
  const span = SPANS[type];
  if (span !== undefined) return fc.integer({ min: span[0], max: span[1] });
  return fc.constant(0n);
};

const frame = fc.constantFrom(...CLASSES).chain((messageClass) => {
  const shape = messageClass.FIELDS.map((field) => [field.name, fieldValue(field.name, field.type)] as const);
  return fc
    .record(Object.fromEntries(shape))
    .map((fields) => encodeFields(messageClass, fields, { sysid: 255, compid: 190, seq: 0 }));
});
const junk = fc.uint8Array({ maxLength: 60 });

it('survives any sequence of frames and junk, in flight and with odd parameters, and keeps beating', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof({ weight: 9, arbitrary: frame }, junk), { maxLength: 60 }), (datagrams) => {
      const b = bench();
      launch(b, northWest(2));
      b.run(20_000);
      for (const bytes of datagrams) {
        b.vehicle.onDatagram(bytes);
        b.run(200);
      }
      const { body } = b.vehicle.truth();
      expect(
        [...body.at, body.altAmslM, body.northMs, body.eastMs, body.upMs, body.yawDeg].every(Number.isFinite),
      ).toBe(true);
      b.clear();
      b.run(3000);
      expect(b.heard.length).toBeGreaterThan(0);
    }),
    { numRuns: 60 },
  );
});

import * as fc from 'fast-check';
import { common } from 'mavlink-mappings';
import { expect, test } from 'vitest';
import { messageOf } from '../../server/mavlink/codec.ts';
import {
  degToE7,
  fractionFromPercent,
  headingFromCdeg,
  headingToCdeg,
  hexText,
  int32FromFloatBits,
  int32ToFloatBits,
  lonLatFromE7,
  mToMm,
  msToCms,
  uint64Text,
  voltsFromMv,
} from '../../server/mavlink/wire.ts';
import { overTheWire } from './support.ts';

test('[WI1] positions out of range, 0/0 and no numbers are undefined', () => {
  expect(lonLatFromE7(1_187_813_000, 320_877_000)).toEqual([118.7813, 32.0877]);
  expect(lonLatFromE7(1_187_813_000, 950_000_000)).toBeUndefined();
  expect(lonLatFromE7(2_147_483_647, 0)).toBeUndefined();
  expect(lonLatFromE7(0, 0)).toBeUndefined();
  expect(lonLatFromE7(Number.NaN, 1)).toBeUndefined();
});

test('[WI1] units go to the wire and unknown markers come back undefined', () => {
  expect([degToE7(118.7813), mToMm(12.3456), msToCms(-1.234)]).toEqual([1_187_813_000, 12_346, -123]);
  expect([headingFromCdeg(35_999), headingFromCdeg(65_535)]).toEqual([359.99, undefined]);
  expect([headingToCdeg(-90), headingToCdeg(359.999)]).toEqual([27_000, 0]);
  expect([voltsFromMv(16_200), voltsFromMv(65_535)]).toEqual([16.2, undefined]);
  expect([fractionFromPercent(55), fractionFromPercent(-1)]).toEqual([0.55, undefined]);
  expect([uint64Text(2n ** 64n - 1n), hexText([0, 255])]).toEqual(['18446744073709551615', '00ff']);
});

test('[WI2] int32 parameters come back exactly, also over the wire', () => {
  // Outside these bounds the bits are a signalling NaN, which no JavaScript engine promises to keep.
  fc.assert(
    fc.property(fc.integer({ min: -(2 ** 22), max: 0x7f7f_ffff }), (value) => {
      const message = overTheWire(
        messageOf(common.ParamValue, { paramValue: int32ToFloatBits(value), paramType: 6, paramId: 'A' }),
      );
      expect(int32FromFloatBits(message.fields['paramValue'] as number)).toBe(value);
    }),
  );
});

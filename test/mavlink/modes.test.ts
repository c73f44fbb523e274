import { expect, test } from 'vitest';
import { decodeMode, encodeMode, modeParams, type ModeName } from '../../server/mavlink/modes.ts';

test.each([
  ['MANUAL', 0x0001_0000],
  ['ALTCTL', 0x0002_0000],
  ['POSCTL', 0x0003_0000],
  ['AUTO.TAKEOFF', 0x0204_0000],
  ['AUTO.LOITER', 50_593_792],
  ['AUTO.MISSION', 0x0404_0000],
  ['AUTO.RTL', 0x0504_0000],
  ['AUTO.LAND', 0x0604_0000],
] as const)('[MO1] %s is custom mode %i', (mode: ModeName, code: number) => {
  expect(encodeMode(mode)).toBe(code);
  expect(decodeMode(code)).toBe(mode);
});

test('[MO1] an unknown mode is told in numbers', () => {
  expect(decodeMode((4 << 16) | (20 << 24))).toBe('4.20');
  expect(decodeMode(0xff_ff_00_00)).toBe('255.255');
  expect(modeParams('AUTO.RTL')).toEqual({ main: 4, sub: 5 });
});

import { describe, expect, test } from 'vitest';
import {
  clockTimeS,
  countdown,
  fromLocalField,
  shortMoment,
  slaOf,
  toLocalField,
} from '../../web/shared/time.ts';

/** 2026-03-05 14:05:09 in Nanjing. */
const AT = Date.UTC(2026, 2, 5, 6, 5, 9);
const MIN = 60_000;

describe('the SLA clock', () => {
  test.each([
    [AT + 32 * MIN + 4000, 'ahead', '32:04'],
    [AT + 10 * MIN, 'soon', '10:00'],
    [AT + 999, 'soon', '00:00'],
    [AT - 61_000, 'late', '01:01'],
    [AT + 100 * MIN, 'ahead', '1:40:00'],
    [AT + 30 * 60 * MIN, 'far', '30:00:00'],
  ] as const)('due at %i: %s %s', (dueAt, kind, text) => {
    expect(slaOf(dueAt, AT)).toEqual({ kind, text });
  });

  test('switches to hours only where minutes would need three digits', () => {
    expect(countdown(99 * MIN + 59_999)).toBe('99:59');
  });
});

describe('time of Nanjing, whatever the zone of the device', () => {
  test('of day', () => {
    expect(clockTimeS(AT)).toBe('14:05:09');
  });

  test('midnight is 00, not 24', () => {
    expect(clockTimeS(Date.UTC(2026, 2, 5, 16, 0, 0))).toBe('00:00:00');
  });

  test('with the date when it is not today', () => {
    expect(shortMoment(AT, AT + MIN)).toBe('14:05');
    expect(shortMoment(AT, AT + 24 * 60 * MIN)).toBe('03-05 14:05');
  });

  test('a date field goes there and back', () => {
    expect(toLocalField(AT)).toBe('2026-03-05T14:05');
    expect(fromLocalField('2026-03-05T14:05')).toBe(AT - 9000);
  });

  test('an incomplete date field is no moment', () => {
    expect(fromLocalField('')).toBeUndefined();
  });
});

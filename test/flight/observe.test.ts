import { describe, expect, it } from 'vitest';
import { monoMs } from '../../server/core/clock.ts';
import { destination, type LonLat } from '../../server/core/geo.ts';
import { observe } from '../../server/flight/observe.ts';
import { NO_FACTS } from '../../server/flight/ports.ts';

const FROM: LonLat = [118.7813, 32.0877];
const TO = destination(FROM, 5000, 300);
const NOW = monoMs(100_000);

const placeAt = (at: LonLat, ageMs = 0): string => {
  const value = { at, altAmslM: 20, relAltM: 0, groundSpeedMs: 0, climbMs: 0, headingDeg: undefined };
  const facts = { ...NO_FACTS, position: { at: monoMs(NOW - ageMs), value } };
  return observe(facts, NOW, { fromPad: FROM, toPad: TO, aboard: undefined, landSeq: 3 }).place;
};

const matchesWith = (said: Partial<Record<'id' | 'fenceId' | 'rallyId', number>>): boolean | undefined => {
  const value = { seq: 1, total: 4, id: 1, fenceId: 2, rallyId: 3, run: 'active' as const, ...said };
  const facts = { ...NO_FACTS, mission: { at: NOW, value } };
  const aboard = { missionId: 1, fenceId: 2, rallyId: 3 };
  return observe(facts, NOW, { fromPad: FROM, toPad: TO, aboard, landSeq: 3 }).missionMatches;
};

describe('the plans aboard', () => {
  it.each([
    ['are those of the flight', {}, true],
    ['have another mission', { id: 9 }, false],
    ['have another fence', { fenceId: 9 }, false],
    ['have no fence', { fenceId: 0 }, false],
    ['have other rally points', { rallyId: 9 }, false],
  ] as const)('[FL4] %s', (_, said, matches) => {
    expect(matchesWith(said)).toBe(matches);
  });
});

describe('where a vehicle stands', () => {
  it.each([
    ['on its pad', destination(TO, 6, 90), 'destination'],
    ['on the next pad of the same roof, 15 m away', destination(TO, 15, 90), 'elsewhere'],
    ['in a field', destination(TO, 100, 90), 'elsewhere'],
    ['back where it started', destination(FROM, 25, 10), 'origin'],
  ] as const)('[FL3] %s', (_, at, place) => {
    expect(placeAt(at)).toBe(place);
  });

  it('[FL3] is not known by a position of before a gap', () => {
    expect(placeAt(TO, 3000)).toBe('unknown');
  });
});

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
  return observe(facts, NOW, { fromPad: FROM, toPad: TO, missionId: 1, landSeq: 3 }).place;
};

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

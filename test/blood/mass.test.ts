import { describe, expect, it } from 'vitest';
import { boxMassKg } from '../../server/blood/mass.ts';
import { isWithin, transportLimits } from '../../server/blood/temperature.ts';

describe('boxMassKg', () => {
  // Homier et al. (2.4, 3.4 and 3.7 kg) had a logger of 0.13 kg on every bag, we have one a box.
  it.each([
    {
      title: '1 red cells of 313 mL',
      box: 'COLD',
      bag: { component: 'RBC', volumeMl: 313 },
      count: 1,
      kg: 2.4,
    },
    {
      title: '3 red cells of 313 mL',
      box: 'COLD',
      bag: { component: 'RBC', volumeMl: 313 },
      count: 3,
      kg: 3.14,
    },
    {
      title: '3 plasma of 297 mL',
      box: 'FROZEN',
      bag: { component: 'FFP', volumeMl: 297 },
      count: 3,
      kg: 3.44,
    },
    { title: '5 bags of 300 mL', box: 'COLD', bag: { component: 'RBC', volumeMl: 300 }, count: 5, kg: 4.4 },
  ] as const)('$title', ({ box, bag, count, kg }) => {
    const bags = Array.from({ length: count }, () => bag);
    expect(Math.abs(boxMassKg(box, bags) - kg)).toBeLessThan(0.1);
  });
});

describe('transport range', () => {
  it.each([
    ['COLD', 1.9, false],
    ['COLD', 2, true],
    ['COLD', 10, true],
    ['COLD', 10.1, false],
    ['COLD', Number.NaN, false],
    ['AMBIENT', 19.9, false],
    ['AMBIENT', 22, true],
    ['AMBIENT', 24.1, false],
    ['FROZEN', -18, true],
    ['FROZEN', -17.9, false],
    ['FROZEN', -60, true],
  ] as const)('%s at %d °C: %s', (temperatureClass, valueC, within) => {
    expect(isWithin(transportLimits(temperatureClass).breach, valueC)).toBe(within);
  });
});

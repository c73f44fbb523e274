import { expect, test } from 'vitest';
import { padDelayS, slotOf, slotsInTheWay, type PadSlot } from '../../../server/plan/conflict/pad-slots.ts';
import { seeded } from '../worlds.ts';

/** As the service promises it, not as the planner has it: nobody else within this time, seconds. */
const SEPARATION_S = 30;

const slot = (who: string, approachS: number, leaveS: number | undefined, padId = 'h1'): PadSlot => ({
  who,
  padId,
  approachS,
  leaveS,
});

test('[PS1] a slot goes from the earliest approach to the latest leave', () => {
  const wish = { who: 'a', padId: 'h1', landS: 1000, descentS: 70, earlyS: 50, lateS: 110, staysS: 300 };
  expect(slotOf(wish)).toEqual(slot('a', 1000 - 70 - 50 - 20, 1000 + 110 + 300));
  expect(slotOf({ ...wish, staysS: undefined }).leaveS).toBeUndefined();
});

test('[PS2] two slots of one pad are 30 s apart; other pads and the drone itself do not count', () => {
  const other = [slot('b', 1000, 1300)];
  expect(slotsInTheWay(slot('a', 1330, 1500), other)).toEqual([]);
  expect(slotsInTheWay(slot('a', 1329, 1500), other)).toEqual(other);
  expect(slotsInTheWay(slot('a', 500, 970), other)).toEqual([]);
  expect(slotsInTheWay(slot('a', 500, 971), other)).toEqual(other);
  expect(slotsInTheWay(slot('a', 1000, 1300, 'h2'), other)).toEqual([]);
  expect(slotsInTheWay(slot('b', 1000, 1300), other)).toEqual([]);
});

test('[PS3] the delay leads behind all that is in the way, and is the smallest', () => {
  const others = [slot('b', 1000, 1300), slot('c', 1350, 1500), slot('d', 2000, 2100)];
  const own = slot('a', 900, 1100);
  const delayS = padDelayS(own, others) ?? Number.NaN;
  expect(delayS).toBe(1530 - 900);
  const later = (s: number): PadSlot => slot('a', 900 + s, 1100 + s);
  expect(slotsInTheWay(later(delayS), others)).toEqual([]);
  for (let s = 0; s < delayS; s++) expect(slotsInTheWay(later(s), others)).not.toEqual([]);
});

test('[PS3] behind a drone that stays for nobody knows how long there is no delay', () => {
  expect(padDelayS(slot('a', 900, 1100), [slot('b', 500, undefined)])).toBeUndefined();
  expect(padDelayS(slot('a', 100, 300), [slot('b', 500, undefined)])).toBe(0);
});

/** A drone in the pad's volume, from the beginning of its descent until it has left. */
type Use = { readonly padId: string; readonly fromS: number; readonly toS: number };

const tooNear = (uses: readonly Use[]): Use[] =>
  [...new Set(uses.map(({ padId }) => padId))].flatMap((padId) => {
    const ofPad = uses.filter((use) => use.padId === padId).toSorted((a, b) => a.fromS - b.fromS);
    return ofPad.filter((use, i) => {
      const before = ofPad[i - 1];
      return before !== undefined && use.fromS < before.toS + SEPARATION_S;
    });
  });

/**
 * Flights ask for pads one after another; each is delayed as the schedule says and then flies as early or late, and
 * stays as long, as it may.
 */
const landings = (count: number, seed: number, delayed: boolean) => {
  const random = seeded(seed);
  let slots: PadSlot[] = [];
  const uses: Use[] = [];
  let delays = 0;
  let nowS = 0;
  for (let i = 0; i < count; i++) {
    nowS += random() * 260;
    const padId = `pad-${Math.floor(random() * 4)}`;
    const [descentS, earlyS, lateS] = [40 + random() * 60, random() * 60, random() * 120];
    const stayMostS = 60 + random() * 240;
    const wish = { who: `f${i}`, padId, descentS, earlyS, lateS, staysS: stayMostS };
    const landS = nowS + 300 + random() * 600;
    slots = slots.filter(({ leaveS }) => leaveS === undefined || leaveS + SEPARATION_S > nowS);
    const delayS = delayed ? (padDelayS(slotOf({ ...wish, landS }), slots) ?? Number.NaN) : 0;
    if (delayS > 0) delays += 1;
    slots.push(slotOf({ ...wish, landS: landS + delayS }));
    const reallyS = landS + delayS + random() * (earlyS + lateS) - earlyS;
    uses.push({ padId, fromS: reallyS - descentS, toS: reallyS + stayMostS * random() });
  }
  return { uses, delays };
};

test('[PS4] in 10,000 simulated landings no two drones are in one pad volume within the separation', () => {
  const { uses, delays } = landings(10_000, 11, true);
  expect(uses).toHaveLength(10_000);
  expect(tooNear(uses)).toEqual([]);
  expect(delays).toBeGreaterThan(1000);
  // The same flights without the schedule do meet: the simulation can tell.
  expect(tooNear(landings(10_000, 11, false).uses).length).toBeGreaterThan(1000);
});

import { describe, expect, test } from 'vitest';
import { assign } from '../../../server/plan/assign/assign.ts';
import type { Assignment, AssignRound } from '../../../server/plan/assign/types.ts';
import { compareScores, exactScore, greedyFlights, scoreOf, type Flown } from './exact.ts';
import { MIN, NOW, randomRound, type Size } from './rounds.ts';

const SMALL: Size = { orders: 4, drones: 3, shelf: 2, sites: 2, padsPerSite: 2 };
const MIDDLE: Size = { orders: 25, drones: 10, shelf: 5, sites: 4, padsPerSite: 2 };

const flownBy = ({ decisions }: Assignment): Flown[] =>
  decisions.flatMap(({ orderId, lift }) => (lift === undefined ? [] : [{ orderId, ...lift }]));

const ids = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

const shuffled = (round: AssignRound): AssignRound => ({
  ...round,
  orders: round.orders.toReversed(),
  drones: round.drones.toReversed(),
  packs: round.packs.toReversed(),
  pads: round.pads.toReversed(),
});

describe('against everything that can be done', () => {
  test('[AG1] small rounds are solved as well as by trying everything, and that is proven', () => {
    let flights = 0;
    for (const seed of ids(300)) {
      const round = randomRound(seed, SMALL);
      const found = assign(round);
      expect(found.proven, `seed ${seed}`).toBe(true);
      expect(scoreOf(round, flownBy(found)), `seed ${seed}`).toEqual(exactScore(round));
      flights += flownBy(found).length;
    }
    // The worlds are not empty.
    expect(flights).toBeGreaterThan(300);
  });

  test('[AG2] larger rounds are never worse than the greedy answer, and are better in some', () => {
    let better = 0;
    for (const seed of ids(8)) {
      const round = randomRound(1000 + seed, MIDDLE);
      const difference = compareScores(
        scoreOf(round, flownBy(assign(round))),
        scoreOf(round, greedyFlights(round)),
      );
      expect(difference, `seed ${seed}`).toBeLessThanOrEqual(0);
      if (difference < 0) better += 1;
    }
    expect(better).toBeGreaterThan(0);
  });
});

describe('the answer', () => {
  test('[AG3] the order of what is given does not matter', () => {
    for (const seed of ids(8)) {
      const round = randomRound(2000 + seed, MIDDLE);
      expect(assign(shuffled(round))).toEqual(assign(round));
    }
  });

  test('[AG4] every order gets one decision with a reason for it and against every other drone', () => {
    for (const seed of ids(8)) {
      const round = randomRound(3000 + seed, MIDDLE);
      const { decisions } = assign(round);
      expect(decisions.map(({ orderId }) => orderId).toSorted()).toEqual(
        round.orders.map(({ id }) => id).toSorted(),
      );
      for (const { lift, against, why } of decisions) {
        expect(why.id).not.toBe('');
        const others = round.drones.filter(({ id }) => id !== lift?.droneId).map(({ id }) => id);
        expect(against.map(({ droneId }) => droneId).toSorted()).toEqual(others.toSorted());
      }
    }
  });
});

/** One order for `s0`, one drone that is ready, one pad; road 38 min. */
const plain = (): AssignRound => ({
  now: NOW,
  orders: [
    {
      id: 'o1',
      number: 'P-1',
      siteId: 's0',
      urgency: 'EMERGENCY',
      dueAt: NOW + 45 * MIN,
      readyAt: NOW,
      payloadKg: 3,
      viableUntil: NOW + 240 * MIN,
    },
  ],
  drones: [{ id: 'd1', name: 'LX-01', profileId: 'nj-10', payloadKg: 10, freeAt: NOW, unusable: [] }],
  packs: [
    { id: 'k1', profileId: 'nj-10', droneId: 'd1', chargePct: 95, charging: undefined, grounded: false },
  ],
  pads: [{ id: 'p1', siteId: 's0', openFrom: NOW }],
  estimate: () => ({ kind: 'flies', p95S: 1100, neededPct: 80 }),
  roadS: () => 38 * 60,
});

const only = (round: AssignRound) => {
  const [decision] = assign(round).decisions;
  if (decision === undefined) throw new Error('no decision');
  return decision;
};

const [order] = plain().orders;
const [drone] = plain().drones;
const [pack] = plain().packs;
if (order === undefined || drone === undefined || pack === undefined) throw new Error('an empty round');

describe('why', () => {
  test('[AG4] a drone that is ready flies now', () => {
    const { choice, why, lift } = only(plain());
    expect(choice).toBe('fly');
    expect(why).toMatchObject({
      id: 'now_ok',
      params: { drone: 'LX-01', inMin: 23, pct: 95, neededPct: 80 },
    });
    expect(lift?.arriveAt).toBe(NOW + (300 + 1100) * 1000);
  });

  test('[AG5] the more urgent order has the only drone, although the other is due sooner', () => {
    const routine = { ...order, id: 'o2', number: 'P-2', urgency: 'ROUTINE', dueAt: NOW + MIN } as const;
    const { decisions } = assign({ ...plain(), orders: [routine, order], roadS: () => undefined });
    expect(decisions.find(({ orderId }) => orderId === 'o1')?.choice).toBe('fly');
    const other = decisions.find(({ orderId }) => orderId === 'o2');
    expect(other).toMatchObject({ choice: 'none', against: [{ id: 'taken', params: { number: 'P-1' } }] });
  });

  test('[AG6] waits for a returning drone where that is before the road, else goes by road', () => {
    const returning = { ...plain(), drones: [{ ...drone, freeAt: NOW + 10 * MIN }] };
    expect(only(returning)).toMatchObject({
      choice: 'fly',
      why: { id: 'drone_ok', params: { waitMin: 10 } },
    });
    const late = { ...plain(), drones: [{ ...drone, freeAt: NOW + 30 * MIN }] };
    expect(only(late)).toMatchObject({ choice: 'road', why: { id: 'road_faster' } });
  });

  test('[AG6] waits for a pack that charges; an empty one that does not charge never flies', () => {
    const charging = { from: NOW, pctPerMin: 2 };
    const low = { ...plain(), packs: [{ ...pack, chargePct: 70, charging }] };
    expect(only(low)).toMatchObject({ choice: 'fly', why: { id: 'charge_ok', params: { waitMin: 5 } } });
    const empty = { ...plain(), packs: [{ ...pack, chargePct: 70 }] };
    expect(only(empty)).toMatchObject({ choice: 'road', why: { id: 'road_charge' } });
  });

  test('[AG6] a full pack from the shelf is put in where that is sooner', () => {
    const shelf = { ...pack, id: 'x1', droneId: undefined };
    const low = { ...plain(), packs: [{ ...pack, chargePct: 30 }, shelf] };
    expect(only(low)).toMatchObject({
      lift: { packId: 'x1' },
      why: { id: 'swap_ok', params: { waitMin: 2 } },
    });
    const grounded = {
      ...low,
      packs: [
        { ...pack, chargePct: 30 },
        { ...shelf, grounded: true },
      ],
    };
    expect(only(grounded).choice).toBe('road');
  });

  test('[AG6] one pad takes one drone', () => {
    const second = { ...order, id: 'o2', number: 'P-2' };
    const two = {
      ...plain(),
      orders: [order, second],
      drones: [drone, { ...drone, id: 'd2', name: 'LX-02' }],
      packs: [pack, { ...pack, id: 'k2', droneId: 'd2' }],
    };
    expect(flownBy(assign(two))).toHaveLength(1);
    expect(
      flownBy(assign({ ...two, pads: [...two.pads, { id: 'p2', siteId: 's0', openFrom: NOW }] })),
    ).toHaveLength(2);
  });

  test('[AG7] blood that would not bear the flight does not fly, nor go by a road that is too long', () => {
    const short = (minutes: number): AssignRound => ({
      ...plain(),
      orders: [{ ...order, viableUntil: NOW + minutes * MIN }],
    });
    expect(only(short(24)).choice).toBe('fly');
    expect(only(short(23))).toMatchObject({ choice: 'none', why: { id: 'none_viability' } });
    const slow = { ...short(24), roadS: () => 10 * 60, drones: [{ ...drone, freeAt: NOW + 5 * MIN }] };
    expect(only(slow)).toMatchObject({ choice: 'road', against: [{ id: 'viability' }] });
  });

  test.each([
    ['payload', { orders: [{ ...order, payloadKg: 10.1 }] }],
    ['grounded', { drones: [{ ...drone, unusable: ['grounded'] as const }] }],
    ['weather', { estimate: () => ({ kind: 'refused', code: 'weather' }) as const }],
    ['no_route', { estimate: () => ({ kind: 'refused', code: 'no_route' }) as const }],
    ['no_pad', { pads: [] }],
  ])('[AG8] by road, named, where nothing flies: %s', (why, part) => {
    expect(only({ ...plain(), ...part })).toMatchObject({
      choice: 'road',
      why: { id: `road_${why}`, params: { roadMin: 43 } },
      against: [{ id: why, params: { drone: 'LX-01' } }],
    });
  });

  test('[AG8] the air is offered only where it is sooner', () => {
    const equal = { ...plain(), roadS: () => 1100 };
    expect(only(equal)).toMatchObject({
      choice: 'road',
      why: { id: 'road_faster', params: { airMin: 23, roadMin: 23 } },
    });
    expect(only({ ...plain(), roadS: () => 1101 }).choice).toBe('fly');
  });
});

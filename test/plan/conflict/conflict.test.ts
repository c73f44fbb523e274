import { expect, test } from 'vitest';
import { proposalFor } from '../../../server/plan/conflict/proposal.ts';
import {
  conflictsOf,
  meetingsOf,
  smallestDelayS,
  trafficOf,
  type Other,
} from '../../../server/plan/conflict/traffic.ts';
import type { Area, Volume } from '../../../server/plan/conflict/volume.ts';
import { seeded } from '../worlds.ts';
import { meetsDensely } from './dense-oracle.ts';
import { NOON_S, volumesAt, wayOver } from './scene.ts';

const otherOf = (id: string, volumes: readonly Volume[]): Other => ({
  id,
  name: id,
  kind: 'flight',
  volumes,
});

/** Crossings at the middle of both, 225 s after take-off and cruise. */
const WEST_EAST = wayOver([
  [-3000, 0],
  [3000, 0],
]);
const SOUTH_NORTH = wayOver([
  [0, -3000],
  [0, 3000],
]);

const crossing = (departS: number, heights: readonly number[] = []) =>
  trafficOf([otherOf('crossing', volumesAt({ ...SOUTH_NORTH, ...heightsOf(heights) }, departS))]);

const heightsOf = (heights: readonly number[]) =>
  heights.length === 0
    ? {}
    : {
        legs: SOUTH_NORTH.legs.map((leg, i) => ({ ...leg, relAltM: heights[i] ?? leg.relAltM })),
      };

test('[DC1] a flight has a column at either pad and a corridor for each leg, with growing doubt in time', () => {
  const volumes = volumesAt(WEST_EAST);
  expect(volumes).toHaveLength(3);
  const [up, leg, down] = volumes;
  expect(up).toMatchObject({ lowM: 12 - 10, highM: 112 + 10, fromS: NOON_S, toS: NOON_S + 35 });
  expect(up?.a).toEqual(up?.b);
  expect(leg).toMatchObject({ lowM: 102, highM: 122, halfM: 25, fromS: NOON_S + 35, toS: NOON_S + 410 });
  expect(leg?.earlyS[1]).toBeCloseTo(5 + 0.05 * 410, 6);
  expect(leg?.lateS[1]).toBeCloseTo(60 + 5 + 0.05 * 410, 6);
  expect(down).toMatchObject({ lowM: 2, highM: 122, toS: NOON_S + 480 });
});

test('[DC1] a leg is as high as the waypoints at its ends', () => {
  const way = wayOver(
    [
      [0, 0],
      [1000, 0],
      [2000, 0],
    ],
    { heights: [60, 100] },
  );
  const [, first, second] = volumesAt(way);
  expect(first).toMatchObject({ lowM: 12 + 60 - 10, highM: 12 + 100 + 10 });
  expect(second).toMatchObject({ lowM: 12 + 100 - 10, highM: 12 + 100 + 10 });
});

test('[DC2] a crossing at one height and one time is a conflict', () => {
  const found = conflictsOf(volumesAt(WEST_EAST), crossing(NOON_S));
  expect(found).toHaveLength(1);
  expect(found[0]?.other.id).toBe('crossing');
});

test('[DC3] a crossing 20 m above is accepted, one 19 m above is not', () => {
  expect(conflictsOf(volumesAt(WEST_EAST), crossing(NOON_S, [80]))).toEqual([]);
  expect(conflictsOf(volumesAt(WEST_EAST), crossing(NOON_S, [81]))).toHaveLength(1);
});

test('[DC3] a crossing that is apart in time is accepted, to the second', () => {
  const own = volumesAt(WEST_EAST);
  const traffic = crossing(NOON_S);
  const delayS = smallestDelayS(meetingsOf(own, traffic, 3600), 3600) ?? Number.NaN;
  // Each may be 5 s and 5 % of some 222 s early or late, and 60 s late in its departure; at 16 m/s 50 m take 3 s.
  expect(delayS).toBeGreaterThan(60 + 2 * (5 + 0.05 * 222));
  expect(delayS).toBeLessThan(60 + 2 * (5 + 0.05 * 222) + 10);
  expect(conflictsOf(volumesAt(WEST_EAST, NOON_S + delayS), traffic)).toEqual([]);
  expect(conflictsOf(volumesAt(WEST_EAST, NOON_S + delayS - 1), traffic)).toHaveLength(1);
});

test('[DC3] side by side 51 m apart is accepted, 49 m is not', () => {
  const beside = (y: number) =>
    trafficOf([
      otherOf(
        'beside',
        volumesAt(
          wayOver([
            [-3000, y],
            [3000, y],
          ]),
        ),
      ),
    ]);
  expect(conflictsOf(volumesAt(WEST_EAST), beside(51))).toEqual([]);
  expect(conflictsOf(volumesAt(WEST_EAST), beside(49)).length).toBeGreaterThan(0);
});

test('[DC4] the delay is the smallest that is free: a second less is not, also between two others', () => {
  const own = volumesAt(WEST_EAST);
  const traffic = trafficOf([0, 140, 700].map((s) => otherOf(`at-${s}`, volumesAt(SOUTH_NORTH, NOON_S + s))));
  const meetings = meetingsOf(own, traffic, 3600);
  const delayS = smallestDelayS(meetings, 3600) ?? Number.NaN;
  expect(delayS).toBeGreaterThan(140);
  expect(delayS).toBeLessThan(500);
  for (let s = 0; s < delayS; s++)
    expect(conflictsOf(volumesAt(WEST_EAST, NOON_S + s), traffic).length).toBeGreaterThan(0);
  expect(conflictsOf(volumesAt(WEST_EAST, NOON_S + delayS), traffic)).toEqual([]);
});

test('[DC4] where an hour is not enough no delay is proposed', () => {
  const closed: Area = {
    kind: 'area',
    ring: [
      { x: -100, y: -100 },
      { x: 100, y: -100 },
      { x: 100, y: 100 },
      { x: -100, y: 100 },
    ],
    lowM: 0,
    highM: 300,
    fromS: NOON_S - 3600,
    toS: NOON_S + 5 * 3600,
  };
  const traffic = trafficOf([otherOf('closed', [closed])]);
  const proposal = proposalFor(volumesAt(WEST_EAST), traffic, {
    wishedM: 100,
    lowestM: 60,
    highestM: 115,
    volumesAt: () => undefined,
  });
  expect(proposal).toEqual({ delayS: undefined, cruiseRelAltM: undefined });
});

test('[DC4] the height is the nearest that is free, by the plan at that height', () => {
  const asked: number[] = [];
  const proposal = proposalFor(volumesAt(WEST_EAST), crossing(NOON_S), {
    wishedM: 100,
    lowestM: 60,
    highestM: 115,
    volumesAt: (heightM) => {
      asked.push(heightM);
      const legs = WEST_EAST.legs.map((leg) => ({ ...leg, relAltM: heightM }));
      return volumesAt({ ...WEST_EAST, legs });
    },
  });
  expect(proposal.cruiseRelAltM).toBe(80);
  expect(asked).toEqual([95, 105, 90, 110, 85, 115, 80]);
});

test('[DC5] what others have is entered at no moment of it: before and after it is free', () => {
  const ring = [
    { x: -200, y: -200 },
    { x: 200, y: -200 },
    { x: 0, y: 300 },
  ];
  const area = (fromS: number, toS: number, lowM = 0, highM = 300) =>
    trafficOf([otherOf('area', [{ kind: 'area', ring, lowM, highM, fromS, toS }])]);
  const own = volumesAt(WEST_EAST);
  // It is over it from 207 s to 239 s after its departure as planned.
  expect(conflictsOf(own, area(NOON_S + 200, NOON_S + 210)).length).toBeGreaterThan(0);
  expect(conflictsOf(own, area(NOON_S, NOON_S + 180))).toEqual([]);
  expect(conflictsOf(own, area(NOON_S + 340, NOON_S + 400))).toEqual([]);
  expect(conflictsOf(own, area(NOON_S + 200, NOON_S + 210, 125, 300))).toEqual([]);
  const traffic = area(NOON_S + 200, NOON_S + 900);
  const delayS = smallestDelayS(meetingsOf(own, traffic, 3600), 3600) ?? Number.NaN;
  expect(conflictsOf(volumesAt(WEST_EAST, NOON_S + delayS), traffic)).toEqual([]);
  expect(conflictsOf(volumesAt(WEST_EAST, NOON_S + delayS - 1), traffic).length).toBeGreaterThan(0);
});

/** Ways between places of 6 by 6 km, of one to four legs. */
const randomWay = (random: () => number) => {
  const place = (): [number, number] => [(random() - 0.5) * 6000, (random() - 0.5) * 6000];
  const points = Array.from({ length: 2 + Math.floor(random() * 4) }, place);
  return wayOver(points, { heights: points.map(() => 60 + Math.floor(random() * 12) * 5) });
};

test('[DC2] of 400 random pairs none is missed that an oracle finds second by second', () => {
  const random = seeded(20_261);
  let met = 0;
  const missed: number[] = [];
  for (let i = 0; i < 400; i++) {
    const [a, b] = [randomWay(random), randomWay(random)];
    const departS = NOON_S + (random() - 0.5) * 300;
    const meets = meetsDensely({ way: a, departS: NOON_S }, { way: b, departS });
    if (!meets) continue;
    met += 1;
    if (conflictsOf(volumesAt(a), trafficOf([otherOf('b', volumesAt(b, departS))])).length === 0)
      missed.push(i);
  }
  expect(met).toBeGreaterThan(30);
  expect(missed).toEqual([]);
});

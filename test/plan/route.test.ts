import { expect, test } from 'vitest';
import { destination } from '../../server/core/geo.ts';
import { planFlight } from '../../server/plan/plan.ts';
import { bruteForceM, gridRoute, violations } from './oracle.ts';
import {
  airspaceOf,
  boxRing,
  padAt,
  randomWorld,
  requestOf,
  starRing,
  WORLD_REGION,
  zoneOf,
} from './worlds.ts';

const LONG = process.env['LIFELINE_LONG'] === '1';
const WORLDS = LONG ? 10_000 : 300;
const FIRST_SEED = Number(process.env['LIFELINE_SEED'] ?? 20_260_301);
const REGION = [WORLD_REGION.west, WORLD_REGION.south, WORLD_REGION.east, WORLD_REGION.north] as const;

/** Less than the corridor's 56 m by what Turf's projection and the flatness of the plane may differ. */
const ORACLE_MARGIN_M = 55.8;

test(
  '[PL5, PL8] random worlds: no leg meets a grown zone, and a refusal is true and names what blocks',
  { timeout: LONG ? 3_600_000 : 120_000 },
  () => {
    console.log(`planner worlds: ${WORLDS} from seed ${FIRST_SEED}`);
    const count = { routes: 0, bent: 0, refused: 0, padBlocked: 0 };
    for (let seed = FIRST_SEED; seed < FIRST_SEED + WORLDS; seed++) {
      const { request, airspace } = randomWorld(seed);
      const { plan, issues } = planFlight(request, { airspace });
      const first = issues[0];
      if (plan !== undefined) {
        count.routes++;
        if (plan.distanceM > plan.directM + 1) count.bent++;
        expect(violations(plan, airspace.zones, request, ORACLE_MARGIN_M), `seed ${seed}`).toEqual([]);
        continue;
      }
      const named = String(first?.params?.['zoneIds']).split(',');
      expect(['plan.no_route', 'plan.pad_blocked'], `seed ${seed}`).toContain(first?.id);
      const padBlocked = first?.id === 'plan.pad_blocked';
      if (padBlocked) count.padBlocked++;
      else count.refused++;
      const without = airspaceOf(airspace.zones.filter((zone) => !named.includes(zone.id)));
      // Any one of several zones that each block alone may be named: without all of them there surely is a way.
      const reopened = padBlocked || planFlight(request, { airspace: without }).plan !== undefined;
      expect(reopened, `seed ${seed} without ${named.join(',')}`).toBe(true);
      if (!padBlocked && count.refused <= 12)
        expect(gridRoute(request, airspace.zones, REGION, 60), `seed ${seed}: a grid finds a way`).toBe(
          false,
        );
    }
    console.log(`planner worlds: ${JSON.stringify(count)}`);
    expect(count.bent).toBeGreaterThan(WORLDS / 5);
    expect(count.refused).toBeGreaterThan(0);
  },
);

test('[PL8] a way by turning points that fewer zones do not need is found too (seed 20264456)', () => {
  const { request, airspace } = randomWorld(20_264_456);
  const { plan } = planFlight(request, { airspace });
  expect(violations(plan as NonNullable<typeof plan>, airspace.zones, request, ORACLE_MARGIN_M)).toEqual([]);
});

test('[PL6] small worlds: as short as the best of all ways over the corners', { timeout: 120_000 }, () => {
  let bent = 0;
  for (let seed = FIRST_SEED + 1_000_000; seed < FIRST_SEED + 1_000_080; seed++) {
    const world = randomWorld(seed, 20);
    // The brute force knows no region and would pass beyond the end of a wall, and it knows no ground risk.
    const zones = world.airspace.zones.filter(
      ({ id, kind }) => id !== 'wall' && kind !== 'caution' && kind !== 'populated',
    );
    const { plan, issues } = planFlight(world.request, { airspace: airspaceOf(zones) });
    const best = bruteForceM(world.request, zones, 56);
    if (plan === undefined) {
      expect(issues[0]?.id === 'plan.pad_blocked' || best === Infinity, `seed ${seed}`).toBe(true);
      continue;
    }
    if (plan.distanceM > plan.directM + 1) bent++;
    expect(plan.distanceM, `seed ${seed}`).toBeLessThan(best * 1.003 + 2);
    expect(plan.distanceM, `seed ${seed}`).toBeGreaterThan(best * 0.999 - 1);
  }
  expect(bent).toBeGreaterThan(20);
});

const from = padAt('from', [118.65, 32.07]);
const to = padAt('to', [118.75, 32.07]);
const middle = [118.7, 32.07] as const;

test('[PL6] a concave trap, overlapping zones and a hole are passed on the shorter side', () => {
  const trap = zoneOf('trap', 'no_fly', [
    [118.71, 32.085],
    [118.69, 32.085],
    [118.69, 32.083],
    [118.708, 32.083],
    [118.708, 32.061],
    [118.69, 32.061],
    [118.69, 32.059],
    [118.71, 32.059],
  ]);
  const beside = zoneOf('beside', 'obstacle', boxRing([118.7, 32.0845], 1_500, 800));
  const { plan } = planFlight(requestOf(from, to), { airspace: airspaceOf([trap, beside]) });
  expect(plan?.legs.every((leg) => leg.to[1] <= 32.0701)).toBe(true);
  expect(violations(plan as NonNullable<typeof plan>, [trap, beside], requestOf(from, to), 55.8)).toEqual([]);
});

test('[PL7] the same request gives the same plan and hash, another load another hash', () => {
  const { request, airspace } = randomWorld(9);
  const again = randomWorld(9);
  const first = planFlight(request, { airspace });
  expect(planFlight(again.request, { airspace: again.airspace })).toEqual(first);
  expect(first.plan?.hash).toMatch(/^[0-9a-f]{16}$/);
  const heavier = planFlight({ ...request, payloadKg: 4 }, { airspace });
  expect(heavier.plan?.hash).not.toBe(first.plan?.hash);
});

test('[PL8] two zones that close the area together are both named', () => {
  const north = zoneOf('north', 'no_fly', boxRing([118.7, 32.105], 400, 9_200));
  const south = zoneOf('south', 'temporary', boxRing([118.7, 32.025], 400, 9_200), {
    validFrom: 0,
    validTo: Date.UTC(2027, 0),
  });
  const aside = zoneOf('aside', 'no_fly', boxRing([118.67, 32.07], 300, 300));
  const second = zoneOf('second', 'no_fly', boxRing([118.71, 32.07], 400, 20_000));
  const one = planFlight(requestOf(from, to), { airspace: airspaceOf([aside, north, south]) });
  expect(one.issues[0]).toMatchObject({ id: 'plan.no_route', severity: 'blocker' });
  expect(one.issues[0]?.params?.['zoneIds']).toBe('north,south');
  const both = planFlight(requestOf(from, to), { airspace: airspaceOf([aside, second, wall()]) });
  expect(both.issues[0]?.params?.['zoneIds']).toBe('second,wall');
});

const wall = () => zoneOf('wall', 'no_fly', boxRing([118.69, 32.07], 400, 20_000));

test('[PL9] a pad inside a zone or its corridor is refused with the name', () => {
  const zone = zoneOf('mast', 'obstacle', starRing([118.65, 32.0715], [120, 120, 120, 120]));
  const { plan, issues } = planFlight(requestOf(from, to), { airspace: airspaceOf([zone]) });
  expect(plan).toBeUndefined();
  expect(issues[0]).toMatchObject({ id: 'plan.pad_blocked', place: 'from', params: { zoneIds: 'mast' } });
});

test('[PL10] a round zone costs few waypoints, and no leg is longer than 3 km', () => {
  const round = zoneOf(
    'round',
    'no_fly',
    starRing(
      middle,
      Array.from({ length: 96 }, () => 1_500),
    ),
  );
  const { plan } = planFlight(requestOf(from, to), { airspace: airspaceOf([round]) });
  expect(plan?.items.length).toBeLessThanOrEqual(14);
  expect(Math.max(...(plan?.legs ?? []).map((leg) => leg.distanceM))).toBeLessThanOrEqual(3_000.5);
});

test('[PL5, PL10] turns are not merged into a zone that lies close by', () => {
  const centre = destination([118.7, 32.07], 300, 180);
  const round = zoneOf(
    'round',
    'no_fly',
    starRing(
      centre,
      Array.from({ length: 96 }, () => 1_500),
    ),
  );
  // An arch over the round zone, 120 m away: a corridor of 112 m fits, a turn 20 m further out does not.
  const angles = Array.from({ length: 13 }, (_, i) => -12 + 2 * i);
  const arch = zoneOf('arch', 'no_fly', [
    ...angles.map((angle) => destination(centre, 1_622, angle)),
    ...angles.toReversed().map((angle) => destination(centre, 1_800, angle)),
  ]);
  const request = requestOf(from, to);
  const { plan } = planFlight(request, { airspace: airspaceOf([round, arch]) });
  const reach = Math.max(...(plan?.legs ?? []).map((leg) => leg.to[1]));
  expect(reach).toBeGreaterThan(32.08);
  expect(reach).toBeLessThan(centre[1] + 1_600 / 111_195);
  expect(violations(plan as NonNullable<typeof plan>, [round, arch], request, ORACLE_MARGIN_M)).toEqual([]);
});

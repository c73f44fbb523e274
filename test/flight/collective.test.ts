import { describe, expect, it } from 'vitest';
import { destination, distanceM, type LonLat } from '../../server/core/geo.ts';
import { decideReturns, SEPARATION, type CollectiveDrone } from '../../server/flight/collective.ts';
import { seededRng } from '../support/seeded-rng.ts';
import { createFleet, type FleetDrone } from './collective-fleet.ts';

const CENTRE: LonLat = [118.7813, 32.0877];
const GROUND_M = 20;
const FIGURES = { returnAltM: 60, cruiseMs: 16, climbMs: 3, descentMs: 2 };

const drone = (id: string, over: Partial<CollectiveDrone> = {}): CollectiveDrone => ({
  id,
  phase: 'holding',
  now: { at: destination(CENTRE, 1000, 90), altAmslM: 100 },
  groundSpeedMs: 0,
  home: { at: CENTRE, altAmslM: GROUND_M },
  figures: FIGURES,
  patienceS: 600,
  ...over,
});

const alone = { others: [], grounded: [] };

describe('who goes home now', () => {
  it('[FS3] sends the nearer of two on one line first, and the other waits behind it', () => {
    const homeB = destination(CENTRE, 40, 0);
    const near = drone('near', { home: { at: homeB, altAmslM: GROUND_M } });
    const far = drone('far', { now: { at: destination(CENTRE, 2000, 90), altAmslM: 100 } });
    const decision = decideReturns({ drones: [far, near], ...alone });
    expect(decision.go).toEqual(['near', 'far'].slice(0, decision.go.length));
    expect(decision.go).toContain('near');
    const blocked = decideReturns({
      drones: [far, { ...near, home: { at: destination(CENTRE, 3000, 90), altAmslM: GROUND_M } }],
      ...alone,
    });
    expect(blocked.go).not.toContain('far');
  });

  it('[FS3] never lets a drone wait whose charge is short, whoever is in the way', () => {
    const short = drone('short', { now: { at: destination(CENTRE, 2000, 90), altAmslM: 100 }, patienceS: 0 });
    const holder = drone('holder');
    const decision = decideReturns({ drones: [holder, short], ...alone });
    expect(decision.go[0]).toBe('short');
    expect(decision.forced).toContain('short');
  });

  it('[FS3] keeps back whose pad is taken', () => {
    const decision = decideReturns({ drones: [drone('a')], others: [], grounded: [CENTRE] });
    expect(decision.waiting).toEqual([{ id: 'a', why: 'pad_taken', behind: [] }]);
  });

  it('[FS3] sends two to one pad one after the other', () => {
    const b = drone('b', { now: { at: destination(CENTRE, 1500, 270), altAmslM: 100 } });
    const decision = decideReturns({ drones: [drone('a'), b], ...alone });
    expect(decision.go).toEqual(['a']);
    expect(decision.waiting[0]).toMatchObject({ id: 'b', why: 'pad_taken' });
  });

  it('[FS3] says that nobody can move where two hold each other', () => {
    // Each stands on the way of the other, at one height.
    const west = destination(CENTRE, 500, 270);
    const east = destination(CENTRE, 500, 90);
    const a = drone('a', {
      now: { at: west, altAmslM: 100 },
      home: { at: destination(CENTRE, 900, 90), altAmslM: 20 },
    });
    const b = drone('b', {
      now: { at: east, altAmslM: 100 },
      home: { at: destination(CENTRE, 900, 270), altAmslM: 20 },
    });
    expect(decideReturns({ drones: [a, b], ...alone })).toMatchObject({ go: [], stuck: true });
  });
});

/** Pads of the centre, 36 m apart. */
const pads = (count: number): LonLat[] =>
  Array.from({ length: count }, (_, i) =>
    destination(destination(CENTRE, (i % 5) * 36, 90), Math.floor(i / 5) * 36, 180),
  );

type Hold = { readonly at: LonLat; readonly altAmslM: number };

const isApart = (a: Hold, b: Hold): boolean =>
  distanceM(a.at, b.at) > 80 || Math.abs(a.altAmslM - b.altAmslM) > 20;

/** Random places within 3 km, none too near another. */
const places = (count: number, seed: number): Hold[] => {
  const rng = seededRng(seed);
  const found: Hold[] = [];
  while (found.length < count) {
    const at = destination(CENTRE, 400 + rng.unit() * 2600, rng.unit() * 360);
    const next = { at, altAmslM: GROUND_M + 60 + rng.unit() * 60 };
    if (found.every((other) => isApart(other, next))) found.push(next);
  }
  return found;
};

type Worst = { losses: number; nearestM: number };

const watch = (drones: readonly FleetDrone[], worst: Worst): void => {
  const flying = drones.map(({ vehicle }) => vehicle.truth()).filter(({ armed }) => armed);
  for (const [i, a] of flying.entries())
    for (const b of flying.slice(i + 1)) {
      const aside = distanceM(a.body.at, b.body.at);
      const above = Math.abs(a.body.altAmslM - b.body.altAmslM);
      if (above < SEPARATION.aboveM) worst.nearestM = Math.min(worst.nearestM, aside);
      if (above < SEPARATION.aboveM && aside < SEPARATION.asideM) worst.losses += 1;
    }
};

const sceneOf = (
  drones: readonly FleetDrone[],
  sent: ReadonlySet<number>,
): Parameters<typeof decideReturns>[0] => {
  const truths = drones.map(({ vehicle, home }) => ({ id: vehicle.sysid, truth: vehicle.truth(), home }));
  return {
    drones: truths
      .filter(({ truth }) => truth.armed)
      .map(({ id, truth: { body }, home }) =>
        drone(String(id), {
          phase: sent.has(id) ? 'returning' : 'holding',
          now: { at: body.at, altAmslM: body.altAmslM },
          groundSpeedMs: Math.hypot(body.northMs, body.eastMs),
          home: { at: home, altAmslM: GROUND_M },
        }),
      ),
    others: [],
    grounded: truths.filter(({ truth }) => !truth.armed).map(({ truth }) => truth.body.at),
  };
};

describe('twenty embedded drones', () => {
  it.each([1, 2])('[FS4] come home without coming near each other, seed %i', { timeout: 180_000 }, (seed) => {
    const fleet = createFleet(pads(20), GROUND_M, seed);
    const targets = places(20, seed);
    fleet.run(20);
    fleet.drones.forEach((one, i) => fleet.takeOff(one, targets[i]?.altAmslM ?? 100));
    fleet.run(50);
    fleet.drones.forEach((one, i) => fleet.flyTo(one, targets[i]?.at ?? CENTRE, targets[i]?.altAmslM ?? 100));
    fleet.run(300);
    for (const one of fleet.drones) fleet.hold(one);
    fleet.run(10);
    expect(fleet.drones.filter(({ vehicle }) => vehicle.truth().armed)).toHaveLength(20);

    const worst: Worst = { losses: 0, nearestM: Infinity };
    const sent = new Set<number>();
    let seconds = 0;
    while (seconds < 3600 && fleet.drones.some(({ vehicle }) => vehicle.truth().armed)) {
      const decision = decideReturns(sceneOf(fleet.drones, sent));
      expect(decision.forced).toEqual([]);
      for (const id of decision.go) {
        sent.add(Number(id));
        const one = fleet.drones[Number(id) - 1];
        if (one !== undefined) fleet.goHome(one);
      }
      fleet.run(1, () => watch(fleet.drones, worst));
      seconds += 1;
    }
    const home = fleet.drones.filter(
      ({ vehicle, home }) => !vehicle.truth().armed && distanceM(vehicle.truth().body.at, home) < 5,
    );
    const said = `seed ${seed}: all home after ${seconds} s, nearest ${worst.nearestM.toFixed(0)} m`;
    expect(home, said).toHaveLength(20);
    expect(worst.losses, said).toBe(0);
    expect(worst.nearestM, said).toBeGreaterThanOrEqual(SEPARATION.asideM);
  });
});

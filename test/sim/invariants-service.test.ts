import { describe, expect, it } from 'vitest';
import type { LiveEvent } from '../../server/api/contract/live.ts';
import { destination, type LonLat } from '../../server/core/geo.ts';
import type { EventRow } from '../../server/store/schema.ts';
import { nothingLeftElsewhere } from './invariants/handover.ts';
import type { Checks, Invariant, OutFrame } from './invariants/invariant.ts';
import { authorisedInOrder, plansStayInside } from './invariants/plan.ts';
import { noForeignData, noSecrets } from './invariants/privacy.ts';
import { drillsAreMarked } from './invariants/record.ts';
import { projectionOf, screensConverge } from './invariants/screens.ts';
import { padById } from './place.ts';
import { createTimeline } from './timeline.ts';
import type { World } from './world.ts';

type Rows = (sql: string) => readonly unknown[];

const faults = { jamming: 1, spoofing: 1, refuseArming: false, gnss: 'none' };
const good = { at: padById('east-1').at, charge: 0.9, lossAction: 2 };

/** A world of one drone that shows what the test wants to be seen. */
const stage = (invariant: Invariant, look: Rows = () => [], more: Record<string, unknown> = {}) => {
  const broken: string[] = [];
  const truth = { ...good };
  const own = { ...faults };
  let now = 60_000;
  const vehicle = {
    faults: own,
    truth: () => ({ body: { at: truth.at }, charge: truth.charge, parameter: () => truth.lossAction }),
  };
  const slot = { id: 'drone-1', name: 'LX-01', vehicle: () => vehicle };
  const world = {
    timeline: { now: () => now },
    look,
    fleet: [slot],
    story: [],
    secrets: () => ['TOPSECRET'],
    files: () => [],
    modes: { drill: false, totp: false },
    lives: { life: () => ({ startedAt: 0 }) },
    ...more,
  } as unknown as World;
  let heardAt = (): number => now;
  const checks: Checks = invariant({
    world,
    broken: (id) => void broken.push(id),
    heardAt: () => heardAt(),
    heardUnderIdAt: () => heardAt(),
    quietMs: () => Infinity,
    shown: () => {},
  });
  const frame = (fields: OutFrame['fields']): OutFrame =>
    ({ at: now, slot, msgid: 76, fields }) as unknown as OutFrame;
  return {
    broken,
    checks,
    frame,
    truth,
    faults: own,
    pass: (ms: number) => (now += ms),
    hear: (at: number) => (heardAt = () => at),
  };
};

const fact = (type: string, subject: string, data: object, seq = 1): EventRow =>
  ({ seq, type, subject, site_id: 'east', actor_name: 'a', data_json: JSON.stringify(data) }) as EventRow;

const ARM = { command: 400, _param1: 1 };
const plan = { battery: { startPct: 95, usedPct: 20, reservePct: 30 } };

describe('what a launch, a plan and a hand-over have to keep', () => {
  const rows: Rows = (sql) =>
    sql.includes('launch_records') ? [{ plan: JSON.stringify({ plan }), record: '{"issues":[]}' }] : [];

  it('INV-S4: armed while disturbed, with a changed parameter, unheard, empty, or in spite of a blocker', () => {
    const s = stage(authorisedInOrder, rows);
    s.checks.frame?.(s.frame(ARM));
    expect(s.broken).toEqual([]);
    s.faults.jamming = 3;
    s.checks.tick?.();
    s.pass(15_000);
    s.checks.frame?.(s.frame(ARM));
    expect(s.broken).toEqual([]);
    s.pass(6000);
    s.checks.frame?.(s.frame(ARM));
    expect(s.broken).toEqual(['INV-S4']);
    s.faults.jamming = 1;
    s.truth.lossAction = 0;
    s.checks.tick?.();
    s.pass(21_000);
    s.checks.frame?.(s.frame(ARM));
    expect(s.broken).toEqual(['INV-S4', 'INV-S4']);
    s.truth.lossAction = 2;
    s.checks.tick?.();
    s.truth.charge = 0.4;
    s.checks.frame?.(s.frame(ARM));
    expect(s.broken).toHaveLength(3);
    s.truth.charge = 0.9;
    s.hear(0);
    s.checks.frame?.(s.frame(ARM));
    expect(s.broken).toHaveLength(4);
    const blocked = {
      plan: JSON.stringify({ plan }),
      record: '{"issues":[{"id":"x","severity":"blocker"}]}',
    };
    const b = stage(authorisedInOrder, () => [blocked]);
    b.checks.frame?.(b.frame(ARM));
    expect(b.broken).toEqual(['INV-S4']);
  });

  const from: LonLat = [118.78, 32.08];
  const to = destination(from, 400, 90);
  const around = (at: LonLat, m: number): LonLat[] =>
    [315, 45, 135, 225, 315].map((bearing) => destination(at, m, bearing));
  const leg = { from, to, relAltM: 100, distanceM: 400, minClearanceM: 100 };
  const route = {
    from: { at: from },
    legs: [leg],
    fence: [{ inclusion: true, ring: around(destination(from, 200, 90), 900) }],
    rally: [{ at: to, relAltM: 100 }],
    distanceM: 400,
    ceilingRelAltM: 110,
    battery: { startPct: 90, usedPct: 10, reservePct: 30 },
    issues: [],
  };
  const closed = {
    properties: { id: 'closed', kind: 'no_fly' },
    geometry: { coordinates: [around(destination(from, 200, 90), 40)] },
  };
  const faultsOf = (change: object, features: readonly unknown[] = []): string[] => {
    const s = stage(plansStayInside, (sql) =>
      sql.includes('airspace')
        ? [{ geojson: JSON.stringify({ features }) }]
        : [{ number: 'F-1', plan_json: JSON.stringify({ plan: { ...route, ...change } }) }],
    );
    s.checks.facts?.([fact('flight.planned', 'flight:f', {})]);
    return s.broken;
  };

  it('INV-S5: a plan that leaves its fence, enters closed air, is too high or too low, or has nowhere to land', () => {
    expect(faultsOf({})).toEqual([]);
    expect(faultsOf({ fence: [] })).toEqual(['INV-S5']);
    expect(faultsOf({ fence: [{ inclusion: true, ring: around(from, 200) }] }).length).toBeGreaterThan(0);
    expect(faultsOf({ fence: [...route.fence, { inclusion: false, ring: around(from, 50) }] })).toEqual([
      'INV-S5',
    ]);
    expect(faultsOf({}, [closed])).toEqual(['INV-S5']);
    expect(faultsOf({ legs: [{ ...leg, relAltM: 121 }] })).toEqual(['INV-S5']);
    expect(faultsOf({ legs: [{ ...leg, minClearanceM: 30 }] })).toEqual(['INV-S5']);
    expect(faultsOf({ rally: [] })).toEqual(['INV-S5']);
    expect(faultsOf({ rally: [{ at: destination(from, 5000, 0), relAltM: 100 }] })).toEqual(['INV-S5']);
    const far = { ...route.battery, startPct: 41, usedPct: 60 };
    expect(faultsOf({ battery: far, rally: [{ at: from, relAltM: 100 }] })).toEqual(['INV-S5']);
  });

  const delivery = {
    state: 'LANDED',
    vehicle_id: 'drone-1',
    to_pad_id: 'east-1',
    padSite: 'east',
    orderSite: 'east',
  };
  const unload = (change: object, at = good.at, decided: readonly unknown[] = []): string[] => {
    const s = stage(nothingLeftElsewhere, (sql) =>
      sql.includes('flight.resolved') ? decided : [{ ...delivery, ...change }],
    );
    s.truth.at = at;
    s.checks.facts?.([fact('order.box_unloaded', 'order:o', { flightId: 'f' })]);
    return s.broken;
  };

  it('INV-S14: a box that is unloaded in the air, elsewhere, or at another hospital, and a payout command', () => {
    expect(unload({})).toEqual([]);
    expect(unload({ state: 'EN_ROUTE' })).toEqual(['INV-S14']);
    expect(unload({ orderSite: 'south' })).toEqual(['INV-S14']);
    expect(unload({}, destination(good.at, 50, 0))).toEqual(['INV-S14']);
    expect(unload({}, destination(good.at, 50, 0), [{}])).toEqual([]);
    const s = stage(nothingLeftElsewhere);
    s.checks.frame?.(s.frame({ command: 211 }));
    expect(s.broken).toEqual(['INV-S14']);
  });
});

describe('what people see', () => {
  it('INV-D8: an order, a flight, a unit or a seal of another hospital in an answer or in the log', () => {
    const rows: Rows = (sql) => {
      if (sql.includes('FROM orders'))
        return [{ id: 'o1', number: 'P-0001', requestNo: 'REAST-1', siteId: 'east', moved: 0 }];
      if (sql.includes('FROM flights')) return [{ id: 'flight1', number: 'F-0001', orderId: 'o1' }];
      if (sql.includes('FROM units')) return [{ din: 'G12342600001', orderId: 'o1' }];
      return [{ sealNo: 'S-0001', orderId: 'o1' }];
    };
    const s = stage(noForeignData, rows);
    const ask = (login: string, params: Record<string, string> = {}) => ({
      login,
      routeId: 'x',
      params,
      body: undefined,
    });
    for (const token of ['P-0001', 'flight1', 'G12342600001', 'S-0001'])
      s.checks.answered?.(ask('south1'), { status: 200, body: { deep: [{ token }] } });
    expect(s.broken).toEqual(['INV-D8', 'INV-D8', 'INV-D8', 'INV-D8']);
    s.checks.answered?.(ask('east1'), { status: 200, body: ['P-0001'] });
    s.checks.answered?.(ask('dispatcher1'), { status: 200, body: ['P-0001'] });
    s.checks.answered?.(ask('south1', { id: 'flight1' }), { status: 404, body: ['flight1'] });
    expect(s.broken).toHaveLength(4);
    s.checks.shown?.('south1', [{ data: { request: 'REAST-1' } } as unknown as LiveEvent]);
    expect(s.broken).toHaveLength(5);
  });

  it('INV-D9: a page that misses a fact, gets one twice, or shows another state', async () => {
    const told = (seq: number, to: string): LiveEvent =>
      ({ seq, type: 'flight.state', subject: 'flight:f', data: { to } }) as unknown as LiveEvent;
    expect(projectionOf([told(1, 'CLIMBING'), told(2, 'EN_ROUTE')]).get('flight:f')).toBe('EN_ROUTE');
    const run = async (
      seen: readonly EventRow[],
      stored: readonly EventRow[],
      state: string,
    ): Promise<string[]> => {
      const timeline = createTimeline();
      const events = seen.map((row) => ({
        ...row,
        siteId: 'east',
        data: JSON.parse(row.data_json) as object,
      }));
      const store = {
        head: () => seen.length,
        events: async ({ after }: { after: number }) => events.filter(({ seq }) => seq > after),
        onCommitted: () => () => {},
      };
      const server = { store, life: { isAlive: () => true, isFrozen: () => false } };
      const person = { id: 'p', name: 'n', role: 'dispatcher', site_id: null };
      const s = stage(
        screensConverge,
        (sql) => {
          if (sql.includes('people')) return [person];
          if (sql.includes('UNION ALL')) return [{ subject: 'flight:f', state }];
          return sql.startsWith('SELECT *') ? stored : [];
        },
        { timeline, lives: { server: () => server }, rng: () => ({ unit: () => 0.5 }) },
      );
      s.checks.started?.({} as never);
      s.checks.facts?.(stored);
      await timeline.run(20_000, () => false);
      s.checks.end?.();
      return s.broken;
    };
    const first = fact('flight.state', 'flight:f', { to: 'CLIMBING' }, 1);
    const second = fact('flight.state', 'flight:f', { to: 'EN_ROUTE' }, 2);
    expect(await run([first, second], [first, second], 'EN_ROUTE')).toEqual([]);
    expect(await run([first], [first, second], 'EN_ROUTE')).toContain('INV-D9');
    expect(await run([first, second], [first, second], 'HOLDING')).toContain('INV-D9');
  });

  it('INV-D10: a secret in a fact, in the log or in a file', () => {
    const s = stage(noSecrets, () => [], {
      story: ['1.00 token TOPSECRET'],
      files: () => [['flight.tlog', Buffer.from('..TOPSECRET..')]],
    });
    s.checks.facts?.([fact('person.logged_in', 'person:p', { name: 'a' })]);
    expect(s.broken).toEqual([]);
    s.checks.facts?.([fact('person.logged_in', 'person:p', { password: 'simulated-1234' })]);
    expect(s.broken).toEqual(['INV-D10']);
    s.checks.end?.();
    expect(s.broken).toEqual(['INV-D10', 'INV-D10', 'INV-D10']);
  });

  it('a flight of a drill that does not say so, and one that says so and is none', () => {
    const s = stage(drillsAreMarked, () => [{ number: 'F-0001' }, { number: 'D-F-0002' }]);
    s.checks.end?.();
    expect(s.broken).toEqual(['SIM-2']);
    const drill = stage(drillsAreMarked, () => [{ number: 'F-0001' }, { number: 'D-F-0002' }], {
      modes: { drill: true, totp: false },
    });
    drill.checks.end?.();
    expect(drill.broken).toEqual(['SIM-2']);
  });
});

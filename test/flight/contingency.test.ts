import { describe, expect, it } from 'vitest';
import { monoMs } from '../../server/core/clock.ts';
import { destination } from '../../server/core/geo.ts';
import { CONTINGENCY_TABLE } from '../../server/flight/contingency-table.ts';
import {
  CONTINGENCY_IDS,
  type ContingencyAction,
  type ContingencyId,
} from '../../server/flight/contingency-types.ts';
import { beyondLimits } from '../../server/flight/weather.ts';
import { NJ10 } from '../../server/plan/profile.ts';
import { BEGINS_S, flightWith, START, type Position, type Trouble } from './contingency-scene.ts';

const ZONE = { id: 'z', nameZh: '临时禁区', nameEn: 'Temporary zone' };
const heardAt = <T>(value: T, now: number) => ({ value, at: monoMs(now) });
const away = (metres: number) => (_s: number, well: Position) => ({
  at: destination(well.at, metres, 0),
});

type Row = {
  readonly title: string;
  readonly id: ContingencyId;
  readonly trouble: Trouble;
  /** Seconds from its beginning to alarm and proposal, at most. */
  readonly withinS: number;
  /** The recommended one. */
  readonly proposes: ContingencyAction;
  /** Ways that it offers; default: none. */
  readonly offers?: readonly ContingencyAction[];
  /** Undefined: nothing is done without a person. */
  readonly byDefault?: { readonly action: ContingencyAction; readonly afterS: number };
  readonly px4: string;
  /** Seconds from its end until it is over, at least and at most. */
  readonly clears: readonly [least: number, most: number];
};

const falls: Trouble = { position: () => ({ climbMs: -9 }) };
const motor: Trouble = {
  facts: (_s, now) => ({ health: heardAt({ prearmOk: true, unhealthy: ['SENSOR_MOTOR_OUTPUTS'] }, now) }),
};
const overWater = { look: () => ({ overWater: true }) };
/** From the first position on the receiver says the same again and again. */
const stuckFix: Trouble = {
  facts: (_s, now) => ({ gps: heardAt({ fix: 3, satellites: 14, at: [118.74, 32] as const }, now) }),
};
const BEGIN_MS = 20_000;
const silentSince = {
  ...motor,
  facts: () => ({ heartbeat: heardAt({ armed: true, mode: 'AUTO.MISSION' }, BEGIN_MS) }),
};

const MILD: Parameters<typeof beyondLimits>[0] = {
  windMs: 4,
  gustMs: 6,
  temperatureC: 15,
  visibilityM: 8000,
  precipitation: 'none',
};
const beyondOf = (bad: Partial<typeof MILD>) => beyondLimits({ ...MILD, ...bad }, NJ10);

const ROWS: readonly Row[] = [
  {
    title: 'a drone that falls over the river: nothing commanded holds it up',
    id: 'motor_over_water',
    trouble: { ...falls, ...overWater },
    withinS: 1,
    proposes: 'return',
    px4: 'nothing',
    clears: [10, 11],
  },
  {
    title: 'a motor out over the river, still flying: to the nearer bank',
    id: 'motor_over_water',
    trouble: { ...motor, ...overWater },
    withinS: 1,
    proposes: 'return',
    byDefault: { action: 'return', afterS: 10 },
    px4: 'nothing',
    clears: [10, 11],
  },
  {
    title: 'a drone that falls',
    id: 'motor_failure',
    trouble: falls,
    withinS: 1,
    proposes: 'land',
    px4: 'nothing',
    clears: [10, 11],
  },
  {
    title: 'a drone that lies on its side',
    id: 'motor_failure',
    trouble: { facts: (_s, now) => ({ attitude: heardAt({ rollDeg: 80, pitchDeg: 0, yawDeg: 90 }, now) }) },
    withinS: 1,
    proposes: 'land',
    px4: 'nothing',
    clears: [10, 11],
  },
  {
    title: 'a motor out, still flying',
    id: 'motor_failure',
    trouble: motor,
    withinS: 1,
    proposes: 'land',
    byDefault: { action: 'land', afterS: 20 },
    px4: 'nothing',
    clears: [10, 11],
  },
  {
    title: 'no fix: PX4 sinks by itself',
    id: 'gps_lost',
    trouble: { facts: (_s, now) => ({ gps: heardAt({ fix: 0, satellites: 0 }, now) }) },
    withinS: 1,
    proposes: 'land',
    px4: 'descend',
    clears: [5, 6],
  },
  {
    title: 'a receiver that repeats itself',
    id: 'gps_stuck',
    trouble: stuckFix,
    withinS: 3,
    proposes: 'hold',
    byDefault: { action: 'hold', afterS: 10 },
    px4: 'descend',
    clears: [10, 11],
  },
  {
    title: 'a position that jumps',
    id: 'gps_jump',
    trouble: { position: away(60) },
    withinS: 0.4,
    proposes: 'hold',
    byDefault: { action: 'hold', afterS: 10 },
    px4: 'nothing',
    clears: [20, 60],
  },
  {
    title: 'a position that walks away at 5 m/s',
    id: 'gps_jump',
    trouble: { position: (s, well) => away(5 * s)(s, well) },
    withinS: 7,
    proposes: 'hold',
    byDefault: { action: 'hold', afterS: 10 },
    px4: 'nothing',
    clears: [20, 60],
  },
  {
    title: 'a receiver that says spoofed',
    id: 'gps_jump',
    trouble: { facts: (_s, now) => ({ integrity: heardAt({ jamming: 1, spoofing: 3 }, now) }) },
    withinS: 0.4,
    proposes: 'hold',
    byDefault: { action: 'hold', afterS: 10 },
    px4: 'nothing',
    clears: [20, 21],
  },
  {
    title: 'outside its fence: PX4 holds there',
    id: 'geofence_breach',
    trouble: { look: () => ({ outsideFence: true }) },
    withinS: 1,
    proposes: 'return',
    px4: 'hold',
    clears: [5, 6],
  },
  {
    title: 'inside a closed zone, and PX4 only warns',
    id: 'geofence_breach',
    trouble: { look: () => ({ zoneHere: ZONE, fenceAction: 1 }) },
    withinS: 1,
    proposes: 'return',
    byDefault: { action: 'return', afterS: 10 },
    px4: 'warn',
    clears: [5, 6],
  },
  {
    title: 'a new zone far ahead',
    id: 'no_fly_ahead',
    trouble: { look: (s) => ({ zoneAhead: { zone: ZONE, inM: 3000 - 16 * s } }) },
    withinS: 0.4,
    proposes: 'hold',
    byDefault: { action: 'hold', afterS: 30 },
    px4: 'nothing',
    clears: [3, 4],
  },
  {
    title: 'a new zone close ahead',
    id: 'no_fly_ahead',
    trouble: { look: (s) => ({ zoneAhead: { zone: ZONE, inM: 400 - 16 * s } }) },
    withinS: 0.4,
    proposes: 'hold',
    byDefault: { action: 'hold', afterS: 5 },
    px4: 'nothing',
    clears: [3, 4],
  },
  {
    title: 'too little charge, and home is nearer',
    id: 'low_battery',
    trouble: { facts: (_s, now) => ({ battery: heardAt(50, now) }) },
    withinS: 0.4,
    proposes: 'return',
    byDefault: { action: 'return', afterS: 20 },
    px4: 'return',
    clears: [30, 31],
  },
  {
    title: 'too little charge, and the pad is nearer',
    id: 'low_battery',
    trouble: { share: 0.8, facts: (_s, now) => ({ battery: heardAt(20, now) }) },
    withinS: 0.4,
    proposes: 'continue',
    px4: 'return',
    clears: [30, 31],
  },
  {
    title: 'too little charge for either way',
    id: 'low_battery',
    trouble: { share: 0.5, facts: (_s, now) => ({ battery: heardAt(18, now) }) },
    withinS: 0.4,
    proposes: 'land',
    px4: 'return',
    clears: [30, 31],
  },
  {
    title: 'silent for long after it should have landed',
    id: 'drone_silent',
    trouble: { ...silentSince, look: (s) => ({ overdueS: s + 30 }) },
    withinS: 31,
    proposes: 'continue',
    px4: 'nothing',
    clears: [0, 1],
  },
  {
    title: 'a link that is lost: PX4 acts, nothing reaches it',
    id: 'link_loss',
    trouble: {
      ...silentSince,
      look: (s) => ({
        forecast: {
          at: [118.7, 32],
          relAltM: 100,
          phase: 'mission',
          radiusM: 50,
          next: { kind: 'hold', inS: 11 - s },
        },
      }),
    },
    withinS: 5.4,
    proposes: 'continue',
    px4: 'hold',
    clears: [0, 1],
  },
  {
    title: 'wind by the lean, and home is nearer',
    id: 'wind',
    trouble: {
      facts: (_s, now) => ({ attitude: heardAt({ rollDeg: 0, pitchDeg: -52, yawDeg: 90 }, now) }),
    },
    withinS: 25,
    proposes: 'return',
    byDefault: { action: 'return', afterS: 30 },
    px4: 'nothing',
    clears: [30, 50],
  },
  {
    title: 'wind by a station, and the pad is nearer',
    id: 'wind',
    trouble: { share: 0.7, look: () => ({ stationWindMs: 13 }) },
    withinS: 10.4,
    proposes: 'continue',
    px4: 'nothing',
    clears: [30, 31],
  },
  {
    title: 'fog over the pad: told, and nothing done by itself',
    id: 'weather',
    trouble: { look: () => ({ weather: beyondOf({ visibilityM: 900 }) }) },
    withinS: 0.4,
    proposes: 'return',
    px4: 'nothing',
    clears: [30, 31],
  },
  {
    title: 'freezing rain, and home is nearer',
    id: 'weather',
    trouble: { look: () => ({ weather: beyondOf({ precipitation: 'freezing' }) }) },
    withinS: 0.4,
    proposes: 'return',
    byDefault: { action: 'return', afterS: 30 },
    px4: 'nothing',
    clears: [30, 31],
  },
  {
    title: 'gusts that nobody flies in, and the pad is nearer',
    id: 'weather',
    trouble: { share: 0.7, look: () => ({ weather: beyondOf({ gustMs: 17 }) }) },
    withinS: 0.4,
    proposes: 'continue',
    px4: 'nothing',
    clears: [30, 31],
  },
  {
    title: 'a drone that leaves its route',
    id: 'deviation',
    trouble: {
      look: () => ({
        deviations: [{ kind: 'flight.off_route', sentence: '', params: { offM: 80, limitM: 60 } }],
      }),
    },
    withinS: 0.4,
    proposes: 'hold',
    byDefault: { action: 'hold', afterS: 15 },
    px4: 'nothing',
    clears: [10, 11],
  },
  {
    title: 'a pad that is not clear, far away',
    id: 'pad_not_clear',
    trouble: { look: () => ({ padClear: false }) },
    withinS: 0.4,
    proposes: 'continue',
    px4: 'nothing',
    clears: [0, 1],
  },
  {
    title: 'a pad that is not clear, close before it',
    id: 'pad_not_clear',
    trouble: { share: 0.95, look: () => ({ padClear: false }) },
    withinS: 0.4,
    proposes: 'hold',
    byDefault: { action: 'hold', afterS: 10 },
    px4: 'nothing',
    clears: [0, 1],
  },
  {
    title: 'a pad that is not clear, close before it, with other pads',
    id: 'pad_not_clear',
    trouble: {
      share: 0.95,
      look: () => ({
        padClear: false,
        ways: { divert: { padId: 'a', distM: 900 }, redirect: { padId: 'b', distM: 2000 } },
      }),
    },
    withinS: 0.4,
    proposes: 'hold',
    offers: ['redirect', 'divert'],
    byDefault: { action: 'hold', afterS: 10 },
    px4: 'nothing',
    clears: [0, 1],
  },
  {
    title: 'a box that is too warm, and the pad is nearer',
    id: 'temperature',
    trouble: { share: 0.6, look: () => ({ temperature: { c: 11.2, minC: 2, maxC: 10 } }) },
    withinS: 0.4,
    proposes: 'continue',
    px4: 'nothing',
    clears: [60, 61],
  },
];

const CASES = ROWS.map((row) => [row.title, row] as const);
const LONG_S = 120;

describe('every row of the contingency table', () => {
  it('[CT1] has a row for each condition, and a case here', () => {
    expect(CONTINGENCY_TABLE.map(({ id }) => id)).toEqual([...CONTINGENCY_IDS]);
    expect(new Set(ROWS.map(({ id }) => id))).toEqual(new Set(CONTINGENCY_IDS));
  });

  it.each(CASES)('[CT1] %s: is seen, and proposed', (_title, row) => {
    const flight = flightWith(row.trouble);
    flight.runTo(-0.2);
    expect(flight.log).toEqual([]);
    flight.runTo(row.withinS);
    const raised = flight.log.flatMap(({ effect }) => (effect.kind === 'raised' ? [effect.id] : []));
    expect(raised).toContain(row.id);
    const { proposal } = flight.state();
    expect(proposal?.id).toBe(row.id);
    expect(proposal?.actions[0]).toBe(row.proposes);
    expect(proposal?.px4Does.kind).toBe(row.px4);
    const ways = proposal?.actions.filter((action) => action === 'divert' || action === 'redirect');
    expect(ways).toEqual(row.offers ?? []);
  });

  it.each(CASES)('[CT2] %s: its timed default', (_title, row) => {
    const flight = flightWith(row.trouble);
    flight.runTo(LONG_S);
    const executed = flight.first('execute');
    expect(executed?.action).toBe(row.byDefault?.action);
    if (row.byDefault === undefined) return;
    const proposed = flight.log.find(
      ({ effect }) => effect.kind === 'proposed' && effect.proposal.id === row.id,
    );
    const waited = (flight.when('execute') ?? Infinity) - (proposed?.s ?? 0);
    expect(waited).toBeGreaterThan(row.byDefault.afterS - 1);
    expect(waited).toBeLessThan(row.byDefault.afterS + 1);
    expect(flight.log.filter(({ effect }) => effect.kind === 'execute')).toHaveLength(1);
  });

  it.each(CASES)('[CT3] %s: is over with time', (_title, row) => {
    const lastsS = row.withinS + 1;
    const flight = flightWith({ ...row.trouble, lastsS });
    flight.runTo(lastsS + LONG_S);
    const cleared = flight.log.find(({ effect }) => effect.kind === 'cleared' && effect.id === row.id);
    const afterS = (cleared?.s ?? Infinity) - lastsS;
    expect(afterS).toBeGreaterThanOrEqual(row.clears[0] - 0.2);
    expect(afterS).toBeLessThanOrEqual(row.clears[1]);
    expect(flight.state().proposal).toBeUndefined();
  });
});

const deviates: Trouble = {
  look: () => ({
    deviations: [{ kind: 'flight.off_route', sentence: '', params: { offM: 80, limitM: 60 } }],
  }),
};
const inMode = (mode: string, status = 'ACTIVE'): Trouble => ({
  ...deviates,
  facts: (_s, now) => ({ heartbeat: heardAt({ armed: true, mode, status }, now) }),
});

/** Nothing is heard from the begin on: all that is known stays as it was. */
const muted: Trouble = {
  facts: () => {
    const at = destination(START, 16 * BEGINS_S, 90);
    return {
      heartbeat: heardAt({ armed: true, mode: 'AUTO.MISSION', status: 'ACTIVE' }, BEGIN_MS),
      gps: heardAt({ fix: 3, satellites: 14, at }, BEGIN_MS),
      position: heardAt(
        {
          at,
          altAmslM: 120,
          relAltM: 100,
          groundSpeedMs: 16,
          northMs: 0,
          eastMs: 16,
          climbMs: 0,
          headingDeg: 90,
        },
        BEGIN_MS,
      ),
      attitude: heardAt({ rollDeg: 0, pitchDeg: -10, yawDeg: 90 }, BEGIN_MS),
    };
  },
};

it('[CT1] a silent drone is silent: nothing else is said of it, its receiver does not repeat itself', () => {
  const flight = flightWith(muted);
  flight.runTo(LONG_S);
  const raised = flight.log.flatMap(({ effect }) => (effect.kind === 'raised' ? [effect.id] : []));
  expect(raised).toEqual(['link_loss']);
});

describe('who acts', () => {
  it.each<[string, Trouble, string]>([
    ['a failsafe of PX4 acts', inMode('AUTO.LOITER', 'CRITICAL'), 'vehicle_acts'],
    ['it is on its way back already', inMode('AUTO.RTL'), 'as_safe_already'],
    ['it holds already', inMode('AUTO.LOITER'), 'as_safe_already'],
    [
      'somebody else controls it',
      { look: (s) => ({ ...deviates.look?.(s), state: 'EXTERNAL_CONTROL' }) },
      'external_control',
    ],
  ])('[CT4] commands nothing by itself while %s', (_title, trouble, why) => {
    const flight = flightWith(trouble);
    flight.runTo(LONG_S);
    expect(flight.first('execute')).toBeUndefined();
    expect(flight.state().proposal).toMatchObject({ id: 'deviation', withheld: why });
  });

  it('[CT4] commands nothing to a drone that fell silent during the countdown', () => {
    const flight = flightWith({
      ...deviates,
      facts: (_s, now) => ({
        heartbeat: heardAt({ armed: true, mode: 'AUTO.MISSION' }, Math.min(now, BEGIN_MS + 4000)),
      }),
    });
    flight.runTo(LONG_S);
    expect(flight.first('execute')).toBeUndefined();
    expect(flight.state().proposal?.id).toBe('link_loss');
  });

  it('[CT5] lets the worst act: it takes the place of a lesser one, and keeps its default back while it acts', () => {
    const flight = flightWith({
      look: (s) => ({
        ...deviates.look?.(s),
        ...(s > 5 ? { outsideFence: true, fenceAction: 1 } : {}),
      }),
    });
    flight.runTo(5);
    expect(flight.state().proposal?.id).toBe('deviation');
    flight.runTo(7);
    expect(flight.state().proposal?.id).toBe('geofence_breach');
    expect(flight.first('ended')).toMatchObject({ how: 'superseded', proposal: { id: 'deviation' } });
    flight.runTo(LONG_S);
    const executed = flight.log.flatMap(({ effect }) =>
      effect.kind === 'execute' ? [effect.proposal.id] : [],
    );
    expect(executed).toEqual(['geofence_breach']);
    expect(flight.state().proposal).toMatchObject({ id: 'deviation', withheld: 'other_acts' });
  });

  it('[CT6] does what a person chooses of the list, once, and asks no more until it has cleared', () => {
    const flight = flightWith(deviates);
    flight.runTo(3);
    const no = flight.state().proposal?.no ?? 0;
    flight.put({ kind: 'chosen', no: no + 1, action: 'land' });
    expect(flight.first('execute')).toBeUndefined();
    flight.put({ kind: 'chosen', no, action: 'land' });
    flight.put({ kind: 'chosen', no, action: 'return' });
    flight.runTo(LONG_S);
    const executed = flight.log.flatMap(({ effect }) => (effect.kind === 'execute' ? [effect.action] : []));
    expect(executed).toEqual(['land']);
    expect(flight.log.filter(({ effect }) => effect.kind === 'proposed')).toHaveLength(1);
  });

  it('[CT6] does nothing about what a person dismissed, and proposes the next', () => {
    const flight = flightWith({
      look: (s) => ({ ...deviates.look?.(s), outsideFence: true, fenceAction: 1 }),
    });
    flight.runTo(3);
    flight.put({ kind: 'dismissed', no: flight.state().proposal?.no ?? 0 });
    flight.runTo(5);
    expect(flight.state().proposal?.id).toBe('deviation');
    flight.runTo(LONG_S);
    const executed = flight.log.flatMap(({ effect }) =>
      effect.kind === 'execute' ? [effect.proposal.id] : [],
    );
    expect(executed).toEqual(['deviation']);
  });

  it('[CT6] proposes anew what comes back after it has cleared', () => {
    const flight = flightWith({
      look: (s) => (s < 5 || s > 30 ? (deviates.look?.(s) ?? {}) : {}),
    });
    flight.runTo(3);
    flight.put({ kind: 'dismissed', no: flight.state().proposal?.no ?? 0 });
    flight.runTo(31);
    expect(flight.state().proposal?.id).toBe('deviation');
  });

  it('[CT7] only a safety officer may set aside a closed zone or the fence', () => {
    const byDispatcher = CONTINGENCY_TABLE.filter(({ mayOverride }) => !mayOverride.includes('dispatcher'));
    expect(byDispatcher.map(({ id }) => id)).toEqual(['geofence_breach', 'no_fly_ahead']);
    expect(CONTINGENCY_TABLE.every(({ mayOverride }) => mayOverride.includes('safety'))).toBe(true);
  });
});

const PADS: readonly (readonly [distM: number, first: ContingencyAction])[] = [
  [300, 'divert'],
  [30_000, 'return'],
];

it.each(PADS)('[CT11] low battery with a free pad %i m away: the nearest way down first', (distM, first) => {
  const flight = flightWith({
    share: 0.3,
    facts: (_s, now) => ({ battery: heardAt(5, now) }),
    look: () => ({ ways: { divert: { padId: 'a', distM } } }),
  });
  flight.runTo(1);
  const { proposal } = flight.state();
  expect(proposal?.id).toBe('low_battery');
  expect(proposal?.actions.includes('divert')).toBe(first === 'divert');
  if (first === 'divert') expect(proposal?.actions[0]).toBe('divert');
  // Never by itself.
  flight.runTo(60);
  expect(flight.log.some(({ effect }) => effect.kind === 'execute' && effect.action === 'divert')).toBe(
    false,
  );
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { monoMs } from '../../server/core/clock.ts';
import {
  isResolvable,
  newLife,
  stepLife,
  type Life,
  type LifeInput,
} from '../../server/flight/life-cycle.ts';
import { NEVER_ASKED } from '../../server/flight/life-modes.ts';
import type { Observation } from '../../server/flight/observe.ts';
import {
  FLIGHT_END_STATES,
  FLIGHT_KINDS,
  FLIGHT_STATES,
  type FlightKind,
  type FlightState,
} from '../../server/flight/states.ts';
import { FLIGHT_TRANSITIONS, mayGo } from '../../server/flight/transitions.ts';

const REASON = { code: 'launch_step', sentence: 'test' } as const;

const lifeIn = (state: FlightState, kind: FlightKind = 'delivery', extra: Partial<Life> = {}): Life => ({
  ...newLife(kind, state, REASON),
  tookOff: true,
  ...extra,
});

const seen = (extra: Partial<Observation> = {}): Observation => ({
  at: monoMs(100_000),
  heard: true,
  armed: true,
  mode: 'AUTO.MISSION',
  where: 'air',
  place: 'elsewhere',
  toDestinationM: 5000,
  toOriginM: 5000,
  missionMatches: true,
  missionSeq: 3,
  remainingM: 5000,
  isLanding: false,
  boots: 0,
  ...extra,
});

const after = (life: Life, ...observations: Partial<Observation>[]): FlightState => {
  let current = life;
  for (const each of observations)
    current = stepLife(current, { kind: 'observed', observation: seen(each) }).state;
  return current.state;
};

const DOWN = { armed: false, where: 'ground' } as const;

const SIGHTS: readonly (readonly [string, FlightState, Partial<Observation>, FlightState])[] = [
  ['climbs', 'CLIMBING', { missionSeq: 0 }, 'CLIMBING'],
  ['is on its way', 'CLIMBING', {}, 'EN_ROUTE'],
  ['arrives', 'EN_ROUTE', { remainingM: 700 }, 'ARRIVING'],
  ['descends', 'EN_ROUTE', { isLanding: true }, 'ARRIVING'],
  ['stays arriving', 'ARRIVING', { remainingM: 900, missionSeq: 0 }, 'ARRIVING'],
  ['lands on its pad', 'ARRIVING', { ...DOWN, place: 'destination', toDestinationM: 2 }, 'LANDED'],
  ['lands where it started', 'RETURNING', { ...DOWN, place: 'origin', toOriginM: 2 }, 'RETURNED'],
  ['lands elsewhere', 'DIVERTING', { ...DOWN }, 'UNKNOWN'],
  ['is not landed while armed', 'ARRIVING', { where: 'ground', remainingM: 2 }, 'ARRIVING'],
  ['holds by its failsafe', 'EN_ROUTE', { mode: 'AUTO.LOITER' }, 'HOLDING'],
  ['returns by its failsafe', 'EN_ROUTE', { mode: 'AUTO.RTL' }, 'RETURNING'],
  ['lands by its failsafe', 'EN_ROUTE', { mode: 'AUTO.LAND' }, 'DIVERTING'],
  ['descends without a position', 'EN_ROUTE', { mode: '4.20' }, 'DIVERTING'],
  ['is flown by hand', 'EN_ROUTE', { mode: 'POSCTL' }, 'EXTERNAL_CONTROL'],
  ['flies a foreign mission', 'EN_ROUTE', { missionMatches: false }, 'EXTERNAL_CONTROL'],
  ['falls silent', 'EN_ROUTE', { heard: false, armed: undefined }, 'SILENT'],
  ['comes back on its way', 'SILENT', {}, 'EN_ROUTE'],
  ['comes back landed', 'SILENT', { ...DOWN, place: 'destination' }, 'LANDED'],
  ['takes off again', 'LANDED', {}, 'UNKNOWN'],
  ['waits for a person', 'UNKNOWN', { ...DOWN, place: 'destination' }, 'UNKNOWN'],
];

describe('flight life cycle', () => {
  it.each(SIGHTS)('[FL2, FL3, FL4, FL5] %s', (_, from, observation, to) => {
    expect(after(lifeIn(from), observation)).toBe(to);
  });

  it('[FL3] waits for a position after the word that it has landed, and asks a person when none comes', () => {
    const nowhere = { ...DOWN, place: 'unknown' } as const;
    const later = { ...DOWN, place: 'destination', at: monoMs(103_000) } as const;
    expect(after(lifeIn('SILENT'), nowhere)).toBe('SILENT');
    expect(after(lifeIn('ARRIVING'), nowhere, later)).toBe('LANDED');
    expect(after(lifeIn('ARRIVING'), nowhere, { ...nowhere, at: monoMs(110_000) })).toBe('UNKNOWN');
  });

  it('[FL7] takes a way home that has landed at home as complete', () => {
    const next = stepLife(lifeIn('ARRIVING', 'return'), {
      kind: 'observed',
      observation: seen({ ...DOWN, place: 'destination', toDestinationM: 1 }),
    });
    expect(next.state.state).toBe('COMPLETED');
    expect(next.effects.map(({ kind }) => kind)).toEqual(['landed', 'enter', 'enter']);
  });

  it('[FL6] lets a person decide after a reboot in flight', () => {
    expect(after(lifeIn('EN_ROUTE'), { boots: 0 }, { boots: 1 })).toBe('UNKNOWN');
  });

  it('[FL6] gives contradicting bits 3 s around a landing before it calls a person', () => {
    const odd = { armed: false, where: 'air' } as const;
    expect(after(lifeIn('ARRIVING'), { ...odd, at: monoMs(0) }, { ...odd, at: monoMs(2900) })).toBe(
      'ARRIVING',
    );
    expect(after(lifeIn('ARRIVING'), { ...odd, at: monoMs(0) }, { ...odd, at: monoMs(3000) })).toBe(
      'UNKNOWN',
    );
  });

  it('[FL4] does not take the old mode after our own command for somebody else', () => {
    const at = monoMs(100_000);
    const holding = lifeIn('HOLDING', 'delivery', { expected: 'AUTO.LOITER' });
    const resumed = stepLife(holding, {
      kind: 'commanded',
      mode: 'AUTO.MISSION',
      at,
      from: 'AUTO.LOITER',
    }).state;
    expect(after(resumed, { mode: 'AUTO.LOITER', at: monoMs(101_000) })).toBe('HOLDING');
    expect(after(resumed, { mode: 'AUTO.LOITER', at: monoMs(101_000) }, { at: monoMs(102_000) })).toBe(
      'EN_ROUTE',
    );
  });

  it('[FL4] sees a mission that goes on without our command as external', () => {
    expect(after(lifeIn('EN_ROUTE'), { mode: 'AUTO.LOITER' }, { mode: 'AUTO.MISSION' })).toBe(
      'EXTERNAL_CONTROL',
    );
  });

  it('[FL22] tells a failsafe from somebody else, by the mode that the vehicle was asked for', () => {
    const told = { askedMode: 'AUTO.MISSION' } as const;
    const failsafe = { ...told, mode: 'AUTO.LOITER' } as const;
    const asked = { mode: 'AUTO.LOITER', askedMode: 'AUTO.LOITER' } as const;
    expect(after(lifeIn('EN_ROUTE'), told, failsafe, failsafe)).toBe('HOLDING');
    // The heartbeat comes before the word of who asked.
    expect(after(lifeIn('EN_ROUTE'), told, failsafe, asked)).toBe('EXTERNAL_CONTROL');
    expect(after(lifeIn('EN_ROUTE'), { ...told, where: 'ground' }, asked)).toBe('HOLDING');
  });

  it('[FL22] takes the mode before ours for nobody else’s, and after a restart what the vehicle names', () => {
    const at = monoMs(100_000);
    const told = { askedMode: 'AUTO.MISSION' } as const;
    const flying = stepLife(lifeIn('EN_ROUTE'), { kind: 'observed', observation: seen(told) }).state;
    const held = stepLife(flying, { kind: 'commanded', mode: 'AUTO.LOITER', at, from: 'AUTO.MISSION' }).state;
    const late = { ...told, mode: 'AUTO.LOITER' } as const;
    const ours = { mode: 'AUTO.LOITER', askedMode: 'AUTO.LOITER' } as const;
    expect(after(held, late, ours)).toBe('HOLDING');
    expect(after(held, late, ours, { mode: 'AUTO.RTL', askedMode: 'AUTO.RTL' })).toBe('EXTERNAL_CONTROL');
    const restarted = lifeIn('EN_ROUTE', 'delivery', { expected: undefined, asked: NEVER_ASKED });
    expect(after(restarted, ours)).toBe('HOLDING');
    expect(after(restarted, ours, { mode: 'AUTO.RTL', askedMode: 'AUTO.RTL' })).toBe('EXTERNAL_CONTROL');
  });

  it.each([
    ['landed_at_destination', 'LANDED'],
    ['landed_at_origin', 'RETURNED'],
    ['never_flew', 'ABORTED'],
    ['lost', 'LOST'],
    ['monitor', 'EN_ROUTE'],
  ] as const)('a person decides %s → %s, where a person may', (outcome, to) => {
    for (const state of FLIGHT_STATES) {
      const { state: next } = stepLife(lifeIn(state), { kind: 'resolved', outcome, reason: REASON });
      expect(next.state).toBe(isResolvable(state) ? to : state);
    }
  });

  it('is aborted by a person on the ground only', () => {
    for (const state of FLIGHT_STATES) {
      const { state: next } = stepLife(lifeIn(state), { kind: 'aborted', reason: REASON });
      if (next.state === 'ABORTED' && state !== 'ABORTED')
        expect(['CLIMBING', 'EN_ROUTE', 'CONFIRMED', 'LANDED', 'UNKNOWN']).not.toContain(state);
    }
  });
});

const observation: fc.Arbitrary<Observation> = fc
  .record({
    at: fc.integer({ min: 0, max: 1_000_000 }).map(monoMs),
    heard: fc.boolean(),
    armed: fc.constantFrom(true, false),
    mode: fc.constantFrom('AUTO.MISSION', 'AUTO.LOITER', 'AUTO.RTL', 'AUTO.LAND', '4.20', 'POSCTL'),
    where: fc.constantFrom('ground', 'air', 'unknown'),
    place: fc.constantFrom('destination', 'origin', 'elsewhere', 'unknown'),
    toDestinationM: fc.constant(10),
    toOriginM: fc.constant(10),
    missionMatches: fc.constantFrom(true, false, undefined),
    missionSeq: fc.constantFrom(0, 1, 5, undefined),
    remainingM: fc.constantFrom(10, 500, 5000, undefined),
    isLanding: fc.boolean(),
    boots: fc.integer({ min: 0, max: 2 }),
  })
  .map((each) => each as Observation);

const input: fc.Arbitrary<LifeInput> = fc.oneof(
  observation.map((each): LifeInput => ({ kind: 'observed', observation: each })),
  fc.constantFrom(...FLIGHT_STATES).map((to): LifeInput => ({ kind: 'progressed', to, reason: REASON })),
  fc
    .constantFrom('AUTO.LOITER', 'AUTO.MISSION', 'AUTO.RTL', 'AUTO.LAND')
    .map((mode): LifeInput => ({ kind: 'commanded', mode, at: monoMs(0), from: 'AUTO.MISSION' })),
  fc.constantFrom<LifeInput>({ kind: 'unloaded', reason: REASON }, { kind: 'aborted', reason: REASON }),
  fc
    .constantFrom('monitor', 'landed_at_destination', 'landed_at_origin', 'never_flew', 'lost')
    .map((outcome): LifeInput => ({ kind: 'resolved', outcome, reason: REASON })),
);

describe('[INV-D5] flight life cycle, any inputs', () => {
  it('[FL1] moves along the published graph only, says every move, and never leaves an end', () => {
    const property = fc.property(
      fc.constantFrom(...FLIGHT_KINDS),
      fc.constantFrom(...FLIGHT_STATES),
      fc.array(input, { maxLength: 40 }),
      (kind, start, inputs) => {
        let life = newLife(kind, start, REASON);
        for (const each of inputs) {
          const next = stepLife(life, each);
          let from = life.state;
          for (const effect of next.effects) {
            if (effect.kind !== 'enter') continue;
            expect(effect.from).toBe(from);
            expect(mayGo(effect.from, effect.to)).toBe(true);
            from = effect.to;
          }
          expect(next.state.state).toBe(from);
          life = next.state;
        }
      },
    );
    fc.assert(property, { numRuns: 500, verbose: true });
  });

  it('[FL1] has no way out of an end, and a way to an end from everywhere else', () => {
    for (const state of FLIGHT_END_STATES) expect(FLIGHT_TRANSITIONS[state]).toEqual([]);
    const ends = new Set<FlightState>(FLIGHT_END_STATES);
    for (let grown = true; grown;) {
      grown = false;
      for (const state of FLIGHT_STATES)
        if (!ends.has(state) && FLIGHT_TRANSITIONS[state].some((to) => ends.has(to))) {
          ends.add(state);
          grown = true;
        }
    }
    expect(ends.size).toBe(FLIGHT_STATES.length);
  });
});

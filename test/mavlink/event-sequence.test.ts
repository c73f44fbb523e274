import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  FRESH_SEQUENCE,
  stepSequence,
  type EventFrame,
  type SequenceEffect,
  type SequenceInput,
  type SequenceState,
} from '../../server/mavlink/events/sequence.ts';
import { messageOf } from '../../server/mavlink/codec.ts';
import { Event } from '../../server/mavlink/event-messages.ts';

const eventOf = (sequence: number): EventFrame =>
  messageOf(Event, { id: 0x0100_0000 + sequence, sequence: sequence & 0xffff, eventTimeBootMs: 1000 });

const event = (sequence: number): SequenceInput => ({ kind: 'event', event: eventOf(sequence) });
const current = (sequence: number, isReset = false): SequenceInput => ({
  kind: 'current',
  sequence: sequence & 0xffff,
  isReset,
});

/** Feeds the inputs and gives what came out of all of them. */
const run = (inputs: readonly SequenceInput[], from: SequenceState = FRESH_SEQUENCE) => {
  let state = from;
  const effects: SequenceEffect[] = [];
  for (const input of inputs) {
    const step = stepSequence(state, input);
    state = step.state;
    effects.push(...step.effects);
  }
  return {
    state,
    effects,
    told: effects.flatMap((effect) => (effect.kind === 'tell' ? effect.event.sequence : [])),
    requests: effects.flatMap((effect) => (effect.kind === 'request' ? [[effect.first, effect.last]] : [])),
    lost: effects.reduce((sum, effect) => sum + (effect.kind === 'lost' ? effect.count : 0), 0),
  };
};

test('[EV1] events in order are told as they come, over the end of the 16 bits', () => {
  const { told, requests } = run([65_534, 65_535, 65_536, 65_537].map(event));
  expect([told, requests]).toEqual([[65_534, 65_535, 0, 1], []]);
});

test('[EV2] an event that comes again is told once', () => {
  expect(run([5, 6, 6, 5, 7].map(event)).told).toEqual([5, 6, 7]);
});

test('[EV3] a gap is asked for as one range, and what came too early is told in its turn', () => {
  const { told, requests } = run([10, 14, 15, 12, 11, 13].map(event));
  expect(requests[0]).toEqual([11, 13]);
  expect(told).toEqual([10, 11, 12, 13, 14, 15]);
});

test('[EV3] CURRENT_EVENT_SEQUENCE shows that the newest events are missing', () => {
  expect(run([event(10), current(12)]).requests).toEqual([[11, 12]]);
});

test('[EV3] a request covers at most 32 events', () => {
  expect(run([event(10), current(100)]).requests).toEqual([[11, 42]]);
});

test('[EV4] without answer a request is repeated, eight times in all; then the gap is lost and the rest told', () => {
  const timeouts = Array.from({ length: 8 }, (): SequenceInput => ({ kind: 'timeout' }));
  const { requests, told, lost } = run([event(10), event(13), ...timeouts]);
  expect(requests).toEqual(Array.from({ length: 8 }, () => [11, 12]));
  expect([told, lost]).toEqual([[10, 13], 2]);
});

test('[EV4] when nothing is missing any more the timer stops', () => {
  const { effects } = run([event(10), event(12), event(11)]);
  expect(effects.at(-1)).toEqual({ kind: 'quiet' });
});

test('[EV5] an event that the vehicle no longer has is lost, and what it still has is asked for', () => {
  const { requests, lost, told } = run([
    event(10),
    current(20),
    { kind: 'unavailable', sequence: 11, oldest: 15 },
    ...[15, 16, 17, 18, 19, 20].map(event),
  ]);
  expect(requests).toEqual([
    [11, 20],
    [15, 20],
  ]);
  expect([lost, told]).toEqual([4, [10, 15, 16, 17, 18, 19, 20]]);
});

test('[EV5] an error that answers no request, or names a far future, does no harm', () => {
  const stray = run([event(10), { kind: 'unavailable', sequence: 11, oldest: 500 }, event(11)]);
  expect([stray.told, stray.lost]).toEqual([[10, 11], 0]);
  const far = run([event(10), event(12), { kind: 'unavailable', sequence: 11, oldest: 9000 }]);
  expect(far.state.last).toBe(12);
});

test('[EV6] the reset flag starts anew, and the first event may still come', () => {
  const { told, lost } = run([event(500), current(65_526, true), event(65_526), event(65_527)]);
  expect([told, lost]).toEqual([[500, 65_526, 65_527], 0]);
});

test('[EV6] an empty memory that is told again and again is asked for once', () => {
  const empty = current(65_525, true);
  const gone: SequenceInput = { kind: 'unavailable', sequence: 65_525, oldest: 65_525 };
  const { requests, lost } = run([empty, gone, empty, empty]);
  expect([requests, lost]).toEqual([[[65_525, 65_525]], 0]);
});

test('[EV6] a reboot forgets the numbers', () => {
  const { told } = run([event(900), { kind: 'reboot' }, event(65_526), event(65_527)]);
  expect(told).toEqual([900, 65_526, 65_527]);
});

test('[EV6] two numbers in a row that lie in the past are a new start, one is late', () => {
  const late = run([event(900), current(890), event(901)]);
  expect(late.told).toEqual([900, 901]);
  const anew = run([event(900), current(3), current(4), event(4), event(5)]);
  expect(anew.told).toEqual([900, 4, 5]);
});

test('[EV6] at first contact nothing of the past is asked for', () => {
  const { requests, told } = run([current(700), event(701)]);
  expect([requests, told]).toEqual([[], [701]]);
});

test('[EV7] what waits for its turn is bounded, whatever comes', () => {
  const gaps = Array.from({ length: 200 }, (_, at) => event(12 + at));
  expect(run([event(10), ...gaps]).state.held.length).toBeLessThanOrEqual(64);
});

test('[EV7] any order of any inputs: told numbers only rise until a new start, and never twice', () => {
  const input = fc.oneof(
    fc.integer({ min: 0, max: 400 }).map(event),
    fc.integer({ min: 0, max: 400 }).map((sequence) => current(sequence)),
    fc.constant<SequenceInput>({ kind: 'timeout' }),
    fc
      .tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 70_000 }))
      .map(([sequence, oldest]): SequenceInput => ({
        kind: 'unavailable',
        sequence,
        oldest: oldest & 0xffff,
      })),
  );
  fc.assert(
    fc.property(fc.array(input, { maxLength: 200 }), (inputs) => {
      let state = FRESH_SEQUENCE;
      let last = -1;
      for (const next of inputs) {
        const before = state;
        const step = stepSequence(state, next);
        state = step.state;
        if (state.last !== undefined && before.last !== undefined && state.last < before.last) last = -1;
        for (const effect of step.effects) {
          if (effect.kind !== 'tell') continue;
          expect(effect.event.sequence).toBeGreaterThan(last);
          last = effect.event.sequence;
        }
        expect(state.held.length).toBeLessThanOrEqual(64);
      }
    }),
    { seed: 20_260_901, numRuns: 300 },
  );
});

import type { FieldsOf } from '../codec.ts';
import type { Event } from '../event-messages.ts';

/** Sequence numbers are 16 bits and wrap; a distance beyond half of that is one into the past. */
const SPAN = 0x1_0000;
const HALF = 0x8000;
/** Kept while something before them is missing. PX4 itself keeps the latest 20 events. */
const MAX_HELD = 64;
/** Asked for in one REQUEST_EVENT: PX4 answers each number of the range with an event or an error. */
const MAX_ASKED = 32;
/** More than this ahead is not a gap to be filled: what lies between is gone from the vehicle's memory too. */
const MAX_GAP = 256;
const RETRY_MS = 400;
const MAX_TRIES = 8;

export type EventFrame = FieldsOf<Event>;

/** The order of one component's events. `last` is the number told last, undefined while none is known. */
export type SequenceState = {
  readonly last: number | undefined;
  /** Came before their turn, in order. */
  readonly held: readonly EventFrame[];
  /** The newest number that the vehicle has named. */
  readonly newest: number | undefined;
  /** Requests for the present gap; 0 while none is open. */
  readonly tries: number;
  /** The end of what was asked for last. */
  readonly asked: number;
  /** Where the vehicle said that it starts counting: what is missing there was never ours to lose. */
  readonly anchor: number | undefined;
  /** CURRENT_EVENT_SEQUENCE in a row that lie before `last`: one is late, two are a vehicle that started anew. */
  readonly behind: number;
};

export type SequenceInput =
  | { readonly kind: 'event'; readonly event: EventFrame }
  | { readonly kind: 'current'; readonly sequence: number; readonly isReset: boolean }
  /** RESPONSE_EVENT_ERROR: that number is gone, the next one that can be had is `oldest`. */
  | { readonly kind: 'unavailable'; readonly sequence: number; readonly oldest: number }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'reboot' };

/** There is one timer: `timer` restarts it, `quiet` stops it. */
export type SequenceEffect =
  | { readonly kind: 'request'; readonly first: number; readonly last: number }
  | { readonly kind: 'timer'; readonly afterMs: number }
  | { readonly kind: 'quiet' }
  | { readonly kind: 'tell'; readonly event: EventFrame }
  | { readonly kind: 'lost'; readonly count: number };

type Step = { readonly state: SequenceState; readonly effects: readonly SequenceEffect[] };

export const FRESH_SEQUENCE: SequenceState = {
  last: undefined,
  held: [],
  newest: undefined,
  tries: 0,
  asked: 0,
  anchor: undefined,
  behind: 0,
};

const plus = (sequence: number, by: number): number => (sequence + by + SPAN) % SPAN;
/** Steps from `a` to `b`, negative into the past. */
const distance = (a: number, b: number): number => {
  const steps = (b - a + SPAN) % SPAN;
  return steps >= HALF ? steps - SPAN : steps;
};
const later = (a: number | undefined, b: number): number => (a === undefined || distance(a, b) > 0 ? b : a);

const quiet = (state: SequenceState): Step => ({ state, effects: [] });

/** Tells what is in turn now. */
const release = (state: SequenceState): Step => {
  const effects: SequenceEffect[] = [];
  let { last, held } = state;
  for (let next = held[0]; next !== undefined && last !== undefined; next = held[0]) {
    const ahead = distance(last, next.sequence);
    if (ahead > 1) break;
    if (ahead === 1) {
      effects.push({ kind: 'tell', event: next });
      last = next.sequence;
    }
    held = held.slice(1);
  }
  return { state: { ...state, last, held }, effects };
};

/** The numbers that are missing first, undefined when nothing is. */
const gapOf = ({ last, held, newest }: SequenceState): { first: number; last: number } | undefined => {
  if (last === undefined || newest === undefined || distance(last, newest) <= 0) return undefined;
  const before = held[0] === undefined ? newest : plus(held[0].sequence, -1);
  const end = distance(last, before) > MAX_ASKED ? plus(last, MAX_ASKED) : before;
  return { first: plus(last, 1), last: end };
};

/** After a change: tells what is in turn, and asks for what is missing when that is another gap than before. */
const settle = (before: SequenceState, state: SequenceState): Step => {
  const released = release(state);
  const gap = gapOf(released.state);
  if (gap === undefined) {
    const effects: readonly SequenceEffect[] =
      before.tries === 0 ? released.effects : [...released.effects, { kind: 'quiet' }];
    return { state: { ...released.state, tries: 0 }, effects };
  }
  const wait: SequenceEffect = { kind: 'timer', afterMs: RETRY_MS };
  if (before.tries > 0 && distance(gap.first, before.asked) >= 0) {
    // The answer is still coming in.
    const hasMoved = before.last !== released.state.last;
    return {
      state: { ...released.state, tries: hasMoved ? 1 : before.tries },
      effects: hasMoved ? [...released.effects, wait] : released.effects,
    };
  }
  return {
    state: { ...released.state, tries: 1, asked: gap.last },
    effects: [...released.effects, { kind: 'request', ...gap }, wait],
  };
};

/** Goes on behind what cannot be had any more. */
const skipTo = (state: SequenceState, last: number): Step => {
  const from = state.last ?? plus(last, -1);
  const isOurs = !(distance(from, last) === 1 && last === state.anchor);
  const step = settle({ ...state, tries: 0 }, { ...state, last });
  const lost: SequenceEffect = { kind: 'lost', count: distance(from, last) };
  const stop: SequenceEffect = { kind: 'quiet' };
  return { state: step.state, effects: [stop, ...(isOurs ? [lost] : []), ...step.effects] };
};

const insert = (held: readonly EventFrame[], event: EventFrame): readonly EventFrame[] => {
  if (held.some(({ sequence }) => sequence === event.sequence)) return held;
  return [...held, event].toSorted((a, b) => distance(b.sequence, a.sequence)).slice(0, MAX_HELD);
};

const onEvent = (state: SequenceState, event: EventFrame): Step => {
  const { sequence } = event;
  const known = { ...state, behind: 0, newest: later(state.newest, sequence) };
  if (state.last === undefined) {
    const first = { ...known, last: sequence, newest: sequence, held: [] };
    return { state: first, effects: [{ kind: 'tell', event }] };
  }
  const ahead = distance(state.last, sequence);
  if (ahead <= 0) return quiet(state);
  if (ahead > MAX_GAP) return skipTo({ ...known, held: [event], anchor: undefined }, plus(sequence, -1));
  return settle(state, { ...known, held: insert(state.held, event) });
};

/** The vehicle counts anew from `sequence`; the event of that number may still be on its way. */
const anchorAt = (state: SequenceState, sequence: number): Step => {
  const fresh: SequenceState = {
    ...FRESH_SEQUENCE,
    last: plus(sequence, -1),
    newest: sequence,
    anchor: sequence,
  };
  const step = settle(FRESH_SEQUENCE, fresh);
  return state.tries === 0 ? step : { ...step, effects: [{ kind: 'quiet' }, ...step.effects] };
};

const onCurrent = (state: SequenceState, sequence: number, isReset: boolean): Step => {
  const { last, anchor } = state;
  // An empty memory is told again and again.
  const isKnown = anchor === sequence && last !== undefined && distance(last, sequence) <= 1;
  if (isReset && isKnown && distance(last, sequence) >= 0) return quiet(state);
  if (isReset) return anchorAt(state, sequence);
  if (last === undefined) return quiet({ ...state, last: sequence, newest: sequence });
  const ahead = distance(last, sequence);
  if (ahead < 0)
    return state.behind > 0 ? anchorAt(state, sequence) : quiet({ ...state, behind: state.behind + 1 });
  const known = { ...state, behind: 0, newest: later(state.newest, sequence) };
  if (ahead > MAX_GAP) return skipTo(known, sequence);
  return settle(state, known);
};

const onUnavailable = (state: SequenceState, sequence: number, oldest: number): Step => {
  if (state.last === undefined || state.tries === 0 || plus(state.last, 1) !== sequence) return quiet(state);
  if (distance(sequence, oldest) <= 0) return skipTo(state, sequence);
  // Never beyond what is known to exist, whatever the vehicle says.
  const newest = state.newest ?? sequence;
  return skipTo(state, distance(newest, oldest) > 1 ? newest : plus(oldest, -1));
};

const onTimeout = (state: SequenceState): Step => {
  const gap = gapOf(state);
  if (gap === undefined || state.last === undefined) return quiet({ ...state, tries: 0 });
  if (state.tries >= MAX_TRIES) return skipTo(state, gap.last);
  return {
    state: { ...state, tries: state.tries + 1, asked: gap.last },
    effects: [
      { kind: 'request', ...gap },
      { kind: 'timer', afterMs: RETRY_MS },
    ],
  };
};

/** Events come out once and in order; what was missed is asked for, and what cannot be had is told as lost. */
export const stepSequence = (state: SequenceState, input: SequenceInput): Step => {
  switch (input.kind) {
    case 'event':
      return onEvent(state, input.event);
    case 'current':
      return onCurrent(state, input.sequence, input.isReset);
    case 'unavailable':
      return onUnavailable(state, input.sequence, input.oldest);
    case 'timeout':
      return onTimeout(state);
    case 'reboot':
      return { state: FRESH_SEQUENCE, effects: [{ kind: 'quiet' }] };
  }
};

import type { MonoMs } from '../core/clock.ts';
import { stay, type Transition } from '../core/machine.ts';
import { inMode, NEVER_ASKED, stepAsked, type Asked } from './life-modes.ts';
import { ON_PAD_M, SILENT_AFTER_MS, type Observation } from './observe.ts';
import type { FlownMode } from './ports.ts';
import type { Reason } from './reasons.ts';
import { isFlightAirborne, isFlightEnded, type FlightKind, type FlightState } from './states.ts';
import { mayGo } from './transitions.ts';

/** A commanded mode shows in the heartbeat within 2 s; until then the old mode is nobody else's doing. */
const COMMAND_GRACE_MS = 5000;
/** Armed bit (1 Hz) and landed state (1 Hz) may contradict each other for that long around a landing. */
const CONTRADICTION_MS = 3000;
/** After a gap in telemetry the first position may come later than the word that it has landed. */
const POSITION_PATIENCE_MS = 10_000;

/**
 * The life of one flight. PLANNED … CLIMBING is driven by the launch machine, from CLIMBING on by what the vehicle
 * shows; UNKNOWN is left only by a person, end states never.
 */
export type Life = {
  readonly state: FlightState;
  readonly reason: Reason;
  readonly kind: FlightKind;
  /** The mode that we last asked for; undefined = any is taken as it is. */
  readonly expected: string | undefined;
  readonly commandedAt: MonoMs | undefined;
  readonly asked: Asked;
  /** The mode at the moment of the command. */
  readonly modeBefore: string | undefined;
  readonly boots: number | undefined;
  readonly tookOff: boolean;
  /** On its way to another place than its delivery's. */
  readonly diverted: boolean;
  readonly oddSince: MonoMs | undefined;
  /** Somebody else has changed something on the vehicle, and no person has decided since. */
  readonly touched: Reason | undefined;
};

export type Outcome = 'monitor' | 'landed_at_destination' | 'landed_at_origin' | 'never_flew' | 'lost';

export type LifeInput =
  | { readonly kind: 'progressed'; readonly to: FlightState; readonly reason: Reason }
  | { readonly kind: 'observed'; readonly observation: Observation }
  | {
      readonly kind: 'commanded';
      readonly mode: FlownMode;
      readonly at: MonoMs;
      readonly from: string | undefined;
    }
  /** It has another route: to an alternate, or to where it delivers. */
  | { readonly kind: 'rerouted'; readonly diverted: boolean }
  | { readonly kind: 'touched'; readonly reason: Reason }
  | { readonly kind: 'unloaded'; readonly reason: Reason }
  | { readonly kind: 'aborted'; readonly reason: Reason }
  | { readonly kind: 'resolved'; readonly outcome: Outcome; readonly reason: Reason };

export type LifeEffect =
  | { readonly kind: 'enter'; readonly from: FlightState; readonly to: FlightState; readonly reason: Reason }
  | { readonly kind: 'took_off' }
  | {
      readonly kind: 'landed';
      readonly place: 'destination' | 'origin' | 'elsewhere' | 'unknown';
      readonly errorM: number | undefined;
    };

export const newLife = (kind: FlightKind, state: FlightState, reason: Reason): Life => ({
  state,
  reason,
  kind,
  expected: 'AUTO.MISSION',
  commandedAt: undefined,
  asked: { mode: 'AUTO.MISSION', isTold: false },
  modeBefore: undefined,
  boots: undefined,
  tookOff: false,
  diverted: false,
  oddSince: undefined,
  touched: undefined,
});

type Next = Transition<Life, LifeEffect>;

/** States in which the vehicle's word moves the flight. UNKNOWN is not among them: a person decides. */
const WATCHED: readonly FlightState[] = [
  'CLIMBING',
  'EN_ROUTE',
  'ARRIVING',
  'HOLDING',
  'DIVERTING',
  'RETURNING',
  'EXTERNAL_CONTROL',
  'SILENT',
];

/** Entering one of these for the first time is the take-off, also where a restart missed it. */
const ALOFT: readonly FlightState[] = [
  'CLIMBING',
  'EN_ROUTE',
  'ARRIVING',
  'HOLDING',
  'DIVERTING',
  'RETURNING',
];

const enter = (life: Life, to: FlightState, reason: Reason, before: readonly LifeEffect[] = []): Next => {
  if (!mayGo(life.state, to)) return stay(life);
  const tookOff = life.tookOff || ALOFT.includes(to);
  return {
    state: { ...life, state: to, reason, tookOff, oddSince: undefined },
    effects: [
      ...(tookOff && !life.tookOff ? [{ kind: 'took_off' } as const] : []),
      ...before,
      { kind: 'enter', from: life.state, to, reason },
    ],
  };
};

/** Both steps of a way home that ends at home: it is complete when it has landed. */
const thenComplete = (next: Next): Next => {
  if (next.state.kind !== 'return' || next.state.state !== 'LANDED') return next;
  const completed = enter(next.state, 'COMPLETED', next.state.reason);
  return { state: completed.state, effects: [...next.effects, ...completed.effects] };
};

const metres = (value: number | undefined): string => (value === undefined ? 'unknown' : value.toFixed(1));

const onGround = (life: Life, seen: Observation): Next => {
  const { place } = seen;
  const errorM = place === 'origin' ? seen.toOriginM : seen.toDestinationM;
  const landed = [{ kind: 'landed', place, errorM } as const];
  if (place === 'destination') {
    const sentence = `landed ${metres(errorM)} m from the planned pad and disarmed`;
    return thenComplete(enter(life, 'LANDED', { code: 'as_planned', sentence }, landed));
  }
  if (place === 'origin') {
    const sentence = `landed ${metres(errorM)} m from the pad where it took off and disarmed`;
    return enter(life, 'RETURNED', { code: 'vehicle_failsafe', sentence }, landed);
  }
  if (place === 'unknown') {
    const oddSince = life.oddSince ?? seen.at;
    if (seen.at - oddSince < POSITION_PATIENCE_MS) return stay({ ...life, oddSince });
    const sentence = 'expected a position on the ground, none came for 10 s: a person has to look';
    return enter(life, 'UNKNOWN', { code: 'landed_position_unknown', sentence }, landed);
  }
  const sentence = `landed and disarmed ${metres(errorM)} m from the planned pad (limit ${ON_PAD_M} m) and ${metres(seen.toOriginM)} m from the start: a person has to look`;
  return enter(life, 'UNKNOWN', { code: 'landed_elsewhere', sentence }, landed);
};

const isInGrace = (life: Life, seen: Observation): boolean =>
  life.commandedAt !== undefined &&
  seen.at - life.commandedAt < COMMAND_GRACE_MS &&
  seen.mode === life.modeBefore &&
  seen.mode !== life.expected;

/** Disarmed, and not (yet) said to be on the ground. */
const disarmedAloft = (life: Life, seen: Observation): Next => {
  const oddSince = life.oddSince ?? seen.at;
  if (seen.at - oddSince < CONTRADICTION_MS) return stay({ ...life, oddSince });
  const sentence = 'it says that it is disarmed and not on the ground: a person has to look';
  return enter(life, 'UNKNOWN', { code: 'disarmed_in_air', sentence });
};

const airborne = (before: Life, seen: Observation): Next => {
  const { asked, touched } = stepAsked(before.asked, seen);
  const life: Life = { ...before, asked, touched: touched ?? before.touched };
  if (isInGrace(life, seen)) return stay(life);
  const { to, reason } = inMode(life, seen);
  // A failsafe of the vehicle is from now on what we expect: going back to the mission takes a person's command.
  const external = to === 'EXTERNAL_CONTROL';
  const expected = external ? life.expected : seen.mode;
  const settled: Life = { ...life, expected, commandedAt: undefined, oddSince: undefined };
  if (life.state === to) return stay(settled);
  return enter(settled, to, reason);
};

/** After the landing only one thing can still be seen that matters. */
const afterLanding = (life: Life, seen: Observation): Next => {
  const again = seen.heard && seen.armed === true && seen.where === 'air';
  const sentence = 'it is in the air again after its landing';
  return again ? enter(life, 'UNKNOWN', { code: 'took_off_again', sentence }) : stay(life);
};

const fallSilent = (life: Life): Next => {
  const sentence = `no heartbeat for more than ${SILENT_AFTER_MS / 1000} s`;
  return enter(life, 'SILENT', { code: 'vehicle_silent', sentence });
};

const observed = (life: Life, seen: Observation): Next => {
  if (life.state === 'LANDED') return afterLanding(life, seen);
  if (!WATCHED.includes(life.state)) return stay(life);
  if (!seen.heard) return fallSilent(life);
  if (life.boots !== undefined && seen.boots > life.boots) {
    const sentence = 'the vehicle started anew during the flight: a person has to look';
    return enter({ ...life, boots: seen.boots }, 'UNKNOWN', { code: 'vehicle_rebooted', sentence });
  }
  const known: Life = { ...life, boots: seen.boots };
  if (seen.armed === true) return airborne(known, seen);
  return seen.where === 'ground' ? onGround(known, seen) : disarmedAloft(known, seen);
};

const RESOLUTIONS: Readonly<Record<Exclude<Outcome, 'monitor'>, FlightState>> = {
  landed_at_destination: 'LANDED',
  landed_at_origin: 'RETURNED',
  never_flew: 'ABORTED',
  lost: 'LOST',
};

const resolved = (life: Life, outcome: Outcome, reason: Reason): Next => {
  if (outcome === 'monitor') {
    // From here on whatever mode it flies in is taken as known; a reboot that led here is known too.
    const trusting: Life = {
      ...life,
      expected: undefined,
      commandedAt: undefined,
      asked: NEVER_ASKED,
      boots: undefined,
      touched: undefined,
    };
    return enter(trusting, 'EN_ROUTE', reason);
  }
  const place = outcome === 'landed_at_origin' ? 'origin' : 'destination';
  const landed = outcome.startsWith('landed') ? [{ kind: 'landed', place, errorM: undefined } as const] : [];
  return thenComplete(enter(life, RESOLUTIONS[outcome], reason, landed));
};

/** True where a person may say what became of it. */
export const isResolvable = (state: FlightState): boolean =>
  state === 'UNKNOWN' || state === 'SILENT' || state === 'EXTERNAL_CONTROL';

/** Before arming, a flight is simply given up. */
const mayAbort = (state: FlightState): boolean => !isFlightAirborne(state) && state !== 'LANDED';

type Told = Extract<LifeInput, { kind: 'commanded' | 'rerouted' | 'touched' }>;

const isTold = (input: LifeInput): input is Told =>
  input.kind === 'commanded' || input.kind === 'rerouted' || input.kind === 'touched';

/** What is known of it by being told; a person's command is a decision about whoever touched it. */
const knownFrom = (told: Told): Partial<Life> => {
  if (told.kind === 'rerouted') return { diverted: told.diverted };
  if (told.kind === 'touched') return { touched: told.reason };
  return {
    expected: told.mode,
    commandedAt: told.at,
    asked: { mode: told.mode, isTold: false },
    modeBefore: told.from,
    touched: undefined,
  };
};

export const stepLife = (life: Life, input: LifeInput): Next => {
  if (isFlightEnded(life.state)) return stay(life);
  if (isTold(input)) return stay(isFlightAirborne(life.state) ? { ...life, ...knownFrom(input) } : life);
  switch (input.kind) {
    case 'progressed':
      return enter(life, input.to, input.reason);
    case 'observed':
      return observed(life, input.observation);
    case 'unloaded':
      return life.state === 'LANDED' ? enter(life, 'COMPLETED', input.reason) : stay(life);
    case 'aborted':
      return mayAbort(life.state) ? enter(life, 'ABORTED', input.reason) : stay(life);
    case 'resolved':
      return isResolvable(life.state) ? resolved(life, input.outcome, input.reason) : stay(life);
    default:
      return input satisfies never;
  }
};

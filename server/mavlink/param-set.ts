import { common, type MavLinkData } from 'mavlink-mappings';
import { go, impossible, stay, type Transition } from '../core/machine.ts';
import { isMessage, messageOf, type FieldsOf, type MavMessage } from './codec.ts';
import { paramFrom, type Param } from './params.ts';
import { note, send, timer, type MavId, type ProtocolEffect, type ProtocolMachine } from './protocol.ts';
import { int32FromFloatBits } from './wire.ts';

/** Name of PX4's pseudo parameter with the checksum of all names and values. */
const HASH = '_HASH_CHECK';
const UINT32: number = common.MavParamType.UINT32;
const BY_NAME = -1;

const HASH_TIMEOUT_MS = 1000;
const HASH_ASKS = 3;
/** Of a vehicle that has named one: under 30 % loss each way one in a thousand sets stays unchecked. */
const KNOWN_HASH_ASKS = 10;
/** PX4 sends about a thousand values a second: a pause this long is the end of the list, or the rest of it is lost. */
const LIST_PAUSE_MS = 600;
const LIST_ASKS = 5;
/** So many missing ones are asked for at once; PX4 answers each at once. */
const WINDOW = 25;
const WINDOW_MS = 300;
/** Windows in a row without any answer before the reading is given up: 8 s of silence. */
const IDLE_WINDOWS = 27;
/** PX4 1.18 has 1,874, of which a vehicle uses about half; a count beyond is a forged or broken message. */
const MAX_PARAMS = 5000;
/** Whole lists: values or their number change while they are read. */
const READINGS = 3;

/** All parameters by rising index. */
export type ParamSet = {
  readonly params: ReadonlyMap<string, Param>;
  /** The vehicle's own checksum after the last value; undefined from vehicles that have none. */
  readonly hash: number | undefined;
};

export type ParamSetOutcome =
  | { readonly kind: 'read'; readonly set: ParamSet }
  /** The vehicle's checksum is the one that was known. */
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'no-answer' }
  | { readonly kind: 'incomplete'; readonly got: number; readonly count: number }
  /** Its values did not hold still for three readings. */
  | { readonly kind: 'restless' }
  | { readonly kind: 'cancelled' };

type Values = readonly (Param | undefined)[];

type Gathering = {
  readonly reading: number;
  /** Before the first value; undefined from vehicles that have none. */
  readonly hash: number | undefined;
  readonly values: Values;
};

export type ParamSetState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'asking-hash'; readonly asked: number }
  | (Gathering & { readonly kind: 'listing'; readonly asked: number })
  | (Gathering & { readonly kind: 'filling'; readonly missing: number; readonly idle: number })
  | (Gathering & { readonly kind: 'checking'; readonly asked: number })
  | { readonly kind: 'done'; readonly outcome: ParamSetOutcome };

export type ParamSetJob = {
  readonly target: MavId;
  /** Of the set that we have: if the vehicle names the same, nothing is read. */
  readonly knownHash?: number | undefined;
};

type Step = Transition<ParamSetState, ProtocolEffect>;
type Active = Exclude<ParamSetState, { kind: 'idle' | 'done' }>;

const next = (state: ParamSetState, ...effects: ProtocolEffect[]): Step =>
  go<ParamSetState, ProtocolEffect>(state, ...effects);
const finish = (outcome: ParamSetOutcome): Step => next({ kind: 'done', outcome });

const toTarget = ({ target }: ParamSetJob) => ({
  targetSystem: target.sysid,
  targetComponent: target.compid,
});

const readByName = (job: ParamSetJob, paramId: string): MavLinkData =>
  messageOf(common.ParamRequestRead, { ...toTarget(job), paramId, paramIndex: BY_NAME });
const readByIndex = (job: ParamSetJob, paramIndex: number): MavLinkData =>
  messageOf(common.ParamRequestRead, { ...toTarget(job), paramId: '', paramIndex });

const missingOf = (values: Values): number[] =>
  values.flatMap((value, index) => (value === undefined ? [index] : []));

const askHash = (asked: number, job: ParamSetJob): ProtocolEffect[] =>
  asked === 0 ? [] : [send(readByName(job, HASH)), timer(HASH_TIMEOUT_MS)];

const list = (reading: number, hash: number | undefined, job: ParamSetJob, asked = 1): Step =>
  next(
    { kind: 'listing', reading, hash, values: [], asked },
    send(messageOf(common.ParamRequestList, toTarget(job))),
    timer(LIST_PAUSE_MS),
  );

const again = (reading: number, job: ParamSetJob, hash: number | undefined): Step =>
  reading >= READINGS ? finish({ kind: 'restless' }) : list(reading + 1, hash, job);

/** Asks for the first missing ones, or checks the whole. */
const fill = ({ reading, hash, values }: Gathering, idle: number, job: ParamSetJob): Step => {
  const missing = missingOf(values);
  if (missing.length === 0)
    return next({ kind: 'checking', reading, hash, values, asked: 1 }, ...askHash(1, job));
  if (idle >= IDLE_WINDOWS)
    return finish({ kind: 'incomplete', got: values.length - missing.length, count: values.length });
  const asked = missing.slice(0, WINDOW).map((index) => send(readByIndex(job, index)));
  return next(
    { kind: 'filling', reading, hash, values, missing: missing.length, idle },
    ...asked,
    timer(WINDOW_MS),
  );
};

const toSet = (values: Values, hash: number | undefined): ParamSet => {
  const present = values.filter((value) => value !== undefined);
  return { params: new Map(present.map((param) => [param.name, param])), hash };
};

const onHash = (state: Active, hash: number, job: ParamSetJob): Step => {
  if (state.kind === 'asking-hash')
    return hash === job.knownHash ? finish({ kind: 'unchanged' }) : list(1, hash, job);
  // PX4 begins its list with it.
  if (state.kind === 'listing' && state.hash === undefined) return stay({ ...state, hash });
  if (state.kind !== 'checking') return stay(state);
  if (state.hash === undefined || state.hash === hash)
    return finish({ kind: 'read', set: toSet(state.values, hash) });
  return again(state.reading, job, hash);
};

const onTimeout = (state: Active, job: ParamSetJob): Step => {
  switch (state.kind) {
    case 'asking-hash':
      return state.asked < HASH_ASKS
        ? next({ ...state, asked: state.asked + 1 }, ...askHash(state.asked + 1, job))
        : list(1, undefined, job);
    case 'listing':
      if (state.values.length > 0) return fill(state, 0, job);
      return state.asked < LIST_ASKS
        ? list(state.reading, state.hash, job, state.asked + 1)
        : finish({ kind: 'no-answer' });
    case 'filling': {
      const isIdle = missingOf(state.values).length === state.missing;
      return fill(state, isIdle ? state.idle + 1 : 0, job);
    }
    case 'checking':
      return state.asked < (state.hash === undefined ? HASH_ASKS : KNOWN_HASH_ASKS)
        ? next({ ...state, asked: state.asked + 1 }, ...askHash(state.asked + 1, job))
        : finish({ kind: 'read', set: toSet(state.values, undefined) });
    default:
      return impossible(state);
  }
};

const onValue = (
  state: Extract<Active, { kind: 'listing' | 'filling' }>,
  fields: FieldsOf<common.ParamValue>,
  job: ParamSetJob,
): Step => {
  const { paramIndex, paramCount } = fields;
  if (paramIndex >= paramCount || paramCount > MAX_PARAMS) return stay(state);
  if (state.values.length > 0 && state.values.length !== paramCount) {
    // One more came into use: every index behind it means another parameter now.
    const restarted = again(state.reading, job, state.hash);
    return {
      ...restarted,
      effects: [note(`parameters: ${paramCount} now, start over`), ...restarted.effects],
    };
  }
  const param = paramFrom(fields);
  if (!param.ok) return go(state, note(param.error.message));
  const before: Values =
    state.values.length > 0 ? state.values : Array.from({ length: paramCount }, () => undefined);
  const values = before.with(paramIndex, param.value);
  if (state.kind === 'listing') {
    if (missingOf(values).length === 0) return fill({ ...state, values }, 0, job);
    // Said again to somebody else who asks, it must not hold the list open.
    const isNew = before[paramIndex] === undefined;
    return isNew ? next({ ...state, values }, timer(LIST_PAUSE_MS)) : stay({ ...state, values });
  }
  // The window is through: the next one at once.
  const left = missingOf(values).length;
  return left === 0 || state.missing - left >= WINDOW
    ? fill({ ...state, values }, 0, job)
    : stay({ ...state, values });
};

const onMessage = (state: Active, message: MavMessage, job: ParamSetJob): Step => {
  if (!isMessage(message, common.ParamValue)) return stay(state);
  const { fields } = message;
  if (fields.paramId === HASH)
    return (fields.paramType as number) === UINT32
      ? onHash(state, int32FromFloatBits(fields.paramValue) >>> 0, job)
      : stay(state);
  return state.kind === 'listing' || state.kind === 'filling' ? onValue(state, fields, job) : stay(state);
};

/**
 * asking-hash → listing (all values, by index) → filling (the missing ones, a window at a time) → checking (the
 * checksum is still the same) → done; a changed count or checksum starts over from the list.
 */
export const paramSetMachine = (job: ParamSetJob): ProtocolMachine<ParamSetState, ParamSetOutcome> => ({
  initial: { kind: 'idle' },
  outcome: (state) => (state.kind === 'done' ? state.outcome : undefined),
  step: (state, input) => {
    switch (state.kind) {
      case 'idle':
        return input.kind === 'start'
          ? next({ kind: 'asking-hash', asked: 1 }, ...askHash(1, job))
          : stay(state);
      case 'asking-hash':
      case 'listing':
      case 'filling':
      case 'checking':
        if (input.kind === 'cancel') return finish({ kind: 'cancelled' });
        if (input.kind === 'timeout') return onTimeout(state, job);
        return input.kind === 'message' ? onMessage(state, input.message, job) : stay(state);
      case 'done':
        return stay(state);
      default:
        return impossible(state);
    }
  },
});

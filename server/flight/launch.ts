import type { MonoMs } from '../core/clock.ts';
import { go, stay, type Transition } from '../core/machine.ts';
import type { OneShotOutcome, VehicleFacts } from './ports.ts';
import {
  armGate,
  climbed,
  idsText,
  isDisarmed,
  isOnGround,
  NO_PLANS,
  proves,
  replacedMission,
  type LaunchMission,
} from './launch-proofs.ts';
import { groundLimitMs, STEP_DEADLINE_MS, type LaunchStep } from './launch-steps.ts';
import {
  isLaunchOver,
  type LaunchEffect,
  type LaunchInput,
  type LaunchRecord,
  type LaunchState,
} from './launch-types.ts';
import type { LaunchFailure, Reason } from './reasons.ts';

/** Disarming is repeated until telemetry agrees, then a person has to look. */
const STAND_DOWN_MS = 10_000;
const DISARM_AGAIN_MS = 1000;
/** An intent that took longer to write than that is not acted upon. */
const INTENT_GOOD_MS = 3000;

type Next = Transition<LaunchState, LaunchEffect>;
type Running = Extract<LaunchState, { kind: 'step' }>;
type Recording = Extract<LaunchState, { kind: 'recording' }>;
type Input<K extends LaunchInput['kind']> = Extract<LaunchInput, { kind: K }>;

const reason = (code: LaunchFailure, sentence: string): Reason => ({ code, sentence });

const running = (step: LaunchStep, now: MonoMs, mission: LaunchMission): Running => ({
  kind: 'step',
  step,
  since: now,
  mission,
});

const COMMANDS: Readonly<Record<LaunchStep, readonly LaunchEffect[]>> = {
  upload: [{ kind: 'upload' }],
  verify: [],
  preflight: [{ kind: 'preflight' }],
  mode: [{ kind: 'set_mode', mode: 'AUTO.LOITER' }],
  current: [{ kind: 'set_current' }],
  arm: [{ kind: 'arm' }],
  mission: [{ kind: 'set_mode', mode: 'AUTO.MISSION' }],
  climb: [],
};

const begin = (step: LaunchStep, now: MonoMs, mission: LaunchMission): Next =>
  go(running(step, now, mission), { kind: 'progress', step, state: 'running', proof: '' }, ...COMMANDS[step]);

const recording = (record: LaunchRecord, now: MonoMs, mission: LaunchMission): Next =>
  go({ kind: 'recording', record, since: now, mission }, { kind: 'record', record });

const done = (step: LaunchStep, proof: string, next: Next): Next => ({
  state: next.state,
  effects: [{ kind: 'progress', step, state: 'done', proof }, ...next.effects],
});

const standDown = (why: Reason, now: MonoMs): Next =>
  go({ kind: 'standing_down', reason: why, since: now, lastDisarmAt: now }, { kind: 'disarm' });

/** May the vehicle be armed by us in this step? Then giving up means disarming. */
const mayBeArmed = (step: LaunchStep): boolean => step === 'arm' || step === 'mission' || step === 'climb';

const giveUp = (state: LaunchState, why: Reason, now: MonoMs): Next => {
  if (state.kind === 'standing_down') return stay(state);
  if (state.kind === 'step' && mayBeArmed(state.step)) return standDown(why, now);
  if (state.kind === 'recording' && state.record === 'CONFIRMED') return standDown(why, now);
  return stay({ kind: 'aborted', reason: why });
};

const TIMEOUTS: Readonly<Record<LaunchStep, LaunchFailure>> = {
  upload: 'upload_timeout',
  verify: 'verify_timeout',
  preflight: 'preflight_blocked',
  mode: 'mode_timeout',
  current: 'current_timeout',
  arm: 'arm_unconfirmed',
  mission: 'mission_mode_timeout',
  climb: 'no_climb',
};

/** What follows a step whose proof has been seen. */
const proven = (state: Running, proof: string, now: MonoMs): Next => {
  const { step, mission } = state;
  switch (step) {
    case 'verify':
      return done(step, proof, recording('VERIFIED', now, mission));
    case 'mode':
      return done(step, proof, begin('current', now, mission));
    case 'current':
      return done(step, proof, recording('AUTHORISED', now, mission));
    case 'arm':
      return done(step, proof, recording('CONFIRMED', now, { ...mission, armedAt: now }));
    case 'mission':
      return done(step, proof, begin('climb', now, mission));
    case 'climb':
      return done(step, proof, stay({ kind: 'flying' }));
    case 'upload':
    case 'preflight':
      return stay(state);
    default:
      return step satisfies never;
  }
};

/** When a step has taken too long: a climb that has not begun ends with the vehicle's own patience. */
const dueAt = ({ step, since, mission }: Running, facts: VehicleFacts, now: MonoMs): number => {
  const due = since + STEP_DEADLINE_MS[step];
  if (step !== 'climb' || mission.armedAt === undefined || !isOnGround(facts, now)) return due;
  return Math.min(due, mission.armedAt + groundLimitMs(mission.autoDisarmS));
};

const overdue = (state: Running, facts: VehicleFacts, now: MonoMs): Next => {
  const { step, since } = state;
  const seconds = Math.round((now - since) / 1000);
  const { proof } = proves(state, facts, now);
  const sentence = `step ${step}: expected its proof within ${seconds} s, ${proof}`;
  if (step === 'climb' && !isOnGround(facts, now) && !isDisarmed(facts, since))
    return stay({ kind: 'unknown', reason: reason('no_climb', sentence) });
  const next = giveUp(state, reason(TIMEOUTS[step], sentence), now);
  if (step !== 'arm') return next;
  return { state: next.state, effects: [doubt(sentence), ...next.effects] };
};

const doubt = (sentence: string): LaunchEffect => ({
  kind: 'doubt',
  reason: reason('arm_unanswered', sentence),
});

const onStepFacts = (state: Running, facts: VehicleFacts, now: MonoMs): Next => {
  const replaced = isOnGround(facts, now) ? replacedMission(state, facts) : undefined;
  if (replaced !== undefined) return standDown(reason('gate_closed', replaced), now);
  const { isProven, proof } = proves(state, facts, now);
  if (isProven) return proven(state, proof, now);
  const lateStep = state.step === 'mission' || state.step === 'climb';
  if (lateStep && isDisarmed(facts, state.since) && isOnGround(facts, now)) {
    const sentence = `step ${state.step}: the vehicle is disarmed again before it took off`;
    return stay({ kind: 'aborted', reason: reason('disarmed_before_takeoff', sentence) });
  }
  return now > dueAt(state, facts, now) ? overdue(state, facts, now) : stay(state);
};

const onStandDownFacts = (
  state: Extract<LaunchState, { kind: 'standing_down' }>,
  facts: VehicleFacts,
  now: MonoMs,
): Next => {
  if (isDisarmed(facts, state.lastDisarmAt)) return stay({ kind: 'aborted', reason: state.reason });
  if (climbed(facts, now)) {
    const sentence = `${state.reason.sentence}; and then it was seen in the air`;
    return stay({ kind: 'unknown', reason: reason('disarm_failed', sentence) });
  }
  if (now - state.since > STAND_DOWN_MS) {
    const sentence = `${state.reason.sentence}; and no heartbeat says that it is disarmed`;
    return stay({ kind: 'unknown', reason: reason('disarm_failed', sentence) });
  }
  if (now - state.lastDisarmAt < DISARM_AGAIN_MS || !isOnGround(facts, now)) return stay(state);
  return go({ ...state, lastDisarmAt: now }, { kind: 'disarm' });
};

const onFacts = (state: LaunchState, facts: VehicleFacts, now: MonoMs): Next => {
  if (state.kind === 'step') return onStepFacts(state, facts, now);
  return state.kind === 'standing_down' ? onStandDownFacts(state, facts, now) : stay(state);
};

/** The intent is written: the last look before the one frame that arms. */
const onIntent = (state: Recording, facts: VehicleFacts, now: MonoMs): Next => {
  const tookMs = now - state.since;
  if (tookMs > INTENT_GOOD_MS) {
    const sentence = `writing the intent took ${tookMs} ms, it is good for ${INTENT_GOOD_MS} ms`;
    return stay({ kind: 'aborted', reason: reason('intent_expired', sentence) });
  }
  const gate = armGate(facts, now, state.mission);
  if (gate !== undefined) return stay({ kind: 'aborted', reason: reason('gate_closed', gate) });
  return begin('arm', now, state.mission);
};

/** Written: now the bytes may leave. */
const onRecorded = (state: LaunchState, input: Input<'recorded'>): Next => {
  if (state.kind !== 'recording' || state.record !== input.record) return stay(state);
  const { mission } = state;
  const { now } = input;
  switch (state.record) {
    case 'UPLOADED':
      return begin('verify', now, mission);
    case 'VERIFIED':
      return begin('preflight', now, mission);
    case 'PREFLIGHT':
      return begin('mode', now, mission);
    case 'AUTHORISED':
      return recording('ARM_INTENT', now, mission);
    case 'ARM_INTENT':
      return onIntent(state, input.facts, now);
    case 'CONFIRMED':
      return begin('mission', now, mission);
    default:
      return state.record satisfies never;
  }
};

const onArmOutcome = (state: LaunchState, outcome: OneShotOutcome, now: MonoMs): Next => {
  if (state.kind !== 'step' || state.step !== 'arm' || outcome.kind === 'accepted') return stay(state);
  if (outcome.kind === 'refused') return standDown(reason('arm_refused', outcome.sentence), now);
  return go(state, doubt(outcome.sentence));
};

/** Nothing left: a vehicle that was to be armed is as it was, one that was to start has to be disarmed. */
const onKeptBack = (state: LaunchState, { frame, sentence, now }: Input<'kept_back'>): Next => {
  if (state.kind !== 'step' || state.step !== (frame === 'arm' ? 'arm' : 'mission')) return stay(state);
  const why = reason('guard_refused', `refused by guard: ${sentence}`);
  return frame === 'arm' ? stay({ kind: 'aborted', reason: why }) : giveUp(state, why, now);
};

const onAnswer = (state: LaunchState, input: Input<'uploaded' | 'preflight'>): Next => {
  if (state.kind !== 'step') return stay(state);
  if (input.kind === 'uploaded' && state.step === 'upload') {
    const { missionId, fenceId, rallyId, boots } = input;
    const mission = { ...state.mission, missionId, fenceId, rallyId, boots };
    const proof = `${mission.itemCount} items read back equal, ${idsText(mission)}`;
    return done('upload', proof, recording('UPLOADED', input.now, mission));
  }
  if (input.kind !== 'preflight' || state.step !== 'preflight') return stay(state);
  if (input.blockers.length > 0) {
    const sentence = input.blockers.join(' ');
    return giveUp(state, reason('preflight_blocked', sentence), input.now);
  }
  const mission = { ...state.mission, autoDisarmS: input.autoDisarmS };
  return done('preflight', 'all checks passed', recording('PREFLIGHT', input.now, mission));
};

/**
 * upload → verify → preflight → mode → current → arm → mission → climb. Every `record` is answered before the next
 * command leaves; `arm` is given once in the life of a launch, right after its intent was recorded.
 */
export const stepLaunch = (state: LaunchState, input: LaunchInput): Next => {
  if (isLaunchOver(state)) return stay(state);
  switch (input.kind) {
    case 'start':
      return state.kind !== 'ready'
        ? stay(state)
        : begin('upload', input.now, { ...NO_PLANS, itemCount: input.itemCount, boots: 0 });
    case 'uploaded':
    case 'preflight':
      return onAnswer(state, input);
    case 'recorded':
      return onRecorded(state, input);
    case 'failed':
      return giveUp(state, reason(input.code, input.sentence), input.now);
    case 'arm_outcome':
      return onArmOutcome(state, input.outcome, input.now);
    case 'kept_back':
      return onKeptBack(state, input);
    case 'facts':
      return onFacts(state, input.facts, input.now);
    case 'cancel':
      return giveUp(state, reason('cancelled', input.sentence), input.now);
    default:
      return input satisfies never;
  }
};

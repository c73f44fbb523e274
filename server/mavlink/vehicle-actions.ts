import { common, standard, type MavLinkData } from 'mavlink-mappings';
import { monoMs, type MonoMs } from '../core/clock.ts';
import { ok, refuse, type FailureCode, type Result } from '../core/result.ts';
import { messageOf, type MavMessage } from './codec.ts';
import { commandClassOf, type CommandClass } from './command-classes.ts';
import { modeParams, type ModeName } from './modes.ts';
import type { MissionInfo, Stamped, VehicleSnapshot } from './snapshot.ts';
import type { VehicleContext } from './vehicle-context.ts';

/** HEARTBEAT and MISSION_CURRENT come at 1 Hz: two of them may get lost. */
const PROOF_MS = 3500;
/** Without answer the waiting for it has already used most of the time. */
const UNANSWERED_PROOF_MS = 1500;
/** Telemetry older than that proves nothing. */
const FRESH_MS = 3000;
const REQUESTED_MESSAGE_MS = 1500;
const US_PER_S = 1_000_000;
const CUSTOM_MODE_ENABLED = 1;
const ARM = 1;
const DISARM = 0;
const RESET_MISSION = 1;

/** Telemetry that was received after the command and shows its effect. `acked` is false if the ACK got lost. */
export type Proof<T> = T & { readonly acked: boolean; readonly provenAt: MonoMs };

type Order = {
  readonly class: CommandClass;
  readonly command: number;
  readonly params: readonly number[];
  /** What it is about, for sentences: `mode AUTO.RTL`. */
  readonly what: string;
  /** True when the effect is seen; asked only of snapshots received after the order. */
  readonly seen: (snapshot: VehicleSnapshot, since: MonoMs) => boolean;
  /** Asked before it is sent a second time; default: yes. */
  readonly isStillAllowed?: () => boolean;
};

/** An answer that does not come leaves the question to telemetry; a refusal does not. */
const UNANSWERED: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'mavlink.command_unknown',
  'mavlink.no_answer',
]);

type Done = Result<{ snapshot: VehicleSnapshot; acked: boolean }>;

/** Sends, then believes telemetry only. */
const carryOut = async (context: VehicleContext, order: Order): Promise<Done> => {
  const before = context.commands.ordered(order.command);
  const done = await attempt(context, order);
  const isOpen = !done.ok && done.error.code === 'mavlink.not_confirmed' && order.class === 'safe';
  // What was ordered since is not undone: a hold that was not seen because a return followed it is not said again.
  const isNewest = context.commands.ordered(order.command) === before + 1;
  // The ACK may have been that of the command before: what is safe to repeat is repeated once.
  return isOpen && isNewest && order.isStillAllowed?.() !== false ? attempt(context, order) : done;
};

const attempt = async (context: VehicleContext, order: Order): Promise<Done> => {
  const sentAt = context.clock.mono();
  const wasSo = order.seen(context.snapshot(), monoMs(Number.NEGATIVE_INFINITY));
  const sent = await context.commands.send(order);
  if (!sent.ok && !UNANSWERED.has(sent.error.code)) return sent;
  // What it said before it was told proves nothing, though it comes late: what was so already must be said anew.
  const since = wasSo && sent.ok ? context.clock.mono() : sentAt;
  const snapshot = await context.waitFor(
    (seen) => order.seen(seen, since),
    sent.ok ? PROOF_MS : UNANSWERED_PROOF_MS,
  );
  if (snapshot !== undefined) return ok({ snapshot, acked: sent.ok });
  if (!sent.ok) return sent;
  return refuse(
    'mavlink.not_confirmed',
    `${order.what}: accepted, but expected to be seen within ${PROOF_MS} ms and was not`,
  );
};

const heartbeatProof = <T>(done: Done, value: T): Result<Proof<T>> =>
  done.ok ? ok({ ...value, acked: done.value.acked, provenAt: done.value.snapshot.heartbeat.at }) : done;

/** Why it would not fly that mode, in its own words; empty where it says nothing of it. */
const reasonsAgainst = ({ arming, heartbeat }: VehicleSnapshot, mode: string): string => {
  if (arming === undefined || (heartbeat.armed ? arming.canRun : arming.canArm).includes(mode)) return '';
  const reasons = arming.issues.filter(({ modes }) => modes === 'all' || modes.includes(mode));
  return reasons.map(({ text }) => text.en).join(', ');
};

/** A mode that the vehicle has taken note of and does not fly is refused, with its reasons. */
const explained = (context: VehicleContext, done: Done, mode: ModeName): Done => {
  if (done.ok) return done;
  const snapshot = context.snapshot();
  const reasons = reasonsAgainst(snapshot, mode);
  const tail = reasons === '' ? '' : `; the vehicle says: ${reasons}`;
  const isRefused = done.error.code === 'mavlink.not_confirmed' && snapshot.wish?.refused === mode;
  if (isRefused)
    return refuse('mavlink.mode_refused', `mode ${mode}: it flies ${snapshot.heartbeat.mode} instead${tail}`);
  return done.error.code === 'mavlink.command_rejected'
    ? { ok: false, error: { ...done.error, message: `${done.error.message}${tail}` } }
    : done;
};

/** The vehicle is in that mode by its HEARTBEAT; `mavlink.mode_refused` where CURRENT_MODE says that it will not be. */
export const setMode = async (
  context: VehicleContext,
  mode: ModeName,
): Promise<Result<Proof<{ mode: ModeName }>>> => {
  const { main, sub } = modeParams(mode);
  const params = [CUSTOM_MODE_ENABLED, main, sub];
  const done = await carryOut(context, {
    // A mode that is never set is refused by the sender, whatever class it says.
    class: commandClassOf(common.MavCmd.DO_SET_MODE, params) ?? 'one-shot',
    command: common.MavCmd.DO_SET_MODE,
    params,
    what: `mode ${mode}`,
    seen: ({ heartbeat }, since) => heartbeat.at > since && heartbeat.mode === mode,
  });
  return heartbeatProof(explained(context, done, mode), { mode });
};

/** One frame on the wire, ever. Without answer and without telemetry it is `mavlink.command_unknown`. */
export const arm = async (context: VehicleContext): Promise<Result<Proof<{ armed: true }>>> => {
  if (context.snapshot().heartbeat.armed)
    return refuse('mavlink.already_armed', 'expected a disarmed vehicle, it is armed');
  const done = await carryOut(context, {
    class: 'one-shot',
    command: common.MavCmd.COMPONENT_ARM_DISARM,
    params: [ARM],
    what: 'arm',
    seen: ({ heartbeat }, since) => heartbeat.at > since && heartbeat.armed,
  });
  return heartbeatProof(done, { armed: true });
};

/** Only of a vehicle that says now that it is on the ground: in the air it would fall. */
export const disarm = async (context: VehicleContext): Promise<Result<Proof<{ armed: false }>>> => {
  const isOnGround = (): boolean => {
    const { landed } = context.snapshot();
    return landed?.state === 'on-ground' && context.clock.mono() - landed.at <= FRESH_MS;
  };
  if (!isOnGround())
    return refuse(
      'mavlink.not_landed',
      `expected landed state on-ground within ${FRESH_MS} ms, got ${context.snapshot().landed?.state ?? 'none'}`,
    );
  const done = await carryOut(context, {
    class: 'safe',
    command: common.MavCmd.COMPONENT_ARM_DISARM,
    params: [DISARM],
    what: 'disarm',
    isStillAllowed: isOnGround,
    seen: ({ heartbeat }, since) => heartbeat.at > since && !heartbeat.armed,
  });
  return heartbeatProof(done, { armed: false });
};

/** The mission's next item by MISSION_CURRENT. An equal plan uploaded again does not reset it: do so before a start. */
export const setCurrent = async (
  context: VehicleContext,
  seq: number,
): Promise<Result<Proof<{ mission: Stamped<MissionInfo> }>>> => {
  const done = await carryOut(context, {
    class: 'safe',
    command: common.MavCmd.DO_SET_MISSION_CURRENT,
    params: [seq, RESET_MISSION],
    what: `mission item ${seq}`,
    seen: ({ mission }, since) => mission !== undefined && mission.at > since && mission.seq === seq,
  });
  if (!done.ok) return done;
  const { mission } = done.value.snapshot;
  if (mission === undefined) return refuse('mavlink.not_confirmed', 'expected MISSION_CURRENT, got none');
  return ok({ mission, acked: done.value.acked, provenAt: mission.at });
};

/** Asks for one message and waits for it. */
export const requestMessage = async (
  context: VehicleContext,
  msgid: number,
  param2 = 0,
): Promise<Result<MavMessage>> => {
  let found: MavMessage | undefined;
  const unsubscribe = context.port.subscribe((message) => {
    if (message.msgid === msgid) found ??= message;
  });
  try {
    const sent = await context.commands.send({
      class: 'query',
      command: common.MavCmd.REQUEST_MESSAGE,
      params: [msgid, param2],
    });
    if (found === undefined && !sent.ok) return sent;
    if (found === undefined) await context.waitFor(() => found !== undefined, REQUESTED_MESSAGE_MS);
  } finally {
    unsubscribe();
  }
  return found === undefined
    ? refuse(
        'mavlink.no_answer',
        `message ${msgid}: accepted, but expected it within ${REQUESTED_MESSAGE_MS} ms`,
      )
    : ok(found);
};

/** Asks who it is, once and without waiting: of a vehicle whose answers are not believed yet. */
export const askVersion = ({ id }: Pick<VehicleContext, 'id'>): MavLinkData =>
  messageOf(common.CommandLong, {
    targetSystem: id.sysid,
    targetComponent: id.compid,
    command: common.MavCmd.REQUEST_MESSAGE,
    _param1: standard.AutopilotVersion.MSG_ID,
  });

/** SET_MESSAGE_INTERVAL's parameter; -1 stops the message. */
export const intervalUs = (perSecond: number): number =>
  perSecond > 0 ? Math.round(US_PER_S / perSecond) : -1;

/** Messages per second; 0 stops the message. */
export const setMessageInterval = async (
  context: VehicleContext,
  msgid: number,
  perSecond: number,
): Promise<Result<undefined>> => {
  const sent = await context.commands.send({
    class: 'query',
    command: common.MavCmd.SET_MESSAGE_INTERVAL,
    params: [msgid, intervalUs(perSecond)],
  });
  return sent.ok ? ok(undefined) : sent;
};

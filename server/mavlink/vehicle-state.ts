import { common, minimal } from 'mavlink-mappings';
import type { MonoMs } from '../core/clock.ts';
import { isMessage, type MavMessage } from './codec.ts';
import type { MavId, Received } from './protocol.ts';
import { NEW_BOOT_WATCH, watchBoot, type BootWatch } from './reboot.ts';
import type { LandedState, VehicleEvent, VehicleSnapshot } from './snapshot.ts';
import { catchUp, type CatchUp } from './paths/catch-up.ts';
import { admitText, type ToldTexts } from './paths/text-copies.ts';
import { expireTexts, joinText, type Joined, type JoinerState, type TextLine } from './statustext.ts';
import { NO_NEWS, telemetryOf, type TelemetryPatch } from './telemetry.ts';

/** MAVLink: a vehicle is lost after 4 to 5 missed heartbeats. */
const HEARTBEAT_LOST_MS = 5000;
/** PX4 repeats MISSION_ITEM_REACHED about 10 times at 1 Hz: the same item counts anew after such a silence. */
const REACHED_REPEAT_MS = 5000;
const MAX_TEXTS = 50;
/** A claim on its id is told every 60 s while it goes on: after this without one it is over. */
const CONFLICT_OVER_MS = 150_000;
/** A vehicle that was silent for longer than any flight may have been exchanged for another. */
const IDENTITY_GOOD_MS = 30 * 60_000;

export type VehicleState = {
  readonly snapshot: VehicleSnapshot;
  readonly joiner: JoinerState;
  readonly told: ToldTexts;
  /** Items told as reached lately, and when it was said last. */
  readonly reached: ReadonlyMap<number, MonoMs>;
  readonly boot: BootWatch;
  /** Link and address from which it is heard. */
  readonly place: string;
  /** Its hardware id as last read, also before a reboot. */
  readonly uid: string | undefined;
  /**
   * It is heard from another place: nothing from there is believed before it has named its hardware id. `other` is
   * true when that is the id of another vehicle.
   */
  readonly moved: { readonly place: string; readonly other: boolean } | undefined;
  /** It is heard by another path now, which may lag behind the one before. */
  readonly catchUp: CatchUp | undefined;
};

export type VehicleStep = { readonly state: VehicleState; readonly events: readonly VehicleEvent[] };

/** True for the heartbeat of a flight controller; ground stations and cameras say INVALID. */
const isAutopilotHeartbeat = (message: MavMessage): boolean =>
  isMessage(message, minimal.Heartbeat) && message.fields.autopilot !== minimal.MavAutopilot.INVALID;

/** The state after the first heartbeat of an autopilot; undefined for any other message. */
export const firstHeard = (id: MavId, received: Received): VehicleState | undefined => {
  const { heartbeat } = telemetryOf(received.message, received.at);
  if (heartbeat === undefined || !isAutopilotHeartbeat(received.message)) return undefined;
  const { at, link, place } = received;
  const snapshot: VehicleSnapshot = {
    ...id,
    firstHeard: at,
    lastHeartbeat: at,
    connected: true,
    link,
    heartbeat,
    texts: [],
    queue: [],
  };
  const rest = { joiner: [], told: [], reached: new Map<number, MonoMs>(), boot: NEW_BOOT_WATCH };
  return { snapshot, ...rest, place, uid: undefined, moved: undefined, catchUp: undefined };
};

const landedChange = (before: LandedState, after: LandedState, at: MonoMs): VehicleEvent[] =>
  before === after ? [] : [{ kind: 'landed', at, from: before, to: after }];

const missionChanged = (before: VehicleSnapshot, patch: TelemetryPatch): boolean => {
  const [a, b] = [before.mission, patch.mission];
  if (b === undefined) return false;
  return (
    a === undefined ||
    a.seq !== b.seq ||
    a.state !== b.state ||
    a.total !== b.total ||
    a.missionId !== b.missionId ||
    a.fenceId !== b.fenceId ||
    a.rallyId !== b.rallyId
  );
};

const changes = (before: VehicleSnapshot, patch: TelemetryPatch, at: MonoMs): VehicleEvent[] => {
  const events: VehicleEvent[] = [];
  const { heartbeat, landed, mission } = patch;
  if (heartbeat !== undefined && heartbeat.mode !== before.heartbeat.mode)
    events.push({ kind: 'mode', at, from: before.heartbeat.mode, to: heartbeat.mode });
  if (heartbeat !== undefined && heartbeat.armed !== before.heartbeat.armed)
    events.push({ kind: 'armed', at, armed: heartbeat.armed });
  if (landed !== undefined)
    events.push(...landedChange(before.landed?.state ?? 'undefined', landed.state, at));
  if (mission !== undefined && missionChanged(before, patch))
    events.push({ kind: 'mission-current', at, mission });
  return events;
};

/** What was known before a reboot is no longer known. */
const forgetful = (snapshot: VehicleSnapshot): VehicleSnapshot => {
  const { mission: _1, home: _2, landed: _3, sensors: _4, position: _5, ...rest } = snapshot;
  const { version: _6, arming: _7, wish: _8, ...kept } = rest;
  return kept;
};

const onHeartbeat = (snapshot: VehicleSnapshot, at: MonoMs, link: string): VehicleSnapshot => ({
  ...snapshot,
  lastHeartbeat: at,
  connected: true,
  link,
});

const applyTelemetry = (state: VehicleState, { message, at, link }: Received): VehicleStep => {
  const patch = telemetryOf(message, at);
  if (patch === NO_NEWS) return { state, events: [] };
  const boot = watchBoot(state.boot, state.snapshot.boot, patch.boot, state.snapshot.clock?.rate);
  // A single message from before the latest is late, not news.
  if (boot.verdict === 'late') return { state: { ...state, boot: boot.watch }, events: [] };
  const rebooted = boot.verdict === 'rebooted';
  const events: VehicleEvent[] = [];
  let { snapshot } = state;
  if (rebooted) {
    snapshot = forgetful(snapshot);
    events.push({ kind: 'rebooted', at, timeBootMs: patch.boot?.timeBootMs ?? 0 });
  }
  if (patch.heartbeat !== undefined) {
    if (!snapshot.connected) events.push({ kind: 'heartbeat-regained', at });
    snapshot = onHeartbeat(snapshot, at, link);
  }
  events.push(...changes(snapshot, patch, at));
  return {
    state: {
      ...state,
      // Twice as fast as to spread both, for each message of each vehicle.
      snapshot: Object.assign({ ...snapshot }, patch),
      boot: boot.watch,
      uid: patch.version?.uid2 ?? state.uid,
      reached: rebooted ? new Map() : state.reached,
    },
    events,
  };
};

const addLines = (state: VehicleState, { state: joiner, lines }: Joined): VehicleStep => {
  let { told } = state;
  const fresh: TextLine[] = [];
  for (const { place, ...line } of lines) {
    const admitted = admitText(told, line, place);
    told = admitted.told;
    if (!admitted.isCopy) fresh.push(line);
  }
  if (fresh.length === 0) return { state: { ...state, joiner, told }, events: [] };
  const texts = [...state.snapshot.texts, ...fresh].slice(-MAX_TEXTS);
  return {
    state: { ...state, joiner, told, snapshot: { ...state.snapshot, texts } },
    events: fresh.map((line) => ({ kind: 'statustext', ...line })),
  };
};

/** A STATUSTEXT, by whichever path: the vehicle says it once on each, and one of them may lose it. */
export const hearText = (state: VehicleState, { message, at, place }: Received): VehicleStep =>
  isMessage(message, common.StatusText)
    ? addLines(state, joinText(state.joiner, message.fields, { at, place }))
    : { state, events: [] };

const onReached = (state: VehicleState, seq: number, at: MonoMs): VehicleStep => {
  const lately = [...state.reached].filter(([, saidAt]) => at - saidAt <= REACHED_REPEAT_MS);
  const reached = new Map(lately);
  const repeated = reached.has(seq);
  reached.set(seq, at);
  return {
    state: { ...state, reached },
    events: repeated ? [] : [{ kind: 'mission-item-reached', at, seq }],
  };
};

/** What a path says that lags behind the one before: known already, but the vehicle lives. */
const hearLate = (state: VehicleState, { message, at, link }: Received): VehicleStep => {
  if (telemetryOf(message, at).heartbeat === undefined) return { state, events: [] };
  const { connected } = state.snapshot;
  return {
    state: { ...state, snapshot: onHeartbeat(state.snapshot, at, link) },
    events: connected ? [] : [{ kind: 'heartbeat-regained', at }],
  };
};

/** From a new place: the same vehicle goes on there, another one with its system id is not it (INV-S10). */
const hearElsewhere = (state: VehicleState, received: Received): VehicleStep => {
  const { message, at, place } = received;
  const settled: VehicleState = { ...state, place, moved: undefined };
  const { uid } = state;
  if (uid === undefined) return hear(settled, received);
  if (at - state.snapshot.lastHeartbeat > IDENTITY_GOOD_MS)
    return hear({ ...settled, uid: undefined }, received);
  const named = telemetryOf(message, at).version?.uid2;
  if (named === uid) return hear(settled, received);
  return { state: { ...state, moved: { place, other: named !== undefined } }, events: [] };
};

/** By another path of the same vehicle. */
const onOtherPath = (state: VehicleState, { place, at }: Received): VehicleState => ({
  ...state,
  place,
  moved: undefined,
  boot: { ...state.boot, dropped: false },
  catchUp: { since: at, toldBoot: false },
});

/** Takes one message of that vehicle. */
export const hear = (state: VehicleState, received: Received): VehicleStep => {
  const { message, at } = received;
  if (received.place !== state.place)
    return received.proven === true
      ? hear(onOtherPath(state, received), received)
      : hearElsewhere(state, received);
  if (state.moved !== undefined) return hear({ ...state, moved: undefined }, received);
  if (isMessage(message, common.StatusText)) return hearText(state, received);
  if (isMessage(message, common.MissionItemReached)) return onReached(state, message.fields.seq, at);
  if (isMessage(message, minimal.Heartbeat) && !isAutopilotHeartbeat(message)) return { state, events: [] };
  if (state.catchUp === undefined) return applyTelemetry(state, received);
  const times = {
    told: telemetryOf(message, at).boot?.timeBootMs,
    known: state.snapshot.boot?.timeBootMs,
  };
  const catching = { ...state, catchUp: catchUp(state.catchUp, times, at) };
  return catching.catchUp === undefined ? applyTelemetry(catching, received) : hearLate(catching, received);
};

const withoutOldConflict = (state: VehicleState, now: MonoMs): VehicleState => {
  const { conflict } = state.snapshot;
  if (conflict === undefined || now - conflict.at <= CONFLICT_OVER_MS) return state;
  const { conflict: _, ...snapshot } = state.snapshot;
  return { ...state, snapshot };
};

/** Takes the time: silence and texts that stay incomplete. */
export const tick = (state: VehicleState, now: MonoMs): VehicleStep => {
  const step = addLines(withoutOldConflict(state, now), expireTexts(state.joiner, now));
  const { snapshot } = step.state;
  const silentMs = now - snapshot.lastHeartbeat;
  if (!snapshot.connected || silentMs <= HEARTBEAT_LOST_MS) return step;
  return {
    state: { ...step.state, snapshot: { ...snapshot, connected: false } },
    events: [...step.events, { kind: 'heartbeat-lost', at: now, silentMs }],
  };
};

import { common, minimal } from 'mavlink-mappings';
import type { MavLinkData } from 'mavlink-mappings';
import { impossible } from '../server/core/machine.ts';
import {
  decodeDatagram,
  decodeMessage,
  encodeFields,
  isMessage,
  newDropCounters,
  type DropCounters,
  type Frame,
  type MavMessage,
  type WireFields,
} from '../server/mavlink/codec.ts';
import type { MessageClass } from '../server/mavlink/dialect.ts';
import { autoDisarm } from './autopilot/commander.ts';
import {
  COMPONENT_AUTOPILOT,
  createAutopilot,
  reboot,
  type AutopilotOptions,
} from './autopilot/create-autopilot.ts';
import { commandOf, handleCommand, handleSetMode } from './autopilot/commands.ts';
import { createOutlet, hears } from './autopilot/fault-link.ts';
import { watchFailsafes } from './autopilot/failsafe.ts';
import { onPlanReplaced, repeatReached, setMissionItem } from './autopilot/mission-control.ts';
import type { FileTree } from './autopilot/file-tree.ts';
import { flyStep } from './autopilot/pilot.ts';
import { stepTransfer, type Partner, type TransferInput } from './autopilot/plan-transfer.ts';
import { RESULT } from './autopilot/plan-item.ts';
import { planMessageOf, sendPlanReply } from './autopilot/plan-wire.ts';
import { estimatorReady, hasMission, SEVERITY, type Autopilot, type Faults } from './autopilot/state.ts';
import { createStatusTexts } from './autopilot/status-text.ts';
import { createServices } from './autopilot/services.ts';
import { createVehicleSigning, type VehicleSigning } from './autopilot/signing.ts';
import type { VehicleService } from './autopilot/service.ts';
import { createStreams, type Streams } from './autopilot/streams.ts';
import { showMissionItem } from './autopilot/telemetry.ts';
import { createGroundCrew } from './ground-crew.ts';
import type { WindSetting } from './physics/wind.ts';

export type VehicleOptions = AutopilotOptions & {
  /** Called with each outgoing frame. */
  readonly send: (frame: Uint8Array) => void;
  /** Vehicle seconds per wall second, default 1. */
  readonly speed?: number;
  /** Vehicle seconds after which a crew swaps the pack, default 60; 0 = never. */
  readonly crewSwapS?: number;
};

/** An embedded vehicle. Nothing happens between calls: the caller owns time and the link. */
export type EmbeddedVehicle = {
  readonly sysid: number;
  readonly faults: Faults;
  readonly files: FileTree;
  readonly drops: DropCounters;
  readonly signing: VehicleSigning;
  /** Advances to `nowMs` (monotonic, wall): physics, navigation, failsafes, timers, telemetry. */
  tick(nowMs: number): void;
  onDatagram(bytes: Uint8Array): void;
  /** Takes `share` (0 to 1) of a full pack out of it: a fault for exercises. */
  drain(share: number): void;
  /**
   * Power off and on: time since boot, mode, home and the run of the mission begin anew, parameters, plans and pack
   * stay; in the air it falls. Silent for two seconds.
   */
  reboot(utcMs: number): void;
  setWind(wind: WindSetting): void;
  setPayload(kg: number): void;
  /** What really is, for oracles: no estimate, no link between. */
  truth(): Truth;
};

type Truth = Pick<Autopilot, 'body' | 'mode' | 'armed' | 'landed' | 'home' | 'bootMs' | 'packId' | 'run'> & {
  readonly charge: number;
  /** Of the plan aboard; 0 = none. */
  readonly missionIdAboard: number;
  readonly fenceIdAboard: number;
  readonly rallyIdAboard: number;
  readonly missionFeasible: boolean;
  /** Undefined = there is none of that name. */
  readonly parameter: (name: string) => number | undefined;
};

/** From power on to the first message, wall ms. */
const BOOT_MS = 2000;
/** Longest physics step, ms of vehicle time. */
const MAX_STEP_MS = 50;
/** A stall of the process longer than this is not made up for, wall ms. */
const MAX_TICK_MS = 1000;

/** The fault "busy": whoever begins a transfer is told ERROR. */
const refuseBusy = (ap: Autopilot, input: TransferInput): boolean => {
  if (ap.faults.plan !== 'busy' || input.kind !== 'message') return false;
  const { message, from } = input;
  if (message.name !== 'count' && message.name !== 'requestList') return false;
  sendPlanReply(ap.send, from, { name: 'ack', plan: message.plan, result: RESULT.ERROR, id: 0 });
  return true;
};

const stepPlans = (ap: Autopilot, input: TransferInput): void => {
  if (refuseBusy(ap, input)) return;
  const { state, effects } = stepTransfer(ap.transfer, input);
  ap.transfer = state;
  for (const effect of effects)
    switch (effect.kind) {
      case 'send':
        sendPlanReply(ap.send, effect.to, effect.reply);
        break;
      case 'text':
        ap.text(SEVERITY.CRITICAL, `${effect.text}\t`);
        break;
      case 'replaced':
        onPlanReplaced(ap, effect.plan, effect.current);
        break;
      case 'setCurrent':
        if (setMissionItem(ap, effect.seq)) showMissionItem(ap);
        break;
      default:
        impossible(effect);
    }
};

/** TIMESYNC: a question has tc1 = 0; the answer carries the vehicle's clock in ns. */
const answerTimesync = (ap: Autopilot, message: MavMessage): void => {
  if (!isMessage(message, common.TimeSync) || message.fields.tc1 !== 0n) return;
  ap.send(common.TimeSync, { tc1: BigInt(Math.round(ap.bootMs * 1e6)), ts1: message.fields.ts1 });
};

const hearHeartbeat = (ap: Autopilot, message: MavMessage): void => {
  if (isMessage(message, minimal.Heartbeat) && message.fields.type === minimal.MavType.GCS)
    ap.gcsHeardWallMs = ap.wallMs;
};

/** Home is where the vehicle stands as soon as the estimator is ready; arming sets it anew. */
const findHome = (ap: Autopilot): void => {
  if (ap.home !== undefined || !estimatorReady(ap)) return;
  ap.home = ap.fix;
  ap.homeChanges++;
  ap.text(SEVERITY.INFO, 'Ready for takeoff!\t');
};

const truthOf = (ap: Autopilot): Truth => ({
  body: ap.body,
  mode: ap.mode,
  armed: ap.armed,
  landed: ap.landed,
  home: ap.home,
  bootMs: ap.bootMs,
  packId: ap.packId,
  run: ap.run,
  charge: Math.max(0, ap.body.energyJ / ap.fullJ),
  missionIdAboard: ap.transfer.plans.mission.id,
  fenceIdAboard: ap.transfer.plans.fence.id,
  rallyIdAboard: ap.transfer.plans.rally.id,
  missionFeasible: hasMission(ap),
  parameter: (name) => ap.parameters.find(name)?.value,
});

type Ears = {
  readonly ap: Autopilot;
  readonly streams: Streams;
  readonly services: readonly VehicleService[];
};

const hearMessage = ({ ap, streams, services }: Ears, message: MavMessage, from: Partner): void => {
  hearHeartbeat(ap, message);
  answerTimesync(ap, message);
  handleSetMode(ap, message);
  if (services.some((service) => service.handle(ap, message, from))) return;
  const command = commandOf(message);
  if (command !== undefined) return handleCommand({ ap, streams }, command, from);
  const plan = planMessageOf(message, ap);
  if (plan !== undefined)
    stepPlans(ap, { kind: 'message', from, message: plan, nowMs: ap.wallMs, current: ap.shownItem });
};

/** Physics of one tick, in steps; one that stands with its motors off does not move: one step is as good as many. */
const fly = (ap: Autopilot, vehicleMs: number): void => {
  const isStill = !ap.armed && ap.body.onSurface;
  const steps = isStill ? Math.sign(vehicleMs) : Math.ceil(vehicleMs / MAX_STEP_MS);
  for (let i = 0; i < steps; i++) {
    flyStep(ap, vehicleMs / steps);
    if (ap.armed && ap.mode === 'AUTO.MISSION') showMissionItem(ap);
    autoDisarm(ap);
  }
};

/** Makes an embedded vehicle. Throws for an unknown parameter name in `options.parameters`. */
export const createVehicle = (options: VehicleOptions): EmbeddedVehicle => {
  let seq = 0;
  const drops = newDropCounters();
  const texts = createStatusTexts();
  let streams = createStreams(options.nowMs);
  const services = createServices();
  const signing = createVehicleSigning();
  const crew = createGroundCrew(options.crewSwapS ?? 60);
  const speed = options.speed ?? 1;
  let upMs = Number.NEGATIVE_INFINITY;
  const transmit = <T extends MavLinkData>(messageClass: MessageClass<T>, fields: WireFields<T>): void => {
    if (ap.wallMs < upMs) return;
    const header = { sysid: options.sysid, compid: COMPONENT_AUTOPILOT, seq: seq++ & 0xff };
    options.send(signing.seal(encodeFields(messageClass, fields, header)));
  };
  const outlet = createOutlet(
    () => ap.faults,
    () => ap.wallMs,
    transmit,
  );
  const { send } = outlet;
  const text = (severity: number, said: string): void => {
    texts.push(severity, said);
    for (const service of services) service.text?.(ap, severity, said);
  };
  const ap: Autopilot = createAutopilot(options, { send, text });

  /** A frame with the vehicle's own system id is not from a ground station: PX4 ignores it. */
  const onFrame = (frame: Frame): void => {
    if (frame.sysid === options.sysid || !signing.admit(frame)) return;
    const message = decodeMessage(frame);
    if (message === undefined || !hears(ap.faults, frame.msgid) || signing.handle(ap, message, frame)) return;
    hearMessage({ ap, streams, services }, message, { sysid: frame.sysid, compid: frame.compid });
  };

  return {
    sysid: options.sysid,
    faults: ap.faults,
    files: ap.files,
    drops,
    signing,
    tick: (nowMs) => {
      const wallPassed = Math.max(0, Math.min(MAX_TICK_MS, nowMs - ap.wallMs));
      ap.wallMs = Math.max(ap.wallMs, nowMs);
      const isUp = ap.wallMs >= upMs;
      fly(ap, wallPassed * speed);
      crew.watch(ap);
      if (!isUp) return;
      findHome(ap);
      watchFailsafes(ap);
      stepPlans(ap, { kind: 'time', nowMs: ap.wallMs });
      repeatReached(ap);
      for (const service of services) service.run(ap);
      outlet.run(ap.wallMs);
      streams.run(ap);
      texts.run(ap.wallMs, ap.gcsHeardWallMs !== undefined && !ap.gcsLost, send);
    },
    onDatagram: (bytes) => {
      if (ap.wallMs < upMs) return;
      for (const frame of decodeDatagram(bytes, drops)) onFrame(frame);
    },
    drain: (share) => {
      ap.body = { ...ap.body, energyJ: Math.max(0, ap.body.energyJ - share * ap.fullJ) };
    },
    reboot: (utcMs) => {
      reboot(ap, utcMs);
      signing.reboot();
      streams = createStreams(ap.wallMs);
      seq = 0;
      upMs = ap.wallMs + BOOT_MS;
    },
    setWind: (wind) => {
      ap.world = { ...ap.world, wind };
    },
    setPayload: (payloadKg) => {
      ap.world = { ...ap.world, payloadKg };
    },
    truth: () => truthOf(ap),
  };
};

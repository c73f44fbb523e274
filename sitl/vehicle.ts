import { common, minimal } from 'mavlink-mappings';
import type { MavLinkData } from 'mavlink-mappings';
import type { LonLat } from '../server/core/geo.ts';
import { impossible } from '../server/core/machine.ts';
import type { Rng } from '../server/core/ports.ts';
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
import { commandOf, handleCommand, handleSetMode } from './autopilot/commands.ts';
import { watchFailsafes } from './autopilot/failsafe.ts';
import { onPlanReplaced, repeatReached, setMissionItem } from './autopilot/mission-control.ts';
import { freshRun } from './autopilot/mission-run.ts';
import { flyStep } from './autopilot/navigator.ts';
import { createParameters } from './autopilot/parameters.ts';
import { restingPath } from './autopilot/path.ts';
import { emptyTransfer, stepTransfer, type Partner, type TransferInput } from './autopilot/plan-transfer.ts';
import { planMessageOf, sendPlanReply } from './autopilot/plan-wire.ts';
import { estimatorReady, SEVERITY, type Autopilot, type Faults } from './autopilot/state.ts';
import { createStatusTexts } from './autopilot/status-text.ts';
import { createServices } from './autopilot/services.ts';
import { createStreams } from './autopilot/streams.ts';
import { showMissionItem } from './autopilot/telemetry.ts';
import { createGroundCrew } from './ground-crew.ts';
import { NJ10, packEnergyJ, type Airframe } from './physics/airframe.ts';
import type { BodyState } from './physics/body.ts';
import { estimated, startEstimate } from './physics/estimator.ts';
import { STILL_AIR, type WindSetting } from './physics/wind.ts';

export type VehicleOptions = {
  readonly sysid: number;
  /** Where it stands at the start, WGS-84, height AMSL of the pad. */
  readonly home: { readonly at: LonLat; readonly altAmslM: number };
  /** Monotonic and wall time of the start, ms. */
  readonly nowMs: number;
  readonly wallMs: number;
  readonly rng: Rng;
  /** Called with each outgoing frame. */
  readonly send: (frame: Uint8Array) => void;
  /** Vehicle seconds per wall second, default 1. */
  readonly speed?: number;
  readonly payloadKg?: number;
  readonly wind?: WindSetting;
  readonly frame?: Airframe;
  /** Height of ground, roofs and pads, AMSL; default flat at home's height. */
  readonly surfaceAmslM?: (at: LonLat) => number;
  readonly parameters?: Readonly<Record<string, number>>;
  /** Vehicle seconds after which a crew swaps the pack, default 60; 0 = never. */
  readonly crewSwapS?: number;
};

/** An embedded vehicle. Nothing happens between calls: the caller owns time and the link. */
export type EmbeddedVehicle = {
  readonly sysid: number;
  readonly faults: Faults;
  readonly drops: DropCounters;
  /** Advances to `nowMs` (monotonic, wall): physics, navigation, failsafes, timers, telemetry. */
  tick(nowMs: number): void;
  onDatagram(bytes: Uint8Array): void;
  /** Takes `share` (0 to 1) of a full pack out of it: a fault for exercises. */
  drain(share: number): void;
  setWind(wind: WindSetting): void;
  setPayload(kg: number): void;
  /** What really is, for oracles: no estimate, no link between. */
  truth(): Truth;
};

type Truth = Pick<Autopilot, 'body' | 'mode' | 'armed' | 'landed' | 'home' | 'bootMs' | 'packId' | 'run'> & {
  readonly charge: number;
};

const COMPONENT_AUTOPILOT = 1;
const UID2_BYTES = 18;
/** Sets the walk of the estimator apart from the gusts, which have the same seed. */
const ESTIMATE_SEED = 0x5bd1_e995;
/** Longest physics step, ms of vehicle time. */
const MAX_STEP_MS = 50;
/** A stall of the process longer than this is not made up for, wall ms. */
const MAX_TICK_MS = 1000;

const startBody = (options: VehicleOptions, energyJ: number): BodyState => ({
  at: options.home.at,
  altAmslM: options.home.altAmslM,
  northMs: 0,
  eastMs: 0,
  upMs: 0,
  yawDeg: 0,
  onSurface: true,
  gust: { northMs: 0, eastMs: 0, random: Math.floor(options.rng.unit() * 2 ** 32) },
  energyJ,
  powerW: 0,
  airspeedMs: 0,
});

type Outlets = Pick<Autopilot, 'send' | 'text'>;

const createAutopilot = (options: VehicleOptions, outlets: Outlets): Autopilot => {
  const frame = options.frame ?? NJ10;
  const fullJ = packEnergyJ(frame);
  const body = startBody(options, fullJ);
  const estimateError = startEstimate((body.gust.random ^ ESTIMATE_SEED) >>> 0);
  const start = estimated(body, estimateError);
  return {
    ...outlets,
    sysid: options.sysid,
    compid: COMPONENT_AUTOPILOT,
    uid2: [...options.rng.bytes(UID2_BYTES)],
    rng: options.rng,
    parameters: createParameters({ MAV_SYS_ID: options.sysid, ...options.parameters }),
    world: {
      frame,
      payloadKg: options.payloadKg ?? 0,
      wind: options.wind ?? STILL_AIR,
      surfaceAmslM: options.surfaceAmslM ?? (() => options.home.altAmslM),
    },
    fullJ,
    wallMs: options.nowMs,
    bootWallMs: options.wallMs,
    bootMs: 0,
    body,
    estimateError,
    fix: start,
    mode: 'AUTO.LOITER',
    intendedMode: 'AUTO.LOITER',
    modeAfterDisarm: 'AUTO.LOITER',
    armed: false,
    armedWallMs: 0,
    landed: 'on_ground',
    landedSinceMs: 0,
    tookOff: false,
    liftWishedMs: undefined,
    home: undefined,
    homeChanges: 0,
    transfer: emptyTransfer,
    run: freshRun,
    shownItem: 0,
    runReached: undefined,
    missionStarted: false,
    missionFeasible: true,
    disarmedSinceRun: true,
    hold: start,
    holdSpeedMs: undefined,
    cruiseMs: undefined,
    takeoffAmslM: undefined,
    returning: { phase: 'climb', altAmslM: start.altAmslM, sinceMs: 0 },
    target: { kind: 'idle' },
    path: restingPath(start.at, start.altAmslM),
    failsafe: { kind: 'none' },
    batteryWarned: 'none',
    packId: 0,
    gcsHeardWallMs: undefined,
    gcsLost: false,
    faults: { muteLink: false, refuseArming: false },
  };
};

const stepPlans = (ap: Autopilot, input: TransferInput): void => {
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

/** Makes an embedded vehicle. Throws for an unknown parameter name in `options.parameters`. */
export const createVehicle = (options: VehicleOptions): EmbeddedVehicle => {
  let seq = 0;
  const drops = newDropCounters();
  const texts = createStatusTexts();
  const streams = createStreams(options.nowMs);
  const services = createServices();
  const crew = createGroundCrew(options.crewSwapS ?? 60);
  const speed = options.speed ?? 1;
  const send = <T extends MavLinkData>(messageClass: MessageClass<T>, fields: WireFields<T>): void => {
    if (ap.faults.muteLink) return;
    const header = { sysid: options.sysid, compid: COMPONENT_AUTOPILOT, seq: seq++ & 0xff };
    options.send(encodeFields(messageClass, fields, header));
  };
  const ap: Autopilot = createAutopilot(options, { send, text: texts.push });

  const onMessage = (message: MavMessage, from: Partner): void => {
    hearHeartbeat(ap, message);
    answerTimesync(ap, message);
    handleSetMode(ap, message);
    if (services.some((service) => service.handle(ap, message, from))) return;
    const command = commandOf(message);
    if (command !== undefined) return handleCommand({ ap, streams }, command, from);
    const plan = planMessageOf(message, ap);
    if (plan !== undefined)
      stepPlans(ap, {
        kind: 'message',
        from,
        message: plan,
        nowMs: ap.wallMs,
        current: ap.shownItem,
      });
  };
  /** A frame with the vehicle's own system id is not from a ground station: PX4 ignores it. */
  const onFrame = (frame: Frame): void => {
    if (frame.sysid === options.sysid) return;
    const message = decodeMessage(frame);
    if (message !== undefined) onMessage(message, { sysid: frame.sysid, compid: frame.compid });
  };

  return {
    sysid: options.sysid,
    faults: ap.faults,
    drops,
    tick: (nowMs) => {
      const wallPassed = Math.max(0, Math.min(MAX_TICK_MS, nowMs - ap.wallMs));
      ap.wallMs = Math.max(ap.wallMs, nowMs);
      const vehicleMs = wallPassed * speed;
      const steps = Math.ceil(vehicleMs / MAX_STEP_MS);
      for (let i = 0; i < steps; i++) {
        flyStep(ap, vehicleMs / steps);
        if (ap.armed && ap.mode === 'AUTO.MISSION') showMissionItem(ap);
        autoDisarm(ap);
      }
      findHome(ap);
      watchFailsafes(ap);
      crew.watch(ap);
      stepPlans(ap, { kind: 'time', nowMs: ap.wallMs });
      repeatReached(ap);
      for (const service of services) service.run(ap);
      streams.run(ap);
      texts.run(ap.wallMs, ap.gcsHeardWallMs !== undefined && !ap.gcsLost, send);
    },
    onDatagram: (bytes) => {
      for (const frame of decodeDatagram(bytes, drops)) if (!ap.faults.muteLink) onFrame(frame);
    },
    drain: (share) => {
      ap.body = { ...ap.body, energyJ: Math.max(0, ap.body.energyJ - share * ap.fullJ) };
    },
    setWind: (wind) => {
      ap.world = { ...ap.world, wind };
    },
    setPayload: (payloadKg) => {
      ap.world = { ...ap.world, payloadKg };
    },
    truth: () => ({
      body: ap.body,
      mode: ap.mode,
      armed: ap.armed,
      landed: ap.landed,
      home: ap.home,
      bootMs: ap.bootMs,
      packId: ap.packId,
      run: ap.run,
      charge: Math.max(0, ap.body.energyJ / ap.fullJ),
    }),
  };
};

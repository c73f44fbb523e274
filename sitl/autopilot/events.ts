import { common } from 'mavlink-mappings';
import { isMessage, type MavMessage } from '../../server/mavlink/codec.ts';
import {
  CurrentEventSequence,
  Event,
  RequestEvent,
  ResponseEventError,
} from '../../server/mavlink/event-messages.ts';
import { eventId } from '../../server/mavlink/events/event-id.ts';
import { armingChecks, type ArmingChecks } from './arming-checks.ts';
import { putEventMetadata } from './event-metadata.ts';
import type { Partner } from './plan-transfer.ts';
import type { VehicleService } from './service.ts';
import type { Autopilot } from './state.ts';
import { eventOfText, type EventValue, type OwnEvent } from './text-events.ts';

/** PX4 begins here, so that the sequence soon wraps. */
const FIRST_SEQUENCE = 65_525;
const SPAN = 0x1_0000;
/** PX4 keeps so many. */
const KEPT = 20;
const CURRENT_EVERY_MS = 3000;
const FLAG_RESET = 1;
/** MAV_EVENT_ERROR_REASON_UNAVAILABLE. */
const UNAVAILABLE = 0;
/** Between machines: not for people. */
const PROTOCOL = 8;
/** The report is looked at twice a second and told at most every 2 s, unless it is asked for. */
const LOOK_EVERY_MS = 500;
const REPORT_EVERY_MS = 2000;
const MOST_CHECKS = 14;

const SIZES: Readonly<Record<EventValue[0], number>> = { uint8: 1, uint16: 2, uint32: 4, float: 4 };

const pack = (args: readonly EventValue[]): number[] => {
  const view = new DataView(new ArrayBuffer(40));
  let at = 0;
  for (const [type, value] of args) {
    if (type === 'uint8') view.setUint8(at, value);
    else if (type === 'uint16') view.setUint16(at, value, true);
    else if (type === 'uint32') view.setUint32(at, value, true);
    else view.setFloat32(at, value, true);
    at += SIZES[type];
  }
  return [...new Uint8Array(view.buffer)];
};

type Stored = {
  readonly id: number;
  readonly sequence: number;
  readonly eventTimeBootMs: number;
  readonly logLevels: number;
  readonly arguments: number[];
};

/** The vehicle's memory of what happened, and what of it was said. */
const createMemory = () => {
  let sequence = FIRST_SEQUENCE;
  let kept: Stored[] = [];
  let count = 0;
  let currentMs = Number.NEGATIVE_INFINITY;
  const say = (ap: Autopilot, stored: Stored): void => ap.send(Event, stored);
  const sayCurrent = (ap: Autopilot): void => {
    currentMs = ap.wallMs;
    ap.send(CurrentEventSequence, { sequence, flags: kept.length === 0 ? FLAG_RESET : 0 });
  };
  const after = (from: number): number =>
    kept.find((stored) => (stored.sequence - from + SPAN) % SPAN < SPAN / 2)?.sequence ?? sequence;
  return {
    tell: (ap: Autopilot, { name, args, severity }: OwnEvent): void => {
      sequence = (sequence + 1) % SPAN;
      const stored = {
        id: eventId(name),
        sequence,
        eventTimeBootMs: Math.floor(ap.bootMs) % 2 ** 32,
        logLevels: severity * 16 + severity,
        arguments: pack(args),
      };
      kept = [...kept, stored].slice(-KEPT);
      count++;
      const { loseEvery } = ap.faults.events;
      if (loseEvery === 0 || count % loseEvery !== 0) say(ap, stored);
    },
    repeat: (ap: Autopilot, { firstSequence, lastSequence }: RequestEvent, from: Partner): void => {
      const end = (lastSequence + 1) % SPAN;
      // A range that makes no sense is cut: PX4 would answer all 65,536.
      for (let at = firstSequence, left = KEPT * 2; at !== end && left > 0; at = (at + 1) % SPAN, left--) {
        const stored = kept.find((one) => one.sequence === at);
        if (stored !== undefined) say(ap, stored);
        else
          ap.send(ResponseEventError, {
            sequence: at,
            sequenceOldestAvailable: after(at),
            targetSystem: from.sysid,
            targetComponent: from.compid,
            reason: UNAVAILABLE,
          });
      }
    },
    run: (ap: Autopilot): void => {
      if (ap.faults.events.startAnew) {
        ap.faults.events.startAnew = false;
        sequence = FIRST_SEQUENCE;
        kept = [];
        sayCurrent(ap);
      }
      if (ap.wallMs - currentMs >= CURRENT_EVERY_MS) sayCurrent(ap);
    },
  };
};

const summaries = (found: ArmingChecks): readonly OwnEvent[] => {
  const { checks } = found;
  const arming: OwnEvent = {
    name: 'commander_arming_check_summary',
    severity: PROTOCOL,
    args: [
      ['uint8', 0],
      ['uint32', found.armingErrors],
      ['uint32', 0],
      ['uint32', found.canArm],
      ['uint32', found.canRun],
    ],
  };
  const health: OwnEvent = {
    name: 'commander_health_summary',
    severity: PROTOCOL,
    args: [
      ['uint8', 0],
      ['uint32', found.present],
      ['uint32', found.healthErrors],
      ['uint32', 0],
    ],
  };
  const own = checks.slice(0, MOST_CHECKS).map(({ name, modes, component, severity, args }): OwnEvent => ({
    name,
    severity,
    args: [['uint32', modes], ['uint8', component], ...args],
  }));
  return [arming, ...own, health];
};

/** What makes a report another one; as on PX4 a changed argument alone does not. */
const digest = ({ canArm, canRun, checks, healthErrors }: ArmingChecks): string =>
  [canArm, canRun, healthErrors, ...checks.map(({ name, modes }) => `${name}:${modes}`)].join(' ');

/** RUN_PREARM_CHECKS to this vehicle. */
const asksForReport = (ap: Autopilot, message: MavMessage): boolean =>
  isMessage(message, common.CommandLong) &&
  message.fields.command === common.MavCmd.RUN_PREARM_CHECKS &&
  message.fields.targetSystem === ap.sysid &&
  !ap.armed;

/** The events interface: what the vehicle says comes as events too, and its arming checks as reports. */
export const createEventServer = (): VehicleService => {
  const memory = createMemory();
  let lookedMs = Number.NEGATIVE_INFINITY;
  let reportedMs = Number.NEGATIVE_INFINITY;
  let reported = '';
  let isAsked = false;
  let isDescribed = false;
  const report = (ap: Autopilot): void => {
    if (ap.wallMs - lookedMs < LOOK_EVERY_MS && !isAsked) return;
    lookedMs = ap.wallMs;
    const found = armingChecks(ap);
    const mark = digest(found);
    const isDue = mark !== reported && ap.wallMs - reportedMs >= REPORT_EVERY_MS;
    if (!isDue && !isAsked) return;
    isAsked = false;
    reported = mark;
    reportedMs = ap.wallMs;
    for (const event of summaries(found)) memory.tell(ap, event);
  };
  return {
    handle: (ap, message, from) => {
      // The command itself is answered where all are.
      if (asksForReport(ap, message)) isAsked = true;
      if (!isMessage(message, RequestEvent)) return false;
      if (message.fields.targetSystem === ap.sysid) memory.repeat(ap, message.fields, from);
      return true;
    },
    run: (ap) => {
      if (!isDescribed) putEventMetadata(ap.files);
      isDescribed = true;
      memory.run(ap);
      report(ap);
    },
    text: (ap, severity, said) => {
      const event = eventOfText(severity, said);
      if (event !== undefined) memory.tell(ap, event);
    },
  };
};

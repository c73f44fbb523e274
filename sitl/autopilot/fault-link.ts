import { common, type MavLinkData } from 'mavlink-mappings';
import type { WireFields } from '../../server/mavlink/codec.ts';
import type { MessageClass } from '../../server/mavlink/dialect.ts';
import type { FlightFaults as Faults, ServiceName } from './faults.ts';
import { RESULT } from './plan-item.ts';

/** Message ids of each service, both directions. */
const IDS: Readonly<Record<ServiceName, readonly number[]>> = {
  commands: [11, 75, 76, 77],
  plans: [40, 41, 43, 44, 45, 47, 51, 73],
  parameters: [20, 21, 22, 23, 345],
  timesync: [111],
  files: [110],
  logs: [117, 118, 119, 120, 121, 122],
  events: [410, 411, 412, 413],
};

const SERVICE_OF = new Map<number, ServiceName>(
  (Object.keys(IDS) as ServiceName[]).flatMap((name) => IDS[name].map((id) => [id, name] as const)),
);

const isIn = (services: ReadonlySet<ServiceName>, msgid: number): boolean => {
  if (services.size === 0) return false;
  const service = SERVICE_OF.get(msgid);
  return service !== undefined && services.has(service);
};

/** Whether the vehicle hears a message of that id. */
export const hears = (faults: Faults, msgid: number): boolean =>
  !faults.muteLink && !faults.muteRx && !isIn(faults.deaf, msgid);

type Transmit = <T extends MavLinkData>(messageClass: MessageClass<T>, fields: WireFields<T>) => void;

type Outlet = {
  readonly send: Transmit;
  /** Lets go what was held back. */
  run(nowMs: number): void;
};

const asPlanFault = (faults: Faults, msgid: number, fields: object): object | undefined => {
  if (msgid === common.MissionRequestInt.MSG_ID && faults.plan === 'wrong-sequence')
    return { ...fields, seq: Number((fields as { seq?: number }).seq) + 1 };
  const isAccepted =
    msgid === common.MissionAck.MSG_ID && (fields as { type?: number }).type === RESULT.ACCEPTED;
  if (!isAccepted) return fields;
  if (faults.plan === 'no-final-ack') return undefined;
  return faults.plan === 'error-ack' ? { ...fields, type: RESULT.ERROR } : fields;
};

/** What of the vehicle's messages gets out, how often and when. */
export const createOutlet = (faultsNow: () => Faults, now: () => number, transmit: Transmit): Outlet => {
  let held: { readonly atMs: number; readonly go: () => void }[] = [];
  const acknowledge: Transmit = (messageClass, fields) => {
    const faults = faultsNow();
    const ack = faults.ackResult === undefined ? fields : { ...fields, result: faults.ackResult };
    for (let copy = 0; copy < faults.ackCopies; copy++)
      if (faults.ackDelayMs > 0)
        held.push({ atMs: now() + faults.ackDelayMs, go: () => transmit(messageClass, ack) });
      else transmit(messageClass, ack);
  };
  return {
    send: (messageClass, fields) => {
      const { MSG_ID: msgid } = messageClass;
      const faults = faultsNow();
      if (faults.muteLink || faults.muteTx || isIn(faults.dumb, msgid)) return;
      if (msgid === common.CommandAck.MSG_ID) return acknowledge(messageClass, fields);
      if (faults.plan === 'none') return transmit(messageClass, fields);
      const faulty = asPlanFault(faults, msgid, fields);
      if (faulty !== undefined) transmit(messageClass, faulty as typeof fields);
    },
    run: (nowMs) => {
      if (held.length === 0) return;
      const due = held.filter(({ atMs }) => atMs <= nowMs);
      held = held.filter(({ atMs }) => atMs > nowMs);
      for (const { go } of due) if (!faultsNow().muteLink && !faultsNow().muteTx) go();
    },
  };
};

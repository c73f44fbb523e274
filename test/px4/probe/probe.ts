import type { MavLinkData } from 'mavlink-mappings';
import type { MavMessage, TypedMessage, WireFields } from '../../../server/mavlink/codec.ts';
import type { MessageClass } from '../../../server/mavlink/dialect.ts';

export type ProbeKind = 'embedded' | 'px4';

/** Ids of a ground station. */
export type Sender = { readonly sysid: number; readonly compid: number };

export const GCS: Sender = { sysid: 255, compid: 190 };

/**
 * A bare ground station with one vehicle, which is embedded and under a virtual clock, or a real PX4. It beats at 1 Hz
 * and keeps what it hears; nothing of our protocol machines stands between a test and the vehicle.
 */
export type Probe = {
  readonly kind: ProbeKind;
  readonly sysid: number;
  /** Vehicle seconds per wall second: 1 for the embedded one, whose clock is virtual. */
  readonly speed: number;
  send<T extends MavLinkData>(messageClass: MessageClass<T>, fields: WireFields<T>, from?: Sender): void;
  /** All messages of the vehicle so far; a mark is its length. */
  readonly heard: readonly MavMessage[];
  /** Stops or goes on with our heartbeats. */
  beat(on: boolean): void;
  /** Vehicle time since boot, s, as its positions tell. */
  timeS(): number;
  /**
   * Resolves with the first value that `test` gives, asked after each message and now and then. Rejects with what the
   * vehicle was seen to do after `vehicleS` seconds of its time, with an allowance for a busy machine.
   */
  until<T>(what: string, test: () => T | undefined | false, vehicleS: number): Promise<T>;
  /** Lets that many vehicle seconds pass. */
  wait(vehicleS: number): Promise<void>;
  close(): Promise<void>;
};

export type ProbeOptions = {
  readonly speed: number;
  readonly parameters: Readonly<Record<string, number>>;
};

/** Messages of a class after a mark, oldest first. */
export const all = <T extends MavLinkData>(
  probe: Probe,
  messageClass: MessageClass<T>,
  mark = 0,
): readonly TypedMessage<T>['fields'][] => {
  const found: TypedMessage<T>['fields'][] = [];
  for (let at = mark; at < probe.heard.length; at++) {
    const message = probe.heard[at] as MavMessage;
    if (message.msgid === messageClass.MSG_ID) found.push(message.fields as TypedMessage<T>['fields']);
  }
  return found;
};

export const last = <T extends MavLinkData>(
  probe: Probe,
  messageClass: MessageClass<T>,
  mark = 0,
): TypedMessage<T>['fields'] | undefined => {
  for (let at = probe.heard.length - 1; at >= mark; at--) {
    const message = probe.heard[at] as MavMessage;
    if (message.msgid === messageClass.MSG_ID) return message.fields as TypedMessage<T>['fields'];
  }
  return undefined;
};

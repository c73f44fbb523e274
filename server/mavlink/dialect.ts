import {
  common,
  minimal,
  standard,
  type MavLinkData,
  type MavLinkDataConstructor,
  type MavLinkPacketRegistry,
} from 'mavlink-mappings';
import * as events from './event-messages.ts';
import * as extra from './extra-messages.ts';

export type MessageClass<T extends MavLinkData = MavLinkData> = MavLinkDataConstructor<T>;

const fromRegistry = (registry: MavLinkPacketRegistry): readonly MessageClass[] => Object.values(registry);

/** Every message class that we read and write: minimal, standard and common, and what mavlink-mappings lacks. */
export const MESSAGE_CLASSES: readonly MessageClass[] = [
  ...Object.values(extra),
  ...Object.values(events),
  ...fromRegistry(minimal.REGISTRY),
  ...fromRegistry(standard.REGISTRY),
  ...fromRegistry(common.REGISTRY),
];

const BY_ID = new Map(MESSAGE_CLASSES.map((messageClass) => [messageClass.MSG_ID, messageClass]));

/** The class of a message id, undefined if our dialect does not have it. */
export const messageClassOf = (msgid: number): MessageClass | undefined => BY_ID.get(msgid);

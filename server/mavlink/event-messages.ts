import { MavLinkData } from 'mavlink-mappings';
import { fields, zeros } from './message-fields.ts';

// Events interface messages (MAVLink common.xml as of PX4 1.18) that mavlink-mappings 1.0.21 lacks.

/** EVENT. */
export class Event extends MavLinkData {
  static override MSG_ID = 410;
  static override MSG_NAME = 'EVENT';
  static override PAYLOAD_LENGTH = 53;
  static override MAGIC_NUMBER = 160;
  static override FIELDS = fields([
    ['id', 'uint32_t'],
    ['event_time_boot_ms', 'uint32_t'],
    ['sequence', 'uint16_t'],
    ['destination_component', 'uint8_t'],
    ['destination_system', 'uint8_t'],
    ['log_levels', 'uint8_t'],
    ['arguments', 'uint8_t', 40],
  ]);
  id = 0;
  eventTimeBootMs = 0;
  sequence = 0;
  destinationComponent = 0;
  destinationSystem = 0;
  logLevels = 0;
  arguments = zeros(40);
}

/** CURRENT_EVENT_SEQUENCE. */
export class CurrentEventSequence extends MavLinkData {
  static override MSG_ID = 411;
  static override MSG_NAME = 'CURRENT_EVENT_SEQUENCE';
  static override PAYLOAD_LENGTH = 3;
  static override MAGIC_NUMBER = 106;
  static override FIELDS = fields([
    ['sequence', 'uint16_t'],
    ['flags', 'uint8_t'],
  ]);
  sequence = 0;
  flags = 0;
}

/** REQUEST_EVENT. */
export class RequestEvent extends MavLinkData {
  static override MSG_ID = 412;
  static override MSG_NAME = 'REQUEST_EVENT';
  static override PAYLOAD_LENGTH = 6;
  static override MAGIC_NUMBER = 33;
  static override FIELDS = fields([
    ['first_sequence', 'uint16_t'],
    ['last_sequence', 'uint16_t'],
    ['target_system', 'uint8_t'],
    ['target_component', 'uint8_t'],
  ]);
  firstSequence = 0;
  lastSequence = 0;
  targetSystem = 0;
  targetComponent = 0;
}

/** RESPONSE_EVENT_ERROR. */
export class ResponseEventError extends MavLinkData {
  static override MSG_ID = 413;
  static override MSG_NAME = 'RESPONSE_EVENT_ERROR';
  static override PAYLOAD_LENGTH = 7;
  static override MAGIC_NUMBER = 77;
  static override FIELDS = fields([
    ['sequence', 'uint16_t'],
    ['sequence_oldest_available', 'uint16_t'],
    ['target_system', 'uint8_t'],
    ['target_component', 'uint8_t'],
    ['reason', 'uint8_t'],
  ]);
  sequence = 0;
  sequenceOldestAvailable = 0;
  targetSystem = 0;
  targetComponent = 0;
  reason = 0;
}

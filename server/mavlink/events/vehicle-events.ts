import { minimal } from 'mavlink-mappings';
import { isMessage, type MavMessage } from '../codec.ts';
import { CurrentEventSequence, Event, ResponseEventError } from '../event-messages.ts';
import type { VehicleContext } from '../vehicle-context.ts';
import { BUILT_IN_CATALOG } from './catalog-parse.ts';
import { createDescriptions, type DescriptionOptions } from './descriptions.ts';
import { createReception, type ReceptionOptions } from './reception.ts';
import { createAsking } from './report-asking.ts';
import type { SequenceInput } from './sequence.ts';

/** MAV_EVENT_CURRENT_SEQUENCE_FLAGS_RESET. */
const FLAG_RESET = 1;

export type VehicleEventsOptions = ReceptionOptions & DescriptionOptions;

export type VehicleEvents = {
  /** It has booted: its events count anew, and it may have another firmware. */
  reboot(): void;
};

const inputOf = ({ self }: VehicleContext, message: MavMessage): SequenceInput | undefined => {
  if (isMessage(message, Event)) return { kind: 'event', event: message.fields };
  if (isMessage(message, CurrentEventSequence)) {
    const { sequence, flags } = message.fields;
    return { kind: 'current', sequence, isReset: (flags & FLAG_RESET) !== 0 };
  }
  if (!isMessage(message, ResponseEventError)) return undefined;
  const { sequence, sequenceOldestAvailable: oldest, targetSystem, targetComponent } = message.fields;
  if (targetSystem !== self.sysid || targetComponent !== self.compid) return undefined;
  return { kind: 'unavailable', sequence, oldest };
};

/** The vehicle's events interface, for as long as the vehicle is known. */
export const createVehicleEvents = (options: VehicleEventsOptions): VehicleEvents => {
  const { context } = options;
  let catalog = BUILT_IN_CATALOG;
  const reception = createReception(options, () => catalog);
  const asking = createAsking(context);
  const descriptions = createDescriptions(options, (found) => {
    catalog = found;
    reception.reword();
  });
  context.port.subscribe((message) => {
    const input = inputOf(context, message);
    if (input !== undefined) reception.feed(input);
    if (!isMessage(message, minimal.Heartbeat)) return;
    asking.look();
    descriptions.look();
  });
  context.signal.addEventListener('abort', () => reception.stop());
  return {
    reboot: () => {
      reception.forget();
      asking.reset();
      descriptions.reset();
    },
  };
};

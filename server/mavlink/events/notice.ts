import type { MonoMs } from '../../core/clock.ts';
import type { EventCatalog } from './catalog.ts';
import { sentenceOf, type EventText } from './sentence.ts';
import type { EventFrame } from './sequence.ts';

/** External log levels: 0 to 7 as MAV_SEVERITY, 8 is between machines, 9 and above switched off. */
const LEAST_SEVERE = 7;

/** Something that the vehicle tells people. */
export type Notice = {
  readonly at: MonoMs;
  /** Vehicle's time since boot, ms, at which it happened. */
  readonly timeBootMs: number;
  readonly sequence: number;
  readonly id: number;
  /** PX4's name, `commander_armed_by`; undefined without description. */
  readonly name: string | undefined;
  /** MAV_SEVERITY. */
  readonly severity: number;
  readonly text: EventText;
};

/** The notice of an event; undefined for those of arming reports and those between machines. */
export const noticeOf = (event: EventFrame, catalog: EventCatalog, at: MonoMs): Notice | undefined => {
  const severity = event.logLevels & 0x0f;
  const definition = catalog.get(event.id);
  if (severity > LEAST_SEVERE || definition?.group === 'arming_check' || definition?.group === 'health')
    return undefined;
  return {
    at,
    timeBootMs: event.eventTimeBootMs,
    sequence: event.sequence,
    id: event.id,
    name: definition?.name,
    severity,
    text: sentenceOf(event, catalog),
  };
};

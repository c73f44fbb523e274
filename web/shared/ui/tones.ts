import type { FlightState } from '../../../server/flight/states.ts';
import type { OrderState, Urgency } from '../../../server/orders/states.ts';
import type { UnitState } from '../../../server/stock/states.ts';
import type { IconName } from './icon.tsx';

/**
 * What a state asks of a reader. Colours are a third sign beside icon and word, and the set is told apart with the
 * usual kinds of colour blindness (blue, orange, teal, red of different lightness, grey).
 */
export type Tone = 'wait' | 'work' | 'move' | 'done' | 'attention' | 'critical' | 'ended';

export const TONE_COLOR: Readonly<Record<Tone, string>> = {
  wait: 'indigo',
  work: 'blue',
  move: 'cyan',
  done: 'teal',
  attention: 'orange',
  critical: 'red',
  ended: 'gray',
};

export type Look = { readonly tone: Tone; readonly icon: IconName };

export const ORDER_LOOK: Readonly<Record<OrderState, Look>> = {
  SUBMITTED: { tone: 'wait', icon: 'hourglass' },
  ACCEPTED: { tone: 'attention', icon: 'alert' },
  RESERVED: { tone: 'work', icon: 'drop' },
  PACKED: { tone: 'work', icon: 'box' },
  IN_FLIGHT: { tone: 'move', icon: 'drone' },
  DELIVERED: { tone: 'attention', icon: 'pin' },
  RECEIVED: { tone: 'done', icon: 'check' },
  CLOSED: { tone: 'ended', icon: 'check' },
  REJECTED: { tone: 'critical', icon: 'cross' },
  CANCELLED: { tone: 'ended', icon: 'cross' },
  REQUEUED: { tone: 'attention', icon: 'return' },
  BY_ROAD: { tone: 'move', icon: 'truck' },
};

export const URGENCY_LOOK: Readonly<Record<Urgency, Look>> = {
  MTP: { tone: 'critical', icon: 'alert' },
  EMERGENCY: { tone: 'attention', icon: 'alert' },
  URGENT: { tone: 'work', icon: 'clock' },
  ROUTINE: { tone: 'ended', icon: 'list' },
};

export const UNIT_LOOK: Readonly<Record<UnitState, Look>> = {
  AVAILABLE: { tone: 'done', icon: 'drop' },
  RESERVED: { tone: 'wait', icon: 'lock' },
  PICKED: { tone: 'work', icon: 'scan' },
  CHECKED: { tone: 'work', icon: 'users' },
  PACKED: { tone: 'work', icon: 'box' },
  LOADED: { tone: 'move', icon: 'drone' },
  IN_FLIGHT: { tone: 'move', icon: 'drone' },
  UNLOADED: { tone: 'attention', icon: 'pin' },
  RECEIVED: { tone: 'done', icon: 'check' },
  QUARANTINED: { tone: 'critical', icon: 'stop' },
  RETURNED: { tone: 'ended', icon: 'return' },
  REFUSED: { tone: 'critical', icon: 'cross' },
  EXPIRED: { tone: 'ended', icon: 'clock' },
};

export const FLIGHT_LOOK: Readonly<Record<FlightState, Look>> = {
  DRAFT: { tone: 'wait', icon: 'list' },
  UNITS_RESERVED: { tone: 'wait', icon: 'drop' },
  DRONE_LEASED: { tone: 'wait', icon: 'drone' },
  PLANNED: { tone: 'wait', icon: 'pin' },
  UPLOADED: { tone: 'work', icon: 'drone' },
  VERIFIED: { tone: 'work', icon: 'check' },
  PREFLIGHT: { tone: 'work', icon: 'list' },
  AUTHORISED: { tone: 'work', icon: 'shield' },
  ARM_INTENT: { tone: 'work', icon: 'lock' },
  CONFIRMED: { tone: 'move', icon: 'drone' },
  CLIMBING: { tone: 'move', icon: 'drone' },
  EN_ROUTE: { tone: 'move', icon: 'drone' },
  ARRIVING: { tone: 'move', icon: 'pin' },
  LANDED: { tone: 'done', icon: 'pin' },
  COMPLETED: { tone: 'ended', icon: 'check' },
  HOLDING: { tone: 'attention', icon: 'pause' },
  DIVERTING: { tone: 'attention', icon: 'return' },
  RETURNING: { tone: 'attention', icon: 'return' },
  EXTERNAL_CONTROL: { tone: 'attention', icon: 'user' },
  SILENT: { tone: 'critical', icon: 'offline' },
  ABORTED: { tone: 'ended', icon: 'cross' },
  RETURNED: { tone: 'ended', icon: 'return' },
  LOST: { tone: 'critical', icon: 'cross' },
  UNKNOWN: { tone: 'critical', icon: 'info' },
};

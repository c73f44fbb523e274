import { isFlightAirborne, isFlightEnded, type FlightState } from '../../server/flight/states.ts';

/** What a dispatcher may do with a flight, by its state. */
export type Phase = 'planning' | 'launching' | 'air' | 'landed' | 'unclear' | 'ended';

const LAUNCHING: readonly FlightState[] = ['UPLOADED', 'VERIFIED', 'PREFLIGHT', 'AUTHORISED', 'ARM_INTENT'];

export const phaseOf = (state: FlightState): Phase => {
  if (isFlightEnded(state)) return 'ended';
  if (state === 'UNKNOWN') return 'unclear';
  if (state === 'LANDED') return 'landed';
  if (isFlightAirborne(state)) return 'air';
  return LAUNCHING.includes(state) ? 'launching' : 'planning';
};

export type Command = 'hold' | 'resume' | 'return' | 'land';

/**
 * Commands that make sense now. Safe-direction commands are offered in every state in which the drone may be in the
 * air, also when the service is not sure: the drone decides by what is true.
 */
export const commandsOf = (state: FlightState): readonly Command[] => {
  const phase = phaseOf(state);
  if (phase !== 'air' && phase !== 'unclear') return [];
  if (state === 'HOLDING') return ['resume', 'return', 'land'];
  if (state === 'RETURNING') return ['hold', 'land'];
  return ['hold', 'return', 'land'];
};

import { encodeMode } from '../../server/mavlink/modes.ts';
import type { FlightMode } from './state.ts';

/** Sub modes that only the vehicle itself enters, or enters by a command of their own (px4_custom_mode.h). */
const OWN: Readonly<Partial<Record<FlightMode, readonly [main: number, sub: number]>>> = {
  DESCEND: [4, 20],
  ORBIT: [3, 1],
};

/** HEARTBEAT.custom_mode of a mode. */
export const customModeOf = (mode: FlightMode): number => {
  if (mode !== 'DESCEND' && mode !== 'ORBIT') return encodeMode(mode);
  const [main, sub] = OWN[mode] ?? [0, 0];
  return ((main << 16) | (sub << 24)) >>> 0;
};

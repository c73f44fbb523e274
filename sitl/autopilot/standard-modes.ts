import { common } from 'mavlink-mappings';
import { customModeOf } from './custom-mode.ts';
import type { Autopilot, FlightMode } from './state.ts';

/** MAV_STANDARD_MODE that DO_SET_STANDARD_MODE (262) takes; 4 (altitude hold) is a pilot's, whom nobody plays. */
export const STANDARD_MODES: Readonly<Record<number, FlightMode>> = {
  1: 'POSCTL',
  2: 'ORBIT',
  5: 'AUTO.RTL',
  6: 'AUTO.MISSION',
  7: 'AUTO.LAND',
  8: 'AUTO.TAKEOFF',
};

const AVAILABLE: readonly (readonly [mode: FlightMode, name: string, standard: number])[] = [
  ['POSCTL', 'Position', 1],
  ['AUTO.RTL', 'Return', 5],
  ['AUTO.MISSION', 'Mission', 6],
  ['AUTO.LAND', 'Land', 7],
  ['AUTO.TAKEOFF', 'Takeoff', 8],
  // Hold has no standard number on PX4.
  ['AUTO.LOITER', 'Hold', 0],
];

/** AVAILABLE_MODES: one by its index from 1, or all for 0. */
export const sendAvailableModes = (ap: Autopilot, index: number): void =>
  AVAILABLE.forEach(([mode, modeName, standardMode], at) => {
    if (index !== 0 && index !== at + 1) return;
    ap.send(common.AvailableModes, {
      numberModes: AVAILABLE.length,
      modeIndex: at + 1,
      standardMode,
      customMode: customModeOf(mode),
      modeName,
    });
  });

import type { LonLat } from '../../core/geo.ts';
import type { RidFlight } from './f3411.ts';
import { geoidM } from './geoid.ts';

/** One of our drones as it was heard. Milliseconds since 1970 UTC, metres, m/s, degrees. */
export type RidSighting = {
  readonly id: string;
  readonly simulated: boolean;
  /** When the drone said it, by our clock, and how long ago that may be at most. */
  readonly saidAt: number;
  readonly accuracyS: number;
  readonly at: LonLat;
  readonly altAmslM: number;
  readonly relAltM: number;
  readonly groundSpeedMs: number;
  readonly climbMs: number;
  /** Over the ground, positive north and east; undefined: not known. */
  readonly northMs: number | undefined;
  readonly eastMs: number | undefined;
  readonly isEmergency: boolean;
};

const UNKNOWN_ALT_M = -1000;
const UNKNOWN_TRACK_DEG = 361;
/** Slower than that is no direction. */
const MOVING_MS = 0.5;
const MOST_SPEED_MS = 254.25;
const MOST_CLIMB_MS = 62;

const trackOf = ({ northMs, eastMs, groundSpeedMs }: RidSighting): number => {
  if (northMs === undefined || eastMs === undefined || groundSpeedMs < MOVING_MS) return UNKNOWN_TRACK_DEG;
  return Math.round(((Math.atan2(eastMs, northMs) * 180) / Math.PI + 360) % 360) % 360;
};

const tenth = (value: number): number => Math.round(value * 10) / 10;

/** As F3411 has it. How good position and speed are the drone does not say in these terms: unknown. */
export const ridFlightOf = (seen: RidSighting): RidFlight => {
  const undulationM = geoidM(seen.at);
  return {
    id: seen.id,
    aircraft_type: 'Helicopter',
    simulated: seen.simulated,
    recent_positions: [],
    current_state: {
      timestamp: { value: new Date(seen.saidAt).toISOString(), format: 'RFC3339' },
      timestamp_accuracy: tenth(seen.accuracyS),
      operational_status: seen.isEmergency ? 'Emergency' : 'Airborne',
      position: {
        lat: seen.at[1],
        lng: seen.at[0],
        alt: undulationM === undefined ? UNKNOWN_ALT_M : tenth(seen.altAmslM + undulationM),
        accuracy_h: 'HAUnknown',
        accuracy_v: 'VAUnknown',
        extrapolated: false,
        pressure_altitude: UNKNOWN_ALT_M,
        height: { distance: tenth(seen.relAltM), reference: 'TakeoffLocation' },
      },
      track: trackOf(seen),
      speed: tenth(Math.min(MOST_SPEED_MS, seen.groundSpeedMs)),
      speed_accuracy: 'SAUnknown',
      vertical_speed: tenth(Math.max(-MOST_CLIMB_MS, Math.min(MOST_CLIMB_MS, seen.climbMs))),
    },
  };
};

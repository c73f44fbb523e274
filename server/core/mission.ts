import type { LonLat } from './geo.ts';

/**
 * A vehicle plan in SI units and WGS-84, free of wire formats: what `plan` writes, what `mavlink` uploads and reads
 * back, what `flight` compares.
 */
export type MissionItem =
  | { readonly kind: 'takeoff'; readonly at: LonLat; readonly relAltM: number }
  | {
      readonly kind: 'waypoint';
      readonly at: LonLat;
      /** Metres above the take-off point (home), MAV_FRAME_GLOBAL_RELATIVE_ALT_INT. */
      readonly relAltM: number;
      readonly holdS: number;
      readonly acceptRadiusM: number;
    }
  | { readonly kind: 'speed'; readonly groundSpeedMs: number }
  | { readonly kind: 'land'; readonly at: LonLat; readonly relAltM: number };

/** MAV_MISSION_TYPE. */
export type PlanKind = 'mission' | 'fence' | 'rally';

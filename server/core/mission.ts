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

/** A polygon of a vehicle's fence: not to be left (`inclusion`), or not to be entered. The ring is open: last ≠ first. */
export type FencePolygon = { readonly inclusion: boolean; readonly ring: readonly LonLat[] };

/** A place where the vehicle may land when it returns; metres above the take-off point (home). */
export type RallyPoint = { readonly at: LonLat; readonly relAltM: number };

/** All that one flight has aboard. */
export type VehiclePlan = {
  readonly items: readonly MissionItem[];
  readonly fence: readonly FencePolygon[];
  readonly rally: readonly RallyPoint[];
};

import type { LonLat } from '../core/geo.ts';
import type { Issue } from '../core/issue.ts';
import type { FencePolygon, MissionItem, RallyPoint } from '../core/mission.ts';
import type { Airspace } from './airspace.ts';
import type { Alternate } from './alternates/alternates.ts';
import type { BatteryEstimate, Wind } from './energy.ts';
import type { PackState } from './energy/capacity.ts';
import type { Margin } from './energy/margin.ts';
import type { Eta } from './eta/eta.ts';
import type { DroneProfile } from './profile.ts';
import type { PlanPad } from './sites.ts';
import type { GroundProfile, TerrainWorld } from './terrain/world.ts';
import type { PlanSora } from './sora/outlines.ts';

export type PlanRequest = {
  readonly from: PlanPad;
  readonly to: PlanPad;
  readonly profile: DroneProfile;
  /** Everything that is loaded: box, coolant, units, logger. */
  readonly payloadKg: number;
  /** Charge at take-off. */
  readonly startPct: number;
  /** What is known of the pack and of the air's temperature. */
  readonly pack?: PackState;
  /** Undefined when nobody knows it: planned as calm, with a warning. */
  readonly wind: Wind | undefined;
  /** Milliseconds since 1970 UTC: decides which temporary zones count. */
  readonly departAt: number;
  /** Wished cruise height above take-off, metres; default 100. */
  readonly cruiseRelAltM?: number;
  /**
   * A new route for a vehicle in the air: `from` is its place, on home's ground. `flown` is the way from home to there,
   * without `from` itself: the fence holds it too.
   */
  readonly inFlight?: { readonly home: PlanPad; readonly flown: readonly LonLat[] };
};

export type World = {
  readonly airspace: Airspace;
  /** Pads that may be landed on, where known. */
  readonly landing?: readonly PlanPad[];
  /** Undefined: no elevation file, and flat ground is taken as it is. */
  readonly terrain?: TerrainWorld;
};

export type PlanLeg = {
  /** WGS-84, rounded to 1e-7 degrees as MAVLink carries them. */
  readonly from: LonLat;
  readonly to: LonLat;
  /** Metres above the take-off pad. */
  readonly relAltM: number;
  readonly distanceM: number;
  readonly groundSpeedMs: number;
  /** Seconds from take-off to the leg's end. */
  readonly etaS: number;
  /** Cruise height above the ground or the highest solid zone in the corridor, metres. */
  readonly minClearanceM: number;
};

/** A route that can be flown, or shown with what speaks against it. Equal input, equal plan. */
export type Plan = {
  /** Over everything that is flown and reckoned with; not over the issues. */
  readonly hash: string;
  readonly from: PlanPad;
  readonly to: PlanPad;
  readonly profileId: string;
  readonly payloadKg: number;
  readonly wind: Wind | undefined;
  readonly airspaceVersion: string;
  readonly legs: readonly PlanLeg[];
  readonly items: readonly MissionItem[];
  /** Of a plan from the air: home, and the way from there. */
  readonly inFlight?: PlanRequest['inFlight'];
  /** One inclusion polygon around the route, and what of zones lies in it. */
  readonly fence: readonly FencePolygon[];
  /** Home and other pads inside of the fence that the vehicle's own return is safe with. */
  readonly rally: readonly RallyPoint[];
  /** Which pad is reached soonest, from the first second to the last; a gap is a blocker among the issues. */
  readonly alternates: readonly Alternate[];
  /** The last second after take-off from which home is reached on the charge left; undefined: to the end. */
  readonly pointOfNoReturnS: number | undefined;
  /** Ground below the route, where there is an elevation file. */
  readonly ground: GroundProfile | undefined;
  /** Flight geography, contingency volume and ground-risk buffer. */
  readonly sora: PlanSora;
  /** Sum of the legs; `directM` is the straight line. */
  readonly distanceM: number;
  readonly directM: number;
  /** From take-off to touch-down, seconds; with its first and last part. */
  readonly flightS: number;
  readonly takeoffS: number;
  readonly landingS: number;
  readonly ceilingRelAltM: number;
  readonly battery: BatteryEstimate;
  /** Share of a new and warm pack's energy that was reckoned with. */
  readonly capacityShare: number;
  /** Above the reserve. */
  readonly margin: Margin;
  /** How far it gets by straight lines, landing with the reserve: a ring of WGS-84. */
  readonly reach: readonly LonLat[];
  readonly eta: Eta;
  readonly issues: readonly Issue[];
};

/** `plan` is undefined when there is no route at all. A plan with a blocker among its issues may not be flown. */
export type PlanOutcome = { readonly plan: Plan | undefined; readonly issues: readonly Issue[] };

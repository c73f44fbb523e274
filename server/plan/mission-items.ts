import type { LonLat } from '../core/geo.ts';
import type { MissionItem } from '../core/mission.ts';
import { ACCEPT_RADIUS_M, STEP_ACCEPT_RADIUS_M } from './limits.ts';
import type { PlanLeg } from './plan-types.ts';

/**
 * The vehicle's items for a chain of legs (at least one): up above the pad, cruise speed, one waypoint at each leg's
 * end (the last one above the landing pad), land. Where two legs differ in height there are two waypoints at the same
 * place: the vehicle changes its height standing, in neither leg it is at the other's height. Those are passed closer:
 * one that is accepted 25 m before it at cruise speed is overshot, and the next leg begins 16 m beside it (seen on PX4).
 */
export const missionItems = (
  legs: readonly PlanLeg[],
  groundSpeedMs: number,
  landRelAltM: number,
): MissionItem[] => {
  const first = legs[0];
  const last = legs.at(-1);
  if (first === undefined || last === undefined) return [];
  return [
    { kind: 'takeoff', at: first.from, relAltM: first.relAltM },
    { kind: 'speed', groundSpeedMs },
    ...legs.flatMap((leg, i): MissionItem[] => {
      const heights = new Set([leg.relAltM, legs[i + 1]?.relAltM ?? leg.relAltM]);
      const radiusM = heights.size > 1 ? STEP_ACCEPT_RADIUS_M : ACCEPT_RADIUS_M;
      return [...heights].map((relAltM) => waypoint(leg.to, relAltM, radiusM));
    }),
    { kind: 'land', at: last.to, relAltM: landRelAltM },
  ];
};

const waypoint = (at: LonLat, relAltM: number, acceptRadiusM: number): MissionItem => ({
  kind: 'waypoint',
  at,
  relAltM,
  holdS: 0,
  acceptRadiusM,
});

/**
 * The item that a vehicle in the air goes on with: of an item without a place, as the one for the speed, PX4 makes the
 * next one that has a place.
 */
export const FIRST_ITEM_IN_AIR = 2;

/**
 * The same for a vehicle that is in the air where the first item is: first to the leg's height right there. It never
 * takes off again: its current item is `FIRST_ITEM_IN_AIR`.
 */
export const fromTheAir = (items: readonly MissionItem[]): MissionItem[] => {
  const first = items[0];
  if (first?.kind !== 'takeoff') return [...items];
  const here: MissionItem = { ...first, kind: 'waypoint', holdS: 0, acceptRadiusM: ACCEPT_RADIUS_M };
  return items.toSpliced(FIRST_ITEM_IN_AIR, 0, here);
};

/** Metres climbed and sunk along the items, take-off and landing included. */
export const climbAndDescent = (items: readonly MissionItem[]): { climbM: number; descentM: number } => {
  let climbM = 0;
  let descentM = 0;
  let height = 0;
  for (const item of items) {
    if (item.kind === 'speed') continue;
    const change = item.relAltM - height;
    if (change > 0) climbM += change;
    else descentM -= change;
    height = item.relAltM;
  }
  return { climbM, descentM };
};

import type { MissionItem } from '../core/mission.ts';
import { ACCEPT_RADIUS_M } from './limits.ts';
import type { PlanLeg } from './plan-types.ts';

/**
 * The vehicle's items for a chain of legs (at least one): up above the pad, cruise speed, one waypoint at each leg's
 * end (the last one above the landing pad), land. Where two legs differ in height the higher one is taken, so that the
 * vehicle is up before the higher leg begins and down only after it ends.
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
    ...legs.map((leg, i): MissionItem => ({
      kind: 'waypoint',
      at: leg.to,
      relAltM: Math.max(leg.relAltM, legs[i + 1]?.relAltM ?? leg.relAltM),
      holdS: 0,
      acceptRadiusM: ACCEPT_RADIUS_M,
    })),
    { kind: 'land', at: last.to, relAltM: landRelAltM },
  ];
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

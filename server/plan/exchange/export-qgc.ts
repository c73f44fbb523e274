import type { MissionItem, VehiclePlan } from '../../core/mission.ts';
import { padAmsl } from '../conflict/leg-heights.ts';
import type { Plan } from '../plan-types.ts';
import type { QgcPlan, SimpleItem } from './qgc-plan.ts';

/** MAV_CMD of our items. */
export const COMMANDS: Readonly<Record<MissionItem['kind'], number>> = {
  takeoff: 22,
  waypoint: 16,
  speed: 178,
  land: 21,
};
/** MAV_FRAME: relative to home, and without a place. */
const RELATIVE = 3;
const MISSION = 2;
/** QGroundControl's AltitudeMode: relative to home. */
const ALTITUDE_RELATIVE = 1;
/** MAV_AUTOPILOT_PX4, MAV_TYPE_QUADROTOR. */
const PX4 = 12;
const QUADROTOR = 2;
/** DO_CHANGE_SPEED: ground speed; throttle unchanged. */
const GROUND_SPEED = 1;
const UNCHANGED = -1;

/** param1 to param4, latitude, longitude, altitude. */
const paramsOf = (item: MissionItem): (number | null)[] => {
  if (item.kind === 'speed') return [GROUND_SPEED, item.groundSpeedMs, UNCHANGED, 0, 0, 0, 0];
  const [lon, lat] = item.at;
  const [hold, radius] = item.kind === 'waypoint' ? [item.holdS, item.acceptRadiusM] : [0, 0];
  // The yaw is left to the vehicle.
  return [hold, radius, 0, null, lat, lon, item.relAltM];
};

const itemOf = (item: MissionItem, index: number): SimpleItem => ({
  type: 'SimpleItem',
  ...(item.kind === 'speed'
    ? {}
    : { AMSLAltAboveTerrain: null, Altitude: item.relAltM, AltitudeMode: ALTITUDE_RELATIVE }),
  autoContinue: true,
  command: COMMANDS[item.kind],
  doJumpId: index + 1,
  frame: item.kind === 'speed' ? MISSION : RELATIVE,
  params: paramsOf(item),
});

/** A plan as QGroundControl opens it: mission, fence and rally points as they are uploaded. */
export const qgcPlanOf = (plan: Pick<Plan, 'from' | 'inFlight'> & VehiclePlan): QgcPlan => {
  const home = plan.inFlight?.home ?? plan.from;
  const speed = plan.items.find((item) => item.kind === 'speed')?.groundSpeedMs ?? 0;
  return {
    fileType: 'Plan',
    version: 1,
    groundStation: 'Lifeline',
    mission: {
      version: 2,
      firmwareType: PX4,
      globalPlanAltitudeMode: ALTITUDE_RELATIVE,
      vehicleType: QUADROTOR,
      cruiseSpeed: speed,
      hoverSpeed: speed,
      items: plan.items.map(itemOf),
      plannedHomePosition: [home.at[1], home.at[0], padAmsl(home)],
    },
    geoFence: {
      version: 2,
      polygons: plan.fence.map(({ inclusion, ring }) => ({
        version: 1,
        inclusion,
        polygon: ring.map(([lon, lat]): [number, number] => [lat, lon]),
      })),
      circles: [],
    },
    rallyPoints: {
      version: 2,
      points: plan.rally.map(({ at: [lon, lat], relAltM }) => [lat, lon, relAltM]),
    },
  };
};

import { common, minimal } from 'mavlink-mappings';

/** Names of MAVLink's enumerations for sentences and snapshots; a number that we do not know stays a number. */
const nameIn = (values: object, value: number): string => {
  const name = (values as Record<number, unknown>)[value];
  return typeof name === 'string' ? name : String(value);
};

export const resultName = (value: number): string => nameIn(common.MavResult, value);
export const missionResultName = (value: number): string => nameIn(common.MavMissionResult, value);
export const systemStatusName = (value: number): string => nameIn(minimal.MavState, value);
export const vehicleTypeName = (value: number): string => nameIn(minimal.MavType, value);

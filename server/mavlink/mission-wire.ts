import { common, type MavLinkData } from 'mavlink-mappings';
import type { PlanKind } from '../core/mission.ts';
import { messageOf, type FieldsOf, type MavMessage } from './codec.ts';
import type { MavId } from './protocol.ts';

/** One item of a mission, fence or rally plan as MISSION_ITEM_INT carries it; x, y are degE7, z metres. */
export type WireItem = {
  readonly command: number;
  readonly frame: number;
  readonly params: readonly [number, number, number, number];
  readonly x: number;
  readonly y: number;
  readonly z: number;
};

/** Who talks to whom about which plan. */
export type PlanTransfer = {
  readonly kind: PlanKind;
  readonly target: MavId;
  readonly self: MavId;
  /** The item that a mission starts at; default the first. */
  readonly current?: number;
};

const MISSION_TYPES: Readonly<Record<PlanKind, number>> = {
  mission: common.MavMissionType.MISSION,
  fence: common.MavMissionType.FENCE,
  rally: common.MavMissionType.RALLY,
};

export const missionTypeOf = (kind: PlanKind): number => MISSION_TYPES[kind];

const targetFields = ({ target }: PlanTransfer): { targetSystem: number; targetComponent: number } => ({
  targetSystem: target.sysid,
  targetComponent: target.compid,
});

/** `current` is 1 on one item of a mission, the first if nothing else is wished; PX4 starts there. */
export const buildItem = (item: WireItem, seq: number, transfer: PlanTransfer): MavLinkData =>
  messageOf(common.MissionItemInt, {
    ...targetFields(transfer),
    missionType: missionTypeOf(transfer.kind),
    seq,
    command: item.command,
    frame: item.frame,
    current: transfer.kind === 'mission' && seq === (transfer.current ?? 0) ? 1 : 0,
    autocontinue: 1,
    param1: item.params[0],
    param2: item.params[1],
    param3: item.params[2],
    param4: item.params[3],
    x: item.x,
    y: item.y,
    z: item.z,
  });

export const itemFrom = (fields: FieldsOf<common.MissionItemInt>): WireItem => ({
  command: fields.command,
  frame: fields.frame,
  params: [fields.param1, fields.param2, fields.param3, fields.param4],
  x: fields.x,
  y: fields.y,
  z: fields.z,
});

export const buildAck = (transfer: PlanTransfer, type: number): MavLinkData =>
  messageOf(common.MissionAck, {
    ...targetFields(transfer),
    type,
    missionType: missionTypeOf(transfer.kind),
  });

/** True for a mission protocol message to us about that kind of plan. */
export const addressedTo = ({ fields }: MavMessage, { kind, self }: PlanTransfer): boolean =>
  fields['targetSystem'] === self.sysid &&
  fields['targetComponent'] === self.compid &&
  fields['missionType'] === missionTypeOf(kind);

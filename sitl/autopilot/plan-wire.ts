import { common } from 'mavlink-mappings';
import type { PlanKind } from '../../server/core/mission.ts';
import { isMessage, type MavMessage } from '../../server/mavlink/codec.ts';
import { PLAN_KINDS } from './plan-item.ts';
import type { Partner, PlanMessage, PlanReply } from './plan-transfer.ts';
import type { Send } from './state.ts';

/** MAV_MISSION_TYPE of all plans, for CLEAR_ALL. */
const TYPE_ALL = 255;

const kindOf = (missionType: number): PlanKind | undefined => PLAN_KINDS[missionType];

type Addressed = { readonly targetSystem: number; readonly targetComponent: number };

/** The message in the machine's form; undefined if it is none of the protocol's, or not for `us`. */
export const planMessageOf = (message: MavMessage, us: Partner): PlanMessage | undefined => {
  const target = message.fields as Partial<Addressed>;
  const forUs =
    target.targetSystem === us.sysid &&
    (target.targetComponent === us.compid || target.targetComponent === 0 || target.targetComponent === 190);
  return forUs ? (itemOf(message) ?? requestOf(message) ?? controlOf(message)) : undefined;
};

const itemOf = (message: MavMessage): PlanMessage | undefined => {
  if (!isMessage(message, common.MissionItemInt)) return undefined;
  const f = message.fields;
  const plan = kindOf(f.missionType);
  if (plan === undefined) return undefined;
  const item = {
    frame: f.frame,
    command: f.command,
    current: f.current,
    autocontinue: f.autocontinue,
    params: [f.param1, f.param2, f.param3, f.param4] as const,
    x: f.x,
    y: f.y,
    z: f.z,
  };
  return { name: 'item', plan, seq: f.seq, item };
};

const requestOf = (message: MavMessage): PlanMessage | undefined => {
  if (isMessage(message, common.MissionRequestInt) || isMessage(message, common.MissionRequest)) {
    const plan = kindOf(message.fields.missionType);
    return plan && { name: 'request', plan, seq: message.fields.seq };
  }
  if (!isMessage(message, common.MissionRequestList)) return undefined;
  const plan = kindOf(message.fields.missionType);
  return plan && { name: 'requestList', plan };
};

const controlOf = (message: MavMessage): PlanMessage | undefined => {
  if (isMessage(message, common.MissionCount)) {
    const plan = kindOf(message.fields.missionType);
    return plan && { name: 'count', plan, count: message.fields.count };
  }
  if (isMessage(message, common.MissionAck)) {
    const plan = kindOf(message.fields.missionType);
    return plan && { name: 'ack', plan, result: message.fields.type };
  }
  if (isMessage(message, common.MissionClearAll)) {
    const type: number = message.fields.missionType;
    const plan = type === TYPE_ALL ? 'all' : kindOf(type);
    return plan && { name: 'clear', plan };
  }
  if (isMessage(message, common.MissionSetCurrent)) return { name: 'setCurrent', seq: message.fields.seq };
  return undefined;
};

/** Puts an answer of the machine on the wire. */
export const sendPlanReply = (send: Send, to: Partner, reply: PlanReply): void => {
  const target = {
    targetSystem: to.sysid,
    targetComponent: to.compid,
    missionType: PLAN_KINDS.indexOf(reply.plan),
  };
  switch (reply.name) {
    case 'ack':
      return send(common.MissionAck, { ...target, type: reply.result, opaqueId: reply.id });
    case 'request':
      return send(common.MissionRequestInt, { ...target, seq: reply.seq });
    case 'count':
      return send(common.MissionCount, { ...target, count: reply.count, opaqueId: reply.id });
    case 'item': {
      const { params, ...item } = reply.item;
      const [param1, param2, param3, param4] = params;
      return send(common.MissionItemInt, {
        ...target,
        ...item,
        seq: reply.seq,
        param1,
        param2,
        param3,
        param4,
      });
    }
  }
};

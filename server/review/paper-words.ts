import type { Component } from '../blood/component.ts';
import type { FlightState } from '../flight/states.ts';
import type { OrderState } from '../orders/states.ts';

/** Words of the sheets: whoever works on paper has no page that translates a code. */
const ORDER: Readonly<Record<OrderState, string>> = {
  SUBMITTED: '待受理 submitted',
  ACCEPTED: '已受理 accepted',
  RESERVED: '已留血 reserved',
  PACKED: '已装箱 packed',
  IN_FLIGHT: '运送途中 in flight',
  DELIVERED: '已送达 delivered',
  RECEIVED: '已签收 received',
  CLOSED: '已完成 closed',
  REJECTED: '已拒绝 rejected',
  CANCELLED: '已取消 cancelled',
  REQUEUED: '重新排队 queued again',
  BY_ROAD: '改走陆路 by road',
};

const FLIGHT: Readonly<Record<FlightState, string>> = {
  DRAFT: '草稿 draft',
  UNITS_RESERVED: '血液已预留 units reserved',
  DRONE_LEASED: '无人机已占用 drone taken',
  PLANNED: '已规划 planned',
  UPLOADED: '航线已上传 uploaded',
  VERIFIED: '航线已核对 verified',
  PREFLIGHT: '起飞前检查 pre-flight',
  AUTHORISED: '已批准起飞 authorised',
  ARM_INTENT: '正在解锁 arming',
  CONFIRMED: '已解锁 armed',
  CLIMBING: '爬升 climbing',
  EN_ROUTE: '巡航 en route',
  ARRIVING: '即将到达 arriving',
  LANDED: '已降落 landed',
  COMPLETED: '已完成 completed',
  HOLDING: '悬停等待 holding',
  DIVERTING: '备降中 diverting',
  RETURNING: '返航中 returning',
  EXTERNAL_CONTROL: '外部操控 external control',
  SILENT: '信号中断 silent',
  ABORTED: '已放弃 given up',
  RETURNED: '已返回起点 returned',
  LOST: '失联 lost',
  UNKNOWN: '状态不明 unknown',
};

const COMPONENT: Readonly<Record<Component, string>> = {
  RBC: '悬浮红细胞 RBC',
  WRBC: '洗涤红细胞 WRBC',
  PLT: '血小板 PLT',
  FFP: '新鲜冰冻血浆 FFP',
  FP: '冰冻血浆 FP',
  CRYO: '冷沉淀 CRYO',
  WB: '全血 WB',
};

/** As on a blood bag: never a plus or a minus sign, which a bad copy loses. */
const RHD: Readonly<Record<string, string>> = { POS: 'RhD 阳性 pos', NEG: 'RhD 阴性 neg' };

export const orderWord = (state: string): string => ORDER[state as OrderState] ?? state;
export const flightWord = (state: string): string => FLIGHT[state as FlightState] ?? state;
export const contentsWord = (line: { component: string; abo: string; rhd: string; units: number }): string =>
  `${COMPONENT[line.component as Component] ?? line.component}, ${line.abo} ${RHD[line.rhd] ?? line.rhd}, ${line.units} 袋`;

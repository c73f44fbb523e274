import type { ContingencyAction, ContingencyId, Params } from './contingency-types.ts';

/** A text in both languages; `{{name}}` stands for a value. */
export type Words = { readonly zh: string; readonly en: string };

/** What is seen, what follows from it, what to do. Sentences without their full stop. */
export type ContingencyWords = {
  readonly title: Words;
  readonly cause: Words;
  readonly consequence: Words;
  readonly action: Words;
};

const words = (zh: string, en: string): Words => ({ zh, en });

export const CONTINGENCY_WORDS: Readonly<Record<ContingencyId, ContingencyWords>> = {
  motor_over_water: {
    title: words('水面上空动力故障', 'Motor failure over water'),
    cause: words(
      '在水面上空动力异常（升降 {{climbMs}} m/s）',
      'a motor fails over water ({{climbMs}} m/s up)',
    ),
    consequence: words('坠水会损失血液和无人机', 'in the water blood and drone are lost'),
    action: words(
      '飞向较近的岸边；若已坠落，记录最后位置并通知水上救援',
      'bring it to the nearer bank; if it falls, note the last position and call the river rescue',
    ),
  },
  motor_failure: {
    title: words('动力故障', 'Motor failure'),
    cause: words(
      '动力或姿态异常（升降 {{climbMs}} m/s）',
      'a motor or its attitude fails ({{climbMs}} m/s up)',
    ),
    consequence: words('可能坠落，危及地面人员', 'it may fall on people'),
    action: words(
      '尚可控则就地降落；若已坠落，记录最后位置并派人到现场',
      'land it while it can be flown; if it falls, note the last position and send people there',
    ),
  },
  gps_lost: {
    title: words('卫星定位丢失', 'Satellite positioning lost'),
    cause: words('没有卫星定位（定位状态 {{fix}}）', 'it has no position fix (state {{fix}})'),
    consequence: words(
      '约 5 秒后无人机自行下降，随风漂移',
      'in about 5 s it sinks by itself and drifts with the wind',
    ),
    action: words(
      '通知可能的落点附近人员；定位恢复后再决定返航',
      'warn people below; when the fix is back, decide about a return',
    ),
  },
  gps_stuck: {
    title: words('卫星定位停滞', 'Satellite positioning stuck'),
    cause: words(
      '接收机重复同一位置，而无人机已飞行 {{m}} 米',
      'its receiver repeats one position while it flew {{m}} m',
    ),
    consequence: words('位置不可信，可能偏航', 'its position cannot be trusted, it may leave its route'),
    action: words('先悬停，核对位置后降落或返航', 'hold it, check where it is, then land or return'),
  },
  gps_jump: {
    title: words('位置跳变或受欺骗', 'Position jumps or is spoofed'),
    cause: words(
      '位置与速度相差 {{offM}} 米，或接收机报告受到欺骗',
      'position and velocity differ by {{offM}} m, or its receiver reports spoofing',
    ),
    consequence: words('无人机会跟随错误的位置飞离航线', 'it follows the wrong position away from its route'),
    action: words(
      '先悬停，用其他手段核对位置，再就地降落',
      'hold it, check where it is by other means, then land it',
    ),
  },
  geofence_breach: {
    title: words('越出围栏', 'Fence breached'),
    cause: words('越出围栏或进入“{{zoneZh}}”', 'it is outside of its fence or in {{zoneEn}}'),
    consequence: words('可能进入禁飞区或他人空域', 'it may enter closed airspace'),
    action: words('返航；必要时就地降落并通报空管', 'return; land if need be, and tell air traffic control'),
  },
  no_fly_ahead: {
    title: words('前方新增禁飞区', 'New closed zone ahead'),
    cause: words(
      '航线前方 {{inM}} 米（约 {{inS}} 秒）有“{{zoneZh}}”',
      '{{zoneEn}} lies {{inM}} m ahead on its route (about {{inS}} s)',
    ),
    consequence: words('继续飞行将进入禁飞区', 'flying on it enters closed airspace'),
    action: words(
      '绕开（航线已核查时）；否则先悬停，再返航或改航',
      'fly around it where a checked way is offered; else hold it, then return or change its route',
    ),
  },
  low_battery: {
    title: words('电量不足', 'Too little charge'),
    cause: words(
      '电量 {{pct}}%，余程需要 {{restPct}}%，返回需要 {{homePct}}%',
      '{{pct}} % charge, the rest takes {{restPct}} %, the way back {{homePct}} %',
    ),
    consequence: words('将动用保留电量，或飞不到', 'it lands into its reserve, or does not arrive'),
    action: words(
      '选择较近的一端；都到不了则选地降落',
      'take the nearer end; where neither is in reach, land where it is safe',
    ),
  },
  drone_silent: {
    title: words('无人机失踪', 'Drone missing'),
    cause: words('预计降落后 {{overdueS}} 秒仍无信号', 'silent {{overdueS}} s after it should have landed'),
    consequence: words('不知道无人机和血液在哪里', 'nobody knows where drone and blood are'),
    action: words(
      '按最后位置与漂移范围派人搜寻，并为医院另行送血',
      'search from the last fix and the drift area, and send other blood to the hospital',
    ),
  },
  link_loss: {
    title: words('链路中断', 'Link lost'),
    cause: words('{{silentS}} 秒没有信号', 'nothing was heard for {{silentS}} s'),
    consequence: words(
      '指令无法送达，无人机按自身设定动作',
      'no command reaches it, it acts by its own settings',
    ),
    action: words('对照预测等待其动作；检查地面链路', 'wait for what is foretold; check the ground link'),
  },
  wind: {
    title: words('风超限', 'Wind above limit'),
    cause: words(
      '风约 {{windMs}} m/s，上限 {{limitMs}} m/s',
      'wind of about {{windMs}} m/s, the limit is {{limitMs}} m/s',
    ),
    consequence: words('耗电增加，可能顶不住风', 'it takes more charge and may not hold its way'),
    action: words('飞向较近的一端降落', 'land at the nearer end'),
  },
  weather: {
    title: words('天气超限', 'Weather beyond limits'),
    cause: words('{{zh}}', '{{en}}'),
    consequence: words(
      '阵风、降水、结冰或低能见度会缩短航程，降落点人员难以看清',
      'gusts, rain, ice or poor sight shorten its range, and people at the pad hardly see it',
    ),
    action: words('飞向较近的一端降落', 'land at the nearer end'),
  },
  deviation: {
    title: words('偏离计划', 'Off its plan'),
    cause: words('偏离航线、高度、进度或时间', 'off its route, height, progress or time'),
    consequence: words(
      '不会按计划到达；无人机自身不会报警',
      'it does not arrive as planned; the drone itself says nothing',
    ),
    action: words('先悬停，查明原因后返航', 'hold it, find out why, then return'),
  },
  pad_not_clear: {
    title: words('降落坪未清空', 'Pad not clear'),
    cause: words(
      '现场报告降落坪未清空，距离 {{remainingM}} 米',
      'people say that its pad is not clear, {{remainingM}} m before it',
    ),
    consequence: words('不能在坪上降落', 'it cannot land there'),
    action: words(
      '通知现场清空；临近时先悬停，或改送、改降别处',
      'have it cleared; hold close before it, redirect or divert it',
    ),
  },
  temperature: {
    title: words('血液箱温度超限', 'Box out of its temperature'),
    cause: words(
      '箱温 {{c}} °C，允许 {{minC}}～{{maxC}} °C',
      'the box is at {{c}} °C, its range is {{minC}} to {{maxC}} °C',
    ),
    consequence: words('血液可能报废', 'the blood may be lost'),
    action: words('走较近的一端，落地后先判定血液', 'take the nearer end, and judge the blood after landing'),
  },
};

export const ACTION_WORDS: Readonly<Record<ContingencyAction, Words>> = {
  hold: words('悬停', 'Hold'),
  return: words('返航', 'Return'),
  land: words('就地降落', 'Land here'),
  around: words('绕开禁区继续飞往原目的地', 'Fly around it to the same pad'),
  divert: words('改降最近的坪', 'Divert to the nearest pad'),
  redirect: words('改送最近的另一家医院', 'Redirect to the nearest other hospital'),
  continue: words('继续', 'Go on'),
};

/** The text with its values; a value that is missing stays visible. */
export const fill = (text: string, params: Params): string =>
  text.replaceAll(/\{\{(\w+)\}\}/g, (hole, name: string) => String(params[name] ?? hole));

/** What is seen, what follows, what to do: one English sentence each, for alarms and the log. */
export const contingencySentence = (id: ContingencyId, params: Params): string => {
  const { cause, consequence, action } = CONTINGENCY_WORDS[id];
  return fill(`${cause.en}; ${consequence.en}. To do: ${action.en}.`, params);
};

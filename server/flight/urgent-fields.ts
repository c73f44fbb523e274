/** A text in both languages. */
export type Words = { readonly zh: string; readonly en: string };

/**
 * Who says what a plan does not: `operator` and `drone` are said once and offered again with the next application (of the
 * same drone), `flight` each time; `record`: nobody by hand on the page, what is missing stays blank.
 */
export type FieldScope = 'record' | 'operator' | 'drone' | 'flight';

export type FormField = {
  readonly key: string;
  readonly label: Words;
  readonly scope: FieldScope;
  /** False: a blank is no gap. */
  readonly required: boolean;
};

export type FormItem = { readonly no: number; readonly title: Words; readonly fields: readonly FormField[] };

const field =
  (scope: FieldScope, required = true) =>
  (key: string, zh: string, en: string): FormField => ({ key, label: { zh, en }, scope, required });

const record = field('record');
const operator = field('operator');
const drone = field('drone');
const flight = field('flight');
const optional = field('flight', false);

const item = (no: number, zh: string, en: string, fields: readonly FormField[]): FormItem => ({
  no,
  title: { zh, en },
  fields,
});

/** The thirteen items of UAV Regulations Art. 27, in its order, and what each is made of. */
export const FORM_ITEMS: readonly FormItem[] = [
  item(1, '组织飞行活动的单位、操控人员及资质证书', 'Operator, pilot and their certificates', [
    operator('operatorName', '运营单位名称', 'Operator'),
    operator('operatorCertificate', '运营合格证编号', 'Operating certificate no.'),
    operator('operatorPhone', '运营单位值班电话', 'Operator: telephone, day and night'),
    flight('pilotName', '操控人员姓名', 'Pilot'),
    flight('pilotLicence', '操控员执照编号', 'Pilot: licence no.'),
    flight('pilotPhone', '操控人员电话', 'Pilot: telephone'),
  ]),
  item(2, '航空器类型、数量、主要性能与登记', 'Aircraft: type, number, performance, registration', [
    record('model', '型号与数量', 'Type and number'),
    record('aircraft', '机号与飞控编号', 'Name and autopilot id'),
    record('mass', '质量与类别', 'Mass and class'),
    record('performance', '主要性能', 'Performance'),
    drone('registration', '实名登记号', 'Registration no.'),
  ]),
  item(3, '飞行任务性质和飞行方式', 'Task and mode of flight', [
    record('purpose', '任务性质', 'Purpose'),
    record('basis', '申请依据', 'Basis of the application'),
    record('mode', '飞行方式', 'Mode'),
    record('payload', '载荷', 'Payload'),
  ]),
  item(4, '起飞、降落和备降场地', 'Take-off, landing and alternate sites', [
    record('takeoffSite', '起飞场地', 'Take-off'),
    record('landingSite', '降落场地', 'Landing'),
    record('alternates', '备降场地', 'Alternates'),
  ]),
  item(5, '通信联络方法', 'Means of communication', [
    flight('takeoffPhone', '起飞场地电话', 'Telephone at the take-off site'),
    flight('landingPhone', '降落场地电话', 'Telephone at the landing site'),
    operator('atcContact', '空管联系单位与方式', 'Air traffic control: whom and how'),
  ]),
  item(6, '预计飞行开始、结束时刻', 'Expected start and end', [
    record('takeoff', '预计起飞', 'Expected take-off'),
    record('landing', '预计降落（95% 的飞行不晚于）', 'Expected landing (95 of 100 flights by)'),
    record('window', '申请时段', 'Window applied for'),
  ]),
  item(7, '航线、高度、速度、范围和进出方法', 'Route, height, speed, area, entry and exit', [
    record('route', '航线（WGS-84，经度, 纬度）', 'Route (WGS-84, longitude, latitude)'),
    record('length', '航线全长', 'Length of the route'),
    record('height', '巡航高度', 'Cruise height'),
    record('trueHeight', '最大真高', 'Greatest height above ground'),
    record('speed', '地速', 'Ground speed'),
    record('area', '飞行范围', 'Area'),
    record('entry', '进出空域方法', 'Entry and exit'),
  ]),
  item(8, '指挥控制链路频率及占用带宽', 'Control link: frequencies and bandwidth', [
    drone('c2Frequency', '频率', 'Frequencies'),
    drone('c2Bandwidth', '占用带宽', 'Bandwidth'),
  ]),
  item(9, '通信、导航和被监视能力', 'Communication, navigation, surveillance', [
    drone('communication', '通信能力', 'Communication'),
    drone('navigation', '导航能力', 'Navigation'),
    drone('surveillance', '被监视能力', 'Surveillance'),
  ]),
  item(10, '二次雷达应答机或有关自动监视设备代码申请', 'Transponder code', [
    drone('transponder', '应答机代码（没有则填“无”）', 'Code, or none'),
  ]),
  item(11, '应急处置程序', 'Emergency procedure', [
    record('energy', '电量余量', 'Charge in reserve'),
    record('noReturn', '不可返航点', 'Point of no return'),
    record('diversion', '途中备降安排', 'Where it lands on the way'),
    record('parachute', '降落伞', 'Parachute'),
    drone('lostLink', '失联、失控处置程序', 'Procedure for a lost link or lost control'),
    operator('emergencyContact', '应急联系人与电话', 'Emergency contact'),
  ]),
  item(12, '特殊飞行保障需求', 'Special support', [optional('support', '保障需求', 'Support wanted')]),
  item(13, '其他必需信息', 'Other', [
    record('planned', '计划与空域数据', 'Plan and airspace data'),
    optional('other', '其他', 'Other'),
  ]),
];

export const FORM_FIELDS: readonly FormField[] = FORM_ITEMS.flatMap(({ fields }) => fields);

/** What a person may fill in. */
export const FILLED_IN: readonly FormField[] = FORM_FIELDS.filter(({ scope }) => scope !== 'record');

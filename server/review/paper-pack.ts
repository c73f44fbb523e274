import type { Paper, PaperPage } from '../core/paper.ts';

/** What the pack shows of the moment at which it was made. */
export type Snapshot = {
  readonly at: string;
  readonly drill: boolean;
  readonly orders: readonly (readonly string[])[];
  readonly flights: readonly (readonly string[])[];
  readonly boxes: readonly (readonly string[])[];
  readonly contacts: readonly (readonly string[])[];
};

const orderForm: PaperPage = {
  title: '停机订血单 Order form (system down)',
  blocks: [
    {
      kind: 'text',
      text: '电话下单时双方逐项复述。不写任何患者信息。 Read back item by item on the telephone. Nothing about any patient.',
    },
    {
      kind: 'fields',
      labels: [
        '医院 / 科室电话  Hospital / ward telephone',
        '申请号  Request number',
        '紧急程度（大量输血 / 急 / 优先 / 常规）  Urgency',
        '需用时间  Needed by',
        '下单人 / 时间  Ordered by / time',
        '接单人 / 复述确认时间  Taken by / read back at',
      ],
    },
    { kind: 'table', columns: ['成分 Component', 'ABO', 'RhD', '袋数 Units'], rows: [], blank: 6 },
    { kind: 'fields', labels: ['备注（不写患者信息）  Note'] },
  ],
};

const custody: PaperPage = {
  title: '取血、装箱与交接单 Picking, packing, custody',
  blocks: [
    {
      kind: 'table',
      columns: [
        '献血编号 DIN',
        '成分/血型 Component/group',
        '有效期 Expiry',
        '取血人 Picked',
        '复核人 Checked',
      ],
      rows: [],
      blank: 10,
    },
    {
      kind: 'fields',
      labels: [
        '血箱号 / 封签号  Box / seal',
        '箱内温度 °C / 时间  Temperature inside / time',
        '装箱人签字  Packed by (signature)',
        '复核人签字（另一人）  Checked by another person (signature)',
        '交付无人机或司机 / 时间  Handed to drone or driver / time',
        '医院收到：封签完好？温度 °C  Received: seal intact? temperature',
        '收血第一人签字  Received by, first person',
        '收血第二人签字  Received by, second person',
      ],
    },
  ],
};

const launch: PaperPage = {
  title: '起飞检查单 Launch checklist',
  blocks: [
    {
      kind: 'text',
      text: '系统停机时不得新起飞；本单用于已获授权的应急起飞和交接核对。 No new launch while the system is down unless the person in charge has authorised it.',
    },
    {
      kind: 'checks',
      items: [
        '授权人姓名与时间  Authorised by, time',
        '航线、围栏、备降点与批准的计划一致  Route, fence and rally points as approved',
        '空域批准时间窗有效  Airspace approval in force',
        '风速在限值内（平均/阵风）  Wind within limits (mean/gust)',
        '电量足够往返并留余量  Charge for the way with its reserve',
        '卫星定位 3D，卫星数 6 颗以上  3D fix, 6 satellites or more',
        '血箱封签完好、固定  Box sealed and fastened',
        '起飞坪与降落坪清空，双方电话确认  Both pads clear, said on the telephone',
        '遥控与链路正常，返航点正确  Link good, return point right',
        '第二人复核签字  Second person, signature',
      ],
    },
  ],
};

const script: PaperPage = {
  title: '电话复述用语 Telephone read-back',
  blocks: [
    {
      kind: 'checks',
      items: [
        '“我是（单位、姓名）。系统停机，按纸质流程。” "This is (site, name). The system is down, we use paper."',
        '“请报：申请号、成分、血型 ABO 和 RhD、袋数、需用时间。” "Request number, component, ABO and RhD, units, needed by."',
        '“我复述：……。对吗？” 对方说“对”才记录。 "I read back: … Is that right?" Only "right" counts.',
        '“血型逐字读：A、B、O、AB；RhD 读‘阳性’或‘阴性’，不说‘加’‘减’。” Say groups letter by letter; "positive" or "negative".',
        '“编号逐位读，每四位停顿。” Numbers digit by digit, a pause after four.',
        '“挂断前：双方互报姓名和时间。” Names and time of both before hanging up.',
      ],
    },
    {
      kind: 'heading',
      text: '在途无人机 Drones in the air',
    },
    {
      kind: 'text',
      text: '失去链路后无人机按自身设置悬停并返航。通知两端现场清空起降坪，勿靠近旋翼未停的无人机。 Without a link a drone holds and returns by itself. Have both pads cleared; nobody goes near turning rotors.',
    },
  ],
};

/** What happens meanwhile, to be entered when the system is back. */
const log: PaperPage = {
  title: '停机记录表 Log of the outage',
  blocks: [
    {
      kind: 'text',
      text: '停机期间每件事记一行；恢复后由值班人逐行补录并签字。 One line for everything that happens; entered line by line and signed once the system is back.',
    },
    { kind: 'fields', labels: ['停机开始 / 结束  Outage from / to', '值班人  Person in charge'] },
    {
      kind: 'table',
      columns: [
        '时间 Time',
        '订单 / 飞行 / 血箱 Order, flight, box',
        '事项 What happened',
        '通话人 Spoken to',
        '记录人 By',
      ],
      rows: [],
      blank: 24,
    },
  ],
};

const snapshot = ({ at, orders, flights, boxes, contacts }: Snapshot): PaperPage => ({
  title: '当前订单与飞行 Open orders and flights',
  blocks: [
    { kind: 'text', text: `数据时间 As of ${at}` },
    {
      kind: 'table',
      columns: [
        '订单 / 申请号 Order, request',
        '医院 / 科室电话 Hospital, ward',
        '状态 State',
        '内容 Contents',
        '承诺时间 Due',
      ],
      rows: orders,
      blank: 2,
    },
    {
      kind: 'table',
      columns: ['飞行 Flight', '无人机 Drone', '状态 State', '去向 To', '起飞 Take-off'],
      rows: flights,
      blank: 2,
    },
    {
      kind: 'table',
      columns: ['血箱 Box', '封签 Seal', '订单 Order', '血袋 Units (DIN)', '所在 Where'],
      rows: boxes,
      blank: 2,
    },
    { kind: 'heading', text: '联系人 Contacts' },
    { kind: 'table', columns: ['单位 Site', '电话 Telephone', '地址 Address'], rows: contacts, blank: 3 },
    { kind: 'text', text: '急救 120 · 消防 119 · 公安 110' },
  ],
});

/** The sheets for the case that the system is down; both languages on each. Pure. */
export const paperPack = (now: Snapshot): Paper => ({
  pages: [snapshot(now), orderForm, custody, launch, script, log],
  foot: `生命航线 Lifeline · ${now.at}`,
  band: now.drill ? '演练 DRILL' : '',
});

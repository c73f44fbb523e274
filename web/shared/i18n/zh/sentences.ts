type Found = readonly string[];

const RUN: Readonly<Record<string, string>> = {
  no_mission: '没有任务',
  not_started: '未开始',
  active: '执行中',
  paused: '暂停',
  complete: '已完成',
  unknown: '不明',
};

const LANDED: Readonly<Record<string, string>> = {
  on_ground: '在地面',
  in_air: '在空中',
  taking_off: '正在起飞',
  landing: '正在降落',
  unknown: '不明',
};

const word = (words: Readonly<Record<string, string>>, key = ''): string => words[key] ?? key;

const IDS = String.raw`mission (\d+), fence (\d+), rally points (\d+)`;
const ids = ([mission = '', fence = '', rally = '']: Found): string =>
  `任务 ${mission}、围栏 ${fence}、备降点 ${rally}`;

/**
 * The sentences by which the service tells what it saw of a flight, and proved of a launch: longer ones first, because
 * some hold others. `test/web/server-words.test.ts` reads them out of the service's source.
 */
export const SENTENCES: readonly (readonly [RegExp, (found: Found) => string])[] = [
  [
    new RegExp(`the vehicle says ${IDS}, item (\\d+), ([a-z_]+)`),
    (f) => `无人机报告：${ids(f)}，航点 ${f[3] ?? ''}，${word(RUN, f[4])}`,
  ],
  [new RegExp(`expected ${IDS} at item 0 and feasible`), (f) => `应为${ids(f)}，航点 0 且可行`],
  [new RegExp(`expected ${IDS} and feasible`), (f) => `应为${ids(f)}且可行`],
  [new RegExp(`expected ${IDS}`), (f) => `应为${ids(f)}`],
  [new RegExp(`(\\d+) items read back equal, ${IDS}`), ([n = '', ...f]) => `${n} 个航点回读一致，${ids(f)}`],
  [new RegExp(IDS), ids],
  [/: somebody else changed it/, () => '；已被他人更改'],
  [/expected it disarmed in AUTO\.LOITER/, () => '应为已上锁、AUTO.LOITER 模式'],
  [
    /the last heartbeat says ([A-Z_.0-9]+), (armed|disarmed)/,
    ([mode = '', armed]) => `最近心跳：${mode}，${armed === 'armed' ? '已解锁' : '已上锁'}`,
  ],
  [/no heartbeat was ever heard/, () => '从未收到心跳'],
  [/no MISSION_CURRENT was heard/, () => '从未收到任务进度'],
  [/all checks passed/, () => '检查全部通过'],
  [/got no answer/, () => '没有答复'],
  [
    /landed state ([a-z_]+), ([\d.?-]+) m above home/,
    ([landed, metres = '']) => `着陆状态“${word(LANDED, landed)}”，高出起飞点 ${metres} 米`,
  ],
  [
    /step [a-z]+: expected its proof within ([\d.]+) s/,
    ([seconds = '']) => `步骤未在 ${seconds} 秒内得到证实`,
  ],
  [/step [a-z]+: the vehicle is disarmed again before it took off/, () => '起飞前无人机又上锁了'],
  [/the vehicle started anew since the upload/, () => '上传后无人机重新启动过'],
  [/another vehicle uses the same system id/, () => '有另一架无人机使用相同的系统编号'],
  [/expected a heartbeat within 5 s, none came/, () => '5 秒内没有收到心跳'],
  [/expected it on the ground, seen within 5 s/, () => '5 秒内没有看到它在地面'],
  [/expected MISSION_CURRENT within 5 s, none came/, () => '5 秒内没有收到任务进度'],
  [/expected SYS_STATUS within 5 s, none came/, () => '5 秒内没有收到自检状态'],
  [
    /the vehicle's own check before arming fails \((.*)\)/,
    ([what = '']) => `无人机自身的解锁检查未通过（${what}）`,
  ],
  [
    /writing the intent took (\d+) ms, it is good for (\d+) ms/,
    ([took = '', good = '']) => `写入解锁登记用了 ${took} 毫秒，有效期 ${good} 毫秒`,
  ],
  [/; and then it was seen in the air/, () => '；随后看到它在空中'],
  [/; and no heartbeat says that it is disarmed/, () => '；没有心跳证实它已上锁'],
  [/^refused by guard: .*$/s, () => '守卫拦下了指令，没有发出'],
  [/no heartbeat for more than ([\d.]+) s/, ([seconds = '']) => `超过 ${seconds} 秒没有心跳`],
  [
    /landed ([\d.?]+) m from the planned pad and disarmed/,
    ([metres = '']) => `降落在距计划起降坪 ${metres} 米处并上锁`,
  ],
  [
    /landed ([\d.?]+) m from the pad where it took off and disarmed/,
    ([metres = '']) => `降落在距起飞坪 ${metres} 米处并上锁`,
  ],
  [
    /landed and disarmed ([\d.?]+) m from the planned pad \(limit ([\d.]+) m\) and ([\d.?]+) m from the start/,
    ([pad = '', limit = '', start = '']) =>
      `降落并上锁，距计划起降坪 ${pad} 米（上限 ${limit} 米），距起飞点 ${start} 米`,
  ],
  [/expected a position on the ground, none came for 10 s/, () => '在地面 10 秒没有收到位置'],
  [/it says that it is disarmed and not on the ground/, () => '无人机报告已上锁但不在地面'],
  [/it is in the air again after its landing/, () => '降落后又在空中'],
  [/the vehicle started anew during the flight/, () => '无人机在飞行中重新启动'],
  [/: a person has to look/, () => '；须人工查看'],
  [
    /mission, fence or rally points on the vehicle are not those of this flight/,
    () => '机上的任务、围栏或备降点不是本次飞行的',
  ],
  [/it holds its position/, () => '悬停中'],
  [/it flies back/, () => '正在返航'],
  [/it lands where it is/, () => '就地降落中'],
  [/it descends without a position/, () => '没有定位，正在下降'],
  [/on its planned route/, () => '在计划航线上'],
  [
    /mode ([A-Z_.0-9]+|unknown) was not asked for by this service/,
    ([mode = '']) => `模式 ${mode} 不是本系统要求的`,
  ],
  [/, mode ([A-Z_.0-9]+)/, ([mode = '']) => `，模式 ${mode}`],
  [
    /the service started anew while the flight was ([A-Z_]+); /,
    ([state = '']) => `飞行处于 ${state} 时服务重新启动；`,
  ],
  [/the vehicle is not heard/, () => '收不到无人机的信号'],
  [/the vehicle is armed and flies another mission/, () => '无人机已解锁，正在执行别的任务'],
  [/the vehicle is armed and flies/, () => '无人机已解锁，正在飞行'],
  [/the vehicle is armed on the ground/, () => '无人机在地面已解锁'],
  [/the vehicle stands disarmed at its destination/, () => '无人机已上锁，停在目的地'],
  [/the vehicle stands disarmed where it started/, () => '无人机已上锁，停在起飞处'],
  [/the vehicle is disarmed and stands at neither of its pads/, () => '无人机已上锁，不在任何一个起降坪'],
  [/another ground station has changed something: /, () => '其他地面站做了更改：'],
  [/somebody else has asked it for mode (\S+)/, ([mode = '']) => `其他人要求它进入模式 ${mode}`],
  [/^command (\d+)$/, ([number = '']) => `指令 ${number}`],
  [/^mission (\d+)$/, ([number = '']) => `任务 ${number}`],
  [/^ground stop: /, () => '停飞令：'],
];

import { RETURN_REL_ALT_M } from '../plan/alternates/limits.ts';

/** `field`: drones that carry blood; `simulation`: the embedded vehicles, whose stock values are harmless. */
export type BaselineProfile = 'field' | 'simulation';

/** One value, one of several, or a range with both ends in it. */
export type Expected =
  | { readonly kind: 'value'; readonly value: number }
  | { readonly kind: 'one-of'; readonly values: readonly number[] }
  | { readonly kind: 'range'; readonly min: number; readonly max: number };

/** A parameter that a launch depends on, with PX4's meaning of what is expected. */
export type BaselineRow = {
  readonly name: string;
  readonly type: 'int32' | 'float';
  /** Empty for numbers that are choices. */
  readonly unit: string;
  readonly expected: Expected;
  /** `blocker`: a safety parameter, nobody flies with another value; `note`: for information. */
  readonly severity: 'blocker' | 'note';
  /** A vehicle that does not have it at all: told, and no blocker. Default: as `severity`. */
  readonly lacking?: 'note';
  readonly why: { readonly en: string; readonly zh: string };
};

type Row = Omit<BaselineRow, 'expected'> & {
  readonly field: Expected;
  /** Undefined: as in the field; null: not looked at. */
  readonly simulation?: Expected | null;
};

const is = (value: number): Expected => ({ kind: 'value', value });

type Extra = {
  readonly unit?: string;
  readonly severity?: 'note';
  readonly lacking?: 'note';
  readonly simulation?: Expected | null;
};

const row = (
  name: string,
  [type, field]: readonly [BaselineRow['type'], Expected],
  [en, zh]: readonly [en: string, zh: string],
  { unit = '', severity, ...extra }: Extra = {},
): Row => ({ name, type, field, why: { en, zh }, unit, severity: severity ?? 'blocker', ...extra });

const int = (name: string, value: number, why: readonly [string, string], extra?: Extra): Row =>
  row(name, ['int32', is(value)], why, extra);
const float = (name: string, value: number, why: readonly [string, string], extra?: Extra): Row =>
  row(name, ['float', is(value)], why, extra);

/** PX4's own values, where the embedded vehicle keeps them. */
const stock = (value: number): Extra => ({ simulation: is(value) });

/** Not every firmware can ask; an embedded vehicle may. */
const AUTH: Extra = { lacking: 'note', simulation: null };

const ROWS: readonly Row[] = [
  // Link and remote control.
  int('NAV_DLL_ACT', 2, ['return when the data link is lost', '数据链中断时返航']),
  int('COM_DL_LOSS_T', 10, ['the link counts as lost after 10 s', '10 秒无信号视为数据链中断'], {
    unit: 's',
  }),
  int('COM_DLL_EXCEPT', 0, ['no mode ignores a lost link', '任何模式都不忽略数据链中断']),
  int('NAV_RCL_ACT', 2, ['return when a remote control that was there is lost', '遥控器失联时返航']),
  int('COM_RCL_EXCEPT', 0, ['no mode ignores a lost remote control', '任何模式都不忽略遥控器失联']),
  int('COM_RC_IN_MODE', 4, ['there is no remote control aboard', '机上没有遥控接收机']),
  // Energy. The thresholds are those of PX4's own test card.
  int('COM_LOW_BAT_ACT', 3, [
    'return at critical, land at emergency battery',
    '电量临界时返航，告急时就地降落',
  ]),
  float('BAT_LOW_THR', 0.25, ['warn at 25 %', '25% 时告警'], stock(0.15)),
  float('BAT_CRIT_THR', 0.2, ['critical at 20 %', '20% 为临界'], stock(0.07)),
  float('BAT_EMERGEN_THR', 0.15, ['emergency at 15 %', '15% 为告急'], stock(0.05)),
  int(
    'COM_FLTT_LOW_ACT',
    3,
    ['return when the charge is only enough for the way home', '剩余电量仅够返航时返航'],
    stock(0),
  ),
  row(
    'COM_ARM_BAT_MIN',
    ['float', { kind: 'range', min: 0.4, max: 0.9 }],
    ['no arming with a pack that is nearly empty', '电池电量过低时不得解锁'],
    stock(-1),
  ),
  // Staying where it belongs, and landing where it may.
  int('GF_ACTION', 2, ['hold at the fence', '触及围栏时悬停']),
  // Measured on PX4 1.18: 5 goes to the nearest rally point (home is one) around the fence and lands; with 3 it hovers on
  // its way where the plan has no landing sequence of its own, with 4 it flies on to the hospital past half of the way.
  int(
    'RTL_TYPE',
    5,
    ['return to the nearest rally point, home too', '返航至最近的备降点（含起飞点）'],
    stock(0),
  ),
  // A higher value leaves the 120 m of the law, a lower one leads through what the planner found to be below.
  float(
    'RTL_RETURN_ALT',
    RETURN_REL_ALT_M,
    ['returns at the height at which the plan has checked its way back', '按航线核对过的高度返航'],
    { unit: 'm' },
  ),
  int('COM_ARM_MIS_REQ', 1, ['no arming without a feasible mission', '没有可行任务时不得解锁'], stock(0)),
  // PX4 lists what it uses: SITL builds leave this one out. Our own plans always have both.
  int('MIS_TKO_LAND_REQ', 3, ['a mission needs a take-off and a landing', '任务必须包含起飞和降落'], {
    simulation: null,
  }),
  // The drone asks this service before it arms, whoever has told it to. One step, so that one arming frame is enough;
  // PX4 waits for the answer on the ground, at most COM_ARM_AUTH_TO, and its commander waits with it.
  int('COM_ARM_AUTH_REQ', 1, ['asks this service before it arms', '解锁前向本系统请求授权'], AUTH),
  int('COM_ARM_AUTH_ID', 255, ['asks the system id of this service', '授权请求发往本系统的编号'], AUTH),
  int('COM_ARM_AUTH_MET', 0, ['asks and arms by one command', '一条指令完成请求与解锁'], AUTH),
  row(
    'COM_ARM_AUTH_TO',
    ['float', { kind: 'range', min: 0.5, max: 2 }],
    ['waits for the answer no longer than the launch does', '等待授权的时间短于起飞步骤'],
    { ...AUTH, unit: 's' },
  ),
  float('NAV_ACC_RAD', 25, ['waypoints are accepted within 25 m', '距航点 25 米内视为到达'], { unit: 'm' }),
  // Seen: with PX4's default of 0.8 m a flight passed a waypoint without accepting it and drifted for 20 minutes.
  float('NAV_MC_ALT_RAD', 8, ['waypoints are accepted within 8 m of height', '距航点高度 8 米内视为到达'], {
    unit: 'm',
  }),
  // Hazards.
  int('COM_GNSSLOSS_ACT', 2, ['land when satellite positioning is lost', '卫星定位丢失时就地降落'], stock(0)),
  int('COM_POS_FS_ACT', 0, ['descend when the position is lost', '位置丢失时下降']),
  int('COM_ARM_WO_GPS', 0, ['no arming without satellite positioning', '没有卫星定位时不得解锁'], stock(1)),
  int('COM_WIND_MAX_ACT', 3, ['return in wind above the limit', '风速超限时返航'], stock(0)),
  row('COM_WIND_MAX', ['float', { kind: 'range', min: 8, max: 15 }], ['the limit of the wind', '风速上限'], {
    unit: 'm/s',
    simulation: is(-1),
  }),
  int('COM_ARM_ODID', 3, ['return when remote identification fails', '远程识别失效时返航'], {
    severity: 'note',
    ...stock(0),
  }),
  // Times that the service counts on.
  float(
    'COM_DISARM_PRFLT',
    10,
    ['disarms by itself 10 s after arming without take-off', '解锁 10 秒未起飞自动上锁'],
    { unit: 's' },
  ),
  float('COM_DISARM_LAND', 2, ['disarms by itself 2 s after landing', '着陆 2 秒后自动上锁'], { unit: 's' }),
  float('COM_FAIL_ACT_T', 5, ['holds for 5 s before it returns or lands', '返航或降落前悬停 5 秒'], {
    unit: 's',
  }),
  // Sessions that this service never opens.
  int('COM_OBL_RC_ACT', 3, ['a stray offboard session ends in a return', '离板控制意外中断时返航'], stock(0)),
  float('COM_OF_LOSS_T', 1, ['offboard counts as lost after 1 s', '离板控制 1 秒无信号视为中断'], {
    unit: 's',
  }),
  // No test rig in the field.
  int('SYS_FAILURE_EN', 0, ['failures cannot be injected', '不得注入故障'], stock(1)),
  int('COM_ARM_ON_BOOT', 0, ['never arms by itself', '上电不自动解锁']),
  int('CBRK_SUPPLY_CHK', 0, ['the power supply is checked', '检查供电']),
  int('CBRK_FLIGHTTERM', 0, ['flight termination works', '飞行终止功能可用'], stock(121_212)),
  int('CBRK_USB_CHK', 0, ['no arming with a cable plugged in', '插着 USB 线不得解锁'], stock(197_848)),
  int('CBRK_IO_SAFETY', 0, ['the safety switch works', '安全开关可用'], {
    severity: 'note',
    ...stock(22_027),
  }),
];

/** The rows of a profile. */
export const baselineOf = (profile: BaselineProfile): readonly BaselineRow[] =>
  ROWS.flatMap(({ field, simulation, ...rest }): BaselineRow[] => {
    const expected = profile === 'field' || simulation === undefined ? field : simulation;
    return expected === null ? [] : [{ ...rest, expected }];
  });

/** Embedded vehicles, marked so in the record, fly by their own profile. */
export const profileOf = (simulated: number | undefined): BaselineProfile =>
  simulated === 1 ? 'simulation' : 'field';

/** What PX4 does without a link, and how it flies then, by its own parameters. Seconds, metres, m/s, m/s². */
export type FailsafeProfile = {
  /** NAV_DLL_ACT: 0 none, 1 hold, 2 return, 3 land; the others end the flight. */
  readonly linkAction: 'none' | 'hold' | 'return' | 'land' | 'terminate';
  /** COM_DLL_EXCEPT bit 0: a mission goes on without the link. */
  readonly missionExcepted: boolean;
  readonly linkLostS: number;
  /** COM_FAIL_ACT_T: it holds that long before it acts. */
  readonly holdS: number;
  /** COM_LOW_BAT_ACT: 0 warns, 2 lands at critical, 3 returns at critical and lands at emergency. */
  readonly batteryAction: number;
  readonly criticalPct: number;
  readonly emergencyPct: number;
  readonly returnRelAltM: number;
  readonly coneDeg: number;
  readonly coneFromM: number;
  readonly descendRelAltM: number;
  /** RTL_LAND_DELAY: 0 lands at once, negative waits there for ever. */
  readonly landDelayS: number;
  /** RTL_TYPE. */
  readonly returnType: number;
  readonly cruiseMs: number;
  readonly upMs: number;
  readonly downMs: number;
  readonly landMs: number;
  readonly slowFromM: number;
  readonly slowToM: number;
  readonly accelMs2: number;
  readonly acceptM: number;
  /** Names that were not read: PX4's defaults stand for them. */
  readonly assumed: readonly string[];
};

/** Defaults of PX4 1.18. */
const DEFAULTS = {
  NAV_DLL_ACT: 0,
  COM_DLL_EXCEPT: 0,
  COM_DL_LOSS_T: 10,
  COM_FAIL_ACT_T: 5,
  COM_LOW_BAT_ACT: 0,
  BAT_CRIT_THR: 0.07,
  BAT_EMERGEN_THR: 0.05,
  RTL_RETURN_ALT: 60,
  RTL_CONE_ANG: 45,
  RTL_MIN_DIST: 10,
  RTL_DESCEND_ALT: 30,
  RTL_LAND_DELAY: 0,
  RTL_TYPE: 0,
  MPC_XY_CRUISE: 5,
  MPC_Z_V_AUTO_UP: 3,
  MPC_Z_V_AUTO_DN: 1.5,
  MPC_LAND_SPEED: 0.7,
  MPC_LAND_ALT1: 10,
  MPC_LAND_ALT2: 5,
  MPC_ACC_HOR: 3,
  NAV_ACC_RAD: 10,
} as const;

type Name = keyof typeof DEFAULTS;

const ACTIONS = ['none', 'hold', 'return', 'land'] as const;
const PERCENT = 100;

/** The profile of a vehicle's parameters; undefined = none were read. */
export const failsafeProfile = (params: ReadonlyMap<string, number> | undefined): FailsafeProfile => {
  const names = Object.keys(DEFAULTS) as Name[];
  const value = (name: Name): number => params?.get(name) ?? DEFAULTS[name];
  return {
    linkAction: ACTIONS[value('NAV_DLL_ACT')] ?? 'terminate',
    missionExcepted: (value('COM_DLL_EXCEPT') & 1) !== 0,
    linkLostS: value('COM_DL_LOSS_T'),
    holdS: Math.max(0, value('COM_FAIL_ACT_T')),
    batteryAction: value('COM_LOW_BAT_ACT'),
    criticalPct: value('BAT_CRIT_THR') * PERCENT,
    emergencyPct: value('BAT_EMERGEN_THR') * PERCENT,
    returnRelAltM: value('RTL_RETURN_ALT'),
    coneDeg: value('RTL_CONE_ANG'),
    coneFromM: value('RTL_MIN_DIST'),
    descendRelAltM: value('RTL_DESCEND_ALT'),
    landDelayS: value('RTL_LAND_DELAY'),
    returnType: value('RTL_TYPE'),
    cruiseMs: value('MPC_XY_CRUISE'),
    upMs: value('MPC_Z_V_AUTO_UP'),
    downMs: value('MPC_Z_V_AUTO_DN'),
    landMs: value('MPC_LAND_SPEED'),
    slowFromM: value('MPC_LAND_ALT1'),
    slowToM: value('MPC_LAND_ALT2'),
    accelMs2: value('MPC_ACC_HOR'),
    acceptM: value('NAV_ACC_RAD'),
    assumed: names.filter((name) => params?.has(name) !== true),
  };
};

import { int32FromFloatBits, int32ToFloatBits } from '../../server/mavlink/wire.ts';
import { crc32Part } from '../../server/mavlink/crc32.ts';

/** MAV_PARAM_TYPE. */
export const PARAM_TYPE = { UINT32: 5, INT32: 6, REAL32: 9 } as const;

type Kind = 'int' | 'real';

/** `[name, kind, default of PX4 1.18, value of the service's profile where it differs]`. */
type Row = readonly [name: string, kind: Kind, stock: number, profile?: number];

/**
 * The parameters the vehicle has: those that it obeys and those that a ground station reads before it trusts a
 * vehicle. Names, types and defaults are PX4's; the last column is the profile of the service.
 */
const TABLE: readonly Row[] = [
  ['BAT1_CAPACITY', 'real', -1, 27_000],
  ['BAT1_N_CELLS', 'int', 0, 12],
  ['BAT1_SOURCE', 'int', 0],
  ['BAT_CRIT_THR', 'real', 0.07],
  ['BAT_EMERGEN_THR', 'real', 0.05],
  ['BAT_LOW_THR', 'real', 0.15],
  ['CBRK_FLIGHTTERM', 'int', 121_212],
  ['CBRK_IO_SAFETY', 'int', 22_027],
  ['CBRK_SUPPLY_CHK', 'int', 0],
  ['CBRK_USB_CHK', 'int', 197_848],
  ['COM_ARM_AUTH_ID', 'int', 10],
  ['COM_ARM_AUTH_MET', 'int', 0],
  ['COM_ARM_AUTH_REQ', 'int', 0],
  ['COM_ARM_AUTH_TO', 'real', 1],
  ['COM_ARM_BAT_MIN', 'real', -1],
  ['COM_ARM_MIS_REQ', 'int', 0],
  ['COM_ARM_ODID', 'int', 0],
  ['COM_ARM_ON_BOOT', 'int', 0],
  ['COM_ARM_WO_GPS', 'int', 1],
  ['COM_DISARM_LAND', 'real', 2],
  ['COM_DISARM_PRFLT', 'real', 10],
  ['COM_DLL_EXCEPT', 'int', 0],
  ['COM_DL_LOSS_T', 'int', 10],
  ['COM_FAIL_ACT_T', 'real', 5],
  ['COM_FLTT_LOW_ACT', 'int', 0],
  ['COM_FLT_TIME_MAX', 'int', -1],
  ['COM_GNSSLOSS_ACT', 'int', 0],
  ['COM_LOW_BAT_ACT', 'int', 0, 3],
  ['COM_OBL_RC_ACT', 'int', 0],
  ['COM_OF_LOSS_T', 'real', 1],
  ['COM_PARACHUTE', 'int', 0],
  ['COM_POS_FS_ACT', 'int', 0],
  ['COM_RCL_EXCEPT', 'int', 0],
  ['COM_RC_IN_MODE', 'int', 3, 4],
  ['COM_RC_LOSS_T', 'real', 0.5],
  ['COM_WIND_MAX', 'real', -1],
  ['COM_WIND_MAX_ACT', 'int', 0],
  ['COM_WIND_WARN', 'real', -1],
  ['GF_ACTION', 'int', 2],
  ['GF_MAX_HOR_DIST', 'real', 0],
  ['GF_MAX_VER_DIST', 'real', 0],
  ['MAV_COMP_ID', 'int', 1],
  ['MAV_SYS_ID', 'int', 1],
  ['MAV_TYPE', 'int', 2, 13],
  ['MIS_DIST_1WP', 'real', 10_000],
  ['MIS_TAKEOFF_ALT', 'real', 2.5],
  ['MIS_TKO_LAND_REQ', 'int', 0],
  ['MIS_YAW_ERR', 'real', 12],
  ['MIS_YAW_TMT', 'real', -1],
  ['MPC_ACC_DOWN_MAX', 'real', 3],
  ['MPC_ACC_HOR', 'real', 3],
  ['MPC_ACC_UP_MAX', 'real', 4],
  ['MPC_LAND_ALT1', 'real', 10],
  ['MPC_LAND_ALT2', 'real', 5],
  ['MPC_LAND_SPEED', 'real', 0.7],
  ['MPC_TKO_SPEED', 'real', 1.5],
  ['MPC_XY_CRUISE', 'real', 5, 16],
  ['MPC_XY_VEL_MAX', 'real', 12, 20],
  ['MPC_Z_VEL_MAX_DN', 'real', 1.5, 2],
  ['MPC_Z_VEL_MAX_UP', 'real', 3],
  ['MPC_Z_V_AUTO_DN', 'real', 1.5, 2],
  ['MPC_Z_V_AUTO_UP', 'real', 3],
  ['NAV_ACC_RAD', 'real', 10, 25],
  ['NAV_DLL_ACT', 'int', 0, 2],
  ['NAV_LOITER_RAD', 'real', 80],
  ['NAV_MC_ALT_RAD', 'real', 0.8, 8],
  ['NAV_RCL_ACT', 'int', 2],
  ['RTL_CONE_ANG', 'int', 45],
  ['RTL_DESCEND_ALT', 'real', 30],
  ['RTL_LAND_DELAY', 'real', 0],
  ['RTL_MIN_DIST', 'real', 10],
  ['RTL_RETURN_ALT', 'real', 60],
  ['RTL_TYPE', 'int', 0],
  ['SYS_AUTOSTART', 'int', 0, 10_041],
  ['SYS_FAILURE_EN', 'int', 1],
];

export type Parameter = { readonly name: string; readonly kind: Kind; value: number };

export type Parameters = {
  /** In the order of PARAM_VALUE.param_index. */
  readonly list: readonly Parameter[];
  readonly find: (name: string) => Parameter | undefined;
  readonly indexOf: (name: string) => number;
  /** Value of a parameter that the table has; a name that it lacks is a bug. */
  readonly value: (name: string) => number;
};

/** The profile of the service, with `overrides` on top. Throws for an unknown name in `overrides`. */
export const createParameters = (overrides: Readonly<Record<string, number>>): Parameters => {
  const list: Parameter[] = TABLE.map(([name, kind, stock, profile]) => ({
    name,
    kind,
    value: profile ?? stock,
  }));
  const byName = new Map(list.map((parameter, index) => [parameter.name, { parameter, index }]));
  const find = (name: string): Parameter | undefined => byName.get(name)?.parameter;
  for (const [name, value] of Object.entries(overrides)) {
    const parameter = find(name);
    if (parameter === undefined) throw new Error(`the embedded vehicle has no parameter ${name}`);
    parameter.value = value;
  }
  return {
    list,
    find,
    indexOf: (name) => byName.get(name)?.index ?? -1,
    value: (name) => {
      const parameter = find(name);
      if (parameter === undefined) throw new Error(`the embedded vehicle has no parameter ${name}`);
      return parameter.value;
    },
  };
};

export const typeOf = (parameter: Parameter): number =>
  parameter.kind === 'int' ? PARAM_TYPE.INT32 : PARAM_TYPE.REAL32;

/** PX4 puts the bits of an int32 into the float field. */
export const toWire = (parameter: Parameter): number =>
  parameter.kind === 'int' ? int32ToFloatBits(parameter.value) : parameter.value;

export const fromWire = (parameter: Parameter, wire: number): number =>
  parameter.kind === 'int' ? int32FromFloatBits(wire) : wire;

const encoder = new TextEncoder();

/** `_HASH_CHECK`: CRC32 over all names and values, as PX4's param_hash_check(). */
export const hashOf = (parameters: Parameters): number => {
  let crc = 0;
  const bytes = new Uint8Array(4);
  const view = new DataView(bytes.buffer);
  for (const { name, kind, value } of parameters.list) {
    crc = crc32Part(encoder.encode(name), crc);
    if (kind === 'int') view.setInt32(0, value, true);
    else view.setFloat32(0, value, true);
    crc = crc32Part(bytes, crc);
  }
  return crc;
};

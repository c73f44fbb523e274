import { common, minimal, standard, type MavLinkData } from 'mavlink-mappings';
import type { MonoMs } from '../core/clock.ts';
import { isMessage, type FieldsOf, type MavMessage } from './codec.ts';
import type { MessageClass } from './dialect.ts';
import { GnssIntegrity } from './extra-messages.ts';
import { decodeMode } from './modes.ts';
import { systemStatusName, vehicleTypeName } from './names.ts';
import type {
  HeartbeatInfo,
  LandedState,
  MissionState,
  PositionInfo,
  SensorInfo,
  VehicleSnapshot,
  VersionInfo,
} from './snapshot.ts';
import {
  degFromRad,
  fractionFromPercent,
  headingFromCdeg,
  hexText,
  lonLatFromE7,
  mFromMm,
  msFromCms,
  uint64Text,
  voltsFromMv,
} from './wire.ts';

/** Groups of the snapshot that one message replaces; empty where its values are out of range. */
export type TelemetryPatch = Partial<
  Pick<
    VehicleSnapshot,
    | 'heartbeat'
    | 'position'
    | 'battery'
    | 'cells'
    | 'pack'
    | 'gps'
    | 'attitude'
    | 'landed'
    | 'mission'
    | 'home'
    | 'sensors'
    | 'version'
    | 'gnssIntegrity'
    | 'boot'
    | 'wish'
  >
>;

/** Nothing that we fly goes there: a height or speed beyond is a broken or a forged message. */
const MIN_ALT_M = -500;
const MAX_ALT_M = 20_000;
const MAX_SPEED_MS = 150;
/** MISSION_CURRENT.total of a vehicle without mission. */
const TOTAL_NONE = 0xffff;
const SATELLITES_UNKNOWN = 0xff;
const EPH_UNKNOWN = 0xffff;
const FULL_TURN_RAD = 2 * Math.PI;

const LANDED_STATES: readonly LandedState[] = ['undefined', 'on-ground', 'in-air', 'taking-off', 'landing'];
const MISSION_STATES: readonly MissionState[] = [
  'unknown',
  'none',
  'not-started',
  'active',
  'paused',
  'complete',
];

const within = (value: number, min: number, max: number): boolean => value >= min && value <= max;

const heartbeatOf = (fields: FieldsOf<minimal.Heartbeat>): HeartbeatInfo => ({
  mode: decodeMode(fields.customMode),
  armed: (fields.baseMode & minimal.MavModeFlag.SAFETY_ARMED) !== 0,
  systemStatus: systemStatusName(fields.systemStatus),
  type: vehicleTypeName(fields.type),
  autopilot: fields.autopilot,
});

const positionOf = (fields: FieldsOf<common.GlobalPositionInt>): PositionInfo | undefined => {
  const lonLat = lonLatFromE7(fields.lon, fields.lat);
  const altAmslM = mFromMm(fields.alt);
  const relAltM = mFromMm(fields.relativeAlt);
  const groundSpeedMs = msFromCms(Math.hypot(fields.vx, fields.vy));
  if (lonLat === undefined || !within(altAmslM, MIN_ALT_M, MAX_ALT_M)) return undefined;
  if (!within(relAltM, -MAX_ALT_M, MAX_ALT_M) || groundSpeedMs > MAX_SPEED_MS) return undefined;
  return {
    lonLat,
    altAmslM,
    relAltM,
    headingDeg: headingFromCdeg(fields.hdg),
    groundSpeedMs,
    northMs: msFromCms(fields.vx),
    eastMs: msFromCms(fields.vy),
    verticalSpeedMs: -msFromCms(fields.vz),
    timeBootMs: fields.timeBootMs,
  };
};

const positionPatch = (fields: FieldsOf<common.GlobalPositionInt>, at: MonoMs): TelemetryPatch => {
  const boot = { at, timeBootMs: fields.timeBootMs };
  const position = positionOf(fields);
  return position === undefined ? { boot } : { boot, position: { at, ...position } };
};

const attitudePatch = (fields: FieldsOf<common.Attitude>, at: MonoMs): TelemetryPatch => {
  const boot = { at, timeBootMs: fields.timeBootMs };
  const angles = [fields.roll, fields.pitch, fields.yaw];
  if (!angles.every((angle) => within(angle, -FULL_TURN_RAD, FULL_TURN_RAD))) return { boot };
  const [rollDeg = 0, pitchDeg = 0, yawDeg = 0] = angles.map(degFromRad);
  return { boot, attitude: { at, rollDeg, pitchDeg, yawDeg } };
};

const homePatch = (fields: FieldsOf<common.HomePosition>, at: MonoMs): TelemetryPatch => {
  const lonLat = lonLatFromE7(fields.longitude, fields.latitude);
  const altAmslM = mFromMm(fields.altitude);
  return lonLat !== undefined && within(altAmslM, MIN_ALT_M, MAX_ALT_M)
    ? { home: { at, lonLat, altAmslM } }
    : {};
};

const sensorName = (bit: number): string => {
  const name = (common.MavSysStatusSensor as unknown as Record<number, unknown>)[2 ** bit];
  return typeof name === 'string' ? name : `BIT_${bit}`;
};

const sensorsOf = (fields: FieldsOf<common.SysStatus>): SensorInfo => {
  const present: number = fields.onboardControlSensorsPresent;
  const enabled: number = fields.onboardControlSensorsEnabled;
  const healthy: number = fields.onboardControlSensorsHealth;
  const unhealthy: string[] = [];
  for (let bit = 0; bit < 32; bit++)
    if (((enabled >>> bit) & 1) === 1 && ((healthy >>> bit) & 1) === 0) unhealthy.push(sensorName(bit));
  const prearm = common.MavSysStatusSensor.PREARM_CHECK;
  return { present, enabled, healthy, prearmOk: (healthy & prearm) !== 0, unhealthy };
};

/** No cell is lower or higher; a single value beyond it is the sum of all cells. */
const MIN_CELL_MV = 1000;
const MAX_CELL_MV = 5000;
const CYCLES_UNKNOWN = 0xffff;

const cellsPatch = ({ id, voltages }: FieldsOf<common.BatteryStatus>, at: MonoMs): TelemetryPatch => {
  if (id !== 0) return {};
  const cells = voltages.filter((mv) => within(mv, MIN_CELL_MV, MAX_CELL_MV));
  const imbalanceMv = cells.length < 2 ? undefined : Math.max(...cells) - Math.min(...cells);
  return { cells: { at, imbalanceMv } };
};

const packPatch = (fields: FieldsOf<common.SmartBatteryInfo>, at: MonoMs): TelemetryPatch => {
  if (fields.id !== 0) return {};
  const { cycleCount, serialNumber } = fields;
  return {
    pack: {
      at,
      serial: serialNumber === '' ? undefined : serialNumber,
      cycles: cycleCount === CYCLES_UNKNOWN ? undefined : cycleCount,
    },
  };
};

/** Battery by SYS_STATUS at 1 Hz. */
const sysStatusPatch = (fields: FieldsOf<common.SysStatus>, at: MonoMs): TelemetryPatch => ({
  sensors: { at, ...sensorsOf(fields) },
  battery: {
    at,
    fraction: fractionFromPercent(fields.batteryRemaining),
    voltageV: voltsFromMv(fields.voltageBattery),
  },
});

const missionPatch = (fields: FieldsOf<common.MissionCurrent>, at: MonoMs): TelemetryPatch => ({
  mission: {
    at,
    seq: fields.seq,
    total: fields.total === TOTAL_NONE ? 0 : fields.total,
    state: MISSION_STATES[fields.missionState] ?? 'unknown',
    missionId: fields.missionId,
    fenceId: fields.fenceId,
    rallyId: fields.rallyPointsId,
  },
});

const gpsPatch = (fields: FieldsOf<common.GpsRawInt>, at: MonoMs): TelemetryPatch => ({
  gps: {
    at,
    fixType: fields.fixType,
    satellites: fields.satellitesVisible === SATELLITES_UNKNOWN ? undefined : fields.satellitesVisible,
    hdop: fields.eph === EPH_UNKNOWN ? undefined : fields.eph / 100,
    lonLat:
      fields.fixType >= common.GpsFixType.GPS_FIX_TYPE_2D_FIX
        ? lonLatFromE7(fields.lon, fields.lat)
        : undefined,
  },
});

/** Both modes of one message: HEARTBEAT is up to 2 s ahead of it. 0 is a vehicle that tells no intention. */
const wishOf = ({
  customMode,
  intendedCustomMode,
}: FieldsOf<common.CurrentMode>): Omit<NonNullable<TelemetryPatch['wish']>, 'at'> => {
  const asked = intendedCustomMode === 0 ? undefined : decodeMode(intendedCustomMode);
  return { asked, refused: intendedCustomMode === customMode ? undefined : asked };
};

/** FIRMWARE_VERSION_TYPE: the lowest byte of flight_sw_version. */
const releaseName = (type: number): string => {
  if (type === 255) return '';
  if (type >= 192) return '-rc';
  if (type >= 128) return '-beta';
  return type >= 64 ? '-alpha' : '-dev';
};

const versionOf = (fields: FieldsOf<standard.AutopilotVersion>): VersionInfo => {
  const version = fields.flightSwVersion;
  const [major, minor, patch, type] = [version >>> 24, version >>> 16, version >>> 8, version].map(
    (part) => part & 0xff,
  ) as [number, number, number, number];
  return {
    firmware: `${major}.${minor}.${patch}${releaseName(type)}`,
    firmwareHash: hexText(fields.flightCustomVersion),
    uid2: hexText(fields.uid2),
    capabilities: uint64Text(BigInt(fields.capabilities)),
  };
};

type Reader = (message: MavMessage, at: MonoMs) => TelemetryPatch;

/** The row of one message class. */
const row = <T extends MavLinkData>(
  messageClass: MessageClass<T>,
  read: (fields: FieldsOf<T>, at: MonoMs) => TelemetryPatch,
): readonly [number, Reader] => [
  messageClass.MSG_ID,
  (message, at) => (isMessage(message, messageClass) ? read(message.fields, at) : {}),
];

/** One row per message that feeds the snapshot. */
const READERS = new Map<number, Reader>([
  row(minimal.Heartbeat, (fields, at) => ({ heartbeat: { at, ...heartbeatOf(fields) } })),
  row(common.GlobalPositionInt, positionPatch),
  row(common.Attitude, attitudePatch),
  row(common.SysStatus, sysStatusPatch),
  row(common.BatteryStatus, cellsPatch),
  row(common.SmartBatteryInfo, packPatch),
  row(common.GpsRawInt, gpsPatch),
  row(common.MissionCurrent, missionPatch),
  row(common.HomePosition, homePatch),
  row(common.ExtendedSysState, (fields, at) => ({
    landed: { at, state: LANDED_STATES[fields.landedState] ?? 'undefined' },
  })),
  row(common.CurrentMode, (fields, at) => ({ wish: { at, ...wishOf(fields) } })),
  row(common.SystemTime, (fields, at) => ({ boot: { at, timeBootMs: fields.timeBootMs } })),
  row(standard.AutopilotVersion, (fields, at) => ({ version: { at, ...versionOf(fields) } })),
  row(GnssIntegrity, (fields, at) => ({
    gnssIntegrity: { at, jamming: fields.jammingState, spoofing: fields.spoofingState },
  })),
]);

/** Of a message that says nothing about the snapshot. */
export const NO_NEWS: TelemetryPatch = {};

/** What a message says about the snapshot. What a vehicle sends is not trusted: values out of range are left out. */
export const telemetryOf = (message: MavMessage, at: MonoMs): TelemetryPatch =>
  READERS.get(message.msgid)?.(message, at) ?? NO_NEWS;

import { common, minimal, standard } from 'mavlink-mappings';
import { GnssIntegrity, ProtocolVersion } from '../../server/mavlink/extra-messages.ts';
import * as wire from '../../server/mavlink/wire.ts';
import { headingToCdeg, voltsToMv } from '../../server/mavlink/wire.ts';
import { energyToMah, readBattery } from '../physics/battery.ts';
import { GRAVITY } from '../physics/airframe.ts';
import { offsetM } from '../physics/earth.ts';
import { positionValid } from './gnss.ts';
import { customModeOf } from './custom-mode.ts';
import { armingBlock } from './commander.ts';
import { estimatorReady, hasMission, missionItems, type Autopilot, type LandedState } from './state.ts';

/** MAV_TYPE_HEXAROTOR, MAV_AUTOPILOT_PX4. */
const VEHICLE_TYPE = 13;
const AUTOPILOT_PX4 = 12;
/** MAV_MODE_FLAG of an automatic mode (custom, auto, guided, stabilize), of a pilot's, and when armed. */
const BASE_AUTO = 29;
const BASE_POSCTL = 89;
const BASE_ARMED = 128;
/** MAV_STATE */
const STATE = { UNINIT: 0, STANDBY: 3, ACTIVE: 4, CRITICAL: 5 } as const;
const RAD = Math.PI / 180;
const UINT16_UNKNOWN = 65_535;

/** Values that people command can lie outside of what a field holds (a home at the moon): they stop at its end. */
const within = (value: number, bits: number): number => {
  const most = 2 ** (bits - 1) - 1;
  return Number.isFinite(value) ? Math.max(-most, Math.min(most, value)) : 0;
};
const degToE7 = (deg: number): number => within(wire.degToE7(deg), 32);
const mToMm = (m: number): number => within(wire.mToMm(m), 32);
const msToCms = (ms: number): number => within(wire.msToCms(ms), 16);
const usec = (ms: number): bigint => BigInt(Math.round(ms * 1000));
const bootU32 = (ap: Autopilot): number => Math.floor(ap.bootMs) % 2 ** 32;

const systemStatus = (ap: Autopilot): number => {
  if (ap.failsafe.kind !== 'none') return STATE.CRITICAL;
  if (ap.armed) return STATE.ACTIVE;
  return armingBlock(ap) === undefined ? STATE.STANDBY : STATE.UNINIT;
};

export const heartbeat = (ap: Autopilot): void =>
  ap.send(minimal.Heartbeat, {
    type: VEHICLE_TYPE,
    autopilot: AUTOPILOT_PX4,
    baseMode: (ap.mode === 'POSCTL' ? BASE_POSCTL : BASE_AUTO) + (ap.armed ? BASE_ARMED : 0),
    customMode: customModeOf(ap.mode),
    systemStatus: systemStatus(ap),
    mavlinkVersion: 3,
  });

export const globalPosition = (ap: Autopilot): void => {
  const { body, fix } = ap;
  ap.send(common.GlobalPositionInt, {
    timeBootMs: bootU32(ap),
    lat: degToE7(fix.at[1]),
    lon: degToE7(fix.at[0]),
    alt: mToMm(fix.altAmslM),
    relativeAlt: mToMm(fix.altAmslM - (ap.home?.altAmslM ?? fix.altAmslM)),
    vx: msToCms(body.northMs),
    vy: msToCms(body.eastMs),
    vz: msToCms(-body.upMs),
    hdg: headingToCdeg(body.yawDeg),
  });
};

/** A multicopter leans as far as its rotors push it over the ground. */
export const attitude = (ap: Autopilot): void => {
  const { loops, yawDeg } = ap.body;
  const [cos, sin] = [Math.cos(yawDeg * RAD), Math.sin(yawDeg * RAD)];
  const { north, east } = loops.push;
  ap.send(common.Attitude, {
    timeBootMs: bootU32(ap),
    roll: Math.atan((east * cos - north * sin) / GRAVITY),
    pitch: -Math.atan((north * cos + east * sin) / GRAVITY),
    yaw: ((yawDeg + 180) % 360) * RAD - Math.PI,
  });
};

const GPS_ACCURACY_MM = 900;

export const gpsRaw = (ap: Autopilot): void => {
  const { body } = ap;
  const fix = ap.gnss.stuckAt ?? ap.fix;
  const lost = ap.faults.gnss === 'lost';
  const course = (Math.atan2(body.eastMs, body.northMs) / RAD + 360) % 360;
  ap.send(common.GpsRawInt, {
    timeUsec: usec(ap.bootMs),
    fixType: lost ? 0 : 3,
    lat: degToE7(fix.at[1]),
    lon: degToE7(fix.at[0]),
    alt: mToMm(fix.altAmslM),
    eph: lost ? UINT16_UNKNOWN : 70,
    epv: lost ? UINT16_UNKNOWN : 110,
    vel: msToCms(Math.hypot(body.northMs, body.eastMs)),
    cog: headingToCdeg(course),
    satellitesVisible: lost ? 0 : 16,
    hAcc: GPS_ACCURACY_MM,
    vAcc: GPS_ACCURACY_MM * 2,
    velAcc: 250,
  });
};

/** Airspeed is NaN on a multicopter. */
export const vfrHud = (ap: Autopilot): void =>
  ap.send(common.VfrHud, {
    airspeed: Number.NaN,
    groundspeed: Math.hypot(ap.body.northMs, ap.body.eastMs),
    heading: Math.floor(ap.body.yawDeg),
    throttle: ap.armed ? (ap.body.onSurface ? 10 : 60) : 0,
    alt: ap.fix.altAmslM,
    climb: ap.body.upMs,
  });

/** Gyro, accelerometer, magnetometer, pressure, GPS, attitude and position control, motors, battery, logging. */
const SENSORS = 0x0301_fc2f;
const PREARM_CHECK = 0x1000_0000;
/** Satellite positioning and position control. */
const POSITION_SENSORS = 0x20 + 0x4000;

export const sysStatus = (ap: Autopilot): void => {
  const battery = readBattery(ap.body.energyJ, ap.fullJ, ap.body.powerW);
  const ready = ap.armed || armingBlock(ap) === undefined;
  ap.send(common.SysStatus, {
    onboardControlSensorsPresent: SENSORS + PREARM_CHECK,
    onboardControlSensorsEnabled: SENSORS + PREARM_CHECK,
    onboardControlSensorsHealth:
      SENSORS - (positionValid(ap) ? 0 : POSITION_SENSORS) + (ready ? PREARM_CHECK : 0),
    load: 200,
    voltageBattery: voltsToMv(battery.voltageV),
    currentBattery: Math.min(32_767, battery.currentA * 100),
    batteryRemaining: Math.ceil(battery.remaining * 100),
  });
};

/** MAV_BATTERY_CHARGE_STATE. */
const CHARGE_STATE = { none: 1, low: 2, critical: 3, emergency: 4 } as const;
const VOLTAGE_SLOTS = 10;

export const batteryStatus = (ap: Autopilot): void => {
  const battery = readBattery(ap.body.energyJ, ap.fullJ, ap.body.powerW);
  const usedJ = ap.fullJ - ap.body.energyJ;
  const voltages = Array.from({ length: VOLTAGE_SLOTS }, () => UINT16_UNKNOWN);
  voltages[0] = voltsToMv(battery.voltageV);
  ap.send(common.BatteryStatus, {
    id: ap.packId % 256,
    temperature: 2500,
    voltages,
    currentBattery: Math.min(32_767, battery.currentA * 100),
    currentConsumed: energyToMah(usedJ),
    energyConsumed: usedJ / 100,
    batteryRemaining: Math.ceil(battery.remaining * 100),
    timeRemaining: Math.min(86_400, ap.body.energyJ / Math.max(1, ap.body.powerW)),
    chargeState: CHARGE_STATE[ap.batteryWarned],
  });
};

const LANDED: Readonly<Record<LandedState, number>> = { on_ground: 1, in_air: 2, takeoff: 3, landing: 4 };

export const extendedState = (ap: Autopilot): void =>
  ap.send(common.ExtendedSysState, { vtolState: 0, landedState: LANDED[ap.landed] });

const MISSION_STATE = { NO_MISSION: 1, NOT_STARTED: 2, ACTIVE: 3, PAUSED: 4, COMPLETE: 5 } as const;
const inMission = (ap: Autopilot): boolean =>
  ap.mode === 'AUTO.MISSION' || ap.mode === 'AUTO.TAKEOFF' || ap.mode === 'AUTO.LAND';

const missionState = (ap: Autopilot): number => {
  if (!hasMission(ap)) return MISSION_STATE.NO_MISSION;
  if (ap.run.finished) return MISSION_STATE.COMPLETE;
  if (inMission(ap)) return MISSION_STATE.ACTIVE;
  return ap.missionStarted && ap.run.current > 0 ? MISSION_STATE.PAUSED : MISSION_STATE.NOT_STARTED;
};

export const missionCurrent = (ap: Autopilot): void => {
  const { mission, fence, rally } = ap.transfer.plans;
  const total = missionItems(ap).length;
  ap.send(common.MissionCurrent, {
    seq: ap.shownItem,
    total: total > 0 ? total : ap.quirks.emptyTotal,
    missionState: missionState(ap),
    missionMode: inMission(ap) ? 1 : 2,
    missionId: mission.id,
    fenceId: fence.id,
    rallyPointsId: rally.id,
  });
};

/** MISSION_CURRENT tells the item from now on, at once where it is another one. */
export const showMissionItem = (ap: Autopilot): void => {
  if (ap.shownItem === ap.run.current) return;
  ap.shownItem = ap.run.current;
  missionCurrent(ap);
};

export const homePosition = (ap: Autopilot): void => {
  const { home } = ap;
  if (home === undefined) return;
  ap.send(common.HomePosition, {
    latitude: degToE7(home.at[1]),
    longitude: degToE7(home.at[0]),
    altitude: mToMm(home.altAmslM),
    q: [1, 0, 0, 0],
    approachX: Number.NaN,
    approachY: Number.NaN,
    approachZ: Number.NaN,
    timeUsec: usec(ap.bootMs),
  });
};

/** As on PX4's simulation: UTC is the machine's, the time since boot runs faster with the speed factor. */
export const systemTime = (ap: Autopilot): void => {
  const utcMs = ap.bootWallMs + (ap.wallMs - ap.startWallMs) + ap.faults.utcSkewMs;
  ap.send(common.SystemTime, { timeUnixUsec: usec(utcMs), timeBootMs: bootU32(ap) });
};

export const altitude = (ap: Autopilot): void => {
  const above = ap.fix.altAmslM - (ap.home?.altAmslM ?? ap.fix.altAmslM);
  ap.send(common.Altitude, {
    timeUsec: usec(ap.bootMs),
    altitudeMonotonic: ap.fix.altAmslM,
    altitudeAmsl: ap.fix.altAmslM,
    altitudeLocal: above,
    altitudeRelative: above,
    altitudeTerrain: Number.NaN,
    bottomClearance: Number.NaN,
  });
};

export const localPosition = (ap: Autopilot): void => {
  const { body, fix, home } = ap;
  const offset = offsetM(home?.at ?? fix.at, fix.at);
  ap.send(common.LocalPositionNed, {
    timeBootMs: bootU32(ap),
    x: offset.northM,
    y: offset.eastM,
    z: -(fix.altAmslM - (home?.altAmslM ?? fix.altAmslM)),
    vx: body.northMs,
    vy: body.eastMs,
    vz: -body.upMs,
  });
};

/** All good: attitude, velocities, positions absolute and relative (as PX4 sends on SITL). */
const ESTIMATOR_GOOD = 831;
/** Attitude and height alone. */
const ESTIMATOR_BLIND = 1 + 4 + 32;

export const estimatorStatus = (ap: Autopilot): void =>
  ap.send(common.EstimatorStatus, {
    timeUsec: usec(ap.bootMs),
    flags: estimatorReady(ap) && positionValid(ap) ? ESTIMATOR_GOOD : ESTIMATOR_BLIND,
    posHorizAccuracy: 0.5,
    posVertAccuracy: 0.8,
  });

export const currentMode = (ap: Autopilot): void =>
  ap.send(common.CurrentMode, {
    standardMode: 0,
    customMode: customModeOf(ap.mode),
    intendedCustomMode: customModeOf(ap.intendedMode),
  });

/** PX4 1.18.0 development version and what the vehicle can do: INT missions and commands, parameters, MAVLink 2. */
const FLIGHT_VERSION = 0x0112_0000;
const CAPABILITIES = 0x2000 + 0x8 + 0x4 + 0x2;

export const autopilotVersion = (ap: Autopilot): void =>
  ap.send(standard.AutopilotVersion, {
    capabilities: CAPABILITIES,
    flightSwVersion: FLIGHT_VERSION,
    uid: BigInt(ap.sysid),
    uid2: [...ap.uid2],
  });

export const protocolVersion = (ap: Autopilot): void =>
  ap.send(ProtocolVersion, { version: 200, minVersion: 200, maxVersion: 200 });

/** Origin of the local frame: home, as this vehicle has no other. */
export const globalOrigin = (ap: Autopilot): void => {
  const { home } = ap;
  if (home === undefined) return;
  ap.send(common.GpsGlobalOrigin, {
    latitude: degToE7(home.at[1]),
    longitude: degToE7(home.at[0]),
    altitude: mToMm(home.altAmslM),
    timeUsec: usec(ap.bootMs),
  });
};

/** Interference with satellite navigation, as the receiver tells it. */
export const gnssIntegrity = (ap: Autopilot): void =>
  ap.send(GnssIntegrity, { jammingState: ap.faults.jamming, spoofingState: ap.faults.spoofing });

import type { MonoMs } from '../core/clock.ts';
import type { LonLat } from '../core/geo.ts';
import type { ArmingReport } from './events/arming-view.ts';
import type { Notice } from './events/notice.ts';
import type { PathInfo } from './paths/route.ts';
import type { SigningState } from './signing/system-record.ts';
import type { TextLine } from './statustext.ts';
import type { ClockInfo } from './vehicle-clock.ts';

/** A group of values with the time at which its message was received: age is `clock.mono() - at`. */
export type Stamped<T> = T & { readonly at: MonoMs };

export type LandedState = 'undefined' | 'on-ground' | 'in-air' | 'taking-off' | 'landing';

/** MISSION_CURRENT.mission_state; `none` also for a plan that PX4 found infeasible. */
export type MissionState = 'unknown' | 'none' | 'not-started' | 'active' | 'paused' | 'complete';

export type HeartbeatInfo = {
  /** `AUTO.MISSION`, or `main.sub` in numbers. */
  readonly mode: string;
  readonly armed: boolean;
  /** MAV_STATE by name, `STANDBY`, `ACTIVE`, `CRITICAL`, … */
  readonly systemStatus: string;
  /** MAV_TYPE by name, `QUADROTOR`, … */
  readonly type: string;
  readonly autopilot: number;
};

export type PositionInfo = {
  readonly lonLat: LonLat;
  readonly altAmslM: number;
  /** Above home. */
  readonly relAltM: number;
  readonly headingDeg: number | undefined;
  readonly groundSpeedMs: number;
  /** Over the ground, positive north and east. */
  readonly northMs: number;
  readonly eastMs: number;
  /** Positive up. */
  readonly verticalSpeedMs: number;
  readonly timeBootMs: number;
};

/** BATTERY_STATUS: highest against lowest cell; undefined where single cells are not told. */
type CellsInfo = { readonly imbalanceMv: number | undefined };

/** SMART_BATTERY_INFO: what the pack says of itself; undefined = it does not. */
type PackInfo = { readonly serial: string | undefined; readonly cycles: number | undefined };

type BatteryInfo = { readonly fraction: number | undefined; readonly voltageV: number | undefined };

/** GPS_FIX_TYPE: 3 is a 3D fix; 0 no GPS. */
type GpsInfo = {
  readonly fixType: number;
  readonly satellites: number | undefined;
  readonly hdop: number | undefined;
  /** Where the receiver itself takes it to be, before the estimator; undefined without a fix. */
  readonly lonLat: LonLat | undefined;
};

/** Radians on the wire, degrees here. */
type AttitudeInfo = { readonly rollDeg: number; readonly pitchDeg: number; readonly yawDeg: number };

export type MissionInfo = {
  readonly seq: number;
  /** 0 when there is none. */
  readonly total: number;
  readonly state: MissionState;
  /** CRC32 of the plans aboard, 0 = none. */
  readonly missionId: number;
  readonly fenceId: number;
  readonly rallyId: number;
};

type HomeInfo = { readonly lonLat: LonLat; readonly altAmslM: number };

/** SYS_STATUS: bits as in MAV_SYS_STATUS_SENSOR. */
export type SensorInfo = {
  readonly present: number;
  readonly enabled: number;
  readonly healthy: number;
  /** PX4 sets it when it would arm in the current mode. */
  readonly prearmOk: boolean;
  /** Enabled but not healthy, by name. */
  readonly unhealthy: readonly string[];
};

export type VersionInfo = {
  /** `1.18.0-dev`. */
  readonly firmware: string;
  /** First bytes of the firmware's git hash, hex. */
  readonly firmwareHash: string;
  /** Hex; the vehicle's one identity that is not configured. */
  readonly uid2: string;
  readonly capabilities: string;
};

type IntegrityInfo = { readonly jamming: number; readonly spoofing: number };

/** See `SigningState`; the key by its id where one is set. */
export type SigningBrief = { readonly state: SigningState; readonly keyId: string | undefined };

/**
 * - `same-id`: `refused` is a place that claims the id and is not listened to;
 * - `two-ids`: `refused` is the other system id under which the same hardware is heard.
 */
export type IdConflict = { readonly kind: 'same-id' | 'two-ids'; readonly refused: string };

/** The latest of everything. A group is undefined until its message came with values in range. */
export type VehicleSnapshot = {
  readonly sysid: number;
  readonly compid: number;
  readonly firstHeard: MonoMs;
  readonly lastHeartbeat: MonoMs;
  /** False from 5 s after the last heartbeat. */
  readonly connected: boolean;
  readonly link: string;
  readonly heartbeat: Stamped<HeartbeatInfo>;
  readonly position?: Stamped<PositionInfo>;
  readonly battery?: Stamped<BatteryInfo>;
  readonly cells?: Stamped<CellsInfo>;
  readonly pack?: Stamped<PackInfo>;
  readonly gps?: Stamped<GpsInfo>;
  readonly attitude?: Stamped<AttitudeInfo>;
  readonly landed?: Stamped<{ readonly state: LandedState }>;
  readonly mission?: Stamped<MissionInfo>;
  readonly home?: Stamped<HomeInfo>;
  readonly sensors?: Stamped<SensorInfo>;
  readonly version?: Stamped<VersionInfo>;
  readonly gnssIntegrity?: Stamped<IntegrityInfo>;
  /** Vehicle's time since boot, ms, of the latest message that tells it. */
  readonly boot?: Stamped<{ readonly timeBootMs: number }>;
  /**
   * CURRENT_MODE: the mode that it was asked for last, by whomever; undefined where it does not tell. `refused`: the
   * same where it flies another one, because it cannot or a failsafe overrules it.
   */
  readonly wish?: Stamped<{ readonly asked: string | undefined; readonly refused: string | undefined }>;
  /** What it says of being armed, by its events interface. */
  readonly arming?: Stamped<ArmingReport>;
  /** Its clocks against ours, by TIMESYNC and SYSTEM_TIME. */
  readonly clock?: Stamped<ClockInfo> | undefined;
  /** The latest texts, oldest first. */
  readonly texts: readonly TextLine[];
  /** The latest events for people, oldest first. */
  readonly notices?: readonly Notice[];
  /** Plan transfers: the first is running, the others wait. */
  readonly queue: readonly string[];
  /** Another place claims this vehicle's id, or this vehicle has another id too, or it was so minutes ago. */
  readonly conflict?: Stamped<IdConflict> | undefined;
  /** How it is reached, the preferred path first. */
  readonly paths?: readonly PathInfo[];
  readonly signing?: SigningBrief;
};

export type VehicleEvent =
  | { readonly kind: 'heartbeat-lost'; readonly at: MonoMs; readonly silentMs: number }
  | { readonly kind: 'heartbeat-regained'; readonly at: MonoMs }
  | { readonly kind: 'rebooted'; readonly at: MonoMs; readonly timeBootMs: number }
  | { readonly kind: 'statustext'; readonly at: MonoMs; readonly severity: number; readonly text: string }
  | { readonly kind: 'notice'; readonly at: MonoMs; readonly notice: Notice }
  | { readonly kind: 'mode'; readonly at: MonoMs; readonly from: string; readonly to: string }
  | { readonly kind: 'armed'; readonly at: MonoMs; readonly armed: boolean }
  | { readonly kind: 'landed'; readonly at: MonoMs; readonly from: LandedState; readonly to: LandedState }
  | { readonly kind: 'mission-current'; readonly at: MonoMs; readonly mission: MissionInfo }
  | { readonly kind: 'mission-item-reached'; readonly at: MonoMs; readonly seq: number }
  | { readonly kind: 'conflict'; readonly at: MonoMs; readonly conflict: IdConflict };

import type { LonLat } from '../../server/core/geo.ts';
import type { Rng } from '../../server/core/ports.ts';
import type { WireFields } from '../../server/mavlink/codec.ts';
import type { MessageClass } from '../../server/mavlink/dialect.ts';
import type { MavLinkData } from 'mavlink-mappings';
import type { BodyState, World } from '../physics/body.ts';
import type { EstimateError } from '../physics/estimator.ts';
import type { ArmAuth } from './arm-authorisation.ts';
import type { EventFaults } from './event-faults.ts';
import type { Zone } from './fence.ts';
import type { FlightFaults } from './faults.ts';
import type { FileFaults } from './file-faults.ts';
import type { FileTree } from './file-tree.ts';
import type { Gnss } from './gnss.ts';
import type { Target } from './guidance.ts';
import type { Orbit } from './orbit.ts';
import type { Quirks } from './quirks.ts';
import type { Path } from './path.ts';
import type { RunState } from './mission-run.ts';
import type { Parameters } from './parameters.ts';
import type { TransferState } from './plan-transfer.ts';

/** The modes that the vehicle has; POSCTL stands for "a pilot flies", whom nobody plays: it holds and cannot arm. */
export type FlightMode =
  | 'AUTO.LOITER'
  | 'AUTO.MISSION'
  | 'AUTO.RTL'
  | 'AUTO.LAND'
  | 'AUTO.TAKEOFF'
  | 'POSCTL'
  | 'ORBIT'
  /** Straight down without a position: only a failsafe enters it. */
  | 'DESCEND';

/** MAV_LANDED_STATE. */
export type LandedState = 'on_ground' | 'in_air' | 'takeoff' | 'landing';

/** A position with its height AMSL. */
export type Fix = { readonly at: LonLat; readonly altAmslM: number };

/**
 * What a failsafe does: none, or a cause that first holds (COM_FAIL_ACT_T of vehicle time) and then acts.
 * A person's mode command ends it.
 */
export type Failsafe =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'delay' | 'acting';
      readonly cause: 'link' | 'battery' | 'position' | 'fence';
      readonly action: FlightMode;
      /** Vehicle time. */
      readonly sinceMs: number;
    };

type ReturnPhase = 'climb' | 'return' | 'descend' | 'land';

/** Faults that tests and exercises switch on. */
export type Faults = FlightFaults & {
  /** By so much its UTC is ahead, ms. */
  utcSkewMs: number;
  readonly files: FileFaults;
  readonly events: EventFaults;
};

export type Send = <T extends MavLinkData>(messageClass: MessageClass<T>, fields: WireFields<T>) => void;

/** MAV_SEVERITY. */
export const SEVERITY = { EMERGENCY: 0, CRITICAL: 2, ERROR: 3, WARNING: 4, NOTICE: 5, INFO: 6 } as const;

/**
 * The one mutable record of a vehicle. Protocol state in it (`transfer`, `run`, `body`) is replaced by pure steps; the
 * files of this folder are functions over it.
 */
export type Autopilot = {
  readonly sysid: number;
  readonly compid: number;
  readonly uid2: readonly number[];
  readonly rng: Rng;
  readonly parameters: Parameters;
  /** Logs, and what is served by FTP besides. */
  readonly files: FileTree;
  world: World;
  /** Energy of a full pack, J. */
  readonly fullJ: number;
  readonly send: Send;
  readonly text: (severity: number, text: string) => void;
  /** Wall monotonic time, ms: protocol timers and rates. */
  wallMs: number;
  /** UTC at boot, ms: GPS time. */
  readonly bootWallMs: number;
  /** Monotonic wall time of the start, ms: UTC goes on at the wall's rate, whatever the speed factor. */
  readonly startWallMs: number;
  /** Vehicle time since boot, ms: physics and flight. */
  bootMs: number;
  /** What really is. */
  body: BodyState;
  estimateError: EstimateError;
  /** Where it believes to be: by this it steers, judges and reports. */
  fix: Fix;
  mode: FlightMode;
  /** The mode that was asked for last; a failsafe may have overruled it. */
  intendedMode: FlightMode;
  /** PX4 goes back to this one on disarming: the last commanded mode in which it could be armed. */
  modeAfterDisarm: FlightMode;
  armed: boolean;
  armedWallMs: number;
  armAuth: ArmAuth;
  /** Its question whether it may arm, until somebody has answered. */
  armAsked: { readonly sentMs: number; readonly repeats: number } | undefined;
  landed: LandedState;
  /** Vehicle time since which it has been on the surface with motors idle. */
  landedSinceMs: number;
  tookOff: boolean;
  /** Vehicle time since which it wants to leave the ground. */
  liftWishedMs: number | undefined;
  home: Fix | undefined;
  /** Counts changes of home, for HOME_POSITION. */
  homeChanges: number;
  transfer: TransferState;
  run: RunState;
  /** The item that MISSION_CURRENT tells: PX4 renews it only when a plan came, on arming and while it flies a mission. */
  shownItem: number;
  /** The item done last, still to be told again. */
  runReached: { seq: number; repeats: number; nextWallMs: number } | undefined;
  missionStarted: boolean;
  missionFeasible: boolean;
  /** Disarmed since the mission was last flown: the next activation starts at 0 if it stands at the end. */
  disarmedSinceRun: boolean;
  /** Where LOITER, TAKEOFF and LAND hold. */
  hold: Fix;
  holdSpeedMs: number | undefined;
  cruiseMs: number | undefined;
  /** Height asked for by NAV_TAKEOFF, AMSL. */
  takeoffAmslM: number | undefined;
  returning: { phase: ReturnPhase; altAmslM: number; sinceMs: number; to: Fix };
  target: Target;
  /** The way that it lays ahead of itself. */
  path: Path;
  failsafe: Failsafe;
  batteryWarned: 'none' | 'low' | 'critical' | 'emergency';
  packId: number;
  gcsHeardWallMs: number | undefined;
  gcsLost: boolean;
  gnss: Gnss;
  /** The circle of ORBIT. */
  orbit: Orbit | undefined;
  /** Outside of its fence, as it last looked. */
  outside: boolean;
  /** The zones of the fence that are in force. */
  zones: readonly Zone[];
  readonly quirks: Quirks;
  readonly faults: Faults;
};

export const cruiseOf = (ap: Autopilot): number =>
  Math.min(ap.cruiseMs ?? ap.parameters.value('MPC_XY_CRUISE'), ap.parameters.value('MPC_XY_VEL_MAX'));

export const charge = (ap: Autopilot): number => Math.max(0, Math.min(1, ap.body.energyJ / ap.fullJ));

export const missionItems = (ap: Autopilot): TransferState['plans']['mission']['items'] =>
  ap.transfer.plans.mission.items;

export const hasMission = (ap: Autopilot): boolean => missionItems(ap).length > 0 && ap.missionFeasible;

/** The estimator converges this long after boot, vehicle time (seen on PX4: 2.7 s after the first heartbeat). */
const ESTIMATOR_MS = 2700;

export const estimatorReady = (ap: Autopilot): boolean => ap.bootMs >= ESTIMATOR_MS;

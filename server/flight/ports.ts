import type { MonoMs } from '../core/clock.ts';
import type { LonLat } from '../core/geo.ts';
import type { VehiclePlan } from '../core/mission.ts';
import type { Result } from '../core/result.ts';
import type { Airspace } from '../plan/airspace.ts';
import type { TerrainWorld } from '../plan/terrain/world.ts';
import type { Firmware } from './firmware.ts';

/** EXTENDED_SYS_STATE.landed_state. */
export type LandedState = 'on_ground' | 'in_air' | 'taking_off' | 'landing' | 'unknown';

/** MISSION_CURRENT.mission_state. */
export type MissionRun = 'unknown' | 'no_mission' | 'not_started' | 'active' | 'paused' | 'complete';

/**
 * What the vehicle's signatures say: only `signed` proves that what it says is its own word, and that nobody else may
 * command it.
 */
export type SigningState = 'unsigned' | 'foreign' | 'unproven' | 'signed' | 'refused';

/** A value with the moment at which the vehicle said it. */
export type Heard<T> = { readonly value: T; readonly at: MonoMs };

/** Why the vehicle would not be armed, or what is wrong with it, in its own or our words. */
export type ArmingReason = {
  /** Stable name of the reason. */
  readonly key: string;
  readonly en: string;
  readonly zh: string;
  /** Modes that it concerns, as HEARTBEAT names them. */
  readonly modes: readonly string[] | 'all';
  /** An error or a warning; false for what is only said. */
  readonly isProblem: boolean;
};

/**
 * What a vehicle says of itself, each value with its own moment: nothing here is older or newer than it looks.
 * SI units, WGS-84; `undefined` = never heard.
 */
export type VehicleFacts = {
  readonly heartbeat:
    | Heard<{
        readonly armed: boolean;
        readonly mode: string;
        /** MAV_STATE by name: `CRITICAL` while a failsafe of its own acts. */
        readonly status?: string;
      }>
    | undefined;
  readonly landed: Heard<LandedState> | undefined;
  readonly position:
    | Heard<{
        readonly at: LonLat;
        readonly altAmslM: number;
        /** Metres above home. */
        readonly relAltM: number;
        readonly groundSpeedMs: number;
        /** Over the ground, positive north and east. */
        readonly northMs?: number;
        readonly eastMs?: number;
        readonly climbMs: number;
        readonly headingDeg: number | undefined;
        /** By its own clock, since its boot; undefined = it does not say. */
        readonly bootMs?: number;
      }>
    | undefined;
  /** Charge as reported, percent. */
  readonly battery: Heard<number> | undefined;
  readonly gps:
    | Heard<{
        readonly fix: number;
        readonly satellites: number | undefined;
        /** Horizontal dilution of precision; undefined = not reported. */
        readonly hdop?: number | undefined;
        /** Where the receiver itself takes it to be; undefined without a fix. */
        readonly at?: LonLat | undefined;
      }>
    | undefined;
  readonly attitude?:
    | Heard<{ readonly rollDeg: number; readonly pitchDeg: number; readonly yawDeg: number }>
    | undefined;
  /** Where a return goes to. */
  readonly home?: Heard<{ readonly at: LonLat; readonly altAmslM: number }> | undefined;
  readonly mission:
    | Heard<{
        readonly seq: number;
        readonly total: number | undefined;
        /** CRC32 of the plans aboard, 0 = none. */
        readonly id: number;
        readonly fenceId: number;
        readonly rallyId: number;
        readonly run: MissionRun;
      }>
    | undefined;
  /** SYS_STATUS: PREARM_CHECK and the names of sensors that are present, enabled and unhealthy. */
  readonly health: Heard<{ readonly prearmOk: boolean; readonly unhealthy: readonly string[] }> | undefined;
  /** The mode that it was asked for last, by whomever; undefined = it does not tell. */
  readonly askedMode?: string | undefined;
  /** The same, where it does not fly it. */
  readonly refusedMode?: string | undefined;
  /** The latest warning or worse that it has told people, by MAV_SEVERITY (4 = warning, 0 = emergency). */
  readonly said?: Heard<{ readonly severity: number; readonly en: string; readonly zh: string }> | undefined;
  /** The vehicle's own report: modes in which it would be armed, and its reasons. Undefined: it has none. */
  readonly arming?:
    | Heard<{ readonly canArm: readonly string[]; readonly reasons: readonly ArmingReason[] }>
    | undefined;
  /** GNSS_INTEGRITY: 3 = detected, 2 = mitigated. */
  readonly integrity?: Heard<{ readonly jamming: number; readonly spoofing: number }> | undefined;
  /**
   * Its clocks against the server's: UTC of vehicle minus server in milliseconds (undefined = not known, or its clock
   * runs at another rate), half the way there and back, and its seconds per second of ours.
   */
  readonly clock?:
    | Heard<{
        readonly utcSkewMs: number | undefined;
        readonly uncertaintyMs: number;
        readonly rate: number | undefined;
      }>
    | undefined;
  /** Another sender claims its system id, or it has two, or it was so minutes ago: it is not to be launched. */
  readonly idConflict?: boolean;
  /** Which of the two; `other` is the place of that sender, or the second id. */
  readonly idClash?: { readonly kind: 'same-id' | 'two-ids'; readonly other: string } | undefined;
  /** Undefined while not read. */
  readonly firmware?: Firmware | undefined;
  /** Ways by which it is heard, the one in use marked; loss is a share of frames, undefined if too few came. */
  readonly paths?:
    | readonly {
        readonly link: string;
        readonly active: boolean;
        readonly lastHeard: MonoMs;
        readonly loss: number | undefined;
      }[]
    | undefined;
  /** Hardware id as the vehicle names it; undefined while not read. */
  readonly uid?: string | undefined;
  /** As of now; undefined while it is not known as a vehicle. */
  readonly signing?: SigningState | undefined;
  /** Rises when the vehicle is seen to have started anew. */
  readonly boots: number;
};

/** Outcome of a one-shot command: doubt is an outcome of its own. */
export type OneShotOutcome =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly sentence: string }
  | { readonly kind: 'unanswered'; readonly sentence: string };

/** A parameter as it is written; PX4 has these two types. */
export type FlightParam = {
  readonly name: string;
  readonly type: 'int32' | 'float';
  readonly value: number;
};

/** What the vehicle names its plans by: CRC32 of their content, 0 = none. */
export type PlanIds = { readonly missionId: number; readonly fenceId: number; readonly rallyId: number };

/** Of something that carries them among others. */
export const planIdsOf = ({ missionId, fenceId, rallyId }: PlanIds): PlanIds => ({
  missionId,
  fenceId,
  rallyId,
});

/**
 * One vehicle as the flight sees it. Commands only say what the vehicle answered; whether it happened is read from
 * the facts. `armOnce` sends a single frame and never repeats it (INV-S2).
 */
export type VehicleControl = {
  facts(): VehicleFacts;
  /**
   * Fence, rally points, mission, as one, to a disarmed vehicle: read back, compared item by item. Gives the ids that were
   * predicted from the content.
   */
  upload(plan: VehiclePlan): Promise<Result<PlanIds>>;
  /**
   * The same to a vehicle that holds its position in the air, with `current` as the item that it will go on with, read
   * back. Fails where any of that is not proven: then nobody knows which plan is aboard.
   */
  reroute(plan: VehiclePlan, current: number): Promise<Result<PlanIds>>;
  /** Over the ground, m/s; sent once. */
  changeSpeed(groundSpeedMs: number): Promise<Result<unknown>>;
  /** Ends the flight where it is; needs two people's proof (INV-S7). */
  terminate(how: Termination, proof: TwoPeople): Promise<Result<unknown>>;
  /** As `setCurrent`: a refusal by the vehicle fails with the code `mavlink.command_rejected`. */
  setMode(mode: FlownMode): Promise<Result<unknown>>;
  setCurrent(seq: number): Promise<Result<unknown>>;
  armOnce(): Promise<OneShotOutcome>;
  disarm(): Promise<Result<unknown>>;
  /** Integer or float as number; a parameter that the vehicle lacks is a failure. */
  readParam(name: string): Promise<Result<number>>;
  /** All of them by name; only a checksum goes over the link while nothing has changed. */
  readParams(): Promise<Result<ReadonlyMap<string, number>>>;
  /** Verified by the vehicle's own word; refused unless it is heard, disarmed, and the value is one of `permitted`. */
  writeParam(wanted: FlightParam, permitted: readonly FlightParam[]): Promise<Result<unknown>>;
};

/** `terminate`: motors off at once. `parachute`: released, where there is one. */
export type Termination = 'terminate' | 'parachute';

type Approved = { readonly person: string; readonly at: MonoMs };

/** Two people want the same thing, which is done once. */
export type TwoPeople = { readonly intent: string; readonly first: Approved; readonly second: Approved };

/** The modes that this service ever asks for. */
export type FlownMode = 'AUTO.LOITER' | 'AUTO.MISSION' | 'AUTO.RTL' | 'AUTO.LAND';

/** Vehicles by their registration; undefined = not registered or its link is closed. */
export type Vehicles = { get(vehicleId: string): VehicleControl | undefined };

/** The airspace in use and the number of its version in the record. */
export type PlanWorld = {
  readonly version: number;
  readonly airspace: Airspace;
  readonly terrain?: TerrainWorld;
};

export type FlightLog = (
  level: 'info' | 'warn' | 'error',
  sentence: string,
  data?: Readonly<Record<string, unknown>>,
) => void;

/** A vehicle that was never heard. */
export const NO_FACTS: VehicleFacts = {
  heartbeat: undefined,
  landed: undefined,
  position: undefined,
  battery: undefined,
  gps: undefined,
  mission: undefined,
  health: undefined,
  boots: 0,
};

/** Milliseconds since it was said; undefined = never. */
export const ageMs = (heard: Heard<unknown> | undefined, now: MonoMs): number | undefined =>
  heard === undefined ? undefined : now - heard.at;

export const isFresh = (heard: Heard<unknown> | undefined, now: MonoMs, limitMs: number): boolean =>
  heard !== undefined && now - heard.at < limitMs;

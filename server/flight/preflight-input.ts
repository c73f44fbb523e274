import type { TemperatureClass } from '../blood/component.ts';
import type { MonoMs, WallMs } from '../core/clock.ts';
import type { LonLat } from '../core/geo.ts';
import type { MaintenanceDue } from '../fleet/maintenance-rules.ts';
import type { PlanLeg } from '../plan/plan-types.ts';
import type { DroneProfile } from '../plan/profile.ts';
import type { ApprovalCorridor, TakeoffWord } from './approval-corridor.ts';
import type { ParamReading } from './baseline.ts';
import type { VehicleFacts } from './ports.ts';
import type { Tick } from './preflight-table.ts';
import type { Separated } from './separation-service.ts';
import type { FlightKind } from './states.ts';
import type { Weather } from './weather.ts';

export type PreflightPad = {
  readonly id: string;
  readonly at: LonLat;
  /** The last word of the people there. */
  readonly clear: { readonly clear: boolean; readonly expiresAt: WallMs } | undefined;
};

export type PreflightBox = {
  readonly boxNo: string;
  readonly sealNo: string;
  readonly temperatureClass: TemperatureClass;
  /** Inside, when it was closed; undefined = nobody measured. */
  readonly startTemperatureC: number | undefined;
  readonly loaded: boolean;
};

/** An approval of the airspace's authority. */
export type AirspaceApproval = {
  readonly number: string;
  readonly from: WallMs;
  readonly to: WallMs;
  /** Undefined: anywhere within its window. */
  readonly corridor?: ApprovalCorridor | undefined;
  /** Each take-off has to be confirmed; the confirmations that there are. Undefined: none is required. */
  readonly confirmations?: readonly TakeoffWord[] | undefined;
};

export type PreflightInput = {
  readonly now: MonoMs;
  readonly wall: WallMs;
  readonly kind: FlightKind;
  readonly facts: VehicleFacts;
  readonly vehicleReady: boolean;
  /** Marked so in the record; its profile of parameters is `simulation`. */
  readonly simulated: boolean;
  readonly profile: DroneProfile | undefined;
  readonly plan:
    | {
        readonly hash: string;
        readonly usedPct: number;
        readonly reservePct: number;
        readonly flightS: number;
        /** Undefined: a plan from before approvals had corridors. */
        readonly legs?: readonly Pick<PlanLeg, 'from' | 'to' | 'relAltM'>[];
        readonly airspaceVersion: number;
        /** The version's name with its temporary zones. */
        readonly airspaceName: string;
        readonly plannedAt: WallMs;
        /** False: what would be uploaded keeps the drone in no place. */
        readonly fenced: boolean;
      }
    | undefined;
  /** The airspace in use now; undefined while there is none. */
  readonly airspaceVersion: number | undefined;
  readonly airspaceName: string | undefined;
  /** What the dispatcher saw; undefined while nobody has asked for a launch. */
  readonly seenHash: string | undefined;
  readonly origin: PreflightPad;
  readonly destination: PreflightPad;
  /** Another drone that stands on the destination or is on its way there. */
  readonly destinationTakenBy: string | undefined;
  /** What its services and the pack in it say. */
  readonly maintenance: readonly MaintenanceDue[];
  readonly pack: { readonly id: string; readonly faults: readonly string[] } | undefined;
  /** Whom the flight would meet in the air or at its pad; undefined without a plan. */
  readonly separated: Separated | undefined;
  /** Boxes of the order; ignored for the way home. */
  readonly boxes: readonly PreflightBox[];
  /** Way home: the people at the pad have confirmed. */
  readonly turnaround: boolean;
  /** Undefined: not read yet. */
  readonly params: readonly ParamReading[] | undefined;
  readonly weather: Weather | undefined;
  readonly approvals: readonly AirspaceApproval[];
  readonly ticks: readonly { readonly tick: Tick; readonly at: WallMs }[];
  /** It goes under an application of UAV Regulations Art. 29. */
  readonly urgent: boolean;
  /** The link in use is one on which nobody else is. */
  readonly linkTrusted: boolean;
  /** Nothing can be recorded. */
  readonly flightOnly: boolean;
};

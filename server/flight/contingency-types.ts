import type { Role } from '../core/access.ts';
import type { MonoMs } from '../core/clock.ts';
import type { Plan } from '../plan/plan-types.ts';
import type { Progress } from '../plan/progress.ts';
import type { NamedZone } from './airspace-ahead.ts';
import type { Deviation } from './conformance.ts';
import type { ForecastNow } from './forecast.ts';
import type { FailsafeProfile } from './forecast-params.ts';
import type { VehicleFacts } from './ports.ts';
import type { BeyondLimit } from './weather.ts';
import type { Signs } from './signs.ts';
import type { FlightState } from './states.ts';

/** Worst first: where several are found, the first one acts. */
export const CONTINGENCY_IDS = [
  'motor_over_water',
  'motor_failure',
  'gps_lost',
  'gps_stuck',
  'gps_jump',
  'geofence_breach',
  'no_fly_ahead',
  'low_battery',
  'drone_silent',
  'link_loss',
  'wind',
  'weather',
  'deviation',
  'pad_not_clear',
  'temperature',
] as const;
export type ContingencyId = (typeof CONTINGENCY_IDS)[number];

/**
 * What people may choose; `continue` leaves the drone as it is, `around`, `divert` and `redirect` give it a new checked route:
 * around a closed zone to where it flies, to the nearest pad, and to the nearest other hospital.
 */
export const CONTINGENCY_ACTIONS = [
  'hold',
  'return',
  'land',
  'around',
  'divert',
  'redirect',
  'continue',
] as const;
export type ContingencyAction = (typeof CONTINGENCY_ACTIONS)[number];
/** Those that need a route first: never done without a person. */
export type WayAction = Extract<ContingencyAction, 'around' | 'divert' | 'redirect'>;
export type ModeAction = Exclude<ContingencyAction, WayAction>;

/** A pad that nobody has, and how far it is from where the drone is, m. */
export type Way = { readonly padId: string; readonly distM: number };

export type Params = Readonly<Record<string, string | number>>;

/** Everything that a row may look at. SI units, percent, WGS-84. */
export type ContingencyLook = {
  readonly now: MonoMs;
  readonly state: FlightState;
  readonly facts: VehicleFacts;
  /** A heartbeat within the last 5 s. */
  readonly heard: boolean;
  readonly plan: Pick<Plan, 'battery' | 'legs' | 'flightS' | 'landingS'>;
  readonly progress: Progress | undefined;
  readonly flies: FailsafeProfile;
  /** GF_ACTION; undefined = not read. */
  readonly fenceAction: number | undefined;
  readonly signs: Signs;
  readonly deviations: readonly Deviation[];
  /** While it is silent. */
  readonly forecast: ForecastNow | undefined;
  /** Seconds since the forecast's landing, while it is silent. */
  readonly overdueS: number | undefined;
  readonly outsideFence: boolean;
  readonly zoneHere: NamedZone | undefined;
  readonly zoneAhead: { readonly zone: NamedZone; readonly inM: number } | undefined;
  readonly overWater: boolean;
  readonly windLimitMs: number;
  /** A station's mean wind, where there is one that is fresh. */
  readonly stationWindMs: number | undefined;
  /** What else of the weather that counts now is beyond the limits of the drone. */
  readonly weather: readonly BeyondLimit[];
  readonly padClear: boolean;
  /**
   * The nearest pad of each kind that is neither its destination nor its home, and for `around` its destination where a
   * checked route leads there; undefined = none is known.
   */
  readonly ways: Readonly<Partial<Record<WayAction, Way>>>;
  /** The worst box of the flight, where a probe tells of it, °C. */
  readonly temperature: { readonly c: number; readonly minC: number; readonly maxC: number } | undefined;
};

/** What PX4 does about it without us. */
export type Px4Does = {
  readonly kind: 'nothing' | 'warn' | 'hold' | 'return' | 'land' | 'descend' | 'terminate' | 'mission';
  /** Seconds from now; undefined = at once, or not known. */
  readonly inS: number | undefined;
};

/** Towards safety at once: a hold, a return, a landing. */
export type SafeDefault = { readonly action: ModeAction; readonly afterS: number };

/** One condition: how it is seen, what follows, who decides, and what happens if nobody does. */
export type ContingencyRow = {
  readonly id: ContingencyId;
  readonly severity: 'critical' | 'warning';
  /** Alarms that the monitor raises for it by itself; empty: the row has an alarm of its own. */
  readonly alarms: readonly string[];
  /** Seen over a link that lives; while nothing is heard what was found stays as it is. */
  readonly needsLink: boolean;
  /** `up`: it is found already; limits end lower than they begin. Undefined = all is well. */
  readonly detect: (look: ContingencyLook, up: boolean) => Params | undefined;
  /** Seen that long before it counts, and gone that long before it is over, milliseconds. */
  readonly confirmMs: number;
  readonly clearMs: number;
  readonly px4Does: (look: ContingencyLook) => Px4Does;
  /** The recommended one first. */
  readonly actions: (look: ContingencyLook) => readonly ContingencyAction[];
  /** Undefined: nothing is done without a person. */
  readonly safeDefault: (look: ContingencyLook) => SafeDefault | undefined;
  /** Who may dismiss the proposal; accepting any of its actions needs the right to command. */
  readonly mayOverride: readonly Role[];
};

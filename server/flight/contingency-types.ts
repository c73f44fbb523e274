import type { Role } from '../core/access.ts';
import type { MonoMs } from '../core/clock.ts';
import type { Plan } from '../plan/plan-types.ts';
import type { Progress } from '../plan/progress.ts';
import type { NamedZone } from './airspace-ahead.ts';
import type { Deviation } from './conformance.ts';
import type { ForecastNow } from './forecast.ts';
import type { FailsafeProfile } from './forecast-params.ts';
import type { VehicleFacts } from './ports.ts';
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
  'deviation',
  'pad_not_clear',
  'temperature',
] as const;
export type ContingencyId = (typeof CONTINGENCY_IDS)[number];

/** What people may choose; `continue` leaves the drone as it is. */
export const CONTINGENCY_ACTIONS = ['hold', 'return', 'land', 'continue'] as const;
export type ContingencyAction = (typeof CONTINGENCY_ACTIONS)[number];

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
  readonly padClear: boolean;
  /** The worst box of the flight, where a probe tells of it, °C. */
  readonly temperature: { readonly c: number; readonly minC: number; readonly maxC: number } | undefined;
};

/** What PX4 does about it without us. */
export type Px4Does = {
  readonly kind: 'nothing' | 'warn' | 'hold' | 'return' | 'land' | 'descend' | 'terminate' | 'mission';
  /** Seconds from now; undefined = at once, or not known. */
  readonly inS: number | undefined;
};

export type SafeDefault = { readonly action: ContingencyAction; readonly afterS: number };

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

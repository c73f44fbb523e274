import type { Observation } from './observe.ts';
import type { Reason, ReasonCode } from './reasons.ts';
import type { FlightState } from './states.ts';

/** What the record says of a flight that had not ended when the service stopped. */
export type Recorded = { readonly state: FlightState; readonly launchBegun: boolean };

/**
 * - `keep`: nothing had begun, or it stands where it stood;
 * - `monitor`: go on watching it as recorded, the telemetry moves it;
 * - `enter`: a new state.
 */
export type Verdict =
  | { readonly kind: 'keep'; readonly sentence: string }
  | { readonly kind: 'monitor'; readonly sentence: string }
  | { readonly kind: 'enter'; readonly to: FlightState; readonly reason: Reason };

/** What one sees of the vehicle, as the rows of the table know it. */
export type Sight =
  | 'silent'
  | 'flying'
  | 'flying_other_mission'
  | 'armed_on_ground'
  | 'down_at_destination'
  | 'down_at_origin'
  | 'down_elsewhere';

export const sightOf = (seen: Observation): Sight => {
  if (!seen.heard) return 'silent';
  if (seen.armed === true) {
    if (seen.where === 'ground') return 'armed_on_ground';
    return seen.missionMatches === false ? 'flying_other_mission' : 'flying';
  }
  if (seen.place === 'destination') return 'down_at_destination';
  return seen.place === 'origin' ? 'down_at_origin' : 'down_elsewhere';
};

/** Groups of recorded states that are judged alike. */
type Stage = 'planning' | 'launching' | 'intent' | 'air' | 'unknown' | 'landed';

const STAGES: Readonly<Partial<Record<FlightState, Stage>>> = {
  DRAFT: 'planning',
  UNITS_RESERVED: 'planning',
  DRONE_LEASED: 'planning',
  PLANNED: 'planning',
  UPLOADED: 'launching',
  VERIFIED: 'launching',
  PREFLIGHT: 'launching',
  AUTHORISED: 'launching',
  ARM_INTENT: 'intent',
  CONFIRMED: 'intent',
  UNKNOWN: 'unknown',
  LANDED: 'landed',
};

const SEEN: Readonly<Record<Sight, string>> = {
  silent: 'the vehicle is not heard',
  flying: 'the vehicle is armed and flies',
  flying_other_mission: 'the vehicle is armed and flies another mission',
  armed_on_ground: 'the vehicle is armed on the ground',
  down_at_destination: 'the vehicle stands disarmed at its destination',
  down_at_origin: 'the vehicle stands disarmed where it started',
  down_elsewhere: 'the vehicle is disarmed and stands at neither of its pads',
};

type Row = FlightState | 'keep' | 'monitor';

/** Recorded stage × what is seen. No row sends anything to a vehicle; an intent is never acted upon again. */
export const ADOPTION: Readonly<Record<Stage, Readonly<Record<Sight, Row>>>> = {
  planning: {
    silent: 'keep',
    flying: 'keep',
    flying_other_mission: 'keep',
    armed_on_ground: 'keep',
    down_at_destination: 'keep',
    down_at_origin: 'keep',
    down_elsewhere: 'keep',
  },
  launching: {
    silent: 'ABORTED',
    flying: 'UNKNOWN',
    flying_other_mission: 'UNKNOWN',
    armed_on_ground: 'UNKNOWN',
    down_at_destination: 'ABORTED',
    down_at_origin: 'ABORTED',
    down_elsewhere: 'ABORTED',
  },
  intent: {
    silent: 'UNKNOWN',
    flying: 'EN_ROUTE',
    flying_other_mission: 'UNKNOWN',
    armed_on_ground: 'UNKNOWN',
    down_at_destination: 'UNKNOWN',
    down_at_origin: 'UNKNOWN',
    down_elsewhere: 'UNKNOWN',
  },
  air: {
    silent: 'SILENT',
    flying: 'monitor',
    flying_other_mission: 'UNKNOWN',
    armed_on_ground: 'monitor',
    down_at_destination: 'monitor',
    down_at_origin: 'monitor',
    down_elsewhere: 'monitor',
  },
  unknown: {
    silent: 'keep',
    flying: 'keep',
    flying_other_mission: 'keep',
    armed_on_ground: 'keep',
    down_at_destination: 'keep',
    down_at_origin: 'keep',
    down_elsewhere: 'keep',
  },
  landed: {
    silent: 'keep',
    flying: 'UNKNOWN',
    flying_other_mission: 'UNKNOWN',
    armed_on_ground: 'keep',
    down_at_destination: 'keep',
    down_at_origin: 'keep',
    down_elsewhere: 'keep',
  },
};

const codeOf = (to: FlightState): ReasonCode =>
  to === 'SILENT' ? 'vehicle_silent' : to === 'EN_ROUTE' ? 'readopted' : 'server_restarted';

export const stageOf = ({ state, launchBegun }: Recorded): Stage =>
  state === 'PLANNED' && launchBegun ? 'launching' : (STAGES[state] ?? 'air');

/** What a restart makes of a flight that had not ended. */
export const adopt = (recorded: Recorded, seen: Observation): Verdict => {
  const sight = sightOf(seen);
  const row = ADOPTION[stageOf(recorded)][sight];
  const sentence = `the service started anew while the flight was ${recorded.state}; ${SEEN[sight]}`;
  if (row === 'keep' || row === 'monitor') return { kind: row, sentence };
  if (row === recorded.state) return { kind: 'keep', sentence };
  return { kind: 'enter', to: row, reason: { code: codeOf(row), sentence } };
};

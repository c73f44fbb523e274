/** Why a flight is in its state: a stable code (the pages translate `flightReason.<code>`) and what was seen. */
export type Reason = { readonly code: ReasonCode; readonly sentence: string };

export type ReasonCode =
  | LaunchFailure
  | 'planned'
  | 'plan_blocked'
  | 'launch_step'
  | 'as_planned'
  | 'commanded'
  | 'vehicle_failsafe'
  | 'mode_not_ours'
  | 'mission_changed'
  | 'foreign_hand'
  | 'vehicle_silent'
  | 'vehicle_rebooted'
  | 'disarmed_in_air'
  | 'landed_elsewhere'
  | 'landed_position_unknown'
  | 'took_off_again'
  | 'turnaround_done'
  | 'received'
  | 'aborted_by_person'
  | 'server_restarted'
  | 'readopted'
  | 'person_decided';

/** Why a launch ended without a flight. */
export type LaunchFailure =
  | 'upload_failed'
  | 'upload_timeout'
  | 'verify_timeout'
  | 'preflight_blocked'
  | 'mode_timeout'
  | 'current_timeout'
  | 'gate_closed'
  | 'intent_expired'
  | 'record_failed'
  | 'arm_refused'
  | 'guard_refused'
  | 'arm_unconfirmed'
  | 'arm_unanswered'
  | 'arm_silent'
  | 'mission_mode_timeout'
  | 'no_climb'
  | 'disarmed_before_takeoff'
  | 'disarm_failed'
  | 'cancelled'
  | 'vehicle_lost';

/** As it is stored and shown: `code: sentence`. */
export const reasonText = ({ code, sentence }: Reason): string => `${code}: ${sentence}`;

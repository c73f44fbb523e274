/** An event as the server sends it: PX4's name, its arguments in order, MAV_SEVERITY. */
export type OwnEvent = {
  readonly name: string;
  readonly args: readonly EventValue[];
  readonly severity: number;
};

export type EventValue = readonly [type: 'uint8' | 'uint16' | 'uint32' | 'float', value: number];

/** arm_disarm_reason_t of PX4's events. */
const REASONS: Readonly<Record<string, number>> = {
  'external command': 4,
  'mission start': 5,
  landing: 6,
  'auto preflight disarming': 7,
};
/** failsafe_action_t. */
const ACTIONS: Readonly<Record<string, number>> = { Hold: 5, Return: 6, Land: 7 };

type Row = readonly [pattern: RegExp, name: string, args?: (found: string) => readonly EventValue[]];

const reason = (found: string): readonly EventValue[] => [['uint8', REASONS[found] ?? 3]];
/** Mode and action; the vehicle does not tell its cause. */
const action = (found: string): readonly EventValue[] => [
  ['uint32', 0],
  ['uint8', ACTIONS[found] ?? 1],
];

/** PX4 says most things twice, as a text that ends in a TAB and as an event. The last row is this vehicle's own. */
const ROWS: readonly Row[] = [
  [/^Armed by (.+)$/, 'commander_armed_by', reason],
  [/^Disarmed by (.+)$/, 'commander_disarmed_by', reason],
  [/^Preflight Fail: |^Arming denied: /, 'commander_arm_denied_resolve_failures'],
  [/^Disarming denied: not landed$/, 'commander_disarm_denied_not_landed'],
  [/^Takeoff detected$/, 'commander_takeoff_detected'],
  [/^Landing detected$/, 'commander_landing_detected'],
  [/^Landing at current position$/, 'commander_landing_current_pos'],
  [/^Executing Mission$/, 'mission_execute'],
  [/^Mission finished, loitering$/, 'mission_finished_loiter'],
  [/^Unsupported auto mode$/, 'commander_unsupported_auto_mode'],
  [/^GCS connection regained$/, 'commander_dl_regained'],
  [/^Failsafe activated(?:: entering (Hold) for \d+ seconds)?$/, 'commander_failsafe_enter_generic', action],
  [/^Low battery level, return advised$/, 'commander_failsafe_enter_low_bat'],
  [/^Critical battery level$/, 'commander_failsafe_enter_crit_bat_warn'],
  [/^Emergency battery level$/, 'commander_failsafe_enter_crit_low_bat_warn'],
  [/^Mission sync timeout/, 'mavlink_mission_sync_timeout'],
  [/^Ready for takeoff!$/, 'embedded_ready'],
];

/** The event that goes with a text; undefined for texts that PX4 only says. */
export const eventOfText = (severity: number, said: string): OwnEvent | undefined => {
  if (!said.endsWith('\t')) return undefined;
  for (const [pattern, name, args] of ROWS) {
    const found = pattern.exec(said.trim());
    if (found === null) continue;
    return { name, args: args?.(found[1] ?? '') ?? [], severity };
  }
  return undefined;
};

import { common, type MavLinkData } from 'mavlink-mappings';
import { refuse, type Failure } from '../core/result.ts';
import { decodeMode, type ModeName } from './modes.ts';

/**
 * - `query`: asks, or sets what only concerns messages; resent freely;
 * - `safe`: idempotent and towards safety (hold, return, land, disarm when landed); resent;
 * - `one-shot`: sent exactly once per intent. No answer means *unknown*: only telemetry or a person can tell;
 * - `two-person`: one-shot, and only with two people's proof (INV-S7).
 */
export type CommandClass = 'query' | 'safe' | 'one-shot' | 'two-person';

type Params = readonly number[];
type Row = readonly [command: number, CommandClass | ((params: Params) => CommandClass | undefined)];

const { MavCmd } = common;

/** param2 of ARM_DISARM that overrules the vehicle's checks: in the air it stops the motors. */
const FORCE = 21_196;

/** Modes that end a danger. All others start something. */
const SAFE_MODES: ReadonlySet<string> = new Set<ModeName>([
  'AUTO.LOITER',
  'AUTO.RTL',
  'AUTO.LAND',
  'AUTO.PRECLAND',
]);

const CUSTOM_MODE_ENABLED = 1;

/** Somebody would have to hold the sticks, or to send setpoints. */
const NEVER_MODES: ReadonlySet<string> = new Set<ModeName>(['MANUAL', 'ACRO', 'STABILIZED', 'OFFBOARD']);

/** By the mode that it sets; never without the custom flag. */
const modeClass = ([flags = 0, main = 0, sub = 0]: Params): CommandClass | undefined => {
  if ((flags & CUSTOM_MODE_ENABLED) === 0) return undefined;
  const mode = decodeMode(((main << 16) | (sub << 24)) >>> 0);
  if (NEVER_MODES.has(mode)) return undefined;
  if (mode === 'TERMINATION') return 'two-person';
  return SAFE_MODES.has(mode) ? 'safe' : 'one-shot';
};

const armClass = ([action, force = 0]: Params): CommandClass | undefined => {
  if (action !== 0 && action !== 1) return undefined;
  if (force === FORCE) return 'two-person';
  if (force !== 0) return undefined;
  return action === 1 ? 'one-shot' : 'safe';
};

/** MAV_STANDARD_MODE: position hold, safe recovery, land. */
const SAFE_STANDARD_MODES: readonly number[] = [1, 5, 7];

/**
 * Every command that this ground station ever sends, and the class that its parameters put it in. What is not here
 * does not leave: the table, not the caller, is the authority.
 */
const ROWS: readonly Row[] = [
  [MavCmd.REQUEST_MESSAGE, 'query'],
  [MavCmd.SET_MESSAGE_INTERVAL, 'query'],
  [MavCmd.GET_MESSAGE_INTERVAL, 'query'],
  [MavCmd.RUN_PREARM_CHECKS, 'query'],
  [MavCmd.DO_SET_MODE, modeClass],
  [MavCmd.DO_SET_STANDARD_MODE, ([mode = 0]) => (SAFE_STANDARD_MODES.includes(mode) ? 'safe' : 'one-shot')],
  [MavCmd.COMPONENT_ARM_DISARM, armClass],
  // Idempotent; in flight only by a person's re-route, and then item by item what was verified.
  [MavCmd.DO_SET_MISSION_CURRENT, 'safe'],
  [MavCmd.NAV_RETURN_TO_LAUNCH, 'safe'],
  [MavCmd.NAV_LAND, 'safe'],
  [MavCmd.NAV_TAKEOFF, 'one-shot'],
  // PX4 arms at a mission start too.
  [MavCmd.MISSION_START, 'one-shot'],
  [MavCmd.DO_REPOSITION, 'one-shot'],
  [MavCmd.DO_CHANGE_SPEED, 'one-shot'],
  [MavCmd.DO_SET_HOME, 'one-shot'],
  [MavCmd.DO_GRIPPER, 'one-shot'],
  // Its length adds up: a second one pays out twice.
  [MavCmd.DO_WINCH, 'one-shot'],
  [MavCmd.DO_FLIGHTTERMINATION, 'two-person'],
  [MavCmd.DO_PARACHUTE, 'two-person'],
  [MavCmd.PREFLIGHT_REBOOT_SHUTDOWN, 'two-person'],
  [MavCmd.INJECT_FAILURE, 'two-person'],
];

const BY_COMMAND = new Map(ROWS);

/** The class of a command with those parameters; undefined for what is never sent. */
export const commandClassOf = (command: number, params: Params): CommandClass | undefined => {
  const row = BY_COMMAND.get(command);
  return typeof row === 'function' ? row(params) : row;
};

/**
 * What may be said to a place of which it is not proven that the vehicle is there, and not another one with its system
 * id (INV-S10): questions, and what ends a danger. Plans, values and everything that starts something do not leave.
 */
export const maySayToStranger = (message: MavLinkData): boolean => {
  if (!(message instanceof common.CommandLong)) return false;
  const { command, _param1, _param2, _param3 } = message;
  const commandClass = commandClassOf(command, [_param1, _param2, _param3]);
  return commandClass === 'query' || commandClass === 'safe';
};

/** For sentences and proofs: `command 246 (1)`. */
export const commandText = ({ command, params }: { command: number; params: Params }): string =>
  `command ${command} (${params.join(', ')})`;

/** `mavlink.command_unlisted` or `mavlink.command_class` for what must not leave as it is. */
export const classFlaw = (request: {
  readonly class: CommandClass;
  readonly command: number;
  readonly params: Params;
}): Failure | undefined => {
  const listed = commandClassOf(request.command, request.params);
  const what = commandText(request);
  const flaw =
    listed === undefined
      ? refuse('mavlink.command_unlisted', `${what}: expected a command of the table, it is not in it`)
      : refuse('mavlink.command_class', `${what}: expected class ${listed}, got ${request.class}`);
  return listed === request.class ? undefined : flaw.error;
};

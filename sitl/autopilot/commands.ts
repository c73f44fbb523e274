import { common } from 'mavlink-mappings';
import { isMessage, type MavMessage } from '../../server/mavlink/codec.ts';
import { decodeMode, encodeMode } from '../../server/mavlink/modes.ts';
import { degFromE7 } from '../../server/mavlink/wire.ts';
import { arm, changeMode, disarm, MAV_RESULT } from './commander.ts';
import { withinFence } from './fence.ts';
import { injectFailure } from './injection.ts';
import { setMissionItem } from './mission-control.ts';
import type { Partner } from './plan-transfer.ts';
import { cruiseOf, hasMission, missionItems, SEVERITY, type Autopilot, type FlightMode } from './state.ts';
import { sendAvailableModes, STANDARD_MODES } from './standard-modes.ts';
import { sendNow, type Streams } from './streams.ts';

/** A COMMAND_LONG or COMMAND_INT with positions in degrees; `params[0]` is param1. */
export type Command = {
  readonly command: number;
  readonly params: readonly [number, number, number, number, number, number, number];
  readonly targetSystem: number;
  readonly targetComponent: number;
};

const INT32_MAX = 2 ** 31 - 1;
const degrees = (e7: number): number => (e7 === INT32_MAX ? Number.NaN : degFromE7(e7));

/** The command in a message, undefined if it carries none. */
export const commandOf = (message: MavMessage): Command | undefined => {
  if (isMessage(message, common.CommandLong)) {
    const { command, targetSystem, targetComponent, ...f } = message.fields;
    const params = [f._param1, f._param2, f._param3, f._param4, f._param5, f._param6, f._param7] as const;
    return { command, params, targetSystem, targetComponent };
  }
  if (!isMessage(message, common.CommandInt)) return undefined;
  const { command, targetSystem, targetComponent, ...f } = message.fields;
  const [x, y] = [degrees(f._param5), degrees(f._param6)];
  return {
    command,
    params: [f._param1, f._param2, f._param3, f._param4, x, y, f._param7],
    targetSystem,
    targetComponent,
  };
};

/** What handling a command may use besides the vehicle. */
export type CommandContext = { readonly ap: Autopilot; readonly streams: Streams };

/** PX4 leaves some commands without an answer, and answers some later. */
const NO_ANSWER = -1;

type Answering = CommandContext & { readonly answer: (result: number) => void };
type Handler = (context: Answering, command: Command) => number;

const FLIGHT_MODES: readonly FlightMode[] = [
  'AUTO.LOITER',
  'AUTO.MISSION',
  'AUTO.RTL',
  'AUTO.LAND',
  'AUTO.TAKEOFF',
  'POSCTL',
];

const isFlightMode = (mode: string): mode is FlightMode => (FLIGHT_MODES as readonly string[]).includes(mode);

/** As DO_SET_MODE: a mode that nobody plays here (manual, offboard, …) is refused. */
const setCustomMode = (ap: Autopilot, customMode: number): number => {
  const mode = decodeMode(customMode);
  if (isFlightMode(mode)) return changeMode(ap, mode);
  ap.text(SEVERITY.CRITICAL, 'Unsupported auto mode\t');
  return MAV_RESULT.TEMPORARILY_REJECTED;
};

const CUSTOM_MODE_FLAG = 1;
const AUTO_FLAG = 4;

const doSetMode: Handler = ({ ap }, { params: [flags, main, sub] }) => {
  if ((flags & CUSTOM_MODE_FLAG) === 0)
    return (flags & AUTO_FLAG) !== 0 ? changeMode(ap, 'AUTO.MISSION') : MAV_RESULT.TEMPORARILY_REJECTED;
  // The main mode AUTO without a sub mode is the mission.
  if (main === 4 && sub === 0) return changeMode(ap, 'AUTO.MISSION');
  return setCustomMode(ap, ((main << 16) | (sub << 24)) >>> 0);
};

/** param2 of ARM_DISARM that forces. A forced *arm* from outside still runs the checks; a forced disarm stops motors. */
const FORCE = 21_196;

const armDisarm: Handler = ({ ap, answer }, { params: [action, force] }) => {
  if (Math.round(action) === 1) return arm(ap, 'external command', answer) ?? NO_ANSWER;
  if (Math.round(action) === 0) return disarm(ap, 'external command', Math.round(force) === FORCE);
  return NO_ANSWER;
};

const takeoff: Handler = ({ ap }, { params }) => {
  ap.takeoffAmslM = Number.isFinite(params[6]) ? params[6] : undefined;
  return changeMode(ap, 'AUTO.TAKEOFF');
};

const REPOSITION_CHANGE_MODE = 1;

/** The altitude is always AMSL; position and altitude are taken as they come, as PX4 does. */
const reposition: Handler = ({ ap }, { params: [speed, flags, , , lat, lon, alt] }) => {
  if ((flags & REPOSITION_CHANGE_MODE) !== 0) {
    const result = changeMode(ap, 'AUTO.LOITER');
    if (result !== MAV_RESULT.ACCEPTED) return result;
  } else if (ap.mode !== 'AUTO.LOITER') return MAV_RESULT.DENIED;
  const hasPlace = Number.isFinite(lat) && Number.isFinite(lon);
  const altAmslM = Number.isFinite(alt) ? alt : ap.hold.altAmslM;
  if (!withinFence(ap, { at: hasPlace ? [lon, lat] : ap.hold.at, altAmslM })) {
    ap.text(SEVERITY.CRITICAL, 'Reposition is outside geofence\t');
    return MAV_RESULT.ACCEPTED;
  }
  ap.hold = {
    at: hasPlace ? [lon, lat] : ap.hold.at,
    altAmslM,
  };
  ap.holdSpeedMs = speed > 0 ? speed : undefined;
  return MAV_RESULT.ACCEPTED;
};

/** ACCEPTED whatever it says; only a positive speed has an effect, and it also overrules the mission's own. */
const changeSpeed: Handler = ({ ap }, { params: [, speed] }) => {
  if (speed > 0) {
    ap.cruiseMs = speed;
    ap.holdSpeedMs = undefined;
    ap.run = { ...ap.run, cruiseMs: undefined };
  }
  return MAV_RESULT.ACCEPTED;
};

const ORBIT_RADIUS_M = 80;

/** The circle about a point, or about where it is; a negative radius is flown the other way round. */
const orbit: Handler = ({ ap }, { params: [radius, speed, , , lat, lon, alt] }) => {
  const result = changeMode(ap, 'ORBIT');
  if (result !== MAV_RESULT.ACCEPTED) return result;
  ap.orbit = {
    centre: Number.isFinite(lat) && Number.isFinite(lon) ? [lon, lat] : ap.fix.at,
    altAmslM: Number.isFinite(alt) ? alt : ap.fix.altAmslM,
    radiusM: Math.abs(radius) > 1 ? Math.abs(radius) : ORBIT_RADIUS_M,
    speedMs: speed > 0 ? speed : cruiseOf(ap),
    clockwise: !(radius < 0),
  };
  return MAV_RESULT.ACCEPTED;
};

const missionStart: Handler = ({ ap, answer }, { params: [first] }) => {
  if (!hasMission(ap) || first < -1 || first >= missionItems(ap).length) return MAV_RESULT.DENIED;
  const result = changeMode(ap, 'AUTO.MISSION');
  if (result !== MAV_RESULT.ACCEPTED) return result;
  if (first > 0) setMissionItem(ap, first);
  return arm(ap, 'mission start', answer) ?? NO_ANSWER;
};

const setCurrent: Handler = ({ ap }, { params: [seq] }) =>
  setMissionItem(ap, seq) ? MAV_RESULT.ACCEPTED : MAV_RESULT.FAILED;

const setHome: Handler = ({ ap }, { params: [useCurrent, , , , lat, lon, alt] }) => {
  if (useCurrent > 0.5) ap.home = ap.fix;
  else if (Number.isFinite(lat) && Number.isFinite(lon) && Number.isFinite(alt))
    ap.home = { at: [lon, lat], altAmslM: alt };
  else return MAV_RESULT.DENIED;
  ap.homeChanges++;
  return MAV_RESULT.ACCEPTED;
};

/** Messages that PX4 refuses to send on request (seen). */
const AVAILABLE_MODES_ID = 435;

const requestMessage: Handler = ({ ap }, { params: [id, index] }) => {
  if (id === common.MissionCurrent.MSG_ID) return MAV_RESULT.DENIED;
  if (id === AVAILABLE_MODES_ID) {
    sendAvailableModes(ap, index);
    return MAV_RESULT.ACCEPTED;
  }
  return sendNow(ap, id) ? MAV_RESULT.ACCEPTED : MAV_RESULT.DENIED;
};

const setInterval: Handler = ({ ap, streams }, { params: [id, intervalUs] }) =>
  streams.setInterval(Math.round(id), intervalUs, ap.wallMs) ? MAV_RESULT.ACCEPTED : MAV_RESULT.FAILED;

/** Any id is answered: what the fields cannot hold is cut, as PX4's casts do. */
const getInterval: Handler = ({ ap, streams }, { params: [id] }) => {
  const intervalUs = Math.min(INT32_MAX, streams.intervalUs(Math.round(id)) ?? -1);
  ap.send(common.MessageInterval, { messageId: Math.round(id) & 0xffff, intervalUs });
  return MAV_RESULT.ACCEPTED;
};

const standardMode: Handler = ({ ap }, { params: [mode] }) => {
  const wanted = STANDARD_MODES[mode];
  return wanted === undefined ? MAV_RESULT.FAILED : changeMode(ap, wanted);
};

const prearmChecks: Handler = ({ ap }) => (ap.armed ? MAV_RESULT.TEMPORARILY_REJECTED : MAV_RESULT.ACCEPTED);

/** Commands that are not here are UNSUPPORTED, as 193 (pause), 208, 410, 519 and 520 are on PX4. */
const HANDLERS: Readonly<Record<number, Handler>> = {
  20: ({ ap }) => changeMode(ap, 'AUTO.RTL'),
  21: ({ ap }) => changeMode(ap, 'AUTO.LAND'),
  22: takeoff,
  176: doSetMode,
  34: orbit,
  178: changeSpeed,
  179: setHome,
  185: () => MAV_RESULT.DENIED,
  192: reposition,
  224: setCurrent,
  246: () => MAV_RESULT.DENIED,
  262: standardMode,
  300: missionStart,
  400: armDisarm,
  401: prearmChecks,
  420: ({ ap }, { params: [unit, type] }) => injectFailure(ap, unit, type),
  510: getInterval,
  511: setInterval,
  512: requestMessage,
};

/** DO_WINCH never gets an answer as a command (seen on PX4). */
const SILENT: ReadonlySet<number> = new Set([42_600]);

const isForUs = (ap: Autopilot, command: Command): boolean =>
  (command.targetSystem === ap.sysid || command.targetSystem === 0) &&
  (command.targetComponent === ap.compid || command.targetComponent === 0);

/** Carries out a command and answers it. */
export const handleCommand = (context: CommandContext, command: Command, from: Partner): void => {
  const { ap } = context;
  if (!isForUs(ap, command) || SILENT.has(command.command)) return;
  const answer = (result: number): void =>
    ap.send(common.CommandAck, {
      command: command.command,
      result,
      targetSystem: from.sysid,
      targetComponent: from.compid,
    });
  const result = HANDLERS[command.command]?.({ ...context, answer }, command) ?? MAV_RESULT.UNSUPPORTED;
  if (result !== NO_ANSWER) answer(result);
};

/** SET_MODE (11), the old message without an answer. */
export const handleSetMode = (ap: Autopilot, message: MavMessage): void => {
  if (!isMessage(message, common.SetMode) || message.fields.targetSystem !== ap.sysid) return;
  if ((message.fields.baseMode & CUSTOM_MODE_FLAG) !== 0) setCustomMode(ap, message.fields.customMode);
  else if ((message.fields.baseMode & AUTO_FLAG) !== 0) setCustomMode(ap, encodeMode('AUTO.MISSION'));
};

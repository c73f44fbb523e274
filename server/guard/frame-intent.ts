/** Monotonic milliseconds. */
export type Ms = number;

/** An autopilot, by MAVLink system and component id; 0 = all of them. */
export type Target = { readonly sysid: number; readonly compid: number };

/** What a frame is, by its bytes alone. */
export type FrameKind =
  | 'ask' // changes nothing, or only which messages are sent
  | 'ground-ask' // reads files or logs: not while it flies
  | 'safe' // hold, return, land
  | 'disarm' // towards safety only on the ground
  | 'arm' // motors begin
  | 'start' // a mission begins
  | 'plan' // changes what is aboard or its current item
  | 'move' // this one and the next four: only by a grant of their own
  | 'pair'
  | 'reboot'
  | 'param'
  | 'key'
  | 'authorise' // says yes to a vehicle that asks whether it may arm
  | 'never'; // no reason to send it is known

export type FrameIntent = {
  readonly kind: FrameKind;
  /** For sentences: `command 400`. */
  readonly what: string;
  readonly target: Target;
  readonly command?: number;
  /** param1 of a command, or the value of a parameter. */
  readonly value?: number;
  /** Of a parameter. */
  readonly name?: string;
};

/** What a vehicle says of itself, as far as it matters here. */
export type Word = {
  readonly kind: 'armed' | 'on-ground';
  readonly from: Target;
  readonly value: boolean;
};

/* The wire: MAVLink 2's header, and payloads of common.xml with their fields ordered by size. */

const STX_V2 = 0xfd;
const HEADER_BYTES = 10;
const LONGEST_PAYLOAD = 255;

const MSG = {
  HEARTBEAT: 0,
  PARAM_REQUEST_READ: 20,
  PARAM_REQUEST_LIST: 21,
  PARAM_SET: 23,
  MISSION_REQUEST_LIST: 43,
  MISSION_COUNT: 44,
  MISSION_CLEAR_ALL: 45,
  MISSION_ACK: 47,
  MISSION_REQUEST_INT: 51,
  MISSION_ITEM_INT: 73,
  COMMAND_INT: 75,
  COMMAND_LONG: 76,
  COMMAND_ACK: 77,
  COMMAND_CANCEL: 80,
  FILE_TRANSFER_PROTOCOL: 110,
  TIMESYNC: 111,
  LOG_REQUEST_LIST: 117,
  LOG_REQUEST_DATA: 119,
  LOG_REQUEST_END: 122,
  EXTENDED_SYS_STATE: 245,
  SETUP_SIGNING: 256,
  REQUEST_EVENT: 412,
} as const;

const CMD = {
  NAV_RETURN_TO_LAUNCH: 20,
  NAV_LAND: 21,
  DO_SET_MODE: 176,
  DO_CHANGE_SPEED: 178,
  DO_SET_HOME: 179,
  DO_FLIGHTTERMINATION: 185,
  DO_REPOSITION: 192,
  DO_PARACHUTE: 208,
  DO_GRIPPER: 211,
  DO_SET_MISSION_CURRENT: 224,
  PREFLIGHT_REBOOT_SHUTDOWN: 246,
  MISSION_START: 300,
  COMPONENT_ARM_DISARM: 400,
  RUN_PREARM_CHECKS: 401,
  GET_MESSAGE_INTERVAL: 510,
  SET_MESSAGE_INTERVAL: 511,
  REQUEST_MESSAGE: 512,
  ARM_AUTHORIZATION_REQUEST: 3001,
} as const;

export type Wire = { readonly msgid: number; readonly from: Target; readonly view: DataView };

const byteAt = (bytes: Uint8Array, at: number): number => bytes[at] as number;

/** The payload with its cut zeros put back; undefined for what is not a whole MAVLink 2 frame. */
export const readWire = (frame: Uint8Array): Wire | undefined => {
  if (frame.length < HEADER_BYTES || byteAt(frame, 0) !== STX_V2) return undefined;
  const end = HEADER_BYTES + byteAt(frame, 1);
  if (frame.length < end) return undefined;
  const msgid = byteAt(frame, 7) | (byteAt(frame, 8) << 8) | (byteAt(frame, 9) << 16);
  const payload = new Uint8Array(LONGEST_PAYLOAD);
  payload.set(frame.subarray(HEADER_BYTES, end));
  const from = { sysid: byteAt(frame, 5), compid: byteAt(frame, 6) };
  return { msgid, from, view: new DataView(payload.buffer) };
};

/* Commands. */

type Params = readonly [number, number, number];

const MODE_AUTO = 4;
const CUSTOM_MODE_ENABLED = 1;
/** PX4's sub modes of AUTO: LOITER, RTL, LAND, PRECLAND. */
const SAFE_SUB_MODES: readonly number[] = [3, 5, 6, 9];
/** TAKEOFF, MISSION. */
const START_SUB_MODES: readonly number[] = [2, 4];

const modeKind = ([flags, main, sub]: Params): FrameKind => {
  if (flags !== CUSTOM_MODE_ENABLED || main !== MODE_AUTO) return 'never';
  if (SAFE_SUB_MODES.includes(sub)) return 'safe';
  return START_SUB_MODES.includes(sub) ? 'start' : 'never';
};

/** PX4 rounds the number: anything but a plain 0 or 1 is nothing; whatever comes with force is for two people. */
const armKind = ([action, force]: Params): FrameKind => {
  if (action !== 0 && action !== 1) return 'never';
  if (force !== 0) return 'pair';
  return action === 1 ? 'arm' : 'disarm';
};

type Row = FrameKind | ((params: Params) => FrameKind);

const COMMAND_KINDS: ReadonlyMap<number, Row> = new Map<number, Row>([
  [CMD.RUN_PREARM_CHECKS, 'ask'],
  [CMD.GET_MESSAGE_INTERVAL, 'ask'],
  [CMD.SET_MESSAGE_INTERVAL, 'ask'],
  [CMD.REQUEST_MESSAGE, 'ask'],
  [CMD.NAV_RETURN_TO_LAUNCH, 'safe'],
  [CMD.NAV_LAND, 'safe'],
  [CMD.DO_SET_MODE, modeKind],
  [CMD.COMPONENT_ARM_DISARM, armKind],
  [CMD.MISSION_START, 'start'],
  [CMD.DO_SET_MISSION_CURRENT, 'plan'],
  [CMD.DO_REPOSITION, 'move'],
  [CMD.DO_CHANGE_SPEED, 'move'],
  [CMD.DO_GRIPPER, 'move'],
  [CMD.DO_SET_HOME, 'move'],
  [CMD.DO_FLIGHTTERMINATION, 'pair'],
  [CMD.DO_PARACHUTE, 'pair'],
  [CMD.PREFLIGHT_REBOOT_SHUTDOWN, 'reboot'],
]);

const idAt = ({ view }: Wire, offset: number): Target => ({
  sysid: view.getUint8(offset),
  compid: view.getUint8(offset + 1),
});

/** COMMAND_LONG and COMMAND_INT have their first parameters, the command and the target in the same places. */
const ofCommand = (wire: Wire): FrameIntent => {
  const float = (index: number): number => wire.view.getFloat32(index * 4, true);
  const params = [float(0), float(1), float(2)] as const;
  const command = wire.view.getUint16(28, true);
  const row = COMMAND_KINDS.get(command) ?? 'never';
  const kind = typeof row === 'function' ? row(params) : row;
  return { kind, what: `command ${command}`, target: idAt(wire, 30), command, value: params[0] };
};

/* Messages. */

const PARAM_NAME_AT = 6;
const PARAM_NAME_BYTES = 16;
const PARAM_TYPE_AT = 22;
/** MAV_PARAM_TYPE_INT32: PX4 takes the float's bytes as the integer. */
const TYPE_INT32 = 6;

const ofParamSet = (wire: Wire): FrameIntent => {
  let name = '';
  for (let at = PARAM_NAME_AT; at < PARAM_NAME_AT + PARAM_NAME_BYTES; at++) {
    const code = wire.view.getUint8(at);
    if (code === 0) break;
    name += String.fromCharCode(code);
  }
  const isInt = wire.view.getUint8(PARAM_TYPE_AT) === TYPE_INT32;
  const value = isInt ? wire.view.getInt32(0, true) : wire.view.getFloat32(0, true);
  return { kind: 'param', what: `parameter ${name}`, target: idAt(wire, 4), name, value };
};

/** Opcodes of MAVLink FTP that end something; that list and read. All others change files. */
const FTP_CLOSING: readonly number[] = [0, 1, 2];
const FTP_READING: readonly number[] = [3, 4, 5, 14, 15];

const ofFtp = (wire: Wire): FrameIntent => {
  const opcode = wire.view.getUint8(6);
  const common = { what: `file operation ${opcode}`, target: idAt(wire, 1) };
  if (FTP_CLOSING.includes(opcode)) return { kind: 'ask', ...common };
  return { kind: FTP_READING.includes(opcode) ? 'ground-ask' : 'never', ...common };
};

const ACCEPTED = 0;

/** A yes to a vehicle that asks whether it may arm is good for that long at most, s. */
const LONGEST_LEAVE_S = 15;

/** An answer of ours: only that to "may I arm?" has a meaning, and only yes does something, for `result_param2` s. */
const ofAck = (wire: Wire): FrameIntent => {
  const command = wire.view.getUint16(0, true);
  const common = { what: `answer to command ${command}`, target: idAt(wire, 8) };
  if (command !== CMD.ARM_AUTHORIZATION_REQUEST) return { kind: 'never', ...common };
  if (wire.view.getUint8(2) !== ACCEPTED) return { kind: 'ask', ...common };
  const leaveS = wire.view.getInt32(4, true);
  return { kind: leaveS >= 1 && leaveS <= LONGEST_LEAVE_S ? 'authorise' : 'never', ...common };
};

type Reader = (wire: Wire) => FrameIntent;

/** A message that is of one kind whatever it says, with its target at that offset. */
const plain =
  (kind: FrameKind, offset: number): Reader =>
  (wire) => ({ kind, what: `message ${wire.msgid}`, target: idAt(wire, offset) });

const READERS: ReadonlyMap<number, Reader> = new Map<number, Reader>([
  [MSG.COMMAND_LONG, ofCommand],
  [MSG.COMMAND_INT, ofCommand],
  [MSG.PARAM_SET, ofParamSet],
  [MSG.FILE_TRANSFER_PROTOCOL, ofFtp],
  [MSG.COMMAND_ACK, ofAck],
  [MSG.HEARTBEAT, ({ from }) => ({ kind: 'ask', what: 'heartbeat', target: from })],
  [MSG.PARAM_REQUEST_READ, plain('ask', 2)],
  [MSG.PARAM_REQUEST_LIST, plain('ask', 0)],
  [MSG.MISSION_REQUEST_LIST, plain('ask', 0)],
  [MSG.MISSION_REQUEST_INT, plain('ask', 2)],
  [MSG.MISSION_ACK, plain('ask', 0)],
  [MSG.COMMAND_CANCEL, plain('ask', 2)],
  [MSG.REQUEST_EVENT, plain('ask', 4)],
  [MSG.TIMESYNC, plain('ask', 16)],
  [MSG.LOG_REQUEST_END, plain('ask', 0)],
  [MSG.LOG_REQUEST_LIST, plain('ground-ask', 4)],
  [MSG.LOG_REQUEST_DATA, plain('ground-ask', 10)],
  [MSG.MISSION_COUNT, plain('plan', 2)],
  [MSG.MISSION_ITEM_INT, plain('plan', 32)],
  [MSG.MISSION_CLEAR_ALL, plain('plan', 0)],
  [MSG.SETUP_SIGNING, plain('key', 8)],
]);

/** What that frame would do if it left. */
export const intentOf = (wire: Wire): FrameIntent => (READERS.get(wire.msgid) ?? plain('never', 0))(wire);

const MAV_AUTOPILOT_INVALID = 8;
const BASE_MODE_ARMED = 0x80;
const LANDED_ON_GROUND = 1;

/** What that frame says of its sender; undefined where it says nothing that matters here. */
export const wordOf = ({ msgid, from, view }: Wire): Word | undefined => {
  if (msgid === MSG.EXTENDED_SYS_STATE)
    return { kind: 'on-ground', from, value: view.getUint8(1) === LANDED_ON_GROUND };
  if (msgid !== MSG.HEARTBEAT || view.getUint8(5) === MAV_AUTOPILOT_INVALID) return undefined;
  return { kind: 'armed', from, value: (view.getUint8(6) & BASE_MODE_ARMED) !== 0 };
};

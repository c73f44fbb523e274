import { common } from 'mavlink-mappings';
import { isMessage, messageOf, type MavMessage } from '../codec.ts';
import type { MavId } from '../protocol.ts';

/** Operations of MAVLink FTP that a reader needs. */
export const FTP = {
  TERMINATE: 1,
  RESET: 2,
  LIST: 3,
  OPEN_RO: 4,
  READ: 5,
  CRC32: 14,
  BURST: 15,
  ACK: 128,
  NAK: 129,
} as const;

/** Header of the payload field: seq (2), session, opcode, size, req_opcode, burst_complete, padding, offset (4). */
const HEADER_BYTES = 12;
const PAYLOAD_BYTES = 251;
/** Most data of one message. */
export const FTP_DATA_BYTES = PAYLOAD_BYTES - HEADER_BYTES;
const SEQ_MASK = 0xffff;

export type FtpPacket = {
  readonly seq: number;
  readonly session: number;
  readonly opcode: number;
  readonly reqOpcode: number;
  readonly burstComplete: boolean;
  readonly offset: number;
  /** For a read request: how much is wanted, with no data. */
  readonly size: number;
  readonly data: Uint8Array;
};

/** Error codes of a NAK by name. */
const NAK_NAMES = [
  'NONE',
  'FAIL',
  'FAIL_ERRNO',
  'INVALID_DATA_SIZE',
  'INVALID_SESSION',
  'NO_SESSIONS_AVAILABLE',
  'EOF',
  'UNKNOWN_COMMAND',
  'FILE_EXISTS',
  'FILE_PROTECTED',
  'FILE_NOT_FOUND',
] as const;

export type NakName = (typeof NAK_NAMES)[number] | `code ${number}`;

export const nextSeq = (seq: number, by = 1): number => (seq + by) & SEQ_MASK;

/** The name of a NAK's code; undefined for other packets. */
export const nakOf = ({ opcode, data }: FtpPacket): NakName | undefined => {
  if (opcode !== FTP.NAK) return undefined;
  const code = data[0] ?? 1;
  return NAK_NAMES[code] ?? `code ${code}`;
};

export const ftpMessage = (
  to: MavId,
  packet: Partial<FtpPacket> & Pick<FtpPacket, 'seq' | 'opcode'>,
): common.FileTransferProtocol => {
  const bytes = new Uint8Array(PAYLOAD_BYTES);
  const view = new DataView(bytes.buffer);
  const data = packet.data ?? new Uint8Array();
  view.setUint16(0, packet.seq, true);
  bytes[2] = packet.session ?? 0;
  bytes[3] = packet.opcode;
  bytes[4] = packet.size ?? data.length;
  bytes[5] = packet.reqOpcode ?? 0;
  bytes[6] = packet.burstComplete === true ? 1 : 0;
  view.setUint32(8, packet.offset ?? 0, true);
  bytes.set(data, HEADER_BYTES);
  return messageOf(common.FileTransferProtocol, {
    targetSystem: to.sysid,
    targetComponent: to.compid,
    payload: [...bytes],
  });
};

/** The packet, if it is for `self` and its size is possible. */
export const ftpPacketOf = (message: MavMessage, self: MavId): FtpPacket | undefined => {
  if (!isMessage(message, common.FileTransferProtocol)) return undefined;
  const { targetSystem, targetComponent, payload } = message.fields;
  const forUs =
    (targetSystem === self.sysid || targetSystem === 0) &&
    (targetComponent === self.compid || targetComponent === 0);
  const bytes = Uint8Array.from(payload);
  const size = bytes[4] as number;
  if (!forUs || size > FTP_DATA_BYTES) return undefined;
  const view = new DataView(bytes.buffer);
  return {
    seq: view.getUint16(0, true),
    session: bytes[2] as number,
    opcode: bytes[3] as number,
    size,
    reqOpcode: bytes[5] as number,
    burstComplete: bytes[6] !== 0,
    offset: view.getUint32(8, true),
    data: bytes.subarray(HEADER_BYTES, HEADER_BYTES + size),
  };
};

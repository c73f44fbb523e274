import { crc32Part } from '../../server/mavlink/crc32.ts';
import { FTP, FTP_DATA_BYTES, type FtpPacket } from '../../server/mavlink/ftp/ftp-wire.ts';
import type { TreeEntry } from './file-tree.ts';
import type { Partner } from './plan-transfer.ts';
import type { Autopilot } from './state.ts';

/** Error codes of a NAK. */
export const NAK = {
  INVALID_SESSION: 4,
  NO_SESSIONS_AVAILABLE: 5,
  EOF: 6,
  UNKNOWN_COMMAND: 7,
  FILE_PROTECTED: 9,
  FILE_NOT_FOUND: 10,
} as const;

/** PX4 has one session. */
export const SESSION = 0;
/** Virtual directory of logs, whatever the board. */
const LOG_PREFIX = '@MAV_LOG';

type Answer = { readonly data: Uint8Array } | { readonly nak: number };

/** The open file, and the burst that is being sent of it. */
export type FtpSession = {
  readonly bytes: Uint8Array;
  burst: { readonly to: Partner; seq: number; offset: number; sent: number } | undefined;
};

const uint32 = (value: number): Uint8Array => {
  const data = new Uint8Array(4);
  new DataView(data.buffer).setUint32(0, value, true);
  return data;
};

const pathOf = (data: Uint8Array): string => {
  const text = new TextDecoder().decode(data).split('\0')[0] ?? '';
  return text === LOG_PREFIX || text.startsWith(`${LOG_PREFIX}/`)
    ? `/log${text.slice(LOG_PREFIX.length)}`
    : text;
};

const leavesRoot = (path: string): boolean => path.split('/').includes('..');

const entryText = ({ kind, name, size }: TreeEntry): string => {
  if (name === '.' || name === '..') return 'S\0';
  return kind === 'file' ? `F${name}\t${size}\0` : `D${name}\0`;
};

const listPage = (entries: readonly TreeEntry[], offset: number): Answer => {
  let page = '';
  for (const entry of entries.slice(offset)) {
    const text = entryText(entry);
    if (page.length + text.length > FTP_DATA_BYTES) break;
    page += text;
  }
  return page === '' ? { nak: NAK.EOF } : { data: new TextEncoder().encode(page) };
};

/** What the operations do with the files and the one session. */
export const createFtpWork = () => {
  let session: FtpSession | undefined;
  const open = (ap: Autopilot, path: string): Answer => {
    if (session !== undefined) return { nak: NAK.NO_SESSIONS_AVAILABLE };
    const bytes = ap.files.read(path);
    if (bytes === undefined) return { nak: NAK.FILE_NOT_FOUND };
    session = { bytes, burst: undefined };
    return { data: uint32(bytes.length) };
  };
  const close = (): Answer => {
    session = undefined;
    return { data: new Uint8Array() };
  };
  const read = ({ session: number, offset, size }: FtpPacket): Answer => {
    if (session === undefined || number !== SESSION) return { nak: NAK.INVALID_SESSION };
    if (offset >= session.bytes.length) return { nak: NAK.EOF };
    return { data: session.bytes.subarray(offset, offset + size) };
  };
  const checksum = (ap: Autopilot, path: string): Answer => {
    const bytes = ap.files.read(path);
    if (bytes === undefined) return { nak: NAK.FILE_NOT_FOUND };
    return { data: uint32(crc32Part(bytes, ap.faults.files.wrongCrc ? 1 : 0)) };
  };
  const withPath = (packet: FtpPacket, job: (path: string) => Answer): Answer => {
    const path = pathOf(packet.data);
    return leavesRoot(path) ? { nak: NAK.FILE_PROTECTED } : job(path);
  };
  const list = (ap: Autopilot, path: string, offset: number): Answer => {
    const entries = ap.files.list(path);
    return entries === undefined ? { nak: NAK.FILE_NOT_FOUND } : listPage(entries, offset);
  };

  /** Undefined: the burst itself is the answer. */
  const work = (ap: Autopilot, packet: FtpPacket, from: Partner): Answer | undefined => {
    switch (packet.opcode) {
      case FTP.TERMINATE:
        return session === undefined || packet.session !== SESSION ? { nak: NAK.INVALID_SESSION } : close();
      case FTP.RESET:
        return close();
      case FTP.LIST:
        return withPath(packet, (path) => list(ap, path, packet.offset));
      case FTP.OPEN_RO:
        return withPath(packet, (path) => open(ap, path));
      case FTP.READ:
        return read(packet);
      case FTP.CRC32:
        return withPath(packet, (path) => checksum(ap, path));
      case FTP.BURST:
        if (session === undefined || packet.session !== SESSION) return { nak: NAK.INVALID_SESSION };
        session.burst = { to: from, seq: packet.seq + 1, offset: packet.offset, sent: 0 };
        return undefined;
      default:
        return { nak: NAK.UNKNOWN_COMMAND };
    }
  };

  return { work, session: () => session, close };
};

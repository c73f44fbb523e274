import { common } from 'mavlink-mappings';
import { isMessage } from '../../server/mavlink/codec.ts';
import {
  FTP,
  FTP_DATA_BYTES,
  ftpMessage,
  ftpPacketOf,
  type FtpPacket,
} from '../../server/mavlink/ftp/ftp-wire.ts';
import { createFaultyOutlet, createPace } from './file-faults.ts';
import { createFtpWork, NAK, SESSION, type FtpSession } from './ftp-work.ts';
import type { Partner } from './plan-transfer.ts';
import type { VehicleService } from './service.ts';
import type { Autopilot } from './state.ts';

/** PX4 closes a session after 10 s without a request. */
const IDLE_MS = 10_000;
/** A burst of PX4 on UDP: 168 blocks, 40,152 bytes. */
const BURST_BLOCKS = 168;
/** PX4 on UDP sends about 1.3 MB/s; a tick is 25 ms. */
const BLOCKS_PER_TICK = 84;
/** PX4 keeps an answer of at most that many bytes to say it again. */
const KEPT_BYTES = 4;
const SEQ_MASK = 0xffff;

/** MAVLink FTP as PX4 serves it, for reading only: what would write is an unknown command. */
export const createFtpServer = (): VehicleService => {
  const files = createFtpWork();
  const pace = createPace(BLOCKS_PER_TICK);
  let lastReply: { to: Partner; packet: FtpPacket } | undefined;
  let heardMs = 0;
  let sendNow: (message: common.FileTransferProtocol) => void = () => {};
  const outlet = createFaultyOutlet<common.FileTransferProtocol>((message) => sendNow(message));

  const say = (ap: Autopilot, to: Partner, packet: FtpPacket): void => {
    const faults = ap.faults.files;
    sendNow = (message) => ap.send(common.FileTransferProtocol, message);
    const isCut = outlet.next(faults) && packet.data.length > 1;
    const data = isCut ? packet.data.subarray(0, packet.data.length >> 1) : packet.data;
    outlet.pass(faults, ftpMessage(to, { ...packet, data, size: data.length }));
    lastReply = packet.data.length <= KEPT_BYTES ? { to, packet } : undefined;
  };

  const answer = (ap: Autopilot, packet: FtpPacket, from: Partner): void => {
    const isResent =
      lastReply !== undefined &&
      packet.seq + 1 === lastReply.packet.seq &&
      lastReply.to.sysid === from.sysid &&
      lastReply.to.compid === from.compid;
    if (isResent && lastReply !== undefined) return say(ap, from, lastReply.packet);
    lastReply = undefined;
    const done =
      ap.faults.files.ftp === 'refused' ? { nak: NAK.UNKNOWN_COMMAND } : files.work(ap, packet, from);
    if (done === undefined) return;
    const isNak = 'nak' in done;
    say(ap, from, {
      ...packet,
      seq: (packet.seq + 1) & SEQ_MASK,
      opcode: isNak ? FTP.NAK : FTP.ACK,
      reqOpcode: packet.opcode,
      data: isNak ? Uint8Array.of(done.nak) : done.data,
    });
  };

  /** One block of the burst; false when it is over. */
  const stream = (ap: Autopilot, session: FtpSession): boolean => {
    const { bytes, burst } = session;
    if (burst === undefined) return false;
    const { to, offset } = burst;
    const isEnd = offset >= bytes.length;
    burst.sent++;
    const burstComplete = !isEnd && burst.sent >= BURST_BLOCKS;
    const data = isEnd ? Uint8Array.of(NAK.EOF) : bytes.subarray(offset, offset + FTP_DATA_BYTES);
    const opcode = isEnd ? FTP.NAK : FTP.ACK;
    const seq = burst.seq & SEQ_MASK;
    if (isEnd || burstComplete) session.burst = undefined;
    burst.seq++;
    burst.offset += data.length;
    const size = data.length;
    say(ap, to, { seq, session: SESSION, opcode, reqOpcode: FTP.BURST, burstComplete, offset, size, data });
    return session.burst !== undefined;
  };

  return {
    handle: (ap, message, from) => {
      if (!isMessage(message, common.FileTransferProtocol)) return false;
      const packet = ftpPacketOf(message, { sysid: ap.sysid, compid: ap.compid });
      if (packet === undefined || ap.faults.files.ftp === 'silent') return true;
      heardMs = ap.wallMs;
      answer(ap, packet, from);
      return true;
    },
    run: (ap) => {
      if (ap.wallMs - heardMs > IDLE_MS) files.close();
      const session = files.session();
      const most = pace(ap.faults.files);
      for (let i = 0; i < most && session !== undefined && stream(ap, session);) i++;
    },
  };
};

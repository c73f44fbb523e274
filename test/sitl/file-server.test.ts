import { common } from 'mavlink-mappings';
import { describe, expect, it } from 'vitest';
import { crc32Part } from '../../server/mavlink/crc32.ts';
import { FTP, ftpMessage, ftpPacketOf, type FtpPacket } from '../../server/mavlink/ftp/ftp-wire.ts';
import { bench, SYSID, type Bench } from './support.ts';

const GCS = { sysid: 255, compid: 190 };
const VEHICLE = { sysid: SYSID, compid: 1 };
const BYTES = Uint8Array.from({ length: 50_000 }, (_, i) => (i * 7) % 251);
const PATH = 'log/2026-03-01/00_00_01.ulg';
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

const withFile = (): Bench => {
  const b = bench();
  b.run(3000);
  b.vehicle.files.put(PATH, BYTES);
  b.clear();
  return b;
};

const replies = (b: Bench): FtpPacket[] => b.heard.flatMap((message) => ftpPacketOf(message, GCS) ?? []);

const say = (b: Bench, packet: Partial<FtpPacket> & Pick<FtpPacket, 'seq' | 'opcode'>): void => {
  const { payload } = ftpMessage(VEHICLE, packet);
  b.send(common.FileTransferProtocol, { targetSystem: SYSID, targetComponent: 1, payload });
};

const ask = (
  b: Bench,
  packet: Partial<FtpPacket> & Pick<FtpPacket, 'seq' | 'opcode'>,
): FtpPacket | undefined => {
  b.clear();
  say(b, packet);
  return replies(b).at(-1);
};

const nak = (packet: FtpPacket | undefined): number | undefined =>
  packet?.opcode === FTP.NAK ? packet.data[0] : undefined;

describe('files of the embedded vehicle, as PX4 serves them', () => {
  it('answers with the next number, and says it again for the same number without doing it again', () => {
    const b = withFile();
    const opened = ask(b, { seq: 10, opcode: FTP.OPEN_RO, data: text(PATH) });
    expect(opened).toMatchObject({ seq: 11, opcode: FTP.ACK, reqOpcode: FTP.OPEN_RO });
    expect(ask(b, { seq: 10, opcode: FTP.OPEN_RO, data: text(PATH) })).toMatchObject({ opcode: FTP.ACK });
    expect(nak(ask(b, { seq: 12, opcode: FTP.OPEN_RO, data: text(PATH) }))).toBe(5);
    expect(ask(b, { seq: 14, opcode: FTP.RESET })).toMatchObject({ opcode: FTP.ACK });
    expect(ask(b, { seq: 16, opcode: FTP.OPEN_RO, data: text(PATH) })).toMatchObject({ opcode: FTP.ACK });
  });

  it('sends bursts of 40,152 bytes, the last block marked, then the rest and EOF', () => {
    const b = withFile();
    ask(b, { seq: 1, opcode: FTP.OPEN_RO, data: text(PATH) });
    b.clear();
    say(b, { seq: 3, opcode: FTP.BURST, size: 239 });
    b.run(200);
    const first = replies(b);
    expect(first.reduce((sum, { data }) => sum + data.length, 0)).toBe(40_152);
    expect(first.map(({ burstComplete }) => burstComplete).indexOf(true)).toBe(167);
    expect(first.map(({ seq }) => seq)).toEqual(first.map((_, i) => 4 + i));
    b.clear();
    say(b, { seq: 500, opcode: FTP.BURST, offset: 40_152, size: 239 });
    b.run(200);
    const rest = replies(b);
    expect(nak(rest.at(-1))).toBe(6);
    expect(rest.slice(0, -1).reduce((sum, { data }) => sum + data.length, 0)).toBe(BYTES.length - 40_152);
  });

  it('lists with S for what is passed over, sizes after a TAB, and EOF behind the last', () => {
    const b = withFile();
    const page = ask(b, { seq: 1, opcode: FTP.LIST, data: text('/log/2026-03-01') });
    expect(new TextDecoder().decode(page?.data)).toBe('S\0S\0F00_00_01.ulg\t50000\0');
    expect(nak(ask(b, { seq: 3, opcode: FTP.LIST, offset: 3, data: text('/log/2026-03-01') }))).toBe(6);
    expect(ask(b, { seq: 5, opcode: FTP.LIST, data: text('@MAV_LOG') })).toMatchObject({ opcode: FTP.ACK });
  });

  it.each([
    ['a path out of its root', { opcode: FTP.OPEN_RO, data: text('../x') }, 9],
    ['a file that is not there', { opcode: FTP.OPEN_RO, data: text('x') }, 10],
    ['a folder that is not there', { opcode: FTP.LIST, data: text('x') }, 10],
    ['a read without session', { opcode: FTP.READ, size: 10 }, 4],
    ['a burst without session', { opcode: FTP.BURST, size: 10 }, 4],
    ['an end of no session', { opcode: FTP.TERMINATE }, 4],
    ['writing', { opcode: 7, data: text('x') }, 7],
  ])('refuses %s', (_, packet, code) => {
    expect(nak(ask(withFile(), { seq: 1, ...packet }))).toBe(code);
  });

  it('tells the checksum, and closes a session that nobody used for 10 s', () => {
    const b = withFile();
    const crc = ask(b, { seq: 1, opcode: FTP.CRC32, data: text(PATH) });
    expect(new DataView(Uint8Array.from(crc?.data ?? []).buffer).getUint32(0, true)).toBe(crc32Part(BYTES));
    ask(b, { seq: 3, opcode: FTP.OPEN_RO, data: text(PATH) });
    b.run(10_500);
    expect(nak(ask(b, { seq: 5, opcode: FTP.READ, size: 10 }))).toBe(4);
  });
});

describe('logs of the embedded vehicle, as PX4 serves them', () => {
  const request = { targetSystem: SYSID, targetComponent: 1 };

  it('gives no data before a list was asked for, and says nothing where there is no log', () => {
    const b = withFile();
    b.send(common.LogRequestData, { ...request, id: 0, ofs: 0, count: 180 });
    b.run(100);
    expect(b.all(common.LogData)).toEqual([]);
    b.vehicle.files.remove(PATH);
    b.send(common.LogRequestList, { ...request, start: 0, end: 0xffff });
    b.run(100);
    expect(b.all(common.LogEntry)).toEqual([]);
  });

  it('counts from 0, with a last number one too high, and sends 90 bytes at a time', () => {
    const b = withFile();
    b.send(common.LogRequestList, { ...request, start: 0, end: 0xffff });
    b.run(100);
    expect(b.all(common.LogEntry)).toMatchObject([{ id: 0, numLogs: 1, lastLogNum: 1, size: BYTES.length }]);
    b.send(common.LogRequestData, { ...request, id: 0, ofs: 90, count: 200 });
    b.run(100);
    const data = b.all(common.LogData);
    expect(data.map(({ ofs, count }) => [ofs, count])).toEqual([
      [90, 90],
      [180, 90],
      [270, 20],
    ]);
    expect(data[0]?.data).toEqual(Array.from(BYTES.subarray(90, 180)));
  });
});

import { ok, refuse, type Result } from '../../core/result.ts';
import { guardedSink, type ByteSink } from '../byte-sink.ts';
import { whileOnGround } from '../on-ground.ts';
import { runProtocol } from '../protocol.ts';
import { YIELDING, type Transactions } from '../transactions.ts';
import type { VehicleContext } from '../vehicle-context.ts';
import { readEntries, type DirectoryEntry } from './ftp-directory.ts';
import { ftpReadMachine, type FtpReadOutcome } from './ftp-read.ts';
import { ftpRequestMachine, type FtpRequest, type FtpTalk } from './ftp-request.ts';
import { FTP, ftpMessage, nakOf, nextSeq, type FtpPacket, type NakName } from './ftp-wire.ts';

/** The vehicle reads the whole file for its checksum: the slowest memory cards give 500 kB a second. */
const CRC_BYTES_PER_MS = 500;
const CRC_LEAST_MS = 5000;
/** Entries of one directory; a vehicle that tells more is not believed. */
const MAX_ENTRIES = 10_000;
/** NUL ends the text within the data field. */
const MAX_PATH_BYTES = 238;
const SIZE_BYTES = 4;
const DEFAULT_MAX_BYTES = 4 * 1024 * 1024;

export type FileOptions = { readonly signal?: AbortSignal };

export type DownloadOptions = FileOptions & {
  /** Bytes that are there already; default 0. */
  readonly from?: number;
  /** Fails with `mavlink.file_too_large` for a larger file; default none. */
  readonly maxBytes?: number;
  /** The file's size, as soon as it is known. */
  readonly onSize?: (size: number) => void;
};

/**
 * The vehicle's files by MAVLink FTP. One at a time with all other transfers, only on the ground and disarmed. Fails
 * with `mavlink.not_landed`, `.left_ground`, `.no_answer`, `.file_refused` (details.nak), `.cancelled`.
 */
export type VehicleFiles = {
  list(path: string, options?: FileOptions): Promise<Result<readonly DirectoryEntry[]>>;
  /** From `from` to the end. What was handed on before a failure is good: go on there. */
  download(
    path: string,
    sink: ByteSink,
    options?: DownloadOptions,
  ): Promise<Result<{ readonly size: number }>>;
  /** A small file as a whole: at most `maxBytes`, default 4 MiB. */
  readFile(path: string, options?: FileOptions & { readonly maxBytes?: number }): Promise<Result<Uint8Array>>;
  /** The vehicle's own checksum, as `crc32Part` computes it; `size` tells how long to wait for it. */
  crc32(path: string, size: number, options?: FileOptions): Promise<Result<number>>;
};

const textBytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const uint32 = ({ data }: FtpPacket): number | undefined =>
  data.length < SIZE_BYTES ? undefined : new DataView(data.buffer, data.byteOffset).getUint32(0, true);

const refusedBy = (what: string, nak: NakName) =>
  refuse('mavlink.file_refused', `${what}: expected ACK, got NAK ${nak}`, { details: { nak } });

type Asked = Partial<FtpPacket> & Pick<FtpPacket, 'opcode'>;

/** Requests to one vehicle, numbered on. */
const createTalk = (context: VehicleContext) => {
  const { port, id: target, self } = context;
  // Another number than after our last start: an equal one would be answered with what was said then.
  let talk: FtpTalk = { seq: nextSeq(Math.round(context.clock.wall())), roundTrip: undefined };
  const ask = async (
    what: string,
    packet: Asked,
    options: { signal: AbortSignal; leastWaitMs?: number },
  ): Promise<Result<FtpPacket>> => {
    const { leastWaitMs = 0, signal } = options;
    const request: FtpRequest = { target, self, talk, packet, leastWaitMs };
    const answer = await runProtocol(port, ftpRequestMachine(request), signal);
    talk = answer.talk;
    if (answer.kind === 'answered') return ok(answer.packet);
    if (answer.kind === 'cancelled') return refuse('mavlink.cancelled', `${what}: cancelled by us`);
    return refuse('mavlink.no_answer', `${what}: expected an answer, got none to ${answer.sent} sent`);
  };
  const read = async (
    job: { session: number; from: number; to: number },
    sink: ByteSink,
    signal: AbortSignal,
  ) => {
    const machine = ftpReadMachine({ target, self, talk, ...job });
    const outcome = await runProtocol({ ...port, store: sink }, machine, signal);
    talk = outcome.talk;
    return outcome;
  };
  /** Said once, for a vehicle that is about to fly or away: nobody waits for the answer. */
  const leave = (session: number): void => {
    port.send(ftpMessage(target, { seq: talk.seq, opcode: FTP.TERMINATE, session }));
    talk = { ...talk, seq: nextSeq(talk.seq, 2) };
  };
  return { ask, read, leave };
};

type Talk = ReturnType<typeof createTalk>;

/** ACK or a failure that names the NAK. */
const acked = async (
  talk: Talk,
  what: string,
  packet: Asked,
  options: { signal: AbortSignal; leastWaitMs?: number },
): Promise<Result<FtpPacket>> => {
  const answer = await talk.ask(what, packet, options);
  const nak = answer.ok ? nakOf(answer.value) : undefined;
  return nak === undefined ? answer : refusedBy(what, nak);
};

const listDirectory = async (
  talk: Talk,
  path: string,
  signal: AbortSignal,
): Promise<Result<readonly DirectoryEntry[]>> => {
  const found: DirectoryEntry[] = [];
  const what = `list of ${path}`;
  for (let offset = 0; offset < MAX_ENTRIES;) {
    const answer = await talk.ask(what, { opcode: FTP.LIST, offset, data: textBytes(path) }, { signal });
    if (!answer.ok) return answer;
    const nak = nakOf(answer.value);
    if (nak === 'EOF') return ok(found);
    if (nak !== undefined) return refusedBy(what, nak);
    const { entries, count } = readEntries(answer.value.data);
    if (count === 0) return ok(found);
    found.push(...entries);
    offset += count;
  }
  return refuse('mavlink.file_refused', `${what}: expected at most ${MAX_ENTRIES} entries, got more`);
};

const readOutcome = (what: string, outcome: FtpReadOutcome): Result<undefined> => {
  switch (outcome.kind) {
    case 'complete':
      return ok(undefined);
    case 'refused':
      return refusedBy(what, outcome.nak);
    case 'cancelled':
      return refuse('mavlink.cancelled', `${what}: cancelled by us at byte ${outcome.at}`);
    case 'no-answer':
      return refuse('mavlink.no_answer', `${what}: no answer after byte ${outcome.at}`);
  }
};

type Download = DownloadOptions & { readonly signal: AbortSignal };

const download = async (
  talk: Talk,
  path: string,
  sink: ByteSink,
  options: Download,
): Promise<Result<{ size: number }>> => {
  const { signal, from = 0, maxBytes = Number.POSITIVE_INFINITY } = options;
  const reset = await acked(talk, 'reset of file sessions', { opcode: FTP.RESET }, { signal });
  if (!reset.ok) return reset;
  const opened = await acked(
    talk,
    `open ${path}`,
    { opcode: FTP.OPEN_RO, data: textBytes(path) },
    { signal },
  );
  if (!opened.ok) return opened;
  const size = uint32(opened.value);
  const { session } = opened.value;
  if (size === undefined || size > maxBytes || from > size) {
    talk.leave(session);
    return refuse(
      'mavlink.file_too_large',
      `${path}: expected ${from} to ${maxBytes} bytes, got ${size ?? 'no size'}`,
    );
  }
  options.onSize?.(size);
  const kept = guardedSink(sink, signal);
  const outcome = await talk.read({ session, from, to: size }, kept.put, kept.signal);
  talk.leave(session);
  const failure = kept.failure() ?? readOutcome(`read of ${path}`, outcome);
  return failure.ok ? ok({ size }) : failure;
};

const join = (parts: readonly Uint8Array[]): Uint8Array => {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
};

export const createVehicleFiles = (context: VehicleContext, transactions: Transactions): VehicleFiles => {
  const talk = createTalk(context);
  const inTurn = <T>(
    name: string,
    path: string,
    { signal }: FileOptions,
    job: (signal: AbortSignal) => Promise<Result<T>>,
  ): Promise<Result<T>> => {
    const bytes = textBytes(path).length;
    if (bytes > MAX_PATH_BYTES || path.includes('\0'))
      return Promise.resolve(
        refuse('mavlink.file_path', `expected a path of at most ${MAX_PATH_BYTES} bytes, got ${bytes}`),
      );
    return transactions.run(`${YIELDING}${name} ${path}`, () => whileOnGround(context, signal, job));
  };
  const files: VehicleFiles = {
    list: (path, options = {}) =>
      inTurn('list', path, options, (signal) => listDirectory(talk, path, signal)),
    download: (path, sink, options = {}) =>
      inTurn('download', path, options, (signal) => download(talk, path, sink, { ...options, signal })),
    readFile: async (path, { maxBytes = DEFAULT_MAX_BYTES, ...options } = {}) => {
      const parts: Uint8Array[] = [];
      const done = await files.download(path, (bytes) => parts.push(bytes), { ...options, maxBytes });
      return done.ok ? ok(join(parts)) : done;
    },
    crc32: (path, size, options = {}) =>
      inTurn('checksum', path, options, async (signal) => {
        const leastWaitMs = CRC_LEAST_MS + size / CRC_BYTES_PER_MS;
        const what = `checksum of ${path}`;
        const packet = { opcode: FTP.CRC32, data: textBytes(path) };
        const answer = await acked(talk, what, packet, { signal, leastWaitMs });
        if (!answer.ok) return answer;
        const crc = uint32(answer.value);
        return crc === undefined
          ? refuse('mavlink.file_refused', `${what}: expected 4 bytes, got fewer`)
          : ok(crc);
      }),
  };
  return files;
};

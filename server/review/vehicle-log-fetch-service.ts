import { crc32Part } from '../mavlink/crc32.ts';
import type { Disk } from '../core/ports.ts';
import { ok, refuse, type Failure, type Result } from '../core/result.ts';
import type { ByteSink } from '../mavlink/byte-sink.ts';
import { findEntry, type LogMethod, type LogVehicle } from './vehicle-log-search-service.ts';

export type LogSource = { readonly method: LogMethod; readonly path: string };

export type FetchProgress = {
  readonly phase: 'fetching' | 'verifying';
  readonly received: number;
  readonly size: number | undefined;
};

export type FetchJob = {
  readonly vehicle: LogVehicle;
  readonly source: LogSource;
  /** Where it is to be, below the data folder. */
  readonly file: string;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: FetchProgress) => void;
};

/** `crc32` undefined: the vehicle tells none, the size alone is right. */
export type Fetched = { readonly size: number; readonly crc32: number | undefined };

const partOf = (file: string): string => `${file}.part`;

const gone = (path: string) => refuse('review.log_gone', `${path}: expected it on the vehicle, it is gone`);

const receive = async (job: FetchJob, sink: ByteSink, from: number): Promise<Result<{ size: number }>> => {
  const { vehicle, source, signal } = job;
  let received = from;
  let size: number | undefined;
  const put = (bytes: Uint8Array): void => {
    sink(bytes);
    received += bytes.length;
    job.onProgress({ phase: 'fetching', received, size });
  };
  const onSize = (told: number): void => {
    size = told;
    job.onProgress({ phase: 'fetching', received, size });
  };
  if (source.method === 'ftp') return vehicle.files.download(source.path, put, { from, signal, onSize });
  const entry = await findEntry(vehicle, source.path, signal);
  if (!entry.ok) return entry;
  if (entry.value === undefined) return gone(source.path);
  onSize(entry.value.size);
  return vehicle.logs.download(entry.value, put, { from, signal });
};

const checksumOf = async (disk: Disk, path: string): Promise<number> => {
  let crc = 0;
  for await (const part of disk.readParts(path)) crc = crc32Part(part, crc);
  return crc;
};

const tellsNoChecksum = ({ details }: Failure): boolean =>
  (details as { nak?: string } | undefined)?.nak === 'UNKNOWN_COMMAND';

/** The vehicle's checksum against ours. */
const verify = async (disk: Disk, job: FetchJob, size: number): Promise<Result<Fetched>> => {
  const { vehicle, source, signal, file } = job;
  if (source.method === 'log_data') return ok({ size, crc32: undefined });
  job.onProgress({ phase: 'verifying', received: size, size });
  const ours = await checksumOf(disk, partOf(file));
  const theirs = await vehicle.files.crc32(source.path, size, { signal });
  if (!theirs.ok) return tellsNoChecksum(theirs.error) ? ok({ size, crc32: undefined }) : theirs;
  if (theirs.value === ours) return ok({ size, crc32: ours });
  return refuse('review.checksum_differs', `${source.path}: expected checksum ${theirs.value}, got ${ours}`);
};

/**
 * Fetches one log into a part file that outlives cuts and restarts, compares the checksum, and only then gives it its
 * name. Fails with the codes of `VehicleFiles`, with `review.log_gone` and `review.checksum_differs` (the part is
 * then thrown away).
 */
export const createLogFetch = (disk: Disk) => ({
  fetch: async (job: FetchJob): Promise<Result<Fetched>> => {
    const part = partOf(job.file);
    const from = (await disk.size(part)) ?? 0;
    const open = disk.openAppend(part);
    let done: Result<{ size: number }>;
    try {
      done = await receive(job, (bytes) => open.append(bytes), from);
      open.sync();
    } finally {
      open.close();
    }
    // Longer than the file: not of this file.
    if (!done.ok && done.error.code === 'mavlink.file_too_large') await disk.remove(part);
    if (!done.ok) return done;
    const verified = await verify(disk, job, done.value.size);
    if (verified.ok) await disk.rename(part, job.file);
    else if (verified.error.code === 'review.checksum_differs') await disk.remove(part);
    return verified;
  },
  forget: (file: string): Promise<void> => disk.remove(partOf(file)),
  /** Bytes of it that are here. */
  received: async (file: string): Promise<number> => (await disk.size(partOf(file))) ?? 0,
});

import type { Clock, Timer } from '../core/clock.ts';
import type { AppendFile } from '../core/ports.ts';
import { decodeDatagram, decodeMessage, newDropCounters } from '../mavlink/codec.ts';
import type { RawFrame } from '../mavlink/router.ts';
import { writeRecord } from './tlog.ts';

/** What is heard is handed to the operating system after at most this time: it survives kill -9. */
const FLUSH_MS = 500;
/** … or when that much has gathered, bytes. */
const FLUSH_BYTES = 64 * 1024;

export type Recorder = {
  readonly sysid: number;
  take(raw: RawFrame): void;
  flush(): void;
  close(): void;
};

/** The system that an outgoing frame is for; undefined or 0 = all. */
const targetOf = (bytes: Uint8Array): unknown => {
  const [frame] = decodeDatagram(bytes, newDropCounters());
  return frame && decodeMessage(frame)?.fields['targetSystem'];
};

const concerns = ({ direction, bytes }: RawFrame, sysid: number): boolean => {
  if (direction === 'in') return bytes[5] === sysid;
  const target = targetOf(bytes);
  return target === undefined || target === 0 || target === sysid;
};

type Outlet = { readonly file: AppendFile; readonly onError: (error: unknown) => void };

/**
 * Writes every frame from and to one vehicle. A write that fails (a full disk) loses what it should have written and
 * is told, once until one succeeds; the log goes on when there is room again.
 */
export const createRecorder = (clock: Clock, { file, onError }: Outlet, sysid: number): Recorder => {
  let parts: Uint8Array[] = [];
  let size = 0;
  let failing = false;
  const write = (all: Uint8Array): void => {
    try {
      file.append(all);
      failing = false;
    } catch (error) {
      if (!failing) onError(error);
      failing = true;
    }
  };
  const flush = (): void => {
    if (size === 0) return;
    const all = new Uint8Array(size);
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    parts = [];
    size = 0;
    write(all);
  };
  const timer: Timer = clock.every(FLUSH_MS, flush);
  return {
    sysid,
    take: (raw) => {
      if (!concerns(raw, sysid)) return;
      const atMs = clock.wall() - (clock.mono() - raw.at);
      const record = writeRecord(atMs, raw.bytes);
      parts.push(record);
      size += record.length;
      if (size >= FLUSH_BYTES) flush();
    },
    flush,
    close: () => {
      timer.cancel();
      flush();
      file.close();
    },
  };
};

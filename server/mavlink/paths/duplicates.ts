import type { MonoMs } from '../../core/clock.ts';
import type { Frame } from '../codec.ts';

/** A copy of a frame comes over another path within that time; PX4's sequence comes round after 0.6 s. */
const COPY_MS = 1000;
/** As many as PX4 sends in that time. */
const MAX_KEPT = 512;

/** Recognises the copies of one system's frames that came over another path. */
export type Duplicates = {
  /** True for a copy; else it is remembered. */
  isCopy(frame: Frame, place: string, at: MonoMs): boolean;
};

/** MAVLink 2: header 10 bytes, then the payload as it was sent, then the checksum. */
const checksumOf = ({ bytes, payload }: Frame): number => {
  const at = 10 + payload.length;
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
};

export const createDuplicates = (): Duplicates => {
  const kept = new Map<number, { readonly place: string; readonly at: MonoMs }>();
  return {
    isCopy: (frame, place, at) => {
      const key = (frame.seq << 16) | checksumOf(frame);
      const known = kept.get(key);
      if (known !== undefined && known.place !== place && at - known.at <= COPY_MS) return true;
      kept.delete(key);
      kept.set(key, { place, at });
      for (const [old, entry] of kept) {
        if (kept.size <= MAX_KEPT && at - entry.at <= COPY_MS) break;
        kept.delete(old);
      }
      return false;
    },
  };
};

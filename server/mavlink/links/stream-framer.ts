import type { MonoMs } from '../../core/clock.ts';
import { decodeDatagram, decodePiece, type DropCounters, type Frame } from '../codec.ts';

/**
 * No byte for that long: the sender is not in the middle of a frame. Longer than a TCP retransmission (200 ms at
 * least) and than the pause of a time-slicing radio (about 130 ms).
 */
const SILENCE_MS = 300;
/** However the bytes trickle: the longest frame takes 0.3 s at 9,600 baud, the slowest that we open. */
const FRAME_MS = 1000;

/** Cuts the bytes of one remote into frames. Holds back less than one longest frame. */
export type StreamFramer = {
  push(bytes: Uint8Array, at: MonoMs): readonly Frame[];
  /** To be called every now and then: gives up a candidate whose rest does not come. */
  expire(now: MonoMs): readonly Frame[];
  heldBytes(): number;
};

/**
 * A candidate whose header is sound waits for its rest; nothing that it may contain releases it, for a file that is
 * read from the vehicle may hold whole frames. It is given up when the stream was silent for 0.3 s or it is 1 s old;
 * the search then goes on one byte later, as after any other bad byte.
 */
export const streamFramer = (drops: DropCounters): StreamFramer => {
  let held = new Uint8Array(0);
  let heldSince: MonoMs | undefined;
  let lastBytes: MonoMs | undefined;

  const take = (bytes: Uint8Array, at: MonoMs): Frame[] => {
    const { frames, end } = decodePiece(bytes, drops);
    // A copy: the socket may use its buffer again.
    held = new Uint8Array(bytes.subarray(end));
    if (held.length === 0) heldSince = undefined;
    else if (end > 0) heldSince = at;
    else heldSince ??= at;
    return frames;
  };

  const release = (now: MonoMs): Frame[] => {
    decodeDatagram(held.subarray(0, 1), drops);
    heldSince = undefined;
    return take(held.subarray(1), now);
  };

  const isOld = (now: MonoMs): boolean => heldSince !== undefined && now - heldSince >= FRAME_MS;

  const isSilent = (now: MonoMs): boolean =>
    heldSince !== undefined && lastBytes !== undefined && now - lastBytes >= SILENCE_MS;

  return {
    push: (bytes, at) => {
      const late = isOld(at) ? release(at) : [];
      lastBytes = at;
      if (held.length === 0) return [...late, ...take(bytes, at)];
      const joined = new Uint8Array(held.length + bytes.length);
      joined.set(held);
      joined.set(bytes, held.length);
      return [...late, ...take(joined, at)];
    },
    expire: (now) => {
      const frames: Frame[] = [];
      while (isOld(now) || isSilent(now)) frames.push(...release(now));
      return frames;
    },
    heldBytes: () => held.length,
  };
};

import type { MonoMs } from '../../core/clock.ts';
import type { ByteStream } from '../../core/ports.ts';
import type { CarrierEvents } from './carrier.ts';
import { streamFramer } from './stream-framer.ts';

/** How often held bytes, silence and stalls are looked at. */
const LOOK_MS = 100;
/** Waiting bytes beyond which nothing more is sent: 0.7 s at 57,600 baud. */
const MAX_WAITING_BYTES = 4096;
/** Bytes that nobody took for that long. */
const STALL_MS = 3000;

export type StreamPeerOptions = {
  /** Remote id under which the link knows it. */
  readonly remote: string;
  /** A peer that was heard and then is silent for longer is cut off; undefined: never. */
  readonly silenceMs: number | undefined;
  /** Called once when the stream is of no use any more; it is closed already. */
  readonly ended: (reason: string) => void;
};

export type StreamPeer = {
  transmit(bytes: Uint8Array): boolean;
  close(): Promise<void>;
};

/**
 * One peer at the end of a stream. What we say is good for seconds: a peer that takes nothing, or that fell silent, is
 * cut off so that no command reaches it late out of some buffer.
 */
export const streamPeer = (
  stream: ByteStream,
  events: CarrierEvents,
  { remote, silenceMs, ended }: StreamPeerOptions,
): StreamPeer => {
  const { clock } = events;
  const framer = streamFramer(events.drops);
  let lastHeard: MonoMs | undefined;
  let stalledSince: MonoMs | undefined;
  let isOver = false;

  const finish = (): void => {
    isOver = true;
    looking.cancel();
  };
  const cut = (reason: string): void => {
    finish();
    void stream.close();
    ended(reason);
  };
  const look = (): void => {
    const now = clock.mono();
    const frames = framer.expire(now);
    if (frames.length > 0) events.released(remote, frames);
    if (stream.waitingBytes() === 0) stalledSince = undefined;
    else stalledSince ??= now;
    if (stalledSince !== undefined && now - stalledSince >= STALL_MS)
      return cut(`${remote} takes nothing any more`);
    if (silenceMs !== undefined && lastHeard !== undefined && now - lastHeard > silenceMs)
      cut(`${remote} was silent for ${silenceMs / 1000} s`);
  };
  const looking = clock.every(LOOK_MS, look);

  stream.onEnd((reason) => {
    if (isOver) return;
    finish();
    ended(reason);
  });
  stream.onBytes((bytes) => {
    if (isOver) return;
    const now = clock.mono();
    lastHeard = now;
    events.heard(remote, bytes.length, framer.push(bytes, now));
  });

  return {
    transmit: (bytes) => {
      if (isOver || stream.waitingBytes() + bytes.length > MAX_WAITING_BYTES) return false;
      stream.send(bytes);
      return true;
    },
    close: () => {
      finish();
      return stream.close();
    },
  };
};

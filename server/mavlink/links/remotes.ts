import type { MonoMs } from '../../core/clock.ts';
import { tokenBucket, type TokenBucket } from '../token-bucket.ts';

/**
 * Frames per second and remote that are looked at. A PX4 sends about 450 of telemetry and, seen on loopback, 5,000 in
 * a burst of FTP; decoding 8,000 takes 1 % of a core.
 */
export const FRAMES_PER_SECOND = 8000;
/** Remotes per link; more than that are strangers filling our memory. */
const MAX_REMOTES = 256;
/** A learned remote that was silent for that long is forgotten. */
const REMOTE_IDLE_MS = 60_000;

export type Remote = {
  readonly name: string;
  readonly fixed: boolean;
  readonly bucket: TokenBucket;
  /** Of the next frame that we send there. */
  seq: number;
  lastHeard: MonoMs;
};

/** The other ends of one link. */
export type Remotes = {
  get(name: string): Remote | undefined;
  /** The remote of that name, new if need be; undefined if there are too many. */
  learn(name: string, now: MonoMs, fixed?: boolean): Remote | undefined;
  /** Forgets it unless it is fixed. */
  drop(name: string): void;
  names(): readonly string[];
  count(): number;
};

export const createRemotes = (): Remotes => {
  const all = new Map<string, Remote>();
  const forgetIdle = (now: MonoMs): void => {
    for (const [name, remote] of all)
      if (!remote.fixed && now - remote.lastHeard > REMOTE_IDLE_MS) all.delete(name);
  };
  return {
    get: (name) => all.get(name),
    learn: (name, now, fixed = false) => {
      const known = all.get(name);
      if (known !== undefined) return known;
      if (all.size >= MAX_REMOTES) forgetIdle(now);
      if (all.size >= MAX_REMOTES) return undefined;
      const bucket = tokenBucket(FRAMES_PER_SECOND, now);
      const remote: Remote = { name, fixed, bucket, seq: 0, lastHeard: now };
      all.set(name, remote);
      return remote;
    },
    drop: (name) => {
      if (all.get(name)?.fixed === false) all.delete(name);
    },
    names: () => [...all.keys()],
    count: () => all.size,
  };
};

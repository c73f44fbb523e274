import type { Actor } from '../core/access.ts';
import type { WallMs } from '../core/clock.ts';
import type { PersonRow } from '../store/schema.ts';

export type SignedIn = { readonly actor: Actor; readonly person: PersonRow; readonly expiresAt: number };

/** A service has a few hundred people. */
const MAX_KEPT = 1000;

/** Sessions in memory, by the digest of their token: they open doors while the record cannot be used (INV-S12). */
export const createKeptSessions = () => {
  /** As the record gave them last. */
  const seen = new Map<string, SignedIn>();
  /** Begun while nothing could be written. */
  const unwritten = new Map<string, SignedIn>();
  /** Ended while nothing could be written: the record still has them. */
  const ended = new Set<string>();

  const valid = (signedIn: SignedIn | undefined, now: WallMs): SignedIn | undefined =>
    signedIn === undefined || signedIn.expiresAt <= now ? undefined : signedIn;

  return {
    /** What the record says of a session now. */
    saw: (id: string, signedIn: SignedIn | undefined): void => {
      seen.delete(id);
      if (signedIn === undefined) return;
      const oldest = seen.size >= MAX_KEPT ? seen.keys().next().value : undefined;
      if (oldest !== undefined) seen.delete(oldest);
      seen.set(id, signedIn);
    },
    /** Where the record cannot be read. */
    lastSeen: (id: string, now: WallMs): SignedIn | undefined => valid(seen.get(id), now),
    begin: (id: string, signedIn: SignedIn): void => {
      unwritten.set(id, signedIn);
    },
    /** The record has it, or it shall not be. */
    settled: (id: string): void => {
      unwritten.delete(id);
      ended.delete(id);
    },
    unwritten: (id: string, now: WallMs): SignedIn | undefined => valid(unwritten.get(id), now),
    end: (id: string): void => {
      seen.delete(id);
      unwritten.delete(id);
      ended.add(id);
    },
    isEnded: (id: string): boolean => ended.has(id),
  };
};

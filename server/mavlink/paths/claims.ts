import type { MonoMs } from '../../core/clock.ts';
import { Handlers } from '../handlers.ts';
import type { MavLog } from '../log.ts';
import type { MavId } from '../protocol.ts';

/** The same conflict is told again after that. */
const REPEAT_MS = 60_000;
/** A place that turned out to be somebody else may claim the id again after that. */
const REJECTED_MS = 60_000;
/** Places remembered; forgers must not fill our memory. */
const MAX_PLACES = 1024;

/** Two places claim one id, and the second has not proven to be the same vehicle: it is not listened to. */
export type Conflict = {
  readonly id: MavId;
  readonly kept: string;
  readonly refused: string;
  readonly at: MonoMs;
};

/** Who claims an id without right. */
export type Claims = {
  onConflict(handler: (conflict: Conflict) => void): () => void;
  /** Tells it, unless it was told a short while ago. */
  tell(conflict: Conflict): void;
  reject(id: MavId, place: string, at: MonoMs): void;
  isRejected(id: MavId, place: string, at: MonoMs): boolean;
};

const keyOf = ({ sysid, compid }: MavId, place: string): string => `${sysid}.${compid} ${place}`;

export const createClaims = (log: MavLog): Claims => {
  const handlers = new Handlers<Conflict>(log);
  const told = new Map<string, MonoMs>();
  const rejected = new Map<string, MonoMs>();
  const note = (book: Map<string, MonoMs>, key: string, at: MonoMs): void => {
    if (book.size >= MAX_PLACES) book.clear();
    book.set(key, at);
  };
  return {
    onConflict: (handler) => handlers.add(handler),
    tell: (conflict) => {
      const { id, refused, at } = conflict;
      const key = keyOf(id, refused);
      const before = told.get(key);
      if (before !== undefined && at - before < REPEAT_MS) return;
      note(told, key, at);
      log('warn', `MAVLink ${id.sysid}.${id.compid} is claimed by ${refused} too`, { ...conflict });
      handlers.call(conflict);
    },
    reject: (id, place, at) => note(rejected, keyOf(id, place), at),
    isRejected: (id, place, at) => {
      // Most often there is none, and every frame asks.
      if (rejected.size === 0) return false;
      const since = rejected.get(keyOf(id, place));
      return since !== undefined && at - since < REJECTED_MS;
    },
  };
};

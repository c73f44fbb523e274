import type { Kysely, Transaction } from 'kysely';
import type { Cause } from '../core/cause.ts';
import type { WallMs } from '../core/clock.ts';
import type { NewEvent, StoredEvent } from '../core/events.ts';
import type { RecordTrouble } from '../core/outage.ts';
import type { ChainVerdict } from './audit-chain.ts';
import type { Schema } from './schema.ts';

/** The record cannot be used now: nothing of the transaction is kept, and the same work may succeed later. */
export class StoreUnavailable extends Error {
  override name = 'StoreUnavailable';
  readonly trouble: RecordTrouble;

  constructor(message: string, trouble: RecordTrouble, options?: ErrorOptions) {
    super(message, options);
    this.trouble = trouble;
  }
}

/** A reader cannot write: only `selectFrom` is there. */
export type Reader = Pick<Kysely<Schema>, 'selectFrom'>;

/** Inside a transaction: state and the facts about it are written together or not at all. */
export type Tx = Reader & {
  readonly db: Transaction<Schema>;
  readonly now: WallMs;
  readonly cause: Cause;
  /** Appends a fact to the log. */
  emit(event: NewEvent): Promise<void>;
  /** Names what this request created, so that a repeated request can be answered. */
  created(resource: string): void;
  /** The next number of a named counter, starting at 1. */
  next(counter: string): Promise<number>;
};

export type EventQuery = {
  /** Exclusive. */
  readonly after?: number;
  readonly limit?: number;
  readonly subject?: string;
};

/**
 * The record. One writer; facts are numbered without gaps, hash-chained, append-only, and durable when `transact`
 * resolves. Implementations: `sqlite.ts`; the contract suite is `test/contract/store.contract.ts`.
 */
export type Store = {
  /** Reads; for one consistent view of several tables use `transact`. */
  readonly read: Reader;
  /**
   * Reads as `read`, for questions that are asked again and again: the answer to the same `key` stands until a table from
   * which it came is written. Many get the same one; it is frozen. The tables are those of the queries of `question`, so
   * that it depends on nothing else: what it takes from outside is part of the key.
   */
  kept<T>(key: string, question: (reader: Reader) => Promise<T>): Promise<T>;
  /**
   * Runs `fn` in one transaction. If it throws, nothing is kept and the error goes on. A failure Result
   * (`{ ok: false }`) is an answer, not an error, but its writes are rolled back too. Throws `StoreUnavailable` where
   * the disk is the reason; so do reads.
   */
  transact<T>(cause: Cause, fn: (tx: Tx) => Promise<T>): Promise<T>;
  events(query: EventQuery): Promise<StoredEvent[]>;
  /** The highest number in the log; 0 = empty. */
  head(): number;
  /**
   * Called with the facts of each transaction after its commit, in order. Returns how to stop. What a listener throws
   * is a bug of its own: it reaches neither the transaction, which is done, nor the other listeners.
   */
  onCommitted(listener: (events: readonly StoredEvent[]) => void): () => void;
  verifyAudit(): Promise<ChainVerdict>;
  /** Writes something that changes nothing, without waiting for a lock; what was in the way. */
  probe(): Promise<RecordTrouble | undefined>;
  close(): Promise<void>;
};

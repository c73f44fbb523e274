import { createHash } from 'node:crypto';
import type { EventRow } from './schema.ts';

/** The hash before the first fact. */
export const GENESIS_HASH = '0'.repeat(64);

/**
 * SHA-256 over the previous hash and every other column in a fixed order, so that a change of any byte, a removal or
 * a swap breaks the chain from there on.
 */
export const hashEvent = (row: Omit<EventRow, 'hash'>): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        row.prev_hash,
        row.seq,
        row.at,
        row.type,
        row.subject,
        row.site_id,
        row.actor_id,
        row.actor_name,
        row.session_id,
        row.request_id,
        row.data_json,
      ]),
    )
    .digest('hex');

export type ChainVerdict = {
  readonly ok: boolean;
  readonly events: number;
  readonly head: string;
  readonly firstBadSeq: number | undefined;
};

/**
 * Walks the chain row by row, in the order of `seq`, from after `from` (default: from the first fact); what comes after the
 * first bad row is not looked at.
 */
export const createChainCheck = (from: Pick<EventRow, 'seq' | 'hash'> = { seq: 0, hash: GENESIS_HASH }) => {
  let prev = from.hash;
  let { seq } = from;
  let firstBadSeq: number | undefined;
  return {
    take: (row: EventRow): void => {
      if (firstBadSeq !== undefined) return;
      if (row.seq !== seq + 1 || row.prev_hash !== prev || row.hash !== hashEvent(row)) {
        firstBadSeq = seq + 1;
        return;
      }
      seq += 1;
      prev = row.hash;
    },
    verdict: (): ChainVerdict => ({ ok: firstBadSeq === undefined, events: seq, head: prev, firstBadSeq }),
  };
};

/** Walks the chain from the first fact; rows must come in the order of `seq`. */
export const verifyChain = (rows: Iterable<EventRow>): ChainVerdict => {
  const check = createChainCheck();
  for (const row of rows) check.take(row);
  return check.verdict();
};

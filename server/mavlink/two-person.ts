import type { MonoMs } from '../core/clock.ts';
import { ok, refuse, type Result } from '../core/result.ts';

/** INV-S7: the second of two people agrees within that time of the first. */
const SECOND_WITHIN_MS = 120_000;
/** What both have approved leaves at once; later they would no longer know what they agreed to. */
const USED_WITHIN_MS = 10_000;
/** Spent intents that are remembered; each is worthless after USED_WITHIN_MS anyway. */
const MAX_SPENT = 1000;

type Approval = {
  /** A person, not a session: the same one twice is one. */
  readonly person: string;
  readonly at: MonoMs;
};

/** Two people want the same thing, which is done once (INV-S7). */
export type TwoPersonProof = {
  /** Of the stored intent; spent by its first frame. */
  readonly intent: string;
  /** What they approved, as `commandText` and `paramText` write it. */
  readonly what: string;
  readonly first: Approval;
  readonly second: Approval;
};

type Flaw = 'missing' | 'other_action' | 'no_person' | 'same_person' | 'too_late' | 'not_yet' | 'expired';

const flawOf = (proof: TwoPersonProof | undefined, what: string, now: MonoMs): Flaw | undefined => {
  if (proof === undefined) return 'missing';
  const { first, second } = proof;
  if (proof.what !== what) return 'other_action';
  if (proof.intent === '' || first.person === '' || second.person === '') return 'no_person';
  if (first.person === second.person) return 'same_person';
  // Negated, so that NaN passes nowhere.
  if (!(second.at >= first.at && second.at - first.at <= SECOND_WITHIN_MS)) return 'too_late';
  if (!(second.at <= now)) return 'not_yet';
  return now - second.at <= USED_WITHIN_MS ? undefined : 'expired';
};

/** Takes each proof once. */
export type ProofBook = {
  /** Spends the proof; `mavlink.two_person` (details.reason) if it does not carry `what` now, or was spent. */
  spend(proof: TwoPersonProof | undefined, what: string, now: MonoMs): Result<undefined>;
};

export const createProofBook = (): ProofBook => {
  const spent = new Set<string>();
  return {
    spend: (proof, what, now) => {
      const flaw = flawOf(proof, what, now);
      const reason = flaw ?? (spent.has(proof?.intent ?? '') ? 'spent' : undefined);
      if (reason !== undefined)
        return refuse(
          'mavlink.two_person',
          `${what}: expected two people, the second within ${SECOND_WITHIN_MS / 1000} s of the first, got ${reason}`,
          { details: { reason } },
        );
      if (spent.size >= MAX_SPENT) spent.delete([...spent][0] as string);
      spent.add(proof?.intent ?? '');
      return ok(undefined);
    },
  };
};

import type { MonoMs } from '../../core/clock.ts';
import type { Frame } from '../codec.ts';
import { createReplayTable, type ReplayTable } from './replay-table.ts';
import { isSignedWith, type SigningKey } from './signature.ts';
import { hasKey, NO_KEYS, REFUSALS, type Refusal, type SystemKeys, type Verdict } from './verdict.ts';

/** Frames in a row, with nothing older than `FRESH_MS` between them, that make a vehicle `signed`. */
const SIGNED_AFTER = 10;
/** As long as a heartbeat counts: what was not shown for longer is not known. */
const FRESH_MS = 5000;

/**
 * - `unsigned`: no key is set, its frames are believed as they come;
 * - `foreign`: no key is set here, and it signs: another station gave it a key, and it will not listen to us;
 * - `unproven`: a key is set, and lately nothing showed that it is the vehicle's;
 * - `signed`: the last 10 frames at least were signed with its current key, the newest within 5 s;
 * - `refused`: a key is set, and all that was heard within 5 s was unsigned, wrongly signed or old.
 */
export type SigningState = 'unsigned' | 'foreign' | 'unproven' | 'signed' | 'refused';

/** What a vehicle's signatures say of its key: an id of ours, or `none` = it sends unsigned frames. */
export type Aboard = { readonly keyId: string; readonly at: MonoMs };

export type SigningStatus = {
  readonly state: SigningState;
  /** Why the last refused frame was; only while `refused`. */
  readonly reason: Refusal | undefined;
  readonly keyId: string | undefined;
  readonly pendingKeyId: string | undefined;
  /** The newest word about the key aboard, believed or not; undefined = nothing was heard. */
  readonly aboard: Aboard | undefined;
  readonly verified: number;
  readonly refused: Readonly<Record<Refusal, number>>;
};

const newRefused = (): Record<Refusal, number> =>
  Object.fromEntries(REFUSALS.map((reason) => [reason, 0])) as Record<Refusal, number>;

/** One system's keys, and what its frames have shown. */
export class SystemRecord {
  readonly table: ReplayTable = createReplayTable();
  #keys: SystemKeys = NO_KEYS;
  #key: SigningKey | undefined;
  /** Of the last frame whose signature was right, also where its stamp was not. */
  #right: SigningKey | undefined;
  #aboard: Aboard | undefined;
  /** What refused frames say of it: counts only while nothing is verified. */
  #claimed: Aboard | undefined;
  /** Frames verified with one key, without a silence between. */
  #run = 0;
  #verified = 0;
  #verifiedAt: MonoMs | undefined;
  #refused = newRefused();
  #last: { readonly why: Refusal; readonly at: MonoMs } | undefined;
  #foreignAt: MonoMs | undefined;
  #plainAt: MonoMs | undefined;

  get keys(): SystemKeys {
    return this.#keys;
  }

  /** The key of the last verified frame. */
  get shown(): SigningKey | undefined {
    return this.#key;
  }

  /**
   * The key to sign with: the one that the vehicle shows; before it has shown one, the one that it should have. A right
   * signature with an old stamp shows it too: only frames in that key bring the vehicle's stamps on.
   */
  get signer(): SigningKey | undefined {
    return this.#right ?? this.#keys.current ?? this.#keys.pending;
  }

  get takesUnsigned(): boolean {
    const { unsigned } = this.#keys;
    return unsigned === 'yes' || (unsigned === 'until-signed' && this.#key === undefined);
  }

  /** Keeps what was shown where it was shown with a key that stays. */
  setKeys(keys: SystemKeys): void {
    const again = (before: SigningKey | undefined): SigningKey | undefined =>
      [keys.current, keys.pending].find((key) => key !== undefined && key.id === before?.id);
    this.#keys = keys;
    this.#key = again(this.#key);
    this.#right = again(this.#right);
    if (this.#key === undefined) {
      this.#run = 0;
      this.#verifiedAt = undefined;
    }
    if (!hasKey(keys)) this.#last = undefined;
  }

  /** A frame of a system without key, believed as it is. */
  hearKeyless(frame: Frame, at: MonoMs): void {
    if (!frame.signed) return this.#hearPlain(at);
    this.#foreignAt = at;
    const former = this.#keys.former.find(({ secret }) => isSignedWith(frame.bytes, secret));
    if (former !== undefined) this.#aboard = { keyId: former.id, at };
  }

  #hearPlain(at: MonoMs): void {
    this.#plainAt = at;
    this.#aboard = { keyId: 'none', at };
  }

  hear(verdict: Verdict, at: MonoMs): void {
    if (verdict.kind === 'radio') return;
    if (verdict.kind === 'unsigned') return this.#hearPlain(at);
    if (verdict.kind === 'verified') {
      const goesOn = this.#key === verdict.key && at - (this.#verifiedAt ?? at) <= FRESH_MS;
      this.#run = goesOn ? this.#run + 1 : 1;
      this.#key = verdict.key;
      this.#right = verdict.key;
      this.#verified++;
      this.#verifiedAt = at;
      this.#aboard = { keyId: verdict.key.id, at };
      return;
    }
    this.#refused[verdict.why]++;
    this.#last = { why: verdict.why, at };
    if (verdict.why === 'unsigned') this.#claimed = { keyId: 'none', at };
    if (verdict.key === undefined) return;
    this.#claimed = { keyId: verdict.key.id, at };
    if (this.#isFresh(this.#verifiedAt, at)) return;
    if (verdict.why !== 'former-key') this.#right = verdict.key;
  }

  #isFresh(since: MonoMs | undefined, now: MonoMs): boolean {
    return since !== undefined && now - since <= FRESH_MS;
  }

  #state(now: MonoMs): SigningState {
    if (!hasKey(this.#keys)) {
      const foreign = this.#isFresh(this.#foreignAt, now) && (this.#foreignAt ?? 0) > (this.#plainAt ?? 0);
      return foreign ? 'foreign' : 'unsigned';
    }
    if (this.#isFresh(this.#verifiedAt, now)) {
      const enough = this.#run >= SIGNED_AFTER && this.#key === this.#keys.current;
      return enough ? 'signed' : 'unproven';
    }
    return this.#isFresh(this.#last?.at, now) && !this.takesUnsigned ? 'refused' : 'unproven';
  }

  #aboardNow(now: MonoMs): Aboard | undefined {
    if (this.#claimed === undefined || this.#isFresh(this.#verifiedAt, now)) return this.#aboard;
    return this.#claimed.at > (this.#aboard?.at ?? -1) ? this.#claimed : this.#aboard;
  }

  status(now: MonoMs): SigningStatus {
    const state = this.#state(now);
    return {
      state,
      reason: state === 'refused' ? this.#last?.why : undefined,
      keyId: this.#keys.current?.id,
      pendingKeyId: this.#keys.pending?.id,
      aboard: this.#aboardNow(now),
      verified: this.#verified,
      refused: { ...this.#refused },
    };
  }
}

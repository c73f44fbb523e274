import { common } from 'mavlink-mappings';
import type { Frame } from '../codec.ts';
import type { ReplayTable, StampVerdict } from './replay-table.ts';
import { isSignedWith, stampOf, type SigningKey } from './signature.ts';

/** What we know of one system's keys. Keys belong to the system: to all of its components. */
export type SystemKeys = {
  /** Proven to be the vehicle's. */
  readonly current?: SigningKey | undefined;
  /** Sent to the vehicle, or about to be; whether it took it is told by its signatures. */
  readonly pending?: SigningKey | undefined;
  /** Given up. One of them on the air is told, never believed. */
  readonly former: readonly SigningKey[];
  /**
   * Whether frames without signature are believed: `never`; `until-signed` = before the first frame that is signed
   * with one of the keys, for a vehicle that is being given its first one; `yes` while its key is being taken away.
   */
  readonly unsigned: 'never' | 'until-signed' | 'yes';
};

export const NO_KEYS: SystemKeys = { former: [], unsigned: 'yes' };

export const hasKey = ({ current, pending }: SystemKeys): boolean =>
  current !== undefined || pending !== undefined;

export const REFUSALS = [
  'unsigned',
  'bad-signature',
  'former-key',
  'replayed',
  'old-stamp',
  'too-many-streams',
] as const;
/** Why a frame of a system with a key is not believed. */
export type Refusal = (typeof REFUSALS)[number];

export type Verdict =
  | { readonly kind: 'verified'; readonly key: SigningKey; readonly stamp: number }
  | { readonly kind: 'unsigned' }
  /** A radio's word about itself. */
  | { readonly kind: 'radio' }
  /** `key` where the signature itself was right. */
  | { readonly kind: 'refused'; readonly why: Refusal; readonly key?: SigningKey };

const SIK_RADIO_COMPID = 68;

/**
 * SiK radios put RADIO_STATUS into the stream as 51/68, whoever flies, and cannot sign. It is the radio's word about
 * itself and no vehicle's.
 */
const isRadio = ({ msgid, compid }: Frame): boolean =>
  msgid === common.RadioStatus.MSG_ID && compid === SIK_RADIO_COMPID;

export type JudgeWith = {
  readonly keys: SystemKeys;
  readonly table: ReplayTable;
  /** The newest stamp known from anywhere. */
  readonly newest: number;
  readonly takesUnsigned: boolean;
  /** The key of the last good frame, tried first. */
  readonly aboard: SigningKey | undefined;
};

const signerOf = (frame: Frame, { keys, aboard }: JudgeWith): SigningKey | undefined => {
  const { current, pending } = keys;
  const candidates = aboard === current ? [current, pending] : [pending, current];
  return candidates.find((key) => key !== undefined && isSignedWith(frame.bytes, key.secret));
};

/** Whether a frame of a system that has a key is its own word, now. */
export const judge = (frame: Frame, using: JudgeWith): Verdict => {
  if (!frame.signed) {
    if (isRadio(frame)) return { kind: 'radio' };
    return using.takesUnsigned ? { kind: 'unsigned' } : { kind: 'refused', why: 'unsigned' };
  }
  const key = signerOf(frame, using);
  if (key === undefined) {
    const former = using.keys.former.find(({ secret }) => isSignedWith(frame.bytes, secret));
    return former === undefined
      ? { kind: 'refused', why: 'bad-signature' }
      : { kind: 'refused', why: 'former-key', key: former };
  }
  const { linkId, stamp } = stampOf(frame.bytes);
  const taken: StampVerdict = using.table.take(frame.compid, linkId, stamp, using.newest);
  return taken === 'good' ? { kind: 'verified', key, stamp } : { kind: 'refused', why: taken, key };
};

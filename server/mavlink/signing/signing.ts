import type { MavLinkData } from 'mavlink-mappings';
import { minimal } from 'mavlink-mappings';
import type { Clock, MonoMs } from '../../core/clock.ts';
import type { Frame } from '../codec.ts';
import type { FrameGuard, Way } from './frame-guard.ts';
import { createLinkIds } from './link-ids.ts';
import { createPlaces } from './places.ts';
import { carriesKey } from './setup-signing.ts';
import { signFrame, type SigningKey } from './signature.ts';
import type { StampClock } from './stamp-clock.ts';
import { SystemRecord, type SigningStatus } from './system-record.ts';
import { hasKey, judge, type SystemKeys } from './verdict.ts';

/** A vehicle was seen to sign with another key of its own than before. */
export type KeyShown = (sysid: number, keyId: string) => void;

/** Keys, signatures and what they have shown, for all systems. */
export type Signing = FrameGuard & {
  /** Replaces what is known of a system's keys. */
  setKeys(sysid: number, keys: SystemKeys): void;
  keysOf(sysid: number): SystemKeys;
  status(sysid: number): SigningStatus;
  readonly stamps: StampClock;
  /** Called when the first frame in a new key is verified. */
  onKeyShown(handler: KeyShown): () => void;
  /** SETUP_SIGNING that came to us: nobody may send us one. */
  strayKeys(): number;
};

/** The system that a message is for; 0 = everybody. */
const targetOf = (message: MavLinkData): number =>
  (message as { readonly targetSystem?: number }).targetSystem ?? 0;

export const createSigning = (clock: Clock, stamps: StampClock): Signing => {
  const records = new Map<number, SystemRecord>();
  const places = createPlaces();
  const linkIds = createLinkIds();
  const handlers = new Set<KeyShown>();
  let strayKeys = 0;

  /** At most 256: an id is a byte. */
  const recordOf = (sysid: number): SystemRecord => {
    const known = records.get(sysid) ?? new SystemRecord();
    records.set(sysid, known);
    return known;
  };

  const signerFor = (message: MavLinkData, { place }: Way): SigningKey | undefined => {
    const target = targetOf(message);
    if (target !== 0) return records.get(target)?.signer;
    // One for all: signed in turn for those who live there, so that the stamps of each keep up.
    const turn = message instanceof minimal.Heartbeat ? places.turn(place, clock.mono()) : undefined;
    const sysid = turn ?? places.only(place, clock.mono());
    return sysid === undefined ? undefined : records.get(sysid)?.signer;
  };

  const hear = (frame: Frame, way: Way, at: MonoMs): boolean => {
    const record = recordOf(frame.sysid);
    if (!hasKey(record.keys)) {
      record.hearKeyless(frame, at);
      return true;
    }
    const before = record.shown;
    const { keys, table, takesUnsigned } = record;
    const verdict = judge(frame, { keys, table, takesUnsigned, aboard: before, newest: stamps.reading() });
    record.hear(verdict, at);
    if (verdict.kind === 'unsigned' || verdict.kind === 'radio') return true;
    if (verdict.key !== undefined) places.heard(way.place, frame.sysid, at);
    if (verdict.kind === 'refused') return false;
    stamps.raise(verdict.stamp);
    if (before !== verdict.key) for (const handler of handlers) handler(frame.sysid, verdict.key.id);
    return true;
  };

  return {
    stamps,
    setKeys: (sysid, keys) => recordOf(sysid).setKeys(keys),
    keysOf: (sysid) => recordOf(sysid).keys,
    status: (sysid) => recordOf(sysid).status(clock.mono()),
    onKeyShown: (handler) => {
      handlers.add(handler);
      return () => {
        handlers.delete(handler);
      };
    },
    strayKeys: () => strayKeys,
    seal: (unsigned, message, way) => {
      const key = signerFor(message, way);
      if (key === undefined) return unsigned;
      return signFrame(unsigned, { secret: key.secret, linkId: linkIds.of(way.link), stamp: stamps.next() });
    },
    admit: (frame, way, at) => {
      if (!carriesKey(frame.bytes)) return hear(frame, way, at);
      strayKeys++;
      return false;
    },
  };
};

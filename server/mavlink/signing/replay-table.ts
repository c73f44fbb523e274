/** A new stream may be that much older than the newest stamp known: 60 s, as in MAVLink's specification. */
export const NEW_STREAM_BEHIND = 60 * 100_000;
/** Streams of one system: as many as MAVLink's C library keeps in all. */
const MAX_STREAMS = 16;

export type StampVerdict = 'good' | 'replayed' | 'old-stamp' | 'too-many-streams';

/** The last stamps of one system's streams. Only frames with a right signature get here, so no stranger fills it. */
export type ReplayTable = {
  /** Takes the stamp if it is good. `newest` is the newest stamp known from anywhere. */
  take(compid: number, linkId: number, stamp: number, newest: number): StampVerdict;
};

export const createReplayTable = (): ReplayTable => {
  const streams = new Map<number, number>();
  /** A stream that is behind by more than a new one may be can be forgotten: what it sent comes back as too old. */
  const forgetOld = (newest: number): void => {
    for (const [stream, stamp] of streams) if (stamp + NEW_STREAM_BEHIND < newest) streams.delete(stream);
  };
  return {
    take: (compid, linkId, stamp, newest) => {
      const stream = (compid << 8) | linkId;
      const last = streams.get(stream);
      if (last === undefined) {
        if (stamp + NEW_STREAM_BEHIND < newest) return 'old-stamp';
        if (streams.size >= MAX_STREAMS) forgetOld(newest);
        if (streams.size >= MAX_STREAMS) return 'too-many-streams';
      } else if (stamp <= last) return 'replayed';
      streams.set(stream, stamp);
      return 'good';
    },
  };
};

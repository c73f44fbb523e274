import type { MonoMs } from '../../core/clock.ts';

const SLOT_MS = 1000;
/** Loss is told of this many seconds. */
const SLOTS = 5;
/** Fewer frames say nothing about loss. */
const FEWEST = 10;
/** A step of the sequence beyond half of its range is a frame that came late. */
const HALF_RANGE = 128;
/** After a longer pause the sequence may have come round: nothing is told by its gap. */
const UNTOLD_MS = 1500;
/** A longer pause ends a good time: our slowest stream, the heartbeat, has 1 Hz. */
const PAUSE_MS = 2500;
/** Lost beyond this share, a path is not good. */
const GOOD_LOSS = 0.1;

/** How well one system is heard at one place. */
export type Meter = {
  hear(seq: number, at: MonoMs): void;
  lastHeard(): MonoMs;
  /** Share of frames lost within the last seconds, by the gaps of the sequence; undefined if too few came. */
  loss(): number | undefined;
  /** How long it has been heard without a pause and with little loss. */
  goodForMs(): number;
};

type Slot = { readonly number: number; heard: number; due: number };

export const createMeter = (start: MonoMs): Meter => {
  let slots: Slot[] = [];
  /** By sequence: 1 if that frame came; kept for the half of the range behind the latest. */
  const came = new Uint8Array(2 * HALF_RANGE);
  let latest: number | undefined;
  let lastHeard = start;
  let goodSince = start;

  const slotAt = (at: MonoMs): Slot => {
    const number = Math.floor(at / SLOT_MS);
    const last = slots.at(-1);
    if (last?.number === number) return last;
    const slot: Slot = { number, heard: 0, due: 0 };
    slots = [...slots.filter((each) => each.number > number - SLOTS), slot];
    return slot;
  };

  const loss = (): number | undefined => {
    let heard = 0;
    let due = 0;
    for (const slot of slots) {
      heard += slot.heard;
      due += slot.due;
    }
    return due < FEWEST ? undefined : Math.max(0, 1 - heard / due);
  };

  /** How many frames have become due with this one; 0 for one that came late, or twice. */
  const advance = (seq: number, at: MonoMs): number => {
    const isUntold = latest === undefined || at - lastHeard > UNTOLD_MS;
    const step = isUntold ? 1 : (seq - (latest ?? 0)) & 0xff;
    if (step === 0 || step >= HALF_RANGE) return 0;
    for (let behind = 1; behind < step; behind++) came[(seq - behind) & 0xff] = 0;
    // Anew: it is as old as the range is long.
    came[seq] = 0;
    latest = seq;
    return step;
  };

  return {
    hear: (seq, at) => {
      const slot = slotAt(at);
      const due = advance(seq, at);
      slot.due += due;
      if (came[seq] === 0) slot.heard++;
      came[seq] = 1;
      if (at - lastHeard > PAUSE_MS || (due > 1 && (loss() ?? 0) > GOOD_LOSS)) goodSince = at;
      lastHeard = at;
    },
    lastHeard: () => lastHeard,
    loss,
    goodForMs: () => lastHeard - goodSince,
  };
};

import type { MonoMs } from '../../core/clock.ts';

const SLOT_MS = 1000;
/** Loss is told of this many seconds. */
const SLOTS = 5;
/** Fewer frames say nothing about loss. */
const FEWEST = 10;
/** A step of the sequence beyond half of its range is a frame that came late, or twice. */
const HALF_RANGE = 128;
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

type Slot = { readonly number: number; heard: number; lost: number };

export const createMeter = (start: MonoMs): Meter => {
  let slots: Slot[] = [];
  let lastSeq: number | undefined;
  let lastHeard = start;
  let goodSince = start;

  const slotAt = (at: MonoMs): Slot => {
    const number = Math.floor(at / SLOT_MS);
    const last = slots.at(-1);
    if (last?.number === number) return last;
    const slot: Slot = { number, heard: 0, lost: 0 };
    slots = [...slots.filter((each) => each.number > number - SLOTS), slot];
    return slot;
  };

  const loss = (): number | undefined => {
    let heard = 0;
    let lost = 0;
    for (const slot of slots) {
      heard += slot.heard;
      lost += slot.lost;
    }
    return heard < FEWEST ? undefined : lost / (heard + lost);
  };

  return {
    hear: (seq, at) => {
      const slot = slotAt(at);
      slot.heard++;
      const step = lastSeq === undefined ? 1 : (seq - lastSeq) & 0xff;
      if (step > 0 && step < HALF_RANGE) {
        slot.lost += step - 1;
        lastSeq = seq;
      }
      if (at - lastHeard > PAUSE_MS || (step > 1 && (loss() ?? 0) > GOOD_LOSS)) goodSince = at;
      lastHeard = at;
    },
    lastHeard: () => lastHeard,
    loss,
    goodForMs: () => lastHeard - goodSince,
  };
};

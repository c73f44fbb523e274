import { PAD_APPROACH_S, PAD_SEPARATION_S } from './limits.ts';

/**
 * One drone's use of a pad, from its approach until it has left, seconds since 1970 UTC. `leaveS` undefined: nobody
 * knows when it leaves.
 */
export type PadSlot = {
  readonly who: string;
  readonly padId: string;
  /** Earliest moment of its approach. */
  readonly approachS: number;
  readonly leaveS: number | undefined;
};

/** When a drone means to come and how long it needs the pad, with what both may be off. Seconds. */
export type PadWish = {
  readonly who: string;
  readonly padId: string;
  /** Expected touch-down. */
  readonly landS: number;
  /** From the point above the pad to touch-down. */
  readonly descentS: number;
  readonly earlyS: number;
  readonly lateS: number;
  /** From touch-down until it is off and away; undefined: not known. */
  readonly staysS: number | undefined;
};

/** The slot that a wish asks for. */
export const slotOf = ({ who, padId, landS, descentS, earlyS, lateS, staysS }: PadWish): PadSlot => ({
  who,
  padId,
  approachS: landS - descentS - earlyS - PAD_APPROACH_S,
  leaveS: staysS === undefined ? undefined : landS + lateS + staysS,
});

const areApart = (a: PadSlot, b: PadSlot): boolean =>
  a.padId !== b.padId ||
  a.who === b.who ||
  (a.leaveS !== undefined && a.leaveS + PAD_SEPARATION_S <= b.approachS) ||
  (b.leaveS !== undefined && b.leaveS + PAD_SEPARATION_S <= a.approachS);

/** Slots that want the pad at the same time, or less than the separation apart. */
export const slotsInTheWay = (slot: PadSlot, others: readonly PadSlot[]): PadSlot[] =>
  others.filter((other) => !areApart(slot, other));

/** The smallest delay, whole seconds, at which the slot is free; undefined: somebody stays for nobody knows how long. */
export const padDelayS = (slot: PadSlot, others: readonly PadSlot[]): number | undefined => {
  let delayS = 0;
  const later = (): PadSlot => ({
    ...slot,
    approachS: slot.approachS + delayS,
    leaveS: slot.leaveS === undefined ? undefined : slot.leaveS + delayS,
  });
  for (;;) {
    const inTheWay = slotsInTheWay(later(), others);
    if (inTheWay.length === 0) return delayS;
    const ends = inTheWay.map(({ leaveS }) => leaveS);
    if (ends.includes(undefined)) return undefined;
    const endS = Math.max(...ends.map((leaveS) => leaveS ?? 0));
    delayS = Math.ceil(endS + PAD_SEPARATION_S - slot.approachS);
  }
};

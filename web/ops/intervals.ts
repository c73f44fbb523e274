/** The hand-overs of a delivery, in order. */
const MILESTONES = ['ordered', 'accepted', 'packed', 'takeoff', 'landed', 'received'] as const;
type Milestone = (typeof MILESTONES)[number];
export type Milestones = Readonly<Record<Milestone, number | null>>;

export const NOTHING_KNOWN: Milestones = {
  ordered: null,
  accepted: null,
  packed: null,
  takeoff: null,
  landed: null,
  received: null,
};

export type Interval = { readonly from: Milestone; readonly to: Milestone; readonly ms: number | null };

/**
 * Time between neighbouring hand-overs, milliseconds. An interval is null while one of its ends is not known or when the
 * later one lies before the earlier (a clock was set): then no figure is better than a wrong one.
 */
export const intervalsOf = (at: Milestones): Interval[] =>
  MILESTONES.slice(1).map((to, i) => {
    const from = MILESTONES[i] ?? 'ordered';
    const [start, end] = [at[from], at[to]];
    return { from, to, ms: start === null || end === null || end < start ? null : end - start };
  });

/** Order to receipt, milliseconds; null until both are known. */
export const totalMs = (at: Milestones): number | null => {
  const { ordered, received } = at;
  return ordered === null || received === null || received < ordered ? null : received - ordered;
};

type Fact = { readonly type: string; readonly at: number };

/** The last fact of a type wins: an order that was requeued is packed and flown again. */
const lastOf = (facts: readonly Fact[], type: string): number | null =>
  facts.reduce<number | null>((found, fact) => (fact.type === type ? fact.at : found), null);

export type DeliveryTimes = {
  readonly submittedAt: number;
  readonly facts: readonly Fact[];
  readonly packedAt: readonly number[];
  readonly takeoffAt: number | null;
  readonly landedAt: number | null;
  readonly receivedAt: number | null;
};

/** Joins what the order, its timeline and its flight know. */
export const milestonesOf = (times: DeliveryTimes): Milestones => ({
  ordered: times.submittedAt,
  accepted: lastOf(times.facts, 'order.accepted') ?? lastOf(times.facts, 'order.reserved'),
  packed:
    lastOf(times.facts, 'order.packed') ?? (times.packedAt.length > 0 ? Math.max(...times.packedAt) : null),
  takeoff: times.takeoffAt,
  landed: times.landedAt,
  received: times.receivedAt ?? lastOf(times.facts, 'order.received'),
});

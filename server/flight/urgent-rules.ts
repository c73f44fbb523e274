/** Applications for one urgent flight: UAV Regulations (2024) Art. 27 and 29. Pure; the pages reckon with it too. */

/** `rescue`: medical rescue, applied for 30 minutes ahead. `special`: a specially urgent task, at any time. */
export const URGENT_BASES = ['rescue', 'special'] as const;
export type UrgentBasis = (typeof URGENT_BASES)[number];

/**
 * `draft`: being filled in; `sent`: the authority has it, nothing in it changes any more; `granted`: an approval was
 * entered with it; `refused` and `withdrawn` are over, and another one may be begun.
 */
export const URGENT_STATES = ['draft', 'sent', 'granted', 'refused', 'withdrawn'] as const;
export type UrgentState = (typeof URGENT_STATES)[number];

/** Those that stand: one for each flight. */
export const STANDING: readonly UrgentState[] = ['draft', 'sent', 'granted'];

export const URGENT_STEPS = ['begun', 'exported', 'sent', 'granted', 'refused', 'withdrawn'] as const;
export type UrgentStep = (typeof URGENT_STEPS)[number];

/** From which state a step is taken, and to which it leads. */
export const URGENT_GRAPH: Readonly<
  Record<Exclude<UrgentStep, 'begun'>, { from: readonly UrgentState[]; to: UrgentState | undefined }>
> = {
  exported: { from: ['draft'], to: undefined },
  sent: { from: ['draft'], to: 'sent' },
  granted: { from: ['sent'], to: 'granted' },
  refused: { from: ['sent'], to: 'refused' },
  withdrawn: { from: STANDING, to: 'withdrawn' },
};

/** Art. 29: medical rescue is applied for so long before take-off. */
export const APPLY_AHEAD_MS = 30 * 60_000;
/** Art. 29: the authority decides so long before take-off. */
export const DECIDE_AHEAD_MS = 10 * 60_000;

/** The last moment to apply; undefined: at any time before take-off. */
export const applyBy = (basis: UrgentBasis, takeoffAt: number): number | undefined =>
  basis === 'rescue' ? takeoffAt - APPLY_AHEAD_MS : undefined;

/** When the answer is due. */
export const decideBy = (takeoffAt: number): number => takeoffAt - DECIDE_AHEAD_MS;

/** A take-off may be so much later than applied for. Assumption: as long as a plan is flown. */
export const LATE_MS = 30 * 60_000;
/** A flight takes longer than planned in head wind: the approval has to cover that too. */
export const APPROVAL_MARGIN = 1.2;

const MINUTE_MS = 60_000;

/** The window that is applied for: from take-off to the end of the latest flight, whole minutes. */
export const windowOf = (
  takeoffAt: number,
  flightS: number,
): { readonly from: number; readonly to: number } => ({
  from: Math.floor(takeoffAt / MINUTE_MS) * MINUTE_MS,
  to: Math.ceil((takeoffAt + LATE_MS + flightS * 1000 * APPROVAL_MARGIN) / MINUTE_MS) * MINUTE_MS,
});

/** To an alternate, to another hospital with the order, or around a closed zone to where it flies already. */
export const REROUTE_KINDS = ['divert', 'redirect', 'around'] as const;
export type RerouteKind = (typeof REROUTE_KINDS)[number];

/** What a person asks for: a pad, and why. */
export type RerouteWish = { readonly kind: RerouteKind; readonly padId: string; readonly reason: string };

/** The steps of a change of way, in their order. */
export const REROUTE_STEPS = ['hold', 'plan', 'upload', 'record', 'resume', 'done'] as const;
export type RerouteStep = (typeof REROUTE_STEPS)[number];

/** How far a change of way has come; `failed` = why it holds at that step. */
export type Rerouting = {
  readonly kind: RerouteKind;
  readonly padId: string;
  readonly step: RerouteStep;
  readonly failed: { readonly code: string; readonly sentence: string } | undefined;
};

import type { Urgency } from '../../orders/states.ts';

/** Times are wall time in milliseconds since 1970 UTC unless the name says otherwise. */
export type AssignOrder = {
  readonly id: string;
  /** As people know it. */
  readonly number: string;
  readonly siteId: string;
  readonly urgency: Urgency;
  readonly dueAt: number;
  /** When its boxes are packed; past = they are. */
  readonly readyAt: number;
  /** All its boxes. */
  readonly payloadKg: number;
  /** The blood must be on the pad by then; undefined = no box has been closed yet. */
  readonly viableUntil: number | undefined;
};

/** What keeps a drone out of every round (`assign.against.<code>`). */
export type Unusable = 'out' | 'grounded' | 'silent' | 'elsewhere' | 'airborne';

export type AssignDrone = {
  readonly id: string;
  readonly name: string;
  readonly profileId: string;
  /** Largest load. */
  readonly payloadKg: number;
  /** When it is on a pad of the centre and can be loaded; past = it is. */
  readonly freeAt: number;
  readonly unusable: readonly Unusable[];
};

/** A battery pack: in a drone, or at the centre for any drone of its profile. */
export type AssignPack = {
  readonly id: string;
  readonly profileId: string;
  /** The drone that it is in. */
  readonly droneId: string | undefined;
  readonly chargePct: number;
  /** When it begins to charge, and how fast; undefined = it is not going to. */
  readonly charging: { readonly from: number; readonly pctPerMin: number } | undefined;
  readonly grounded: boolean;
};

/** A landing pad of a hospital; a drone for it may take off from `openFrom` on. */
export type AssignPad = { readonly id: string; readonly siteId: string; readonly openFrom: number };

/** Why nothing flies there, whichever drone (`assign.against.<code>`). */
export type NoFlight = 'no_route' | 'weather' | 'wind' | 'no_airspace' | 'ground_stop' | 'no_pad';

/** What a flight to an order's hospital with its load takes. `neededPct`: charge at take-off, reserve included. */
export type AirEstimate =
  | { readonly kind: 'flies'; readonly p95S: number; readonly neededPct: number }
  | { readonly kind: 'refused'; readonly code: NoFlight };

export type AssignRound = {
  readonly now: number;
  readonly orders: readonly AssignOrder[];
  readonly drones: readonly AssignDrone[];
  readonly packs: readonly AssignPack[];
  readonly pads: readonly AssignPad[];
  readonly estimate: (order: AssignOrder, drone: AssignDrone) => AirEstimate;
  /** Door to door by road, seconds; undefined = there is no courier. */
  readonly roadS: (order: AssignOrder) => number | undefined;
};

export type Lift = {
  readonly droneId: string;
  readonly packId: string;
  readonly padId: string;
  readonly departAt: number;
  /** 95 of 100 flights are on the pad by then. */
  readonly arriveAt: number;
  readonly neededPct: number;
};

/** An id of the pages' catalogue with its values. */
export type Words = {
  readonly id: string;
  readonly params: Readonly<Record<string, string | number>>;
};

export type Against = Words & { readonly droneId: string };

export type Decision = {
  readonly orderId: string;
  readonly choice: 'fly' | 'road' | 'none';
  /** With `fly`. */
  readonly lift: Lift | undefined;
  /** With the courier, wall time; undefined = there is none, or the blood would not bear it. */
  readonly roadAt: number | undefined;
  /** The best that a drone of its own could do if nobody else wanted it, wall time; undefined = nothing flies. */
  readonly airAt: number | undefined;
  /** Why so, in one sentence. */
  readonly why: Words;
  /** Why not the other drones. */
  readonly against: readonly Against[];
};

export type Assignment = {
  readonly decisions: readonly Decision[];
  /** True: nothing better exists. False: the search was cut; it is no worse than giving each order its best drone. */
  readonly proven: boolean;
};

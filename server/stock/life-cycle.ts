import type { UnitState } from './states.ts';

/**
 * The published graph of a unit (INV-D4, INV-D5):
 *
 *   AVAILABLE → RESERVED → PICKED → CHECKED → PACKED → LOADED → IN_FLIGHT → UNLOADED → RECEIVED
 *
 * besides: RETURNED (its order was cancelled after packing: somebody has to look at it before it is stock again),
 * REFUSED (by the hospital), QUARANTINED (two persons may clear it after a failed flight), EXPIRED. `leaves` = the unit no longer belongs to its order.
 */
type UnitStep = {
  readonly from: readonly UnitState[];
  readonly to: UnitState;
  readonly event: `unit.${string}`;
  readonly leaves?: true;
};

export const UNIT_STEPS = {
  reserve: { from: ['AVAILABLE'], to: 'RESERVED', event: 'unit.reserved' },
  release: {
    from: ['RESERVED', 'PICKED', 'CHECKED'],
    to: 'AVAILABLE',
    event: 'unit.released',
    leaves: true,
  },
  pick: { from: ['RESERVED'], to: 'PICKED', event: 'unit.picked' },
  check: { from: ['PICKED'], to: 'CHECKED', event: 'unit.checked' },
  pack: { from: ['CHECKED'], to: 'PACKED', event: 'unit.packed' },
  load: { from: ['PACKED'], to: 'LOADED', event: 'unit.loaded' },
  'take-off': { from: ['LOADED'], to: 'IN_FLIGHT', event: 'unit.in_flight' },
  /** The flight ended without delivery and the box is back. */
  'take-back': { from: ['LOADED', 'IN_FLIGHT'], to: 'PACKED', event: 'unit.taken_back' },
  unload: { from: ['IN_FLIGHT'], to: 'UNLOADED', event: 'unit.unloaded' },
  /** A courier hands the box over at the hospital. */
  'hand-over': { from: ['LOADED'], to: 'UNLOADED', event: 'unit.unloaded' },
  receive: { from: ['UNLOADED'], to: 'RECEIVED', event: 'unit.received' },
  refuse: { from: ['UNLOADED'], to: 'REFUSED', event: 'unit.refused' },
  quarantine: { from: ['AVAILABLE', 'RETURNED', 'UNLOADED'], to: 'QUARANTINED', event: 'unit.quarantined' },
  /** The drone did not come back with it: out of use wherever it is. */
  lose: { from: ['LOADED', 'IN_FLIGHT'], to: 'QUARANTINED', event: 'unit.quarantined', leaves: true },
  /** After a failed flight: two persons have looked at it and measured it. */
  clear: { from: ['QUARANTINED'], to: 'AVAILABLE', event: 'unit.cleared', leaves: true },
  return: { from: ['PACKED'], to: 'RETURNED', event: 'unit.returned', leaves: true },
  restock: { from: ['RETURNED'], to: 'AVAILABLE', event: 'unit.restocked', leaves: true },
  expire: {
    from: ['AVAILABLE', 'RESERVED', 'PICKED', 'CHECKED', 'RETURNED'],
    to: 'EXPIRED',
    event: 'unit.expired',
    leaves: true,
  },
} as const satisfies Readonly<Record<string, UnitStep>>;

export type UnitInput = keyof typeof UNIT_STEPS;

/** Nothing more happens to a unit in one of these. */
export const UNIT_END_STATES = ['RECEIVED', 'REFUSED', 'EXPIRED'] as const satisfies readonly UnitState[];

/** In a box that is under way: its number and seal may not occur twice. */
export const UNIT_BOXED_STATES = [
  'PACKED',
  'LOADED',
  'IN_FLIGHT',
  'UNLOADED',
] as const satisfies readonly UnitState[];

/** The next state, or undefined if the input makes no sense in this one. */
export const stepUnit = (state: UnitState, input: UnitInput): UnitState | undefined => {
  const step: UnitStep = UNIT_STEPS[input];
  return step.from.includes(state) ? step.to : undefined;
};

export const leavesOrder = (input: UnitInput): boolean => {
  const step: UnitStep = UNIT_STEPS[input];
  return step.leaves === true;
};

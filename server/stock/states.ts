/** Life cycle of a blood unit; the table of allowed steps is `life-cycle.ts`. */
export const UNIT_STATES = [
  'AVAILABLE',
  'RESERVED',
  'PICKED',
  'CHECKED',
  'PACKED',
  'LOADED',
  'IN_FLIGHT',
  'UNLOADED',
  'RECEIVED',
  'QUARANTINED',
  'RETURNED',
  'REFUSED',
  'EXPIRED',
] as const;
export type UnitState = (typeof UNIT_STATES)[number];

import type { WallMs } from './clock.ts';

/** Why the record cannot be used: another process holds it, no room, no right to write, or the disk fails. */
export const RECORD_TROUBLES = ['locked', 'full', 'read_only', 'failing'] as const;
export type RecordTrouble = (typeof RECORD_TROUBLES)[number];

/** Since when nothing can be recorded, and why. */
export type Outage = { readonly since: WallMs; readonly trouble: RecordTrouble };

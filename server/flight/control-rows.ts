import type { ControlRow } from '../store/schema.ts';
import { wallMs } from '../core/clock.ts';
import type { Holding } from './control.ts';

export const controlRowOf = (vehicleId: string, { epoch, owner, verdict }: Holding): ControlRow => ({
  vehicle_id: vehicleId,
  epoch,
  verdict,
  person_id: owner?.personId ?? null,
  person_name: owner?.name ?? null,
  session_id: owner?.sessionId ?? null,
  taken_at: owner?.takenAt ?? null,
});

/** As it was left; no verdict of before a restart counts after it. */
export const holdingOf = (row: ControlRow): Holding => ({
  epoch: row.epoch,
  verdict: 'none',
  owner:
    row.person_id === null
      ? undefined
      : {
          personId: row.person_id,
          name: row.person_name ?? '',
          sessionId: row.session_id ?? '',
          takenAt: wallMs(row.taken_at ?? 0),
        },
});

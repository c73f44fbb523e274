import { wallMs } from '../core/clock.ts';
import type { ControlRow } from '../store/schema-control.ts';
import type { Tx } from '../store/store.ts';
import type { Holding } from './control.ts';

const controlRowOf = (vehicleId: string, { epoch, owner, verdict }: Holding): ControlRow => ({
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

/** What is written late does not undo what came after it. */
export const writeHolding = async (tx: Tx, vehicleId: string, holding: Holding): Promise<void> => {
  const row = controlRowOf(vehicleId, holding);
  await tx.db
    .insertInto('control')
    .values(row)
    .onConflict((conflict) =>
      conflict.column('vehicle_id').doUpdateSet(row).where('control.epoch', '<=', row.epoch),
    )
    .execute();
};

export const tellHandOver = (tx: Tx, vehicleId: string, from: Holding, to: Holding): Promise<void> =>
  tx.emit({
    type: to.owner === undefined ? 'vehicle.control_released' : 'vehicle.control_taken',
    subject: `vehicle:${vehicleId}`,
    data: { epoch: to.epoch, by: to.owner?.name ?? null, from: from.owner?.name ?? null },
  });

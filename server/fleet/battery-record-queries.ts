import { refuse } from '../core/result.ts';
import type { BatteryRow } from '../store/schema-battery.ts';
import type { Reader, Tx } from '../store/store.ts';
import { faultsIn, faultsOf } from './battery-rules.ts';

/** Building blocks of what is done with packs, inside a caller's transaction. */
export const packNotFound = (id: string) => refuse('batteries.not_found', `There is no battery pack ${id}.`);

export const packOf = (reader: Reader, id: string): Promise<BatteryRow | undefined> =>
  reader.selectFrom('batteries').selectAll().where('id', '=', id).executeTakeFirst();

/** With what its figures say; a person's own word stays until it is taken back. */
export const judged = (row: BatteryRow, person?: boolean): BatteryRow => {
  const byPerson = person ?? faultsIn(row.grounded).includes('person');
  return { ...row, grounded: [...faultsOf(row), ...(byPerson ? ['person'] : [])].join(' ') };
};

/** Writes a pack, and the fact that it was grounded or released. */
export const savePack = async (tx: Tx, before: BatteryRow, after: BatteryRow): Promise<void> => {
  await tx.db.updateTable('batteries').set(after).where('id', '=', after.id).execute();
  const changed = before.grounded !== after.grounded;
  await tx.emit({
    type: changed ? (after.grounded === '' ? 'battery.released' : 'battery.grounded') : 'battery.changed',
    subject: `battery:${after.id}`,
    data: {
      state: after.state,
      vehicleId: after.vehicle_id,
      chargePct: after.charge_pct,
      cycles: after.cycles,
      healthPct: after.health_pct,
      imbalanceMv: after.imbalance_mv,
      grounded: after.grounded,
    },
  });
};

export const centreOf = async (reader: Reader): Promise<string | null> =>
  (
    await reader
      .selectFrom('sites')
      .select('id')
      .where('role', '=', 'blood_centre')
      .orderBy('id')
      .executeTakeFirst()
  )?.id ?? null;

import type { Rng } from '../core/ports.ts';
import { newId } from '../core/ids.ts';
import type { SigningKeyRow } from '../store/schema.ts';
import type { Reader, Tx } from '../store/store.ts';

/** Former keys that are kept of a drone: enough to find out which one it shows after a mishap. */
const KEPT_FORMER = 3;

export const keyRows = (reader: Reader, vehicleId?: string): Promise<SigningKeyRow[]> => {
  const all = reader.selectFrom('signing_keys').selectAll().orderBy('changed_at', 'desc').orderBy('id');
  return (vehicleId === undefined ? all : all.where('vehicle_id', '=', vehicleId)).execute();
};

export const addPending = async (
  tx: Tx,
  rng: Rng,
  row: Pick<SigningKeyRow, 'vehicle_id' | 'key_id' | 'sealed'>,
): Promise<void> => {
  const at = { made_at: tx.now, changed_at: tx.now };
  await tx.db
    .insertInto('signing_keys')
    .values({ ...row, ...at, id: newId(rng), state: 'pending' })
    .execute();
};

const setState = async (tx: Tx, ids: readonly string[], state: string): Promise<void> => {
  if (ids.length === 0) return;
  await tx.db
    .updateTable('signing_keys')
    .set({ state, changed_at: tx.now })
    .where('id', 'in', [...ids])
    .execute();
};

const idsIn = (rows: readonly SigningKeyRow[], states: readonly string[]): string[] =>
  rows.filter((row) => states.includes(row.state)).map(({ id }) => id);

/** Keys that the drone does not have any more: out of use, the older ones gone for good. */
export const retire = async (tx: Tx, vehicleId: string, states: readonly string[]): Promise<void> => {
  await setState(tx, idsIn(await keyRows(tx, vehicleId), states), 'former');
  const former = idsIn(await keyRows(tx, vehicleId), ['former']).slice(KEPT_FORMER);
  if (former.length > 0) await tx.db.deleteFrom('signing_keys').where('id', 'in', former).execute();
};

/** That key is the drone's, and no other one. False if it is not there any more. */
export const makeCurrent = async (tx: Tx, vehicleId: string, keyId: string): Promise<boolean> => {
  const row = (await keyRows(tx, vehicleId)).find((each) => each.key_id === keyId);
  if (row === undefined || row.state === 'current') return false;
  await retire(tx, vehicleId, row.state === 'pending' ? ['current'] : ['current', 'pending']);
  await setState(tx, [row.id], 'current');
  return true;
};

const STAMP = 'signing.stamp';

/**
 * The newest stamp that was sent, at most a minute old; undefined if no drone has ever had a key: a counter that a
 * wrong clock carried away does not outlive the last key.
 */
export const readLastStamp = async (reader: Reader): Promise<number | undefined> => {
  const key = await reader.selectFrom('signing_keys').select('id').executeTakeFirst();
  if (key === undefined) return undefined;
  const row = await reader
    .selectFrom('counters')
    .select('value')
    .where('name', '=', STAMP)
    .executeTakeFirst();
  return row?.value;
};

export const writeLastStamp = async (tx: Tx, value: number): Promise<void> => {
  await tx.db
    .insertInto('counters')
    .values({ name: STAMP, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute();
};

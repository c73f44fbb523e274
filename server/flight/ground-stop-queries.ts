import type { Reader, Tx } from '../store/store.ts';

/** No launches: since when, by whom and why. */
export type GroundStop = {
  readonly at: number;
  readonly personId: string;
  readonly name: string;
  readonly reason: string;
};

const NAME = 'ground_stop';

/** The ground stop that is in force; undefined = launches are allowed. */
export const groundStopOf = async (reader: Reader): Promise<GroundStop | undefined> => {
  const row = await reader.selectFrom('settings').select('json').where('name', '=', NAME).executeTakeFirst();
  return row === undefined ? undefined : ((JSON.parse(row.json) as GroundStop | null) ?? undefined);
};

/** Puts one in force, or (undefined) ends it. */
export const writeGroundStop = async (tx: Tx, stop: GroundStop | undefined): Promise<void> => {
  const json = JSON.stringify(stop ?? null);
  await tx.db
    .insertInto('settings')
    .values({ name: NAME, json })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ json }))
    .execute();
  const data = stop ?? {};
  // Everybody who may know of flights may know of it: they see why nothing takes off.
  await tx.emit({
    type: stop === undefined ? 'flight.ground_stop_ended' : 'flight.ground_stop',
    subject: 'flight:all',
    data,
  });
};

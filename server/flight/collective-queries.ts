import type { Reader, Tx } from '../store/store.ts';

/** A collective return that is under way: who ordered it, why, and which flights it brings home. */
export type CollectiveOrder = {
  readonly at: number;
  readonly personId: string;
  readonly name: string;
  readonly reason: string;
  readonly flightIds: readonly string[];
};

const NAME = 'collective_return';

/** The one that is under way; undefined = none. */
export const collectiveOf = async (reader: Reader): Promise<CollectiveOrder | undefined> => {
  const row = await reader.selectFrom('settings').select('json').where('name', '=', NAME).executeTakeFirst();
  return row === undefined ? undefined : ((JSON.parse(row.json) as CollectiveOrder | null) ?? undefined);
};

/** Begins one, or (undefined) says that it is over. */
export const writeCollective = async (tx: Tx, order: CollectiveOrder | undefined): Promise<void> => {
  const json = JSON.stringify(order ?? null);
  await tx.db
    .insertInto('settings')
    .values({ name: NAME, json })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ json }))
    .execute();
  await tx.emit({
    type: order === undefined ? 'flight.collective_return_ended' : 'flight.collective_return',
    subject: 'flight:all',
    // Not the ids: they are many, and each flight has its own commands on record.
    data: order === undefined ? {} : { reason: order.reason, flights: order.flightIds.length },
  });
};

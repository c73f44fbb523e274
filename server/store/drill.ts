import { systemCause } from '../core/cause.ts';
import type { WallMs } from '../core/clock.ts';
import type { Reader, Store, Tx } from './store.ts';

/** The data folder belongs to the other kind of service; the message is for the person who started it. */
export class DrillMixed extends Error {
  override name = 'DrillMixed';
}

/** The setting that holds the mark. */
export const DRILL_SETTING = 'drill';

const markOf = async (reader: Reader): Promise<boolean | undefined> => {
  const row = await reader
    .selectFrom('settings')
    .select('json')
    .where('name', '=', DRILL_SETTING)
    .executeTakeFirst();
  return row === undefined ? undefined : (JSON.parse(row.json) as boolean);
};

/** Whether this record is of drills. */
export const isDrill = async (reader: Reader): Promise<boolean> => (await markOf(reader)) === true;

/** Throws `DrillMixed` where a record of drills is wanted and it is of real flights, or the other way round. */
export const refuseMixed = (found: boolean, wanted: boolean): void => {
  if (found && !wanted)
    throw new DrillMixed('This data folder is of drills: start with --drill, or give another --data folder.');
  if (!found && wanted)
    throw new DrillMixed(
      'This data folder is of real flights: a drill never mixes with them. Give another --data folder.',
    );
};

/**
 * A record is of drills or of real flights for ever: marked at its first start. One without a mark that holds anything is
 * real. Throws `DrillMixed` where it is not what was asked for.
 */
export const checkDrill = async (store: Store, wanted: boolean, now: WallMs): Promise<void> => {
  const known = await markOf(store.read);
  const found = known ?? (store.head() > 0 ? false : wanted);
  refuseMixed(found, wanted);
  if (known !== undefined) return;
  await store.transact(systemCause(now), async (tx) => {
    await tx.db
      .insertInto('settings')
      .values({ name: DRILL_SETTING, json: JSON.stringify(found) })
      .execute();
  });
};

/** The next number that people use, `P-0042`; in a drill `D-P-0042`. */
export const nextNumber = async (tx: Tx, letter: string, counter: string): Promise<string> => {
  const number = `${letter}-${String(await tx.next(counter)).padStart(4, '0')}`;
  return (await isDrill(tx)) ? `D-${number}` : number;
};

import type { z } from 'zod';
import type { heard, link, linkStatus } from '../api/contract/fleet.ts';
import type { Cause } from '../core/cause.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { Store } from '../store/store.ts';

export type LinkAddress = z.infer<typeof link>;
export type LinkStatus = z.infer<typeof linkStatus>;
export type Heard = z.infer<typeof heard>;

/** What the MAVLink station offers to this stage; joined in `app.ts`. */
export type LinkPort = {
  /** Rejects with an Error that names the address. */
  add(address: LinkAddress): Promise<void>;
  remove(name: string): Promise<void>;
  status(): readonly Omit<LinkStatus, 'error'>[];
  heard(): readonly Omit<Heard, 'registeredAs'>[];
};

type LinksDeps = { readonly store: Store; readonly port: LinkPort };

/** MAVLink links: kept in the database, opened at start, added and removed while running. */
export const createLinks = ({ store, port }: LinksDeps) => {
  const errors = new Map<string, string>();
  /** Names whose link is being opened: two at once would open two. */
  const adding = new Set<string>();

  const status = async (): Promise<LinkStatus[]> => {
    const open = new Map(port.status().map((each) => [each.name, each]));
    const rows = await store.read.selectFrom('links').selectAll().orderBy('name').execute();
    return rows.map((row) => ({
      ...(open.get(row.name) ?? { ...row, up: false, rxFrames: 0, txFrames: 0, dropped: {} }),
      error: errors.get(row.name) ?? '',
    }));
  };

  const open = async (address: LinkAddress): Promise<Result<undefined>> => {
    try {
      await port.add(address);
      errors.delete(address.name);
      return ok(undefined);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      errors.set(address.name, message);
      return refuse('fleet.link_not_opened', `The link ${address.name} cannot listen: ${message}`, {
        place: 'port',
      });
    }
  };

  const addNew = async (cause: Cause, address: LinkAddress): Promise<Result<LinkStatus>> => {
    const known = await store.read
      .selectFrom('links')
      .select('name')
      .where('name', '=', address.name)
      .executeTakeFirst();
    if (known !== undefined)
      return refuse('fleet.link_exists', `There is a link ${address.name} already.`, { place: 'name' });
    const opened = await open(address);
    if (!opened.ok) return opened;
    try {
      await store.transact(cause, async (tx) => {
        await tx.db.insertInto('links').values(address).execute();
        await tx.emit({ type: 'link.added', subject: `link:${address.name}`, data: { ...address } });
        tx.created(address.name);
      });
    } catch (error) {
      // Not in the record, so it does not listen either.
      await port.remove(address.name);
      throw error;
    }
    const added = (await status()).find((each) => each.name === address.name);
    return added === undefined ? refuse('fleet.not_found', 'There is no such link.') : ok(added);
  };

  const add = async (cause: Cause, address: LinkAddress): Promise<Result<LinkStatus>> => {
    if (adding.has(address.name))
      return refuse('fleet.link_exists', `A link ${address.name} is being opened.`, { place: 'name' });
    adding.add(address.name);
    try {
      return await addNew(cause, address);
    } finally {
      adding.delete(address.name);
    }
  };

  const remove = async (cause: Cause, name: string): Promise<Result<undefined>> => {
    const removed = await store.transact(cause, async (tx) => {
      const row = await tx.selectFrom('links').selectAll().where('name', '=', name).executeTakeFirst();
      if (row === undefined) return refuse('fleet.not_found', 'There is no such link.');
      const flying = await tx
        .selectFrom('vehicles')
        .innerJoin('flights', 'flights.vehicle_id', 'vehicles.id')
        .select('vehicles.name')
        .where('vehicles.link', '=', name)
        .where('flights.ended_at', 'is', null)
        .executeTakeFirst();
      if (flying !== undefined)
        return refuse('fleet.link_in_use', `${flying.name} is on a flight over this link.`);
      await tx.db.deleteFrom('links').where('name', '=', name).execute();
      await tx.emit({ type: 'link.removed', subject: `link:${name}`, data: { name } });
      return ok(undefined);
    });
    if (removed.ok) await port.remove(name);
    return removed;
  };

  const heardNow = async (): Promise<Heard[]> => {
    const vehicles = await store.read.selectFrom('vehicles').select(['id', 'sysid']).execute();
    const bySysid = new Map(vehicles.map((row) => [row.sysid, row.id]));
    return port.heard().map((each) => ({ ...each, registeredAs: bySysid.get(each.sysid) ?? null }));
  };

  /** Opens the stored links at start; one that cannot listen is shown with its error and stops nothing. */
  const openStored = async (): Promise<void> => {
    for (const row of await store.read.selectFrom('links').selectAll().execute()) await open(row);
  };

  return { status, add, remove, heard: heardNow, openStored };
};

export type Links = ReturnType<typeof createLinks>;

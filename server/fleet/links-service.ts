import type { z } from 'zod';
import type { heard } from '../api/contract/fleet.ts';
import type { LinkAddress, linkStatus } from '../api/contract/link.ts';
import type { Cause } from '../core/cause.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { Selectable } from 'kysely';
import type { Schema } from '../store/schema.ts';
import { isDrill } from '../store/drill.ts';
import type { Store } from '../store/store.ts';

type LinkRow = Omit<Selectable<Schema['links']>, 'trusted'>;

type LinkStatus = z.infer<typeof linkStatus>;
export type Heard = z.infer<typeof heard>;

/** How an open link does. */
export type LinkTelemetry = Omit<LinkStatus, Exclude<keyof LinkAddress, 'name'>> & {
  /** The port that it listens on, where it was left to the system. */
  readonly localPort: number | undefined;
};

/** A path that was silent for longer is no other way to a drone. */
const LIVE_PATH_MS = 5000;

/** What the MAVLink station offers to this stage; joined in `app.ts`. */
export type LinkPort = {
  /** Rejects with an Error that names the address, where it cannot be listened on and is not to be tried again. */
  add(address: LinkAddress, keepTrying: boolean): Promise<void>;
  remove(name: string): Promise<void>;
  status(): readonly LinkTelemetry[];
  heard(): readonly Omit<Heard, 'registeredAs'>[];
};

/** A link that is in the record only. */
const CLOSED = {
  state: 'down',
  error: '',
  opened: 0,
  remotes: 0,
  rxFrames: 0,
  txFrames: 0,
  unsent: 0,
  dropped: {},
} as const;

/** The stored form as it was checked when it was added. */
const addressOf = ({ name, kind, host, port, device, baud, priority }: LinkRow): LinkAddress => ({
  name,
  kind,
  host,
  port,
  device,
  baud: baud as LinkAddress['baud'],
  priority,
});

type Flying = { readonly sysid: number; readonly link: string };

/** Whether a drone is reached by that link and by no other one. */
const isOnlyWay = (
  name: string,
  { sysid, link }: Flying,
  heardNow: ReturnType<LinkPort['heard']>,
): boolean => {
  const paths = heardNow.find((each) => each.sysid === sysid)?.paths ?? [];
  const live = paths.filter((path) => path.proven && path.lastHeardMsAgo <= LIVE_PATH_MS);
  return live.length === 0 ? link === name : live.every((path) => path.link === name);
};

/** Nothing but programs of this machine can be behind it. */
const isOwnMachine = ({ kind, host }: LinkAddress): boolean =>
  kind === 'udp' && /^(127\.\d+\.\d+\.\d+|localhost|::1)$/.test(host);

type LinksDeps = { readonly store: Store; readonly port: LinkPort };

/** MAVLink links: kept in the database, opened at start, added and removed while running. */
export const createLinks = ({ store, port }: LinksDeps) => {
  /** Names whose link is being opened: two at once would open two. */
  const adding = new Set<string>();

  const status = async (): Promise<LinkStatus[]> => {
    const open = new Map(port.status().map((each) => [each.name, each]));
    const rows = await store.read.selectFrom('links').selectAll().orderBy('name').execute();
    return rows.map(({ trusted: _, ...row }) => {
      const { localPort, ...telemetry } = open.get(row.name) ?? { ...CLOSED, localPort: undefined };
      return { ...addressOf(row), ...telemetry, port: localPort ?? row.port };
    });
  };

  const open = async (address: LinkAddress, keepTrying: boolean): Promise<Result<undefined>> => {
    try {
      await port.add(address, keepTrying);
      return ok(undefined);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return refuse('fleet.link_not_opened', `The link ${address.name} cannot listen: ${message}`, {
        place: 'port',
      });
    }
  };

  const addNew = async (cause: Cause, address: LinkAddress): Promise<Result<LinkStatus>> => {
    if (!isOwnMachine(address) && (await isDrill(store.read)))
      return refuse('fleet.drill_link', 'A drill reaches simulated drones only: UDP on 127.0.0.1.', {
        place: 'host',
      });
    const known = await store.read
      .selectFrom('links')
      .select('name')
      .where('name', '=', address.name)
      .executeTakeFirst();
    if (known !== undefined)
      return refuse('fleet.link_exists', `There is a link ${address.name} already.`, { place: 'name' });
    const opened = await open(address, false);
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
        .select(['vehicles.name', 'vehicles.sysid', 'vehicles.link'])
        .where('flights.ended_at', 'is', null)
        .execute();
      const cutOff = flying.find((vehicle) => isOnlyWay(name, vehicle, port.heard()));
      if (cutOff !== undefined)
        return refuse('fleet.link_in_use', `${cutOff.name} is on a flight and has no other link.`);
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

  /** Opens the stored links at start; one that cannot be opened now is tried again and again, and stops nothing. */
  const openStored = async (): Promise<void> => {
    for (const row of await store.read.selectFrom('links').selectAll().execute())
      await open(addressOf(row), true);
  };

  return { status, add, remove, heard: heardNow, openStored };
};

export type Links = ReturnType<typeof createLinks>;

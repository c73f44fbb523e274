import type { z } from 'zod';
import type { contract } from '../api/contract/contract.ts';
import type { Vehicle } from '../api/contract/fleet.ts';
import type { Cause } from '../core/cause.ts';
import { newId } from '../core/ids.ts';
import type { Rng } from '../core/ports.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { VehicleRow } from '../store/schema.ts';
import type { Reader, Store } from '../store/store.ts';
import type { Heard } from './links-service.ts';
import { readVehicles } from './views-queries.ts';

type Body<K extends 'register' | 'changeVehicle' | 'saveProfile'> = z.output<
  (typeof contract)['fleet'][K]['body']
>;
export type Profile = Body<'saveProfile'>;

type FleetDeps = {
  readonly store: Store;
  readonly rng: Rng;
  /** Autopilots that are heard now. */
  readonly heard: () => Promise<readonly Heard[]>;
};

const vehicleById = async (reader: Reader, id: string): Promise<Result<Vehicle>> => {
  const found = (await readVehicles(reader)).find((vehicle) => vehicle.id === id);
  return found === undefined ? refuse('fleet.not_found', 'There is no such drone.') : ok(found);
};

/** What a new or changed drone refers to must be there. */
const checkRefs = async (
  reader: Reader,
  refs: { profileId?: string | undefined; padIds: readonly string[] },
): Promise<Result<undefined>> => {
  if (refs.profileId !== undefined) {
    const profile = await reader
      .selectFrom('profiles')
      .select('id')
      .where('id', '=', refs.profileId)
      .executeTakeFirst();
    if (profile === undefined)
      return refuse('fleet.invalid_profile', `There is no profile ${refs.profileId}.`, {
        place: 'profileId',
      });
  }
  for (const padId of refs.padIds) {
    const pad = await reader.selectFrom('pads').select('id').where('id', '=', padId).executeTakeFirst();
    if (pad === undefined)
      return refuse('fleet.invalid_pad', `There is no pad ${padId}.`, { place: 'padId' });
  }
  return ok(undefined);
};

/** Names of drones are unique: labels and loading scans go by them. */
const checkName = async (
  reader: Reader,
  id: string,
  name: string | undefined,
): Promise<Result<undefined>> => {
  if (name === undefined) return ok(undefined);
  const other = await reader
    .selectFrom('vehicles')
    .select('sysid')
    .where('name', '=', name)
    .where('id', '!=', id)
    .executeTakeFirst();
  return other === undefined
    ? ok(undefined)
    : refuse('fleet.vehicle_exists', `The drone with the system id ${other.sysid} is called ${name}.`, {
        place: 'name',
      });
};

/**
 * Registers a drone by what it says of itself: it must be heard now, on that link, with that system id and that uid,
 * so that a typing error cannot bind orders to another machine.
 */
const register =
  ({ store, rng, heard }: FleetDeps) =>
  async (cause: Cause, body: Body<'register'>): Promise<Result<Vehicle>> => {
    const audible = (await heard()).find((each) => each.sysid === body.sysid && each.link === body.link);
    if (audible === undefined) {
      return refuse(
        'fleet.not_heard',
        `No autopilot with system id ${body.sysid} is heard on the link ${body.link}.`,
        { place: 'sysid' },
      );
    }
    if (audible.uid !== body.uid) {
      return refuse(
        'fleet.uid_differs',
        `Expected the uid ${body.uid || '(none)'}, the drone says ${audible.uid || '(none)'}.`,
        { place: 'uid' },
      );
    }
    return store.transact(cause, async (tx) => {
      const refs = await checkRefs(tx, { profileId: body.profileId, padIds: [body.homePadId] });
      if (!refs.ok) return refs;
      const taken = await tx
        .selectFrom('vehicles')
        .select(['name', 'sysid'])
        .where((where) => where.or([where('sysid', '=', body.sysid), where('name', '=', body.name)]))
        .executeTakeFirst();
      if (taken !== undefined) {
        return refuse(
          'fleet.vehicle_exists',
          `${taken.name} has the system id ${taken.sysid}: names and system ids are unique.`,
        );
      }
      const row: VehicleRow = {
        id: newId(rng),
        name: body.name,
        sysid: body.sysid,
        compid: body.compid,
        link: body.link,
        uid: body.uid,
        profile_id: body.profileId,
        home_pad_id: body.homePadId,
        state: 'READY',
        state_reason: '',
        simulated: body.simulated ? 1 : 0,
        pad_id: body.homePadId,
      };
      await tx.db.insertInto('vehicles').values(row).execute();
      await tx.emit({
        type: 'vehicle.registered',
        subject: `vehicle:${row.id}`,
        data: { ...body, firmware: audible.firmware },
      });
      tx.created(row.id);
      return vehicleById(tx, row.id);
    });
  };

const change =
  ({ store }: FleetDeps) =>
  (cause: Cause, id: string, body: Body<'changeVehicle'>): Promise<Result<Vehicle>> =>
    store.transact(cause, async (tx) => {
      const row = await tx.selectFrom('vehicles').selectAll().where('id', '=', id).executeTakeFirst();
      if (row === undefined) return refuse('fleet.not_found', 'There is no such drone.');
      const flight = await tx
        .selectFrom('flights')
        .select('number')
        .where('vehicle_id', '=', id)
        .where('ended_at', 'is', null)
        .executeTakeFirst();
      if (flight !== undefined)
        return refuse(
          'fleet.vehicle_in_use',
          `${row.name} is on flight ${flight.number}: change it afterwards.`,
        );
      const free = await checkName(tx, id, body.name);
      if (!free.ok) return free;
      const padIds = [body.homePadId, body.padId].filter(
        (padId): padId is string => typeof padId === 'string',
      );
      const refs = await checkRefs(tx, { profileId: body.profileId, padIds });
      if (!refs.ok) return refs;
      const next: VehicleRow = {
        ...row,
        name: body.name ?? row.name,
        profile_id: body.profileId ?? row.profile_id,
        home_pad_id: body.homePadId ?? row.home_pad_id,
        pad_id: body.padId === undefined ? row.pad_id : body.padId,
        state: body.state ?? row.state,
        state_reason: body.stateReason ?? (body.state === 'READY' ? '' : row.state_reason),
      };
      await tx.db.updateTable('vehicles').set(next).where('id', '=', id).execute();
      await tx.emit({ type: 'vehicle.changed', subject: `vehicle:${id}`, data: { ...body } });
      return vehicleById(tx, id);
    });

const saveProfile =
  ({ store }: FleetDeps) =>
  (cause: Cause, id: string, profile: Profile): Promise<Result<Profile>> =>
    store.transact(cause, async (tx) => {
      if (profile.id !== id)
        return refuse('fleet.invalid_profile', `Expected the id ${id} in the profile, got ${profile.id}.`, {
          place: 'id',
        });
      const json = JSON.stringify(profile);
      await tx.db
        .insertInto('profiles')
        .values({ id, json })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ json }))
        .execute();
      await tx.emit({ type: 'profile.saved', subject: `profile:${id}`, data: { ...profile } });
      return ok(profile);
    });

/** Registered drones and their profiles. */
export const createFleet = (deps: FleetDeps) => ({
  vehicles: (): Promise<Vehicle[]> => readVehicles(deps.store.read),
  register: register(deps),
  change: change(deps),
  profiles: async (): Promise<Profile[]> =>
    (await deps.store.read.selectFrom('profiles').selectAll().orderBy('id').execute()).map(
      (row) => JSON.parse(row.json) as Profile,
    ),
  saveProfile: saveProfile(deps),
});

export type Fleet = ReturnType<typeof createFleet>;

import type { Reader } from '../store/store.ts';

/**
 * The drone that has a pad, other than `vehicleId`: it stands there by our record, or it is on its way there. One pad,
 * one drone: two in the air to one pad would meet over it.
 */
export const padTakenBy = async (
  reader: Reader,
  padId: string,
  vehicleId: string,
): Promise<string | undefined> => {
  const standing = await reader
    .selectFrom('vehicles')
    .select('name')
    .where('pad_id', '=', padId)
    .where('id', '!=', vehicleId)
    .executeTakeFirst();
  if (standing !== undefined) return standing.name;
  const coming = await reader
    .selectFrom('flights')
    .innerJoin('vehicles', 'vehicles.id', 'flights.vehicle_id')
    .select('vehicles.name')
    .where('flights.to_pad_id', '=', padId)
    .where('flights.vehicle_id', '!=', vehicleId)
    .where('flights.launched_at', 'is not', null)
    .where('flights.ended_at', 'is', null)
    .executeTakeFirst();
  return coming?.name;
};

/** A flight that is only planned does not have its pad yet, but means to. */
const isWanted = async (reader: Reader, padId: string, vehicleId: string): Promise<boolean> => {
  const planned = await reader
    .selectFrom('flights')
    .select('id')
    .where('to_pad_id', '=', padId)
    .where('vehicle_id', '!=', vehicleId)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return planned !== undefined;
};

/**
 * The first pad of a hospital that nobody has or wants, else the first that nobody has, else its first one: the launch
 * then waits until it is free.
 */
export const padForDelivery = async (
  reader: Reader,
  siteId: string,
  vehicleId: string,
): Promise<string | undefined> => {
  const pads = await reader
    .selectFrom('pads')
    .select('id')
    .where('site_id', '=', siteId)
    .orderBy('id')
    .execute();
  let free: string | undefined;
  for (const { id } of pads) {
    if ((await padTakenBy(reader, id, vehicleId)) !== undefined) continue;
    if (!(await isWanted(reader, id, vehicleId))) return id;
    free ??= id;
  }
  return free ?? pads[0]?.id;
};

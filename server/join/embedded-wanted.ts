import type { Logger } from 'pino';
import type { Station } from '../mavlink/station.ts';
import type { PadRow } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import type { Embedded, Place, Wanted } from './embedded.ts';
import { EMBEDDED, EMBEDDED_LINK, PAD_SPACING_M } from './seed.ts';

const placeOf = (pad: PadRow): Place => ({ lon: pad.lon, lat: pad.lat, amslM: pad.elevation_amsl_m });

/** Where the demo's drones stand and to which address they speak; undefined where there are none. */
export const embeddedWanted = async (
  store: Store,
  station: Station,
): Promise<Omit<Wanted, 'speed'> | undefined> => {
  const link = station.stats().links.find(({ name }) => name === EMBEDDED_LINK);
  const pads = await store.read.selectFrom('pads').selectAll().execute();
  const first = await store.read
    .selectFrom('vehicles')
    .select('home_pad_id')
    .where('id', '=', EMBEDDED[0].id)
    .executeTakeFirst();
  const home = pads.find(({ id }) => id === first?.home_pad_id);
  if (link?.local === undefined || home === undefined) return undefined;
  return {
    count: EMBEDDED.length,
    firstSysid: EMBEDDED[0].sysid,
    home: placeOf(home),
    spacingM: PAD_SPACING_M,
    pads: pads.map(placeOf),
    to: `${link.local.host}:${link.local.port}`,
  };
};

/** Tells the simulation what people put on a drone, which a real one would feel; what cannot be read is logged. */
export const watchPayload = (
  store: Store,
  drones: Pick<Embedded, 'setPayload'>,
  log: Pick<Logger, 'warn'>,
): void => {
  const failed = (error: unknown): void =>
    log.warn({ err: error }, 'a simulated drone was not told what it carries');
  const update = async (vehicleId: string): Promise<void> => {
    const vehicle = await store.read
      .selectFrom('vehicles')
      .select('sysid')
      .where('id', '=', vehicleId)
      .executeTakeFirst();
    if (vehicle === undefined) return;
    const aboard = await store.read
      .selectFrom('boxes')
      .innerJoin('flights', 'flights.id', 'boxes.flight_id')
      .select('boxes.mass_kg')
      .where('flights.vehicle_id', '=', vehicleId)
      .where('boxes.loaded_json', 'is not', null)
      .where('boxes.unloaded_json', 'is', null)
      .execute();
    drones.setPayload(
      vehicle.sysid,
      aboard.reduce((sum, box) => sum + box.mass_kg, 0),
    );
  };
  store.onCommitted((events) => {
    for (const { subject, data } of events) {
      const vehicleId = data['vehicleId'];
      if (subject.startsWith('flight:') && typeof vehicleId === 'string') update(vehicleId).catch(failed);
    }
  });
};

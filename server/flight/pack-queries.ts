import type { WallMs } from '../core/clock.ts';
import type { PackState } from '../plan/energy/capacity.ts';
import type { Reader } from '../store/store.ts';
import { latestWeather, weatherView } from './conditions-queries.ts';

/** Of the air, by the last report that still holds, °C; undefined: none does. */
export const airTemperature = async (reader: Reader, now: WallMs): Promise<number | undefined> => {
  const [row] = await latestWeather(reader, 1);
  const weather = row && weatherView(row);
  return weather === undefined || weather.validUntil < now ? undefined : weather.temperatureC;
};

/** What is known of the pack aboard a drone; of what is not known nothing is said. */
export const packState = async (reader: Reader, vehicleId: string, now: WallMs): Promise<PackState> => {
  const temperatureC = await airTemperature(reader, now);
  const pack = await reader
    .selectFrom('batteries')
    .select('health_pct')
    .where('vehicle_id', '=', vehicleId)
    .where('state', '=', 'ABOARD')
    .executeTakeFirst();
  const healthPct = pack?.health_pct ?? undefined;
  return {
    ...(healthPct === undefined ? {} : { healthPct }),
    ...(temperatureC === undefined ? {} : { temperatureC }),
  };
};

import type { WallMs } from '../core/clock.ts';
import { droneProfile } from '../plan/profile.ts';
import type { Plan } from '../plan/plan-types.ts';
import type { Reader } from '../store/store.ts';
import { latestWeather, weatherView } from './conditions-queries.ts';
import { padClear } from './flight-queries.ts';

/** What the record knows of the surroundings of a flight in the air. */
export type Surroundings = {
  readonly windLimitMs: number;
  /** Mean wind of an observation that still holds. */
  readonly stationWindMs: number | undefined;
  /** False where people at the pad say that it is not clear. */
  readonly padClear: boolean;
};

/** Until the record was read: what no flight exceeds. */
export const UNKNOWN_SURROUNDINGS: Surroundings = {
  windLimitMs: Infinity,
  stationWindMs: undefined,
  padClear: true,
};

export const surroundingsOf = async (
  reader: Reader,
  plan: Pick<Plan, 'profileId' | 'to'>,
  wall: WallMs,
): Promise<Surroundings> => {
  const profile = await reader
    .selectFrom('profiles')
    .select('json')
    .where('id', '=', plan.profileId)
    .executeTakeFirst();
  const [latest] = (await latestWeather(reader, 1)).map(weatherView);
  const pad = await reader
    .selectFrom('pads')
    .select('clear_json')
    .where('id', '=', plan.to.id)
    .executeTakeFirst();
  const clear = padClear(pad?.clear_json ?? null);
  return {
    windLimitMs: profile === undefined ? Infinity : droneProfile.parse(JSON.parse(profile.json)).windLimitMs,
    stationWindMs: latest !== undefined && latest.validUntil > wall ? latest.windMs : undefined,
    padClear: clear === undefined || clear.clear || clear.expiresAt < wall,
  };
};

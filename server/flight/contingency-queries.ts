import type { WallMs } from '../core/clock.ts';
import type { LonLat } from '../core/geo.ts';
import { droneProfile } from '../plan/profile.ts';
import type { Plan } from '../plan/plan-types.ts';
import type { Reader, Store } from '../store/store.ts';
import { recentWeather, weatherAt } from './conditions-queries.ts';
import { padClear } from './flight-queries.ts';
import { padTakenBy } from './pad-queries.ts';
import { landingPads } from './plan-pad-queries.ts';
import { beyondLimits, type BeyondLimit } from './weather.ts';

/** What the record knows of the surroundings of a flight in the air. */
export type Surroundings = {
  readonly windLimitMs: number;
  /** Mean wind of an observation that still holds. */
  readonly stationWindMs: number | undefined;
  /** What else of it is beyond the limits of the drone. */
  readonly weather: readonly BeyondLimit[];
  /** False where people at the pad say that it is not clear. */
  readonly padClear: boolean;
  /** Pads of sites in use that nobody else has, without its own destination. */
  readonly freePads: readonly FreePad[];
};

export type FreePad = { readonly id: string; readonly at: LonLat; readonly isHospital: boolean };

/** Until the record was read: what no flight exceeds. */
export const UNKNOWN_SURROUNDINGS: Surroundings = {
  windLimitMs: Infinity,
  stationWindMs: undefined,
  weather: [],
  padClear: true,
  freePads: [],
};

const freePadsOf = async (
  reader: Reader,
  { to }: Pick<Plan, 'to'>,
  vehicleId: string,
): Promise<FreePad[]> => {
  const hospitals = await reader
    .selectFrom('pads')
    .innerJoin('sites', 'sites.id', 'pads.site_id')
    .select('pads.id')
    .where('sites.role', '=', 'hospital')
    .execute();
  const free: FreePad[] = [];
  for (const { id, at } of await landingPads(reader)) {
    if (id === to.id || (await padTakenBy(reader, id, vehicleId)) !== undefined) continue;
    free.push({ id, at, isHospital: hospitals.some((hospital) => hospital.id === id) });
  }
  return free;
};

const recordedAround = async (reader: Reader, plan: Pick<Plan, 'profileId' | 'to'>) => {
  const row = await reader
    .selectFrom('profiles')
    .select('json')
    .where('id', '=', plan.profileId)
    .executeTakeFirst();
  const pad = await reader
    .selectFrom('pads')
    .select('clear_json')
    .where('id', '=', plan.to.id)
    .executeTakeFirst();
  return {
    profile: row && droneProfile.parse(JSON.parse(row.json)),
    clear: padClear(pad?.clear_json ?? null),
  };
};

export const surroundingsOf = async (
  store: Store,
  { plan, vehicleId }: { readonly plan: Pick<Plan, 'profileId' | 'to'>; readonly vehicleId: string },
  wall: WallMs,
): Promise<Surroundings> => {
  const latest = weatherAt(await store.kept('recent weather', recentWeather), wall);
  const { profile, clear } = await store.kept(`around ${plan.profileId} ${plan.to.id}`, (reader) =>
    recordedAround(reader, plan),
  );
  const fresh = latest !== undefined && latest.validUntil > wall ? latest : undefined;
  return {
    windLimitMs: profile?.windLimitMs ?? Infinity,
    stationWindMs: fresh?.windMs,
    // The mean wind is judged together with what the drone feels of it.
    weather: fresh && profile ? beyondLimits(fresh, profile).filter(({ what }) => what !== 'wind') : [],
    freePads: await store.kept(`pads free of ${plan.to.id} beside ${vehicleId}`, (reader) =>
      freePadsOf(reader, plan, vehicleId),
    ),
    padClear: clear === undefined || clear.clear || clear.expiresAt < wall,
  };
};

import type { WallMs } from '../core/clock.ts';
import type { LonLat } from '../core/geo.ts';
import { droneProfile } from '../plan/profile.ts';
import type { Plan } from '../plan/plan-types.ts';
import type { Reader, Store } from '../store/store.ts';
import { recentWeather, weatherAt } from './conditions-queries.ts';
import { padClear } from './flight-queries.ts';
import { padTakenBy } from './pad-queries.ts';
import { landingPads } from './plan-pad-queries.ts';

/** What the record knows of the surroundings of a flight in the air. */
export type Surroundings = {
  readonly windLimitMs: number;
  /** Mean wind of an observation that still holds. */
  readonly stationWindMs: number | undefined;
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
  const profile = await reader
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
    windLimitMs: profile === undefined ? Infinity : droneProfile.parse(JSON.parse(profile.json)).windLimitMs,
    clear: padClear(pad?.clear_json ?? null),
  };
};

export const surroundingsOf = async (
  store: Store,
  { plan, vehicleId }: { readonly plan: Pick<Plan, 'profileId' | 'to'>; readonly vehicleId: string },
  wall: WallMs,
): Promise<Surroundings> => {
  const latest = weatherAt(await store.kept('recent weather', recentWeather), wall);
  const { windLimitMs, clear } = await store.kept(`around ${plan.profileId} ${plan.to.id}`, (reader) =>
    recordedAround(reader, plan),
  );
  return {
    windLimitMs,
    stationWindMs: latest !== undefined && latest.validUntil > wall ? latest.windMs : undefined,
    freePads: await store.kept(`pads free of ${plan.to.id} beside ${vehicleId}`, (reader) =>
      freePadsOf(reader, plan, vehicleId),
    ),
    padClear: clear === undefined || clear.clear || clear.expiresAt < wall,
  };
};

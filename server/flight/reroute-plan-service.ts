import { hasBlocker } from '../core/issue.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import { planFlight } from '../plan/plan.ts';
import { droneProfile } from '../plan/profile.ts';
import type { PlanPad } from '../plan/sites.ts';
import type { Active } from './active-service.ts';
import { recentWeather, windAt } from './conditions-queries.ts';
import { packState } from './pack-queries.ts';
import { landingPads } from './plan-pad-queries.ts';
import { isFresh, type VehicleFacts } from './ports.ts';
import { findFlight, parsePlan, type FlightDeps, type StoredPlan } from './record-service.ts';

/** Place and charge that a route begins with must be younger. */
const SEEN_WITHIN_MS = 5000;

/** Where it came along, home first, without the place where it is. */
const flownBy = ({ plan, progress }: Active): StoredPlan['plan']['legs'][number]['from'][] => [
  ...(plan.inFlight?.flown ?? []),
  ...plan.legs.slice(0, (progress?.leg ?? 0) + 1).map(({ from }) => from),
];

type WindNow = { readonly wind: StoredPlan['plan']['wind']; readonly by: Pick<StoredPlan, 'windFrom'> };

/** The wind that is told now, else the one that it was planned with; each with who told of it. */
const windFor = async ({ store, clock }: FlightDeps, { id, plan }: Active): Promise<WindNow> => {
  const told = windAt(await recentWeather(store.read), clock.wall());
  if (told !== undefined) return { wind: told.wind, by: { windFrom: { source: told.source, at: told.at } } };
  const before = await findFlight(store.read, id);
  const windFrom = before && parsePlan(before)?.windFrom;
  return { wind: plan.wind, by: windFrom === undefined ? {} : { windFrom } };
};

/** A checked route from where it is now to that pad: airspace, heights, and the charge that it has left. */
export const planReroute = async (
  deps: FlightDeps,
  active: Active,
  facts: VehicleFacts,
  to: PlanPad,
): Promise<Result<StoredPlan>> => {
  const { store, clock } = deps;
  const { position, battery } = facts;
  const now = clock.mono();
  if (position === undefined || !isFresh(position, now, SEEN_WITHIN_MS))
    return refuse('flights.reroute_unsafe', 'Expected its position within 5 s.');
  if (battery === undefined || !isFresh(battery, now, SEEN_WITHIN_MS))
    return refuse('flights.reroute_unsafe', 'Expected its charge within 5 s.');
  const world = await deps.planWorld();
  if (world === undefined) return refuse('flights.no_airspace', 'No airspace data is in use.');
  const { json } = await store.read
    .selectFrom('profiles')
    .select('json')
    .where('id', '=', active.plan.profileId)
    .executeTakeFirstOrThrow();
  const { wind, by } = await windFor(deps, active);
  const home = active.plan.inFlight?.home ?? active.plan.from;
  const { plan, issues } = planFlight(
    {
      from: { ...home, id: 'here', nameZh: '当前位置', nameEn: 'where it is', at: position.value.at },
      to,
      profile: droneProfile.parse(JSON.parse(json)),
      payloadKg: active.plan.payloadKg,
      startPct: battery.value,
      pack: await packState(store.read, active.vehicleId, clock.wall()),
      wind,
      departAt: clock.wall(),
      inFlight: { home, flown: flownBy(active) },
    },
    { ...world, landing: await landingPads(store.read) },
  );
  if (plan !== undefined && !hasBlocker(issues))
    return ok({ plan, airspaceVersion: world.version, plannedAt: clock.wall(), ...by });
  const worst = issues.find(({ severity }) => severity === 'blocker');
  return refuse('flights.reroute_blocked', worst?.sentence ?? 'There is no route there.', {
    details: { issues },
  });
};

import type { z } from 'zod';
import type { AssignmentView, assignments } from '../api/contract/assignments.ts';
import { wallMs, type Clock } from '../core/clock.ts';
import { assign } from '../plan/assign/assign.ts';
import type { AirEstimate, AssignDrone, AssignOrder, Decision } from '../plan/assign/types.ts';
import { planFlight } from '../plan/plan.ts';
import { droneProfile, type DroneProfile } from '../plan/profile.ts';
import type { PlanPad } from '../plan/sites.ts';
import type { Wind } from '../plan/energy.ts';
import type { Store } from '../store/store.ts';
import { fleetNow, hospitalPads, waitingOrders, type Said } from './assign-queries.ts';
import { recentWeather, weatherAt, windAt } from './conditions-queries.ts';
import { airTemperature } from './pack-queries.ts';
import { landingPads } from './plan-pad-queries.ts';
import type { PlanWorld } from './ports.ts';
import { weatherFindings } from './weather.ts';

export type ReckonDeps = {
  readonly store: Store;
  readonly clock: Clock;
  readonly said: Said;
  readonly planWorld: () => Promise<PlanWorld | undefined>;
  /** Nothing may be launched now. */
  readonly groundStop: () => boolean;
};

export type Board = z.infer<typeof assignments.list.response>;

/** Estimates that are kept: sites, types of drones, loads in steps. */
const MAX_ESTIMATES = 500;
/** Loads are reckoned in steps, upward, so that few plans are made. */
const LOAD_STEP_KG = 0.5;

type Scene = {
  readonly world: PlanWorld | undefined;
  readonly pads: readonly PlanPad[];
  readonly profiles: ReadonlyMap<string, DroneProfile>;
  readonly isStorm: (profile: DroneProfile) => boolean;
  readonly stopped: boolean;
  /** Of the air; undefined: nobody knows it. */
  readonly temperatureC: number | undefined;
  /** At cruise height, the one that plans are made with; undefined: nobody knows it. */
  readonly wind: Wind | undefined;
  readonly now: number;
};

/** What a flight takes, by the planner, with a full pack: how much of it is needed is the answer. */
const estimates = () => {
  const known = new Map<string, AirEstimate>();
  const reckon = (
    scene: Scene,
    profile: DroneProfile,
    ends: readonly [PlanPad, PlanPad],
    payloadKg: number,
  ): AirEstimate => {
    if (scene.world === undefined) return { kind: 'refused', code: 'no_airspace' };
    const { plan, issues } = planFlight(
      {
        from: ends[0],
        to: ends[1],
        profile,
        payloadKg: Math.min(payloadKg, profile.payloadKg),
        startPct: 100,
        ...(scene.temperatureC === undefined ? {} : { pack: { temperatureC: scene.temperatureC } }),
        wind: scene.wind,
        departAt: scene.now,
      },
      { ...scene.world, landing: scene.pads },
    );
    const blockers = issues.filter(({ severity }) => severity === 'blocker').map(({ id }) => id);
    if (blockers.some((id) => id === 'plan.wind' || id === 'plan.no_headway'))
      return { kind: 'refused', code: 'wind' };
    // Too far on a full pack is a matter of charge, and shown as that.
    const isRoute = blockers.every((id) => id === 'plan.reserve' || id === 'plan.out_of_range');
    if (plan === undefined || !isRoute) return { kind: 'refused', code: 'no_route' };
    return {
      kind: 'flies',
      p95S: plan.eta.p95S,
      neededPct: plan.battery.usedPct + plan.battery.reservePct,
    };
  };
  return (
    scene: Scene,
    drone: AssignDrone & { readonly homePadId: string },
    padId: string | undefined,
    order: AssignOrder,
  ): AirEstimate => {
    const profile = scene.profiles.get(drone.profileId);
    const from = scene.pads.find(({ id }) => id === drone.homePadId);
    const to = scene.pads.find(({ id }) => id === padId);
    if (scene.stopped) return { kind: 'refused', code: 'ground_stop' };
    if (to === undefined) return { kind: 'refused', code: 'no_pad' };
    if (profile === undefined || from === undefined) return { kind: 'refused', code: 'no_route' };
    if (scene.isStorm(profile)) return { kind: 'refused', code: 'weather' };
    const load = Math.ceil(order.payloadKg / LOAD_STEP_KG) * LOAD_STEP_KG;
    const key = [
      scene.world?.version,
      JSON.stringify(profile),
      from.id,
      to.id,
      load,
      scene.temperatureC,
      JSON.stringify(scene.wind),
    ].join(' ');
    const found = known.get(key) ?? reckon(scene, profile, [from, to], load);
    if (known.size >= MAX_ESTIMATES) known.clear();
    known.set(key, found);
    return found;
  };
};

const sceneOf = async ({ store, planWorld, groundStop }: ReckonDeps, now: number): Promise<Scene> => {
  const rows = await store.kept('profiles', (reader) => reader.selectFrom('profiles').selectAll().execute());
  const reports = await store.kept('recent weather', recentWeather);
  const told = weatherAt(reports, now);
  const weather = told && { ...told, at: wallMs(told.at) };
  return {
    world: await planWorld(),
    pads: await store.kept('landing pads', landingPads),
    profiles: new Map(rows.map(({ id, json }) => [id, droneProfile.parse(JSON.parse(json))])),
    isStorm: (profile) =>
      weatherFindings(weather, profile, wallMs(now)).some(({ id }) => id === 'preflight.weather_hard'),
    stopped: groundStop(),
    wind: windAt(reports, now)?.wind,
    temperatureC: await airTemperature(store.read, wallMs(now)),
    now,
  };
};

const rounded = (at: number | undefined): number | null => (at === undefined ? null : Math.round(at));

const viewOf = (
  { lift, roadAt, airAt, against, ...rest }: Decision,
  roadVerified: boolean,
): AssignmentView => ({
  ...rest,
  lift:
    lift === undefined
      ? null
      : { ...lift, departAt: Math.round(lift.departAt), arriveAt: Math.round(lift.arriveAt) },
  roadAt: rounded(roadAt),
  airAt: rounded(airAt),
  roadVerified,
  against: [...against],
});

const roadsOf = async ({ store }: ReckonDeps) =>
  new Map(
    (await store.read.selectFrom('sites').select(['id', 'road_min', 'road_verified']).execute()).map(
      (row) => [row.id, row],
    ),
  );

/** One round as of now, from the record and from what drones say. */
export const createReckoning = (deps: ReckonDeps) => {
  const { store, clock, said } = deps;
  const estimate = estimates();
  return async (): Promise<Board> => {
    const now = clock.wall();
    const scene = await sceneOf(deps, now);
    const { drones, packs } = await fleetNow(store.read, said, now);
    const pads = await hospitalPads(store.read, said, now);
    const roads = await roadsOf(deps);
    const orders = await waitingOrders(store.read, now);
    const byId = new Map(drones.map((drone) => [drone.id, drone]));
    const { decisions, proven } = assign({
      now,
      orders,
      drones,
      packs,
      pads,
      estimate: (order, { id }) => {
        const drone = byId.get(id);
        const pad = pads.find(({ siteId }) => siteId === order.siteId);
        return drone === undefined
          ? { kind: 'refused', code: 'no_route' }
          : estimate(scene, drone, pad?.id, order);
      },
      roadS: ({ siteId }) => (roads.get(siteId)?.road_min ?? 0) * 60 || undefined,
    });
    const siteOf = new Map(orders.map(({ id, siteId }) => [id, siteId]));
    const isVerified = (orderId: string): boolean =>
      roads.get(siteOf.get(orderId) ?? '')?.road_verified === 1;
    const views = decisions.map((decision) => viewOf(decision, isVerified(decision.orderId)));
    return { at: now, proven, decisions: views };
  };
};

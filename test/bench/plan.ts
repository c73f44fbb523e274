import { shortestPath as turfShortestPath } from '@turf/shortest-path';
import { distance as turfDistance } from '@turf/distance';
import type { Feature, FeatureCollection, Polygon } from 'geojson';
import { destination, type LonLat } from '../../server/core/geo.ts';
import type { Airspace, Zone } from '../../server/plan/airspace.ts';
import { gap, type Vec } from '../../server/plan/geometry.ts';
import { ROUND_STEP_RAD, VERTEX_OFFSET_M } from '../../server/plan/limits.ts';
import { planFlight } from '../../server/plan/plan.ts';
import type { PlanRequest } from '../../server/plan/plan-types.ts';
import { costOf } from '../../server/plan/route/cost.ts';
import { sceneAround } from '../../server/plan/route/scene.ts';
import { RouteSearch } from '../../server/plan/route/search.ts';
import { NJ10 } from '../../server/plan/profile.ts';
import { corridorHalfM } from '../../server/plan/sora/sora.ts';
import { grown, violations } from '../plan/oracle.ts';
import { shortestM } from '../plan/optimum.ts';
import { airspaceOf, padAt, requestOf, seeded, starRing, zoneOf } from '../plan/worlds.ts';
import type { Say } from './main.ts';

const CENTRE: LonLat = [118.7, 32.07];
/** 20 by 15 km around the river, and room to fly around. */
const HALF = { eastM: 10_000, northM: 7_500 } as const;
const REGION = { west: 118.58, south: 31.98, east: 118.82, north: 32.16 } as const;
/** About this share of the area is closed, however many polygons it takes. */
const CLOSED_SHARE = 0.2;
const SIZES = [
  { obstacles: 10, worlds: 40 },
  { obstacles: 50, worlds: 40 },
  { obstacles: 200, worlds: 40 },
  { obstacles: 1_000, worlds: 10 },
] as const;
const WARM_PLANS = 10;
/** The exact optimum and Turf's grid take seconds to minutes for each: that many worlds, up to 200 polygons. */
const COMPARED = { worlds: 5, obstacles: 200 } as const;
/** Turf's default is 100 of its units: metres here. */
const TURF_GRID_M = 100;
/** Of the drone that is planned for. */
const CORRIDOR_M = corridorHalfM(NJ10);
const ORACLE_MARGIN_M = 55.8;
const SEED = 2_026;

const offset = (eastM: number, northM: number): LonLat =>
  destination(destination(CENTRE, eastM, 90), northM, 0);

const radiusOf = (obstacles: number): number =>
  Math.min(900, Math.sqrt((CLOSED_SHARE * 4 * HALF.eastM * HALF.northM) / (obstacles * Math.PI)));

const randomZones = (random: () => number, obstacles: number): Zone[] =>
  Array.from({ length: obstacles }, (_, i) => {
    const centre = offset((2 * random() - 1) * HALF.eastM, (2 * random() - 1) * HALF.northM);
    const corners = 4 + Math.floor(17 * random());
    const size = radiusOf(obstacles) * (0.6 + 0.8 * random());
    const radii = Array.from({ length: corners }, () => size * (0.6 + 0.4 * random()));
    return zoneOf(`z${i}`, 'no_fly', starRing(centre, radii, 360 * random()));
  });

/** Across the area from west to east, both pads free. */
const randomRequest = (random: () => number, airspace: Airspace): PlanRequest => {
  const place = (side: number): LonLat =>
    offset(side * HALF.eastM * (0.9 + 0.1 * random()), (2 * random() - 1) * HALF.northM * 0.8);
  for (;;) {
    const request = requestOf(padAt('from', place(-1)), padAt('to', place(1)));
    const blocked = planFlight(request, { airspace }).issues[0]?.id === 'plan.pad_blocked';
    if (!blocked) return request;
  }
};

const copied = (airspace: Airspace): Airspace => ({ ...airspace, zones: structuredClone(airspace.zones) });

/** The search alone, before turns are merged, and the exact optimum of the same task. */
const againstOptimum = (
  request: PlanRequest,
  airspace: Airspace,
): { lengthM: number; optimumM: number } | undefined => {
  const middle: LonLat = [
    (request.from.at[0] + request.to.at[0]) / 2,
    (request.from.at[1] + request.to.at[1]) / 2,
  ];
  const scene = sceneAround(airspace, middle, CORRIDOR_M);
  const [from, to] = [scene.plane.toPlane(request.from.at), scene.plane.toPlane(request.to.at)];
  const { profile, payloadKg } = request;
  const found = new RouteSearch({
    scene,
    cost: costOf({
      profile,
      payloadKg,
      wind: { fromDeg: 0, meanMs: 0, gustMs: 0 },
      obstacles: [],
      riskShare: 0,
    }),
    from,
    to,
    heightsM: [112],
    masks: new Int32Array(airspace.zones.length).fill(1),
    padLayers: [1, 1],
    padsM: [12, 12],
    allowed: () => true,
  }).run();
  if (found === undefined) return undefined;
  const lengthM = found.path
    .slice(1)
    .reduce((sum, { at }, i) => sum + gap((found.path[i] as { at: Vec }).at, at), 0);
  const xy = (p: Vec): readonly [number, number] => [p.x, p.y];
  const optimumM = shortestM({
    from: xy(from),
    to: xy(to),
    outlines: scene.obstacles.flatMap(({ polygons }) => polygons.map(([outline]) => (outline ?? []).map(xy))),
    marginM: CORRIDOR_M,
    arcM: CORRIDOR_M + VERTEX_OFFSET_M,
    stepRad: ROUND_STEP_RAD,
    atMostM: lengthM,
  });
  return { lengthM, optimumM };
};

type Turf = { readonly ms: number; readonly lengthM: number; readonly isViolated: boolean };

/** Turf's grid on the same zones, grown by Turf itself. */
const turfOf = (request: PlanRequest, airspace: Airspace): Turf => {
  const areas = airspace.zones.map((zone) => grown(zone, CORRIDOR_M).area as Feature<Polygon>);
  const obstacles: FeatureCollection<Polygon> = { type: 'FeatureCollection', features: areas };
  const began = performance.now();
  const line = turfShortestPath([...request.from.at], [...request.to.at], {
    obstacles,
    units: 'meters',
    resolution: TURF_GRID_M,
  });
  const ms = performance.now() - began;
  const points = line.geometry.coordinates.map((p): LonLat => [p[0] ?? NaN, p[1] ?? NaN]);
  const legs = points.slice(1).map((to, i) => ({ from: points[i] as LonLat, to, relAltM: 100 }));
  const lengthM = legs.reduce(
    (sum, leg) => sum + turfDistance([...leg.from], [...leg.to], { units: 'meters' }),
    0,
  );
  const isViolated = violations({ legs }, airspace.zones, request, ORACLE_MARGIN_M).length > 0;
  return { ms, lengthM, isViolated };
};

const share = (values: readonly number[], at: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * at))] ?? 0).toFixed(3));
};

type Times = { readonly cold: number[]; readonly warm: number[] };

const timed = (work: () => void, into: number[]): void => {
  const began = performance.now();
  work();
  into.push(performance.now() - began);
};

/** One cold plan of a world whose indexes nobody has built yet, then some in the world as it is by then. */
const timePlans = (random: () => number, request: PlanRequest, fresh: Airspace, into: Times): void => {
  timed(() => planFlight(request, { airspace: fresh }), into.cold);
  for (let i = 0; i < WARM_PLANS; i++) {
    const other = randomRequest(random, fresh);
    timed(() => planFlight(other, { airspace: fresh }), into.warm);
  }
};

type Compared = {
  readonly peer: Turf;
  /** Lengths as shares of the exact optimum: the route found, the plan after turns were merged, Turf's line. */
  readonly found: number;
  readonly flown: number;
  readonly turf: number;
};

const comparedOf = (request: PlanRequest, airspace: Airspace, flownM: number): Compared | undefined => {
  const found = againstOptimum(request, airspace);
  if (found === undefined) return undefined;
  const { lengthM, optimumM } = found;
  const peer = turfOf(request, airspace);
  return { peer, found: lengthM / optimumM, flown: flownM / optimumM, turf: peer.lengthM / optimumM };
};

/** All null where no world was compared. */
const comparedRow = (compared: readonly Compared[]) => {
  const isNone = compared.length === 0;
  const most = (of: (one: Compared) => number): number | null =>
    isNone ? null : Math.max(...compared.map((one) => of(one)));
  const turfMs = compared.map(({ peer }) => peer.ms);
  return {
    lengthOverOptimum: most(({ found }) => found),
    planOverOptimum: most(({ flown }) => Math.max(1, flown)),
    turfP50Ms: isNone ? null : share(turfMs, 0.5),
    turfLengthOverOptimum: most(({ turf }) => turf),
    turfViolations: isNone ? null : compared.filter(({ peer }) => peer.isViolated).length,
  };
};

const rowOf = (say: Say, obstacles: number, worlds: number) => {
  const random = seeded(SEED + obstacles);
  const times: Times = { cold: [], warm: [] };
  const compared: Compared[] = [];
  let [violated, refused] = [0, 0];
  for (let world = 0; world < worlds; world++) {
    const airspace = airspaceOf(randomZones(random, obstacles), REGION);
    const request = randomRequest(random, airspace);
    const fresh = copied(airspace);
    timePlans(random, request, fresh, times);
    const { plan } = planFlight(request, { airspace: fresh });
    if (plan === undefined) {
      refused++;
      continue;
    }
    violated += violations(plan, airspace.zones, request, ORACLE_MARGIN_M).length;
    if (world >= COMPARED.worlds || obstacles > COMPARED.obstacles) continue;
    const one = comparedOf(request, airspace, plan.distanceM);
    if (one === undefined) continue;
    compared.push(one);
    say(`${obstacles} polygons, world ${world + 1}: Turf ${Math.round(one.peer.ms)} ms`);
  }
  return {
    obstacles,
    worlds,
    refused,
    p50Ms: share(times.cold, 0.5),
    p95Ms: share(times.cold, 0.95),
    warmP50Ms: share(times.warm, 0.5),
    warmP95Ms: share(times.warm, 0.95),
    violations: violated,
    ...comparedRow(compared),
  };
};

/** The planner on random worlds, against Turf's grid and an exact optimum. A plan is everything: route, heights, fence. */
export const benchPlan = async (say: Say) => {
  rowOf(() => undefined, 20, 10);
  const rows = SIZES.map(({ obstacles, worlds }) => {
    const row = rowOf(say, obstacles, worlds);
    say(JSON.stringify(row));
    return row;
  });
  return { seed: SEED, rows };
};

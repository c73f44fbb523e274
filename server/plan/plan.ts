import { bearingDeg, distanceM, type LonLat } from '../core/geo.ts';
import type { Issue } from '../core/issue.ts';
import { CALM, estimateFlight, type EnergyEstimate } from './energy.ts';
import { along, gap, minus, planeAt, type Plane, type Vec } from './geometry.ts';
import { crossedZones } from './crossed-zones.ts';
import { stableHash } from './hash.ts';
import { boundsOf, type Bounds } from './fence.ts';
import { groundBetween, legalCeilingAmslM, legHeights, padAmslM, type Heights } from './heights.ts';
import { CRUISE_REL_ALT_M, MAX_LEG_M } from './limits.ts';
import { climbAndDescent, fromTheAir, missionItems } from './mission-items.ts';
import { obstacleOf, type Obstacle } from './obstacles.ts';
import {
  batteryIssues,
  crossedIssues,
  dataIssues,
  detourIssues,
  fenceIssues,
  headwayIssue,
  heightIssues,
  loadIssues,
  noRouteIssue,
  windIssues,
} from './plan-issues.ts';
import type { Plan, PlanLeg, PlanOutcome, PlanRequest, World } from './plan-types.ts';
import { isInRegion } from './region.ts';
import { requestIssues } from './request-issues.ts';
import { findRoute, type Route } from './route.ts';
import { blockingZones } from './zones.ts';

/**
 * Plans one flight from pad to pad: the shortest route around what may not be entered, heights, time, battery. It never
 * throws; what speaks against the flight comes as issues. Equal input gives an equal plan.
 */
export const planFlight = (request: PlanRequest, world: World): PlanOutcome => {
  const senseless = requestIssues(request, world);
  if (senseless.length > 0) return { plan: undefined, issues: senseless };
  const plane = planeAt(middle(request.from.at, request.to.at));
  const obstacles = world.airspace.zones.map((zone) => obstacleOf(zone, plane));
  const before = [...dataIssues(request, world.airspace), ...loadIssues(request), ...windIssues(request)];
  const { route, blocking } = routeOf(request, world, { plane, obstacles });
  if (route.kind !== 'found') {
    const issues = [noRouteIssue(route, request), ...before];
    return { plan: undefined, issues };
  }
  return flightAlong(request, world, { plane, obstacles, blocking, points: cutLegs(route.points), before });
};

const middle = (a: LonLat, b: LonLat): LonLat => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];

type Scene = { readonly plane: Plane; readonly obstacles: readonly Obstacle[] };

type Routed = { readonly route: Route; readonly blocking: readonly Obstacle[] };

const routeOf = (request: PlanRequest, world: World, { plane, obstacles }: Scene): Routed => {
  const ground = groundBetween(request.from, request.to);
  const band = { ground, ceilingAmslM: legalCeilingAmslM(ground), at: request.departAt };
  const zones = new Set(blockingZones(world.airspace, band));
  const blocking = obstacles.filter((obstacle) => zones.has(obstacle.zone));
  const route = findRoute({
    from: plane.toPlane(request.from.at),
    to: plane.toPlane(request.to.at),
    obstacles: blocking,
    allowed: (p) => isInRegion(plane.toLonLat(p), world.airspace.region),
  });
  return { route, blocking };
};

/** Legs longer than 3 km get waypoints in between, evenly. */
const cutLegs = (points: readonly Vec[]): Vec[] =>
  points.flatMap((from, i) => {
    const to = points[i + 1];
    if (to === undefined) return [from];
    const cuts = Math.ceil(gap(from, to) / MAX_LEG_M);
    return Array.from({ length: cuts }, (_, k) => along(from, minus(to, from), k / cuts));
  });

type Found = Scene & {
  readonly blocking: readonly Obstacle[];
  readonly points: readonly Vec[];
  readonly before: readonly Issue[];
};

const flightAlong = (request: PlanRequest, world: World, found: Found): PlanOutcome => {
  const pairs = found.points.slice(1).map((to, i) => [found.points[i] as Vec, to] as const);
  const wishedRelAltM = request.cruiseRelAltM ?? CRUISE_REL_ALT_M;
  const heights = legHeights({
    airspace: world.airspace,
    ground: groundBetween(request.from, request.to),
    takeoffAmslM: padAmslM(request.from),
    landingAmslM: padAmslM(request.to),
    wishedRelAltM,
    at: request.departAt,
    obstacles: found.obstacles,
    legs: pairs,
  });
  const positions = found.points.map((p) => rounded(found.plane.toLonLat(p)));
  const draft = { positions, heights };
  const estimate = estimateOf(request, draft);
  const notes = [
    ...heightIssues(heights, wishedRelAltM),
    ...crossedIssues(crossedZones(pairs, found.obstacles, request.departAt)),
  ];
  if (estimate.kind === 'no_headway')
    return { plan: undefined, issues: [headwayIssue(estimate), ...found.before, ...notes] };
  const bounds = boundsAround(request, world, found);
  const plan = assemble({ request, world, draft, estimate, bounds });
  const issues = bySeverity([
    ...fenceIssues(bounds.leftOut),
    ...batteryIssues(plan.battery, plan.distanceM),
    ...found.before,
    ...detourIssues(plan.distanceM, plan.directM),
    ...notes,
  ]);
  return { plan: { ...plan, hash: stableHash(plan), issues }, issues };
};

type Draft = { readonly positions: readonly LonLat[]; readonly heights: Heights };

const bareLegs = ({ positions, heights }: Draft): PlanLeg[] =>
  heights.legs.map((height, i) => {
    const from = positions[i] as LonLat;
    const to = positions[i + 1] as LonLat;
    return { from, to, ...height, distanceM: distanceM(from, to), groundSpeedMs: 0, etaS: 0 };
  });

const estimateOf = (request: PlanRequest, draft: Draft): EnergyEstimate => {
  const legs = bareLegs(draft);
  return estimateFlight({
    profile: request.profile,
    payloadKg: request.payloadKg,
    wind: request.wind ?? CALM,
    startPct: request.startPct,
    stretches: legs.map((leg) => ({ distanceM: leg.distanceM, courseDeg: bearingDeg(leg.from, leg.to) })),
    ...climbAndDescent(itemsOf(request, legs)),
  });
};

const itemsOf = (request: PlanRequest, legs: readonly PlanLeg[]): Plan['items'] => {
  const landRelAltM = padAmslM(request.to) - padAmslM(request.from);
  const items = missionItems(legs, request.profile.cruiseMs, landRelAltM);
  return request.inFlight === undefined ? items : fromTheAir(items);
};

/** Fence and rally points: of the whole way from home, also where the route begins in the air. */
const boundsAround = (request: PlanRequest, world: World, { plane, points, blocking }: Found): Bounds => {
  const { inFlight, from, to, profile } = request;
  const flown = (inFlight?.flown ?? []).map((p) => plane.toPlane(p));
  return boundsOf({
    plane,
    route: [...flown, ...points],
    cruiseMs: profile.cruiseMs,
    blocking,
    home: inFlight?.home ?? from,
    landing: (world.landing ?? []).filter(({ id }) => id !== to.id),
  });
};

type Assembly = {
  readonly request: PlanRequest;
  readonly world: World;
  readonly draft: Draft;
  readonly estimate: Extract<EnergyEstimate, { kind: 'flies' }>;
  readonly bounds: Bounds;
};

const assemble = (assembly: Assembly): Omit<Plan, 'hash' | 'issues'> => {
  const { request, world, draft, estimate, bounds } = assembly;
  let etaS = estimate.takeoffS;
  const legs = bareLegs(draft).map((leg, i): PlanLeg => {
    const flown = estimate.stretches[i];
    etaS += flown?.seconds ?? 0;
    return { ...leg, groundSpeedMs: flown?.groundSpeedMs ?? 0, etaS };
  });
  return {
    from: request.from,
    to: request.to,
    profileId: request.profile.id,
    payloadKg: request.payloadKg,
    wind: request.wind,
    airspaceVersion: world.airspace.version,
    legs,
    items: itemsOf(request, legs),
    ...(request.inFlight === undefined ? {} : { inFlight: request.inFlight }),
    fence: bounds.fence,
    rally: bounds.rally,
    distanceM: legs.reduce((sum, leg) => sum + leg.distanceM, 0),
    directM: distanceM(request.from.at, request.to.at),
    flightS: estimate.flightS,
    takeoffS: estimate.takeoffS,
    landingS: estimate.landingS,
    ceilingRelAltM: draft.heights.ceilingRelAltM,
    battery: estimate.battery,
  };
};

/** MAVLink carries positions in 1e-7 degrees (11 mm): what is planned is what can be read back. */
const rounded = (p: LonLat): LonLat => [Math.round(p[0] * 1e7) / 1e7, Math.round(p[1] * 1e7) / 1e7];

const SEVERITIES: readonly Issue['severity'][] = ['blocker', 'warning', 'note'];

const bySeverity = (issues: readonly Issue[]): Issue[] =>
  issues.toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));

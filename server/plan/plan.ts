import { distanceM, type LonLat } from '../core/geo.ts';
import { hasBlocker, type Issue } from '../core/issue.ts';
import { alternatesOf, type Alternates } from './alternates/alternates.ts';
import { bareLegs, estimateWays, itemsOf, rounded, taskAlong, type Draft } from './draft.ts';
import { CALM, estimateFlight, type EnergyEstimate, type FlightTask } from './energy.ts';
import { capacityShare } from './energy/capacity.ts';
import { fittingOf } from './energy/fitting.ts';
import {
  batteryIssues,
  CHARGE_BLOCKERS,
  fittingIssues,
  headwayIssue,
  otherPadIssue,
} from './energy/issues.ts';
import { marginOf } from './energy/margin.ts';
import { reachOf } from './energy/reach.ts';
import { etaOf } from './eta/eta.ts';
import { gap, type Vec } from './geometry.ts';
import { crossedZones } from './crossed-zones.ts';
import { stableHash } from './hash.ts';
import { boundsOf, type Bounds } from './fence.ts';
import { groundBetween, legalCeilingAmslM, legHeights, padAmslM, type Heights } from './heights.ts';
import { CRUISE_REL_ALT_M, MAX_RISK_DETOUR_SHARE } from './limits.ts';
import { climbAndDescent } from './mission-items.ts';
import type { Obstacle } from './obstacles.ts';
import {
  bySeverity,
  crossedIssues,
  dataIssues,
  detourIssues,
  fenceIssues,
  heightIssues,
  loadIssues,
  noRouteIssue,
  riskForRangeIssue,
  windIssues,
} from './plan-issues.ts';
import type { Plan, PlanLeg, PlanOutcome, PlanRequest, World } from './plan-types.ts';
import { isInRegion } from './region.ts';
import { corridorHalfM } from './sora/sora.ts';
import { soraAround, type PlanSora } from './sora/outlines.ts';
import { requestIssues } from './request-issues.ts';
import { costOf } from './route/cost.ts';
import { cutLegs } from './route/cut-legs.ts';
import { findRoute, type Route, type RouteLeg } from './route/route.ts';
import { sceneAround, type Scene } from './route/scene.ts';
import { groundAlong, modelIssues, type RouteGround } from './terrain/world.ts';
import { blockingZones } from './zones.ts';

/**
 * Plans one flight from pad to pad: the cheapest route around what may not be entered, heights, time, battery. It never
 * throws; what speaks against the flight comes as issues. Equal input gives an equal plan.
 */
export const planFlight = (request: PlanRequest, world: World): PlanOutcome => {
  const outcome = planOnce(request, world);
  return outcome.issues.some(({ id }) => CHARGE_BLOCKERS.includes(id))
    ? withOtherPad(outcome, request, world)
    : outcome;
};

/** Tells of another pad of the same site that the flight fits to. */
const withOtherPad = (outcome: PlanOutcome, request: PlanRequest, world: World): PlanOutcome => {
  const { siteId, id } = request.to;
  const pad = (world.landing ?? []).find(
    (other) =>
      siteId !== undefined &&
      other.siteId === siteId &&
      other.id !== id &&
      !hasBlocker(planOnce({ ...request, to: other }, world).issues),
  );
  if (pad === undefined) return outcome;
  const issues = [...outcome.issues, otherPadIssue(pad)];
  return { plan: outcome.plan && { ...outcome.plan, issues }, issues };
};

const planOnce = (request: PlanRequest, world: World): PlanOutcome => {
  const senseless = requestIssues(request, world);
  if (senseless.length > 0) return { plan: undefined, issues: senseless };
  const scene = sceneAround(
    world.airspace,
    middle(request.from.at, request.to.at),
    corridorHalfM(request.profile),
  );
  const ground = groundBetween(request.from, request.to);
  const zones = new Set(
    blockingZones(world.airspace, { ground, ceilingAmslM: legalCeilingAmslM(ground), at: request.departAt }),
  );
  const blocking = scene.obstacles.filter(({ zone }) => zones.has(zone));
  const before = [
    ...dataIssues(request, world.airspace),
    ...modelIssues(world.terrain),
    ...loadIssues(request),
    ...windIssues(request),
  ];
  const along = (route: Route, notes: readonly Issue[] = []): PlanOutcome => {
    if (route.kind !== 'found') return { plan: undefined, issues: [noRouteIssue(route, request), ...before] };
    const terrain = groundAlong(world.terrain, cutLegs(route.legs), scene);
    const { legs } = terrain;
    const found = { scene, blocking, legs, terrain, before: [...before, ...terrain.issues, ...notes] };
    return flightAlong(request, world, found);
  };
  const route = routeOf(request, world, { scene, riskShare: 1 });
  const careful = along(route);
  if (route.kind !== 'found' || !route.weighed || !isTooLong(careful)) return careful;
  const shortest = routeOf(request, world, { scene, riskShare: 0 });
  return shortest.kind === 'found' && lengthM(shortest) < lengthM(route) - 1
    ? along(shortest, [riskForRangeIssue(lengthM(route), lengthM(shortest))])
    : careful;
};

const lengthM = (route: Extract<Route, { kind: 'found' }>): number =>
  route.legs.reduce((sum, { from, to }) => sum + gap(from, to), 0);

/** The battery does not allow the way, or it goes far around. */
const isTooLong = ({ plan, issues }: PlanOutcome): boolean =>
  plan === undefined ||
  plan.distanceM > plan.directM * (1 + MAX_RISK_DETOUR_SHARE) ||
  issues.some(({ id }) => CHARGE_BLOCKERS.includes(id));

const middle = (a: LonLat, b: LonLat): LonLat => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];

type Wanted = { readonly scene: Scene; readonly riskShare: number };

const routeOf = (request: PlanRequest, world: World, { scene, riskShare }: Wanted): Route => {
  const { from, to, profile, payloadKg } = request;
  const ground = groundBetween(from, to);
  return findRoute({
    airspace: world.airspace,
    scene,
    cost: costOf({ profile, payloadKg, wind: request.wind ?? CALM, obstacles: scene.obstacles, riskShare }),
    from: scene.plane.toPlane(from.at),
    to: scene.plane.toPlane(to.at),
    band: {
      ground,
      ceilingM: legalCeilingAmslM(ground),
      wishedM: padAmslM(from) + (request.cruiseRelAltM ?? CRUISE_REL_ALT_M),
      padsM: [padAmslM(from), padAmslM(to)],
      at: request.departAt,
    },
    allowed: (p) => isInRegion(scene.plane.toLonLat(p), world.airspace.region),
  });
};

type Found = {
  readonly scene: Scene;
  readonly blocking: readonly Obstacle[];
  readonly legs: readonly RouteLeg[];
  readonly terrain: RouteGround;
  readonly before: readonly Issue[];
};

const pointsOf = (legs: readonly RouteLeg[]): Vec[] => [
  (legs[0] as RouteLeg).from,
  ...legs.map(({ to }) => to),
];

const flightAlong = (request: PlanRequest, world: World, found: Found): PlanOutcome => {
  const { plane } = found.scene;
  const pairs = found.legs.map(({ from, to }) => [from, to] as const);
  const obstacles = found.scene.along(pairs);
  const wishedRelAltM = request.cruiseRelAltM ?? CRUISE_REL_ALT_M;
  const heights = legHeights({
    airspace: world.airspace,
    ground: groundBetween(request.from, request.to),
    takeoffAmslM: padAmslM(request.from),
    landingAmslM: padAmslM(request.to),
    at: request.departAt,
    corridorM: found.scene.corridorM,
    obstacles,
    legs: found.legs,
    groundOf: (leg) => found.terrain.groundOf(leg),
  });
  const positions = pointsOf(found.legs).map((p) => rounded(plane.toLonLat(p)));
  const draft = { positions, heights };
  const notes = [
    ...heightIssues(heights, wishedRelAltM),
    ...crossedIssues(crossedZones(pairs, obstacles, request.departAt)),
  ];
  const bounds = boundsAround(request, world, found);
  const task = taskAlong(request, draft);
  const estimate = estimateFlight(task);
  if (estimate.kind === 'no_headway')
    return {
      plan: undefined,
      issues: [headwayIssue(estimate), ...found.before, ...fittingIssues(fittingOf(task), task), ...notes],
    };
  const sora = soraAround({
    profile: request.profile,
    plane,
    points: pointsOf(found.legs),
    heightM: highestM(request, heights),
  });
  const landing = landingAlong(request, world, { found, draft, estimate, bounds });
  const ground = found.terrain.profile;
  const plan = assemble({ request, world, draft, task, estimate, bounds, sora, landing, ground });
  const charge = batteryIssues(plan.battery, plan.distanceM);
  const issues = bySeverity([
    ...bounds.faults,
    ...fenceIssues(bounds.leftOut),
    ...charge,
    ...landing.issues,
    ...(hasBlocker(charge) ? fittingIssues(fittingOf(task), task) : []),
    ...found.before,
    ...detourIssues(plan.distanceM, plan.directM),
    ...notes,
  ]);
  return { plan: { ...plan, hash: stableHash(plan), issues }, issues };
};

/** Cruise above the lower ground of both pads, metres. */
const highestM = ({ from, to }: PlanRequest, { legs }: Heights): number =>
  padAmslM(from) + Math.max(...legs.map(({ relAltM }) => relAltM)) - groundBetween(from, to).lowM;

/** Fence and rally points: of the whole way from home, also where the route begins in the air. */
const boundsAround = (request: PlanRequest, world: World, { scene, legs, blocking }: Found): Bounds => {
  const { plane } = scene;
  const { inFlight, from, to, profile } = request;
  const flown = (inFlight?.flown ?? []).map((p) => plane.toPlane(p));
  return boundsOf({
    plane,
    route: [...flown, ...pointsOf(legs)],
    profile,
    tailMs: request.wind?.gustMs ?? profile.gustLimitMs,
    blocking,
    home: inFlight?.home ?? from,
    landing: (world.landing ?? []).filter(({ id }) => id !== to.id),
  });
};

type Flying = Pick<Assembly, 'draft' | 'estimate' | 'bounds'> & { readonly found: Found };

/** Where it can land at every second, and whether its own return is safe. */
const landingAlong = (request: PlanRequest, world: World, flying: Flying): Alternates => {
  const { found, draft, estimate, bounds } = flying;
  const legs = found.legs.map(({ from, to }, i) => ({
    from,
    to,
    relAltM: draft.heights.legs[i]?.relAltM ?? 0,
  }));
  return alternatesOf({
    request,
    world,
    scene: found.scene,
    legs,
    climbM: climbAndDescent(itemsOf(request, bareLegs(draft))).climbM,
    flightS: estimate.flightS,
    estimate: estimateWays(request),
    rally: bounds.rally,
  });
};

type Assembly = {
  readonly request: PlanRequest;
  readonly world: World;
  readonly draft: Draft;
  readonly task: FlightTask;
  readonly estimate: Extract<EnergyEstimate, { kind: 'flies' }>;
  readonly bounds: Bounds;
  readonly sora: PlanSora;
  readonly landing: Alternates;
  readonly ground: RouteGround['profile'];
};

const assemble = (assembly: Assembly): Omit<Plan, 'hash' | 'issues'> => {
  const { request, world, draft, task, estimate, bounds, sora, landing, ground } = assembly;
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
    rally: landing.rally,
    alternates: landing.alternates,
    pointOfNoReturnS: landing.pointOfNoReturnS,
    ground,
    sora,
    distanceM: legs.reduce((sum, leg) => sum + leg.distanceM, 0),
    directM: distanceM(request.from.at, request.to.at),
    flightS: estimate.flightS,
    takeoffS: estimate.takeoffS,
    landingS: estimate.landingS,
    ceilingRelAltM: draft.heights.ceilingRelAltM,
    battery: estimate.battery,
    capacityShare: capacityShare(request.pack ?? {}),
    margin: marginOf(task, estimate.battery),
    reach: reachOf(task, request.from.at),
    eta: etaOf(task, estimate.flightS),
  };
};

import type { Issue } from '../../core/issue.ts';
import type { LonLat } from '../../core/geo.ts';
import type { RallyPoint } from '../../core/mission.ts';
import { CALM } from '../energy.ts';
import { along, gap, minus, type Vec } from '../geometry.ts';
import { groundBetween, padAmslM } from '../heights.ts';
import { contains } from '../obstacles.ts';
import type { PlanRequest, World } from '../plan-types.ts';
import { isInRegion } from '../region.ts';
import { costOf } from '../route/cost.ts';
import type { Scene } from '../route/scene.ts';
import type { PlanPad } from '../sites.ts';
import { flownNodes, usesOf, type Estimate, type FlownLeg, type FlownNode } from './flown.ts';
import { noAlternateIssue, noReturnIssue, unsafeReturnIssue } from './issues.ts';
import { RETURN_REL_ALT_M } from './limits.ts';
import { edgesOf, needsOfEnd, needsOfPlace, type LandingPlace, type Needs } from './needs.ts';
import { reachOf, type ReachStretch } from './reach.ts';
import { chooseReturns } from './return-path.ts';
import { closedMasks, wayFinder } from './ways.ts';

/** From `fromS` to `toS`, seconds since take-off, this pad is reached soonest: in at most `seconds`, landed. */
export type Alternate = {
  readonly fromS: number;
  readonly toS: number;
  readonly padId: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly at: LonLat;
  readonly seconds: number;
};

export type Alternates = {
  readonly alternates: readonly Alternate[];
  /** The last second from which home is reached on the charge left; undefined: to the end. */
  readonly pointOfNoReturnS: number | undefined;
  /** Those of the landing places in the fence that the vehicle's own return is safe with, home first. */
  readonly rally: readonly RallyPoint[];
  readonly issues: readonly Issue[];
};

export type AlternatesTask = {
  readonly request: PlanRequest;
  readonly world: World;
  readonly scene: Scene;
  /** What is flown from where the flight begins; relative heights above the take-off pad. */
  readonly legs: readonly { readonly from: Vec; readonly to: Vec; readonly relAltM: number }[];
  readonly climbM: number;
  readonly flightS: number;
  /** The plan's own; of stretches, climb and descent, with the touch-down. */
  readonly estimate: Estimate;
  /** Home and other places in the fence. */
  readonly rally: readonly RallyPoint[];
};

const homeOf = ({ inFlight, from }: PlanRequest): PlanPad => inFlight?.home ?? from;

const placesOf = (task: AlternatesTask): PlanPad[] => {
  const { request, world } = task;
  const pads = [homeOf(request), request.to, ...(world.landing ?? [])];
  return pads.filter((pad, i) => pads.findIndex(({ id }) => id === pad.id) === i);
};

const needsOf = (task: AlternatesTask, nodes: readonly FlownNode[], find: ReturnType<typeof wayFinder>) => {
  const { request, scene } = task;
  const uses = usesOf(task.estimate, scene.plane);
  const edges = edgesOf(nodes, uses);
  const { startPct, profile } = request;
  const common = { nodes, edges, uses, startPct, cruiseMs: profile.cruiseMs, find };
  const homeId = homeOf(request).id;
  const known: Needs[] = [];
  for (const pad of placesOf(task)) {
    const place: LandingPlace = { id: pad.id, at: scene.plane.toPlane(pad.at), padAmslM: padAmslM(pad) };
    if (pad.id === request.to.id) known.push(needsOfEnd(common, place, nodes.length - 1));
    else if (pad.id === homeId && request.inFlight === undefined) known.push(needsOfEnd(common, place, 0));
    else known.push(needsOfPlace(common, place, known, pad.id === homeId));
  }
  return { needs: known, edges };
};

/** Where on the route it is then, plane metres. */
const placeAt = (nodes: readonly FlownNode[], atS: number): Vec => {
  const next = nodes.findIndex((node) => node.atS >= atS);
  const to = nodes[next === -1 ? nodes.length - 1 : next] as FlownNode;
  const from = nodes[Math.max(0, (next === -1 ? nodes.length : next) - 1)] as FlownNode;
  const share = to.atS > from.atS ? Math.max(0, Math.min(1, (atS - from.atS) / (to.atS - from.atS))) : 1;
  return along(from.at, minus(to.at, from.at), share);
};

const isOverWater = (scene: Scene, p: Vec): boolean =>
  scene.obstacles.some((obstacle) => obstacle.zone.kind === 'water' && contains(obstacle, p));

/** Seconds since take-off at so many metres of the route. */
const timeAt = (nodes: readonly FlownNode[], metres: number): number => {
  let left = metres;
  for (const [i, to] of nodes.slice(1).entries()) {
    const from = nodes[i] as FlownNode;
    const lengthM = gap(from.at, to.at);
    if (left <= lengthM && lengthM > 0) return from.atS + (left / lengthM) * (to.atS - from.atS);
    left -= lengthM;
  }
  return nodes.at(-1)?.atS ?? 0;
};

/** The vehicle's own returns from everywhere on the route, at the heights that they may have. */
const returnsOf = (task: AlternatesTask, nodes: readonly FlownNode[]) => {
  const { request, scene, rally } = task;
  const band = { ground: groundBetween(request.from, request.to), at: request.departAt };
  const masksAt = closedMasks({ scene, band });
  const returnM = padAmslM(homeOf(request)) + RETURN_REL_ALT_M;
  const pieces = nodes.slice(1).flatMap((to, i) => {
    const from = nodes[i] as FlownNode;
    if (gap(from.at, to.at) === 0) return [];
    const masks = masksAt(to.heightM, Math.max(to.heightM, returnM));
    return [{ from: from.at, to: to.at, closed: scene.obstacles.filter((_, k) => masks[k] !== 0) }];
  });
  const places = rally.map(({ at }) => scene.plane.toPlane(at));
  const destination = scene.plane.toPlane(request.to.at);
  const { kept, unsafe } = chooseReturns({ pieces, destination, corridorM: scene.corridorM }, places);
  return {
    rally: kept.map((i) => rally[i] as RallyPoint),
    issues: unsafe.map(({ fromM, toM, obstacles }) =>
      unsafeReturnIssue(
        { fromS: timeAt(nodes, fromM), toS: timeAt(nodes, toM) },
        obstacles.map(({ zone }) => zone),
      ),
    ),
  };
};

const alternateOf = (stretch: ReachStretch, pads: readonly PlanPad[]): Alternate[] => {
  const pad = pads.find(({ id }) => id === stretch.place?.id);
  if (pad === undefined) return [];
  const { id: padId, nameZh, nameEn, at } = pad;
  return [{ fromS: stretch.fromS, toS: stretch.toS, padId, nameZh, nameEn, at, seconds: stretch.seconds }];
};

/** Where a flight can land at every second, until when it can turn back, and whether the vehicle's own return is safe. */
export const alternatesOf = (task: AlternatesTask): Alternates => {
  const { request, world, scene } = task;
  const { profile, payloadKg, startPct } = request;
  const uses = usesOf(task.estimate, scene.plane);
  const takeoffM = padAmslM(request.from);
  const legs = task.legs.map(({ from, to, relAltM }): FlownLeg => ({
    from,
    to,
    heightM: takeoffM + relAltM,
  }));
  const nodes = flownNodes(legs, task.climbM, uses);
  const find = wayFinder({
    scene,
    band: { ground: groundBetween(request.from, request.to), at: request.departAt },
    cost: costOf({ profile, payloadKg, wind: request.wind ?? CALM, obstacles: [], riskShare: 0 }),
    allowed: (p) => isInRegion(scene.plane.toLonLat(p), world.airspace.region),
  });
  const { needs, edges } = needsOf(task, nodes, find);
  const ends = { homeId: homeOf(request).id, flightS: task.flightS };
  const { stretches, lastHomeS } = reachOf({ nodes, edges, needs, startPct }, ends);
  const pads = placesOf(task);
  const returns = returnsOf(task, nodes);
  const placed = (atS: number): LonLat => scene.plane.toLonLat(placeAt(nodes, atS));
  return {
    alternates: stretches.flatMap((stretch) => alternateOf(stretch, pads)),
    pointOfNoReturnS: lastHomeS,
    rally: returns.rally,
    issues: [
      ...stretches
        .filter(({ place }) => place === undefined)
        .map((stretch) => noAlternateIssue(stretch, placed(stretch.fromS))),
      ...returns.issues,
      ...(lastHomeS === undefined
        ? []
        : [noReturnIssue(lastHomeS, isOverWater(scene, placeAt(nodes, lastHomeS)))]),
    ],
  };
};

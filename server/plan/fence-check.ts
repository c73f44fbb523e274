import type { Issue } from '../core/issue.ts';
import type { FencePolygon } from '../core/mission.ts';
import { isSimple } from './fence-outline.ts';
import { isInside, pointSegmentM, type Plane, type Ring, type Vec } from './geometry.ts';
import { MAX_FENCE_NODES, MAX_FENCE_POLYGONS, MAX_FENCE_VERTICES } from './limits.ts';

/** What PX4 takes without complaint and then does not hold: what it is uploaded is looked at here, as it is uploaded. */
type Uploaded = {
  readonly fence: readonly FencePolygon[];
  readonly plane: Plane;
  /** Home and every place that is flown through, home first. */
  readonly route: readonly Vec[];
  /** What must lie between the route and the outline, less rounding; metres. */
  readonly halfM: number;
};

/** Rounding to 1e-7 degrees, and what the plane takes. */
const SLACK_M = 0.5;

const edgeM = (p: Vec, ring: Ring): number =>
  Math.min(...ring.map((a, i) => pointSegmentM(p, a, ring[(i + 1) % ring.length] as Vec)));

/** Nodes that PX4's planner of the return takes for a polygon (`maxVerticesAfterSplitting`). */
const nodesOf = (ring: Ring): number => ring.length + Math.floor((180 * ring.length + 359) / 300);

/** What of these polygons PX4 has no room for, as sentences; none = it takes them, and returns around them. */
export const fenceOverload = (rings: readonly Ring[]): string[] => {
  const sum = (of: (ring: Ring) => number): number => rings.reduce((all, ring) => all + of(ring), 0);
  return [
    ['vertices', sum((ring) => ring.length), MAX_FENCE_VERTICES] as const,
    ['nodes of its return', sum(nodesOf), MAX_FENCE_NODES] as const,
    ['polygons', rings.length, MAX_FENCE_POLYGONS] as const,
  ].flatMap(([what, count, most]) =>
    count > most ? [`expected at most ${most} ${what}, found ${count}`] : [],
  );
};

const faultsOf = ({ fence, plane, route, halfM }: Uploaded): string[] => {
  const rings = fence.map(({ ring }) => ring.map((p) => plane.toPlane(p)));
  const [outline = []] = rings.filter((_, i) => fence[i]?.inclusion === true);
  const holes = rings.filter((_, i) => fence[i]?.inclusion === false);
  const faults = fenceOverload(rings);
  if (fence.filter(({ inclusion }) => inclusion).length !== 1) faults.push('expected one inclusion polygon');
  if (rings.some((ring) => ring.length < 3)) faults.push('expected at least 3 vertices each');
  if (rings.some((ring) => !isSimple(ring))) faults.push('expected polygons that do not cross themselves');
  const isHeld = (p: Vec): boolean =>
    isInside(p, [outline]) &&
    edgeM(p, outline) >= halfM - SLACK_M &&
    !holes.some((ring) => isInside(p, [ring]));
  const home = route[0];
  if (outline.length >= 3 && home !== undefined && !isHeld(home)) faults.push('expected home well inside');
  else if (outline.length >= 3 && !route.every(isHeld)) faults.push('expected the route well inside');
  return faults;
};

/** A fence that PX4 would not hold refuses the flight. */
export const fenceFaultIssues = (uploaded: Uploaded): Issue[] =>
  faultsOf(uploaded).map((fault): Issue => ({
    id: 'plan.fence_invalid',
    severity: 'blocker',
    sentence: `The fence cannot be given to the drone: ${fault}.`,
    fix: 'Plan again, or to another pad.',
    params: { fault },
  }));

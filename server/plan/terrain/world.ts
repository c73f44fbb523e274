import type { Issue } from '../../core/issue.ts';
import { gap, type Plane, type Vec } from '../geometry.ts';
import { HEIGHT_KEEPING_M, LEGAL_CEILING_AGL_M, MIN_CRUISE_AGL_M } from '../limits.ts';
import { halved } from '../route/cut-legs.ts';
import type { RouteLeg } from '../route/route.ts';
import type { Ground } from '../zones.ts';
import { legGround, type LegGround } from './along.ts';
import type { Terrain } from './terrain.ts';

/** The elevation file of the operator, if there is one, and what ground that nobody knows means for a flight. */
export type TerrainWorld = {
  readonly model: Terrain | undefined;
  readonly unknown: 'warn' | 'block';
};

/** Ground below the line of a route, every `stepM`, whole metres AMSL; null: not known. */
export type GroundProfile = { readonly stepM: number; readonly amslM: readonly (number | null)[] };

/** Of every piece of a route. */
export type RouteGround = {
  readonly legs: readonly RouteLeg[];
  groundOf(leg: RouteLeg): Ground | undefined;
  readonly profile: GroundProfile | undefined;
  readonly issues: readonly Issue[];
};

const STEP_M = 100;

const profileOf = (terrain: Terrain, plane: Plane, legs: readonly RouteLeg[]): GroundProfile => {
  const amslM: (number | null)[] = [];
  let nextM = 0;
  for (const { from, to } of legs) {
    const lengthM = gap(from, to);
    for (; nextM <= lengthM; nextM += STEP_M) {
      const share = lengthM === 0 ? 0 : nextM / lengthM;
      const at: Vec = { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
      const height = terrain.heightM(plane.toLonLat(at));
      amslM.push(height === undefined ? null : Math.round(height));
    }
    nextM -= lengthM;
  }
  return { stepM: STEP_M, amslM };
};

const flat: Issue = {
  id: 'plan.flat_terrain',
  severity: 'note',
  sentence:
    'There is no terrain model: ground is taken as flat at the height of the pads, plus terrain zones.',
};

const unknownIssue = (legs: string, sharePct: number, unknown: TerrainWorld['unknown']): Issue => ({
  id: 'plan.terrain_unknown',
  severity: unknown === 'block' ? 'blocker' : 'warning',
  place: `leg ${legs}`,
  sentence: `The elevation file does not know the ground below leg ${legs} (${sharePct} % of it): reckoned there as flat at the height of the pads.`,
  fix: 'Give an elevation file that covers the route.',
  params: { legs, sharePct },
});

const blockedFlat: Issue = {
  id: 'plan.terrain_missing',
  severity: 'blocker',
  sentence: 'There is no terrain model, and without one nothing is flown here.',
  fix: 'Start the service with an elevation file (--terrain).',
};

/** What speaks against any flight where no model is there. */
export const modelIssues = (world: TerrainWorld | undefined): Issue[] => {
  if (world?.model !== undefined) return [];
  return world?.unknown === 'block' ? [blockedFlat] : [flat];
};

/** Legs, cut where the ground rises or falls too much for one height between 60 m and the law's ceiling. */
export const groundAlong = (
  world: TerrainWorld | undefined,
  legs: readonly RouteLeg[],
  { plane, corridorM }: { readonly plane: Plane; readonly corridorM: number },
): RouteGround => {
  const model = world?.model;
  if (model === undefined) return { legs, groundOf: () => undefined, profile: undefined, issues: [] };
  const known = new Map<RouteLeg, LegGround>();
  const look = (leg: RouteLeg): LegGround => {
    const ground = known.get(leg) ?? legGround(model, plane, leg, corridorM);
    known.set(leg, ground);
    return ground;
  };
  const pieces = halved(legs, (leg) => {
    const { ground } = look(leg);
    const room = LEGAL_CEILING_AGL_M - HEIGHT_KEEPING_M - MIN_CRUISE_AGL_M;
    return ground === undefined || ground.highM - ground.lowM <= room;
  });
  const open = pieces.flatMap((leg, i) =>
    look(leg).unknown > 0 ? [{ number: i + 1, share: look(leg).unknown }] : [],
  );
  const sharePct = Math.ceil(Math.max(0, ...open.map(({ share }) => 100 * share)));
  return {
    legs: pieces,
    groundOf: (leg) => look(leg).ground,
    profile: profileOf(model, plane, pieces),
    issues:
      open.length === 0
        ? []
        : [unknownIssue(open.map(({ number }) => number).join(', '), sharePct, world?.unknown ?? 'warn')],
  };
};

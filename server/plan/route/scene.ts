import Flatbush from 'flatbush';
import type { Airspace, Zone } from '../airspace.ts';
import { planeAt, type Plane, type Vec } from '../geometry.ts';
import type { LonLat } from '../../core/geo.ts';
import { VERTEX_OFFSET_M } from '../limits.ts';
import { contains, obstacleOf, type Obstacle } from '../obstacles.ts';
import { edgeGrid, type EdgeGrid } from './edge-grid.ts';
import { ringTurns, type Turn } from './turns.ts';

/** All zones of one airspace in one plane, ready to be asked. */
export type Scene = {
  readonly plane: Plane;
  /** Half width of the corridor that no leg brings nearer to a zone. */
  readonly corridorM: number;
  /** In the order of the airspace's zones. */
  readonly obstacles: readonly Obstacle[];
  readonly grid: EdgeGrid;
  /** Turning points around an obstacle's corridor. */
  turnsOf(obstacle: number): readonly Turn[];
  /** The layers that are closed at a point, by the masks of the obstacles. */
  layersClosed(p: Vec, masks: Int32Array): number;
  /** Obstacles that hold a leg or come nearer to one than the corridor, in their order. */
  along(legs: readonly (readonly [Vec, Vec])[]): Obstacle[];
  /** Numbers of the obstacles that hold the point or come nearer to it than the corridor. */
  obstaclesAt(p: Vec): number[];
};

/** Planes begin at whole tenths of a degree: flights between the same places share one, and what was reckoned in it. */
const ORIGIN_STEP_DEG = 0.1;

const originNear = (p: LonLat): LonLat => [
  Math.round(p[0] / ORIGIN_STEP_DEG) * ORIGIN_STEP_DEG,
  Math.round(p[1] / ORIGIN_STEP_DEG) * ORIGIN_STEP_DEG,
];

const boxIndex = (obstacles: readonly Obstacle[]): Flatbush | undefined => {
  if (obstacles.length === 0) return undefined;
  const index = new Flatbush(obstacles.length);
  for (const { index: own } of obstacles) index.add(own.minX, own.minY, own.maxX, own.maxY);
  index.finish();
  return index;
};

type Known = { readonly plane: Plane; readonly key: string };

/** A zone in a plane never changes: a new zone of a new airspace is all that has to be projected. */
const projected = new WeakMap<Zone, Map<string, Obstacle>>();

const obstacleIn = (zone: Zone, { plane, key }: Known): Obstacle => {
  const known = projected.get(zone) ?? new Map<string, Obstacle>();
  projected.set(zone, known);
  const obstacle = known.get(key) ?? obstacleOf(zone, plane);
  known.set(key, obstacle);
  return obstacle;
};

const turnsAround = (obstacle: Obstacle, corridorM: number): readonly Turn[] =>
  obstacle.polygons.flat().flatMap((ring) => ringTurns(ring, corridorM + VERTEX_OFFSET_M));

const buildScene = (airspace: Airspace, known: Known, corridorM: number): Scene => {
  const obstacles = airspace.zones.map((zone) => obstacleIn(zone, known));
  const grid = edgeGrid(obstacles, corridorM);
  const boxes = boxIndex(obstacles);
  const around = (p: Vec): number[] =>
    (boxes?.search(p.x, p.y, p.x, p.y) ?? []).filter((i) => contains(obstacles[i] as Obstacle, p));
  const turns: (readonly Turn[] | undefined)[] = [];
  const every = new Int32Array(obstacles.length).fill(1);
  return {
    plane: known.plane,
    corridorM,
    obstacles,
    grid,
    turnsOf: (i) => (turns[i] ??= turnsAround(obstacles[i] as Obstacle, corridorM)),
    layersClosed: (p, masks) => {
      const near = grid.layersNear(p, masks);
      return around(p).reduce((layers, i) => layers | (masks[i] as number), near);
    },
    along: (legs) => {
      const near = new Set(legs.flatMap((leg) => [...grid.blockers(leg, every, 1), ...around(leg[0])]));
      return obstacles.filter((_, i) => near.has(i));
    },
    obstaclesAt: (p) =>
      [...new Set([...grid.blockers([p, p], every, 1), ...around(p)])].toSorted((a, b) => a - b),
  };
};

const scenes = new WeakMap<Airspace, Map<string, Scene>>();

/** The scene around a place; built once for each airspace, place and corridor, as none of them ever changes. */
export const sceneAround = (airspace: Airspace, place: LonLat, corridorM: number): Scene => {
  const origin = originNear(place);
  const key = `${origin[0].toFixed(1)},${origin[1].toFixed(1)}`;
  const known = scenes.get(airspace) ?? new Map<string, Scene>();
  scenes.set(airspace, known);
  const named = `${key} ${corridorM}`;
  const scene = known.get(named) ?? buildScene(airspace, { plane: planeAt(origin), key }, corridorM);
  known.set(named, scene);
  return scene;
};

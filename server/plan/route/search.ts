import { along, gap, minus, type Vec } from '../geometry.ts';
import type { Obstacle } from '../obstacles.ts';
import { VERTEX_OFFSET_M } from '../limits.ts';
import { isHit } from '../obstacles.ts';
import type { Cost } from './cost.ts';
import { OpenList, type Candidate } from './open-list.ts';
import type { Scene } from './scene.ts';
import { NodeTable } from './node-table.ts';
import { ringTurns, type Turn } from './turns.ts';

export type SearchTask = {
  readonly scene: Scene;
  readonly cost: Cost;
  readonly from: Vec;
  readonly to: Vec;
  /** Cruise heights, metres AMSL, lowest first. */
  readonly heightsM: readonly number[];
  /** For each obstacle the bits of the layers that it closes. */
  readonly masks: Int32Array;
  /** Bits of the layers that the column above each pad reaches. */
  readonly padLayers: readonly [from: number, to: number];
  readonly padsM: readonly [from: number, to: number];
  /** Where turning points may lie. */
  allowed(p: Vec): boolean;
  /** Legs may cross obstacles, each for so many seconds: for the question what blocks. */
  readonly crossingS?: number;
  /** But not these. */
  readonly solid?: ReadonlySet<number>;
  /** Every obstacle gives its turning points from the start. */
  readonly isThorough?: boolean;
};

/** A place of the path with the height flown from there on. */
export type PathPoint = { readonly at: Vec; readonly layer: number };

export type Found = {
  readonly path: readonly PathPoint[];
  readonly costS: number;
  /** Numbers of the obstacles that its legs cross; none without `crossingS`. */
  readonly crossed: ReadonlySet<number>;
  /** True if risk below some leg was weighed: without it another path might have been found. */
  readonly weighed: boolean;
};

const START = 0;
const GOAL = 1;

/** Places for a change of height beside a zone that closes some layers only; more than these are not tried. */
const MAX_GATES = 64;

type State = { readonly cost: number; readonly from: number };

/**
 * The cheapest path from pad to pad, by A* over the turning points of obstacles, one layer above the other. What it
 * need not know it does not find out: a leg is looked at only when it is next, and an obstacle gives its turning
 * points only when it blocks such a leg. That keeps the answer exact: the cheapest path around some obstacles is a
 * lower bound of that around all of them, and it is taken only when it clears all. (Turning points that are not allowed
 * break that bound: the cheapest path around some obstacles may need one that the path around all does not. So no path
 * is an answer only after a thorough search.)
 */
export class RouteSearch {
  readonly #task: SearchTask;
  readonly #layers: number;
  readonly #nodes = new NodeTable();
  /** Of each node, bits of the layers in which the place is free, once somebody has asked. */
  readonly #free: (number | undefined)[] = [];
  /** Of each node, bits of the layers in which it is worth turning there. */
  readonly #useful: number[] = [];
  readonly #settled = new Map<number, State>();
  readonly #open = new OpenList();
  readonly #met = new Set<number>();
  readonly #areas = new Set<number>();
  readonly #crossed = new Map<Candidate, ReadonlySet<number>>();
  /** States that some obstacle was found to hold. */
  readonly #covered = new Set<number>();
  readonly #gates: Vec[] = [];

  constructor(task: SearchTask) {
    this.#task = task;
    this.#layers = task.heightsM.length;
    const [fromLayers, toLayers] = task.padLayers;
    this.#keep({ at: task.from }, fromLayers, 0);
    // The goal is tried in every layer: where its column is closed, the zone that closes it gives gates.
    this.#keep({ at: task.to }, toLayers, -1);
  }

  run(): Found | undefined {
    const { heightsM, padsM, cost, masks } = this.#task;
    if (this.#task.isThorough === true)
      for (const [obstacle, layers] of masks.entries()) if (layers !== 0) this.#meet(obstacle);
    for (const [layer, heightM] of heightsM.entries())
      if (this.#isFree(START, layer))
        this.#settle(this.#state(START, layer), cost.level(padsM[0], heightM), -1);
    for (let next = this.#open.pop(); next !== undefined; next = this.#open.pop()) {
      if (this.#settled.has(next.to)) continue;
      if (!next.proven && !this.#prove(next)) continue;
      this.#settle(next.to, next.cost, next.from);
      if (this.#nodeOf(next.to) === GOAL) return this.#found(next.to, next.cost);
    }
    return undefined;
  }

  #keep(turn: Turn, free: number | undefined, useful: number): number {
    this.#free.push(free);
    this.#useful.push(useful);
    return this.#nodes.add(turn);
  }

  #state(node: number, layer: number): number {
    return node * this.#layers + layer;
  }

  #nodeOf(state: number): number {
    return Math.floor(state / this.#layers);
  }

  #layerOf(state: number): number {
    return state % this.#layers;
  }

  #at(state: number): Vec {
    return this.#nodes.at(this.#nodeOf(state));
  }

  #isFree(node: number, layer: number): boolean {
    const free = this.#free[node] ?? this.#look(node);
    return (free & (1 << layer)) !== 0;
  }

  #look(node: number): number {
    const { scene, masks } = this.#task;
    const at = this.#nodes.at(node);
    const free = this.#task.allowed(at) ? ~scene.layersClosed(at, masks) : 0;
    this.#free[node] = free;
    return free;
  }

  #settle(state: number, cost: number, from: number): void {
    this.#settled.set(state, { cost, from });
    const { size } = this.#nodes;
    for (let node = GOAL; node < size; node++) this.#propose(state, cost, node);
    this.#proposeLevels(state, cost);
  }

  /** A leg in the state's layer, as cheap as it can be; what stands in its way is asked when it is next. */
  #propose(state: number, cost: number, node: number): void {
    const layer = this.#layerOf(state);
    if (((this.#useful[node] as number) & (1 << layer)) === 0) return;
    const from = this.#nodeOf(state);
    const next = this.#state(node, layer);
    if (!this.#nodes.isTangent(from, node) || this.#settled.has(next) || this.#covered.has(next)) return;
    const way = minus(this.#nodes.at(node), this.#nodes.at(from));
    const total = cost + this.#task.cost.straight(way) + (node === GOAL ? this.#downS(layer) : 0);
    this.#push({ cost: total, from: state, to: next, proven: false });
  }

  /** Up and down through layers that are free here. */
  #proposeLevels(state: number, cost: number): void {
    const node = this.#nodeOf(state);
    if (this.#layers === 1 || node <= GOAL) return;
    const here = this.#layerOf(state);
    const hereM = this.#task.heightsM[here] as number;
    for (const step of [-1, 1])
      for (let layer = here + step; layer >= 0 && layer < this.#layers; layer += step) {
        if (!this.#isFree(node, layer)) break;
        const next = this.#state(node, layer);
        const levelS = this.#task.cost.level(hereM, this.#task.heightsM[layer] as number);
        if (!this.#settled.has(next))
          this.#push({ cost: cost + levelS, from: state, to: next, proven: true });
      }
  }

  #downS(layer: number): number {
    return this.#task.cost.level(this.#task.heightsM[layer] as number, this.#task.padsM[1]);
  }

  #push(step: Omit<Candidate, 'bound'>): void {
    const layer = this.#layerOf(step.to);
    const isGoal = this.#nodeOf(step.to) === GOAL;
    const left = isGoal
      ? 0
      : this.#task.cost.straight(minus(this.#task.to, this.#at(step.to))) + this.#downS(layer);
    this.#open.push({ ...step, bound: step.cost + left });
  }

  /** True if the step costs just what was thought; else what is to be done about it has been done. */
  #prove(step: Candidate): boolean {
    const { scene, masks, cost, crossingS } = this.#task;
    const [a, b] = [this.#at(step.from), this.#at(step.to)];
    const layers = 1 << this.#layerOf(step.to);
    const cover = this.#coverOf(step);
    if (crossingS !== undefined) {
      // Turning inside of an obstacle is as good as crossing it.
      const blockers = scene.grid.blockers([a, b], masks, layers);
      if (this.#task.allowed(b)) this.#cross(step, new Set([...blockers, ...(cover ?? [])]), crossingS);
      return false;
    }
    const blocker = cover === undefined ? scene.grid.blocker([a, b], masks, layers) : -1;
    for (const obstacle of cover ?? (blocker < 0 ? [] : [blocker])) {
      this.#meet(obstacle);
      this.#addGates(obstacle, step);
    }
    if (cover !== undefined || blocker >= 0) return false;
    const belowS = cost.below(a, b);
    if (belowS === 0) return true;
    for (const area of cost.areasOn(a, b)) this.#meetArea(area);
    this.#push({ ...step, cost: step.cost + belowS, proven: true });
    return false;
  }

  /** Obstacles that hold the step's end in its layer: nobody can turn there, nor come down. Undefined: it is free. */
  #coverOf(step: Candidate): readonly number[] | undefined {
    const layer = this.#layerOf(step.to);
    if (this.#isFree(this.#nodeOf(step.to), layer)) return undefined;
    this.#covered.add(step.to);
    const isPad = this.#nodeOf(step.to) === GOAL;
    const { scene, masks } = this.#task;
    const closes = (i: number): boolean => isPad || ((masks[i] as number) & (1 << layer)) !== 0;
    return scene.obstaclesAt(this.#at(step.to)).filter(closes);
  }

  #cross(step: Candidate, blockers: ReadonlySet<number>, crossingS: number): void {
    for (const blocker of blockers) this.#meet(blocker);
    if ([...blockers].some((blocker) => this.#task.solid?.has(blocker))) return;
    const proven = { ...step, proven: true, cost: step.cost + blockers.size * crossingS };
    this.#push(proven);
    if (blockers.size > 0) this.#crossed.set(step, blockers);
  }

  #meet(obstacle: number): void {
    if (this.#met.has(obstacle)) return;
    this.#met.add(obstacle);
    const { scene, masks } = this.#task;
    for (const turn of scene.turnsOf(obstacle)) this.#addNode(turn, masks[obstacle] as number);
  }

  /** Risk areas are passed by their corners; that a path also bends where it crosses their edges is not modelled. */
  #meetArea(area: number): void {
    if (this.#areas.has(area)) return;
    this.#areas.add(area);
    const { polygons } = this.#task.scene.obstacles[area] as Obstacle;
    const every = (1 << this.#layers) - 1;
    for (const ring of polygons.flat())
      for (const { at } of ringTurns(ring, VERTEX_OFFSET_M)) this.#addNode({ at }, every);
  }

  #addNode(turn: Turn, useful: number): void {
    const node = this.#keep(turn, undefined, useful);
    for (const [state, { cost }] of this.#settled) this.#propose(state, cost, node);
  }

  /** Where a leg meets a zone that closes some layers only, it may change its height right before and after. */
  #addGates(obstacle: number, step: Candidate): void {
    const every = (1 << this.#layers) - 1;
    if (this.#task.masks[obstacle] === every || this.#gates.length >= MAX_GATES) return;
    const zone = this.#task.scene.obstacles[obstacle] as Obstacle;
    const [a, b] = [this.#at(step.from), this.#at(step.to)];
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      const at = lastClear(zone, [from, to], this.#task.scene.corridorM + VERTEX_OFFSET_M);
      if (at === undefined || this.#gates.some((gate) => gap(gate, at) < 1)) continue;
      this.#gates.push(at);
      this.#addNode({ at }, every);
    }
  }

  #found(last: number, costS: number): Found {
    const path: PathPoint[] = [];
    for (let state = last; state >= 0; state = (this.#settled.get(state) as State).from)
      path.unshift({ at: this.#at(state), layer: this.#layerOf(state) });
    const ends = new Set(path.map(({ at }) => at));
    const legs = [...this.#crossed].filter(([{ from, to }]) => {
      const settled = this.#settled.get(to);
      return settled?.from === from && ends.has(this.#at(from)) && ends.has(this.#at(to));
    });
    const crossed = new Set(legs.flatMap(([, blockers]) => [...blockers]));
    return { path, costS, crossed, weighed: this.#areas.size > 0 };
  }
}

/** The last place on the way from `a` to `b` before the zone's corridor begins; undefined if it begins at once. */
const lastClear = (zone: Obstacle, [a, b]: readonly [Vec, Vec], marginM: number): Vec | undefined => {
  const way = minus(b, a);
  let clear = 0;
  let hit = 1;
  if (isHit(zone, a, a, marginM)) return undefined;
  while ((hit - clear) * Math.hypot(way.x, way.y) > VERTEX_OFFSET_M) {
    const middle = (clear + hit) / 2;
    if (isHit(zone, a, along(a, way, middle), marginM)) hit = middle;
    else clear = middle;
  }
  return clear === 0 ? undefined : along(a, way, clear);
};

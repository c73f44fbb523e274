import { powerPctPerS, speedsOn, type Wind } from '../energy.ts';
import { cross, gap, isInside, minus, along, type Vec } from '../geometry.ts';
import { MIN_GROUND_SPEED_MS } from '../limits.ts';
import type { Obstacle } from '../obstacles.ts';
import type { DroneProfile } from '../profile.ts';
import { GROUND_RISK, LEVEL_CHANGE_S } from './weights.ts';

/** All costs are seconds of cruise in still air that are worth as much. */
export type Cost = {
  /** For a way over ground, without what lies below it: never more than the way by any other points. */
  straight(way: Vec): number;
  /** What lies below costs so much more. */
  below(a: Vec, b: Vec): number;
  /** Numbers of the risk areas that the way passes. */
  areasOn(a: Vec, b: Vec): number[];
  /** From one height to another, metres, standing. */
  level(fromM: number, toM: number): number;
};

export type CostTask = {
  readonly profile: DroneProfile;
  readonly payloadKg: number;
  readonly wind: Wind;
  /** All zones in the plane; those with a weight count. */
  readonly obstacles: readonly Obstacle[];
  /** Share of the weights of ground risk that counts, 0 to 1. */
  readonly riskShare: number;
};

const DEG = 180 / Math.PI;

/**
 * Seconds-equivalent per metre on a course: battery percent per metre there, against battery percent per second of
 * cruise in still air. Wind costs energy rather than time (PX4 holds ground speed), so this is where it counts. As a
 * function of the way it is convex, straight on is never worse than around; only where the airspeed limit is reached it
 * has a kink of less than 1 %.
 */
const ratePerM = ({ profile, payloadKg, wind }: CostTask): ((way: Vec) => number) => {
  const calm = 1 / profile.cruiseMs;
  if (wind.meanMs === 0) return () => calm;
  const cruise = powerPctPerS(profile, payloadKg, profile.cruiseMs);
  return (way) => {
    const speeds = speedsOn(profile, Math.atan2(way.x, way.y) * DEG, wind) ?? {
      groundMs: MIN_GROUND_SPEED_MS,
      plannedAirMs: profile.maxAirspeedMs,
    };
    return powerPctPerS(profile, payloadKg, speeds.plannedAirMs) / cruise / speeds.groundMs;
  };
};

/** Shares of the way at which it crosses edges, in order, with both ends. */
const cutsOf = (a: Vec, b: Vec, { index, edges }: Obstacle): number[] => {
  const way = minus(b, a);
  const cuts = [0, 1];
  for (const i of index.search(
    Math.min(a.x, b.x),
    Math.min(a.y, b.y),
    Math.max(a.x, b.x),
    Math.max(a.y, b.y),
  )) {
    const [c, d] = edges[i] as readonly [Vec, Vec];
    const edge = minus(d, c);
    const det = cross(way, edge);
    if (det === 0) continue;
    const t = cross(minus(c, a), edge) / det;
    const s = cross(minus(c, a), way) / det;
    if (t > 0 && t < 1 && s >= 0 && s <= 1) cuts.push(t);
  }
  return cuts.toSorted((one, other) => one - other);
};

/** Metres of the segment inside of an area, exactly. */
export const metresInside = (a: Vec, b: Vec, area: Obstacle): number => {
  const { minX, minY, maxX, maxY } = area.index;
  if (Math.min(a.x, b.x) > maxX || Math.max(a.x, b.x) < minX) return 0;
  if (Math.min(a.y, b.y) > maxY || Math.max(a.y, b.y) < minY) return 0;
  const cuts = cutsOf(a, b, area);
  const way = minus(b, a);
  let share = 0;
  for (let i = 1; i < cuts.length; i++) {
    const [from, to] = [cuts[i - 1] as number, cuts[i] as number];
    const middle = along(a, way, (from + to) / 2);
    if (area.polygons.some((rings) => isInside(middle, rings))) share += to - from;
  }
  return share * gap(a, b);
};

export const costOf = (task: CostTask): Cost => {
  const { profile, obstacles, riskShare } = task;
  const perM = ratePerM(task);
  const areas = obstacles.flatMap((obstacle, number) => {
    const weight = GROUND_RISK[obstacle.zone.kind]?.weight ?? 0;
    return weight * riskShare > 0
      ? [{ obstacle, number, perM: (weight * riskShare) / profile.cruiseMs }]
      : [];
  });
  return {
    straight: (way) => Math.hypot(way.x, way.y) * perM(way),
    below: (a, b) => areas.reduce((sum, area) => sum + metresInside(a, b, area.obstacle) * area.perM, 0),
    areasOn: (a, b) =>
      areas.filter(({ obstacle }) => metresInside(a, b, obstacle) > 0).map(({ number }) => number),
    level: (fromM, toM) =>
      LEVEL_CHANGE_S + (toM > fromM ? (toM - fromM) / profile.climbMs : (fromM - toM) / profile.descentMs),
  };
};

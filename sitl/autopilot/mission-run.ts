import type { LonLat } from '../../server/core/geo.ts';
import { degFromE7 } from '../../server/mavlink/wire.ts';
import { flatDistanceM } from '../physics/earth.ts';
import type { Target } from './guidance.ts';
import type { Onward } from './path.ts';
import { CMD, FRAME, type WireItem } from './plan-item.ts';

/** Progress through the mission aboard. `phase` is where the current item stands. */
export type RunState = {
  readonly current: number;
  readonly phase: 'start' | 'fly' | 'wait' | 'land';
  /** Vehicle time at which the phase began. */
  readonly sinceMs: number;
  /** Where the vehicle was when the leg began: the line that it keeps to. */
  readonly legFrom: LonLat | undefined;
  /** Speed by DO_CHANGE_SPEED, m/s; undefined = MPC_XY_CRUISE. */
  readonly cruiseMs: number | undefined;
  readonly finished: boolean;
  /** Jumps taken, by item. */
  readonly jumps: Readonly<Record<number, number>>;
};

export type Situation = {
  readonly nowMs: number;
  readonly at: LonLat;
  readonly altAmslM: number;
  readonly onSurface: boolean;
  readonly homeAmslM: number;
  readonly surfaceAmslM: (at: LonLat) => number;
  readonly acceptM: number;
  readonly acceptHeightM: number;
  readonly cruiseMs: number;
  /** MPC_XY_VEL_MAX, which cuts every speed. */
  readonly maxMs: number;
};

export type RunResult = {
  readonly state: RunState;
  readonly target: Target | undefined;
  /** Items done during this step. */
  readonly reached: readonly number[];
  readonly wantsReturn: boolean;
};

export const freshRun: RunState = {
  current: 0,
  phase: 'start',
  sinceMs: 0,
  legFrom: undefined,
  cruiseMs: undefined,
  finished: false,
  jumps: {},
};

/** A gripper holds the mission about this long (seen on PX4). */
const GRIPPER_MS = 1000;

export const positionOf = (item: WireItem): LonLat => [degFromE7(item.y), degFromE7(item.x)];

/** Height of an item, AMSL; one without a height (NaN is taken on upload) is flown at the height of the moment. */
const itemAmslM = (item: WireItem, now: Situation): number => {
  if (!Number.isFinite(item.z)) return now.altAmslM;
  return item.frame === FRAME.RELATIVE || item.frame === FRAME.RELATIVE_INT ? item.z + now.homeAmslM : item.z;
};

const NAVIGATES: ReadonlySet<number> = new Set([
  CMD.WAYPOINT,
  CMD.LOITER_UNLIM,
  CMD.LOITER_TIME,
  CMD.LAND,
  CMD.TAKEOFF,
]);

const navigates = (item: WireItem): boolean => NAVIGATES.has(item.command);

const passOn = (items: readonly WireItem[], state: RunState, to = state.current + 1): RunState =>
  to < items.length
    ? { ...state, current: to, phase: 'start', legFrom: undefined }
    : { ...state, current: items.length - 1, finished: true };

/** DO_JUMP to item `to`, at most `times` times. */
const jump = (items: readonly WireItem[], state: RunState, to: number, times: number): RunState => {
  const taken = state.jumps[state.current] ?? 0;
  if (taken >= times || to < 0 || to >= items.length) return passOn(items, state);
  return passOn(items, { ...state, jumps: { ...state.jumps, [state.current]: taken + 1 } }, to);
};

type Done = { readonly state: RunState; readonly wait?: boolean; readonly wantsReturn?: boolean };

/** An item without a position. `wait` = not done yet. */
const perform = (items: readonly WireItem[], item: WireItem, state: RunState, nowMs: number): Done => {
  const [a, b] = item.params;
  const waited = (ms: number): Done =>
    nowMs - state.sinceMs >= ms ? { state: passOn(items, state) } : { state, wait: true };
  switch (item.command) {
    case CMD.RTL:
      return { state: passOn(items, state), wantsReturn: true };
    case CMD.DO_CHANGE_SPEED:
      return { state: passOn(items, b > 0 ? { ...state, cruiseMs: b } : state) };
    case CMD.DO_JUMP:
      return { state: jump(items, state, a, b) };
    case CMD.DELAY:
    case CMD.CONDITION_DELAY:
      return waited(a * 1000);
    case CMD.DO_GRIPPER:
      return waited(GRIPPER_MS);
    default:
      return { state: passOn(items, state) };
  }
};

const acceptOf = (item: WireItem, now: Situation): number =>
  item.command === CMD.WAYPOINT && item.params[1] > 0 ? item.params[1] : now.acceptM;

const arrived = (item: WireItem, now: Situation): boolean => {
  // A take-off is a matter of height alone; a low one is not over before half of it.
  if (item.command === CMD.TAKEOFF) {
    const climbM = itemAmslM(item, now) - now.homeAmslM;
    const short = climbM > 0 && climbM < now.acceptHeightM ? climbM / 2 : now.acceptHeightM;
    return now.altAmslM > itemAmslM(item, now) - short;
  }
  const highEnough = Math.abs(now.altAmslM - itemAmslM(item, now)) <= now.acceptHeightM;
  return highEnough && flatDistanceM(now.at, positionOf(item)) <= acceptOf(item, now);
};

/** Waypoints are passed on the way to the next one, unless the vehicle is to wait there. */
const nextPlace = (items: readonly WireItem[], state: RunState, now: Situation): Onward | undefined => {
  const item = items[state.current];
  if (item === undefined || item.command !== CMD.WAYPOINT || item.params[0] > 0 || state.phase === 'wait')
    return undefined;
  const next = items.slice(state.current + 1).find(navigates);
  return next === undefined ? undefined : { at: positionOf(next), altAmslM: itemAmslM(next, now) };
};

const targetOf = (items: readonly WireItem[], state: RunState, now: Situation): Target | undefined => {
  const item = items[state.current];
  if (item === undefined || !navigates(item)) return undefined;
  // A multicopter takes off from where it stands, whatever place the item names.
  const at = item.command === CMD.TAKEOFF ? (state.legFrom ?? now.at) : positionOf(item);
  const speedMs = Math.min(state.cruiseMs ?? now.cruiseMs, now.maxMs);
  if (item.command === CMD.LAND && state.phase === 'land')
    return { kind: 'land', at, surfaceAmslM: now.surfaceAmslM(now.at), speedMs };
  return {
    kind: 'goto',
    from: state.legFrom,
    at,
    altAmslM: item.command === CMD.LAND ? Math.max(now.altAmslM, itemAmslM(item, now)) : itemAmslM(item, now),
    speedMs,
    next: nextPlace(items, state, now),
    acceptM: acceptOf(item, now),
  };
};

const waitMs = (item: WireItem): number => {
  if (item.command === CMD.LOITER_UNLIM) return Number.POSITIVE_INFINITY;
  const seconds = item.params[0];
  return item.command === CMD.WAYPOINT || item.command === CMD.LOITER_TIME
    ? Math.max(0, seconds || 0) * 1000
    : 0;
};

/** One look at an item with a position: the next phase, or undefined while it goes on. */
const advance = (
  items: readonly WireItem[],
  item: WireItem,
  state: RunState,
  now: Situation,
): RunState | undefined => {
  switch (state.phase) {
    case 'start':
      return { ...state, phase: 'fly', sinceMs: now.nowMs, legFrom: state.legFrom ?? now.at };
    case 'fly':
      if (item.command === CMD.LAND)
        return flatDistanceM(now.at, positionOf(item)) <= now.acceptM
          ? { ...state, phase: 'land', sinceMs: now.nowMs }
          : undefined;
      return arrived(item, now) ? { ...state, phase: 'wait', sinceMs: now.nowMs } : undefined;
    case 'wait':
      return now.nowMs - state.sinceMs >= waitMs(item) ? passOn(items, state) : undefined;
    case 'land':
      return now.onSurface ? passOn(items, state) : undefined;
  }
};

/** One phase further, undefined if the vehicle must first get somewhere or wait. */
const turn = (items: readonly WireItem[], state: RunState, now: Situation): Done | undefined => {
  const item = items[state.current];
  if (item === undefined) return undefined;
  if (navigates(item)) {
    const next = advance(items, item, state, now);
    if (next === undefined) return undefined;
    // The next leg's line begins where this item is, so that corners are not cut off the planned route.
    return { state: next.current === state.current ? next : { ...next, legFrom: positionOf(item) } };
  }
  if (state.phase === 'start') return { state: { ...state, phase: 'fly', sinceMs: now.nowMs } };
  const done = perform(items, item, state, now.nowMs);
  return done.wait === true ? undefined : done;
};

/** Goes as far through the items as the situation allows. Pure. */
export const runMission = (items: readonly WireItem[], before: RunState, now: Situation): RunResult => {
  let state = before;
  const reached: number[] = [];
  let wantsReturn = false;
  // Each turn finishes a phase or stops; jumps are bounded by their own counters, the cap is for endless loops of them.
  for (let turns = 0; turns < 4 * items.length + 4 && !state.finished && !wantsReturn; turns++) {
    const at = state.current;
    const done = turn(items, state, now);
    if (done === undefined) break;
    wantsReturn = done.wantsReturn === true;
    if (done.state.finished || done.state.current !== at) reached.push(at);
    state = done.state;
  }
  return { state, target: state.finished ? undefined : targetOf(items, state, now), reached, wantsReturn };
};

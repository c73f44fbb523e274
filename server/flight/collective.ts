import { distanceM, type LonLat } from '../core/geo.ts';
import {
  meetsHolder,
  pathsMeet,
  returnPath,
  secondsOf,
  type Doubt,
  type Path,
  type Place,
  type ReturnFigures,
  type Separation,
} from './collective-path.ts';

/**
 * The collective return: all drones hold, and are sent home one after another so that no two come near each other.
 * Return heights cannot be set in flight, so that time is what keeps them apart. One whose charge is short never waits.
 */
export type CollectiveDrone = {
  readonly id: string;
  readonly phase: 'holding' | 'returning';
  readonly now: Place;
  readonly groundSpeedMs: number;
  readonly home: Place;
  readonly figures: ReturnFigures;
  /** How long it can wait and still be home with its reserve, seconds; see `patienceS`. */
  readonly patienceS: number;
};

/** The product's promise: nearer than both at once is a loss of separation, metres. */
export const SEPARATION: Separation = { asideM: 30, aboveM: 10 };
/** What is planned with: GPS, wind and turns take a drone off its line by that much more. */
const PLANNED: Separation = { asideM: 45, aboveM: 14 };
const DOUBT: Doubt = { seconds: 3, share: 0.05 };
/** When nobody else moves and all wait for each other: the promise itself, and less doubt. */
const LEAST_DOUBT: Doubt = { seconds: 2, share: 0.03 };

/** Two homes nearer than this are one place to land. */
const ONE_PAD_M = 10;
/** MPC_ACC_HOR: how hard a drone brakes into its hold, m/s². */
const BRAKING_MS2 = 3;
/** Less than that is not worth a hold: it goes now, seconds. */
const SHORT_S = 15;
/** A return takes more than the figures say: wind. */
const NEED_FACTOR = 1.3;

export type Energy = {
  readonly chargePct: number | undefined;
  readonly reservePct: number;
  /** Percent of charge for each second in the air. */
  readonly pctPerS: number;
};

/** How long a drone can hold before it has to go home, seconds; 0 = not at all, also where its charge is not known. */
export const patienceS = (now: Place, home: Place, figures: ReturnFigures, energy: Energy): number => {
  if (energy.chargePct === undefined) return 0;
  const seconds = secondsOf(returnPath(now, home, figures, home.at));
  const needPct = seconds * energy.pctPerS * NEED_FACTOR;
  return Math.max(0, (energy.chargePct - energy.reservePct - needPct) / energy.pctPerS);
};

export type Scene = {
  readonly drones: readonly CollectiveDrone[];
  /** Others in the air that nobody here sends, and how far they may go astray, metres. */
  readonly others: readonly (Place & { readonly extraM: number })[];
  /** Where drones stand on the ground. */
  readonly grounded: readonly LonLat[];
};

export type Wait = {
  readonly id: string;
  readonly why: 'traffic' | 'pad_taken';
  readonly behind: readonly string[];
};
export type Decision = {
  /** To be sent home now, in this order. */
  readonly go: readonly string[];
  /** Of these: those that could wait no longer although the way is not free. */
  readonly forced: readonly string[];
  readonly waiting: readonly Wait[];
  /** Nobody moves and nobody can: a person has to move one of them. */
  readonly stuck: boolean;
};

type Room = { readonly separation: Separation; readonly doubt: Doubt; readonly origin: LonLat };

const brakingM = (speedMs: number): number => (speedMs * speedMs) / (2 * BRAKING_MS2) + speedMs;

/** Ids of those whose place in the air is in the way of this one's return. */
const inTheWay = (
  drone: CollectiveDrone,
  path: Path,
  { others, room }: { others: readonly { drone: CollectiveDrone; path: Path | undefined }[]; room: Room },
): string[] =>
  others
    .filter(({ drone: other, path: theirs }) =>
      theirs === undefined
        ? meetsHolder(
            path,
            { ...other.now, extraM: brakingM(other.groundSpeedMs) },
            room.origin,
            room.separation,
          )
        : pathsMeet(path, theirs, room.separation, room.doubt),
    )
    .filter(({ drone: other }) => other.id !== drone.id)
    .map(({ drone: other }) => other.id);

const byUrgency = (a: CollectiveDrone, b: CollectiveDrone): number => {
  const shortA = a.patienceS <= SHORT_S;
  const shortB = b.patienceS <= SHORT_S;
  if (shortA !== shortB) return shortA ? -1 : 1;
  if (shortA) return a.patienceS - b.patienceS || a.id.localeCompare(b.id);
  return (
    distanceM(a.now.at, a.home.at) - distanceM(b.now.at, b.home.at) ||
    a.patienceS - b.patienceS ||
    a.id.localeCompare(b.id)
  );
};

const decideWithin = (scene: Scene, room: Room): Omit<Decision, 'stuck'> => {
  const pathFor = (drone: CollectiveDrone): Path =>
    returnPath(drone.now, drone.home, drone.figures, room.origin);
  const air = new Map(
    scene.drones.map((drone) => [
      drone.id,
      { drone, path: drone.phase === 'returning' ? pathFor(drone) : undefined },
    ]),
  );
  const landing = scene.drones.filter(({ phase }) => phase === 'returning').map(({ home }) => home.at);
  const go: string[] = [];
  const forced: string[] = [];
  const waiting: Wait[] = [];
  for (const drone of scene.drones.filter(({ phase }) => phase === 'holding').sort(byUrgency)) {
    const path = pathFor(drone);
    const isTaken = [...scene.grounded, ...landing].some((at) => distanceM(at, drone.home.at) < ONE_PAD_M);
    const behind = inTheWay(drone, path, { others: [...air.values()], room });
    const strangers = scene.others.some((other) => meetsHolder(path, other, room.origin, room.separation));
    const isFree = !isTaken && behind.length === 0 && !strangers;
    const isShort = drone.patienceS <= SHORT_S;
    if (isFree || isShort) {
      go.push(drone.id);
      if (!isFree) forced.push(drone.id);
      air.set(drone.id, { drone, path });
      landing.push(drone.home.at);
    } else waiting.push({ id: drone.id, why: isTaken ? 'pad_taken' : 'traffic', behind });
  }
  return { go, forced, waiting };
};

/** Who goes home now. Pure: asked again every second with what is seen then. */
export const decideReturns = (scene: Scene): Decision => {
  const [first] = scene.drones;
  if (first === undefined) return { go: [], forced: [], waiting: [], stuck: false };
  const origin = first.home.at;
  const usual = decideWithin(scene, { separation: PLANNED, doubt: DOUBT, origin });
  const isMoving =
    usual.go.length > 0 ||
    scene.drones.some(({ phase, groundSpeedMs }) => phase === 'returning' || groundSpeedMs > 1);
  if (isMoving || usual.waiting.length === 0) return { ...usual, stuck: false };
  const least = decideWithin(scene, { separation: SEPARATION, doubt: LEAST_DOUBT, origin });
  return { ...least, stuck: least.go.length === 0 };
};

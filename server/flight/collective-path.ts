import { distanceM, toEastNorthM, type LonLat } from '../core/geo.ts';

/** How a drone flies home by itself; figures of its own parameters. Metres, m/s. */
export type ReturnFigures = {
  /** RTL_RETURN_ALT, above home. */
  readonly returnAltM: number;
  readonly cruiseMs: number;
  readonly climbMs: number;
  readonly descentMs: number;
};

/** A place in the air: WGS-84, metres AMSL. */
export type Place = { readonly at: LonLat; readonly altAmslM: number };

/** NAV_ACC_RAD of the baseline: within this distance of home a return goes down at once, metres. */
const AT_HOME_M = 25;
/** MPC_LAND_ALT1 and MPC_LAND_SPEED of PX4: below that height it sinks slowly. */
const SLOW_BELOW_M = 10;
const SLOW_MS = 0.7;
/** Seconds from touchdown until the drone is disarmed and no longer counts (COM_DISARM_LAND 2 s and doubt). */
const ON_GROUND_S = 6;

/** A predicted way, one sample a second: east and north of an origin and height AMSL, metres. After its end it is gone. */
export type Path = {
  readonly east: readonly number[];
  readonly north: readonly number[];
  readonly up: readonly number[];
  /** Fastest horizontal speed on it, m/s. */
  readonly speedMs: number;
};

type Point = { east: number; north: number; up: number };

/** Height of the way home, as PX4 chooses it: never lower than now, low only right beside home. */
const returnHeight = (from: Place, home: Place, figures: ReturnFigures): number => {
  const aside = distanceM(from.at, home.at);
  const least = home.altAmslM + (aside <= AT_HOME_M ? 2 * aside : figures.returnAltM);
  return Math.max(from.altAmslM, least);
};

const leg = (samples: Point[], to: Point, seconds: number): void => {
  const from = samples.at(-1);
  if (from === undefined) return;
  const steps = Math.ceil(seconds);
  for (let step = 1; step <= steps; step++) {
    const share = step / steps;
    samples.push({
      east: from.east + (to.east - from.east) * share,
      north: from.north + (to.north - from.north) * share,
      up: from.up + (to.up - from.up) * share,
    });
  }
};

const pathOf = (samples: readonly Point[], speedMs: number): Path => ({
  east: samples.map(({ east }) => east),
  north: samples.map(({ north }) => north),
  up: samples.map(({ up }) => up),
  speedMs,
});

/** A return that begins now: up, straight home, down. `origin` is that of all paths that are compared. */
export const returnPath = (from: Place, home: Place, figures: ReturnFigures, origin: LonLat): Path => {
  const start = { ...toEastNorthM(origin, from.at), up: from.altAmslM };
  const over = toEastNorthM(origin, home.at);
  const up = returnHeight(from, home, figures);
  const samples: Point[] = [start];
  leg(samples, { ...start, up }, (up - from.altAmslM) / figures.climbMs);
  leg(samples, { ...over, up }, distanceM(from.at, home.at) / figures.cruiseMs);
  const slow = home.altAmslM + Math.min(SLOW_BELOW_M, up - home.altAmslM);
  leg(samples, { ...over, up: slow }, (up - slow) / figures.descentMs);
  const ground = { ...over, up: home.altAmslM };
  leg(samples, ground, (slow - home.altAmslM) / SLOW_MS);
  leg(samples, ground, ON_GROUND_S);
  return pathOf(samples, figures.cruiseMs);
};

/** Seconds of a return. */
export const secondsOf = (path: Path): number => path.east.length - 1;

/** What two drones must keep between them: either is enough. Metres. */
export type Separation = { readonly asideM: number; readonly aboveM: number };

/** How far a prediction may be off in time: at once, and for each second ahead. */
export type Doubt = { readonly seconds: number; readonly share: number };

/** Whether a path comes too near a drone that stays where it is; `extraM` for one that has not come to rest. */
export const meetsHolder = (
  path: Path,
  holder: Place & { readonly extraM: number },
  origin: LonLat,
  { asideM, aboveM }: Separation,
): boolean => {
  const at = toEastNorthM(origin, holder.at);
  const limit = asideM + holder.extraM;
  return path.east.some((east, i) => {
    if (Math.abs((path.up[i] ?? 0) - holder.altAmslM) >= aboveM) return false;
    // Between two samples it may be half a second's way nearer.
    return Math.hypot(east - at.east, (path.north[i] ?? 0) - at.north) < limit + path.speedMs / 2;
  });
};

const apart = (a: Path, i: number, b: Path, j: number): number =>
  Math.hypot((a.east[i] ?? 0) - (b.east[j] ?? 0), (a.north[i] ?? 0) - (b.north[j] ?? 0));

/** Whether two drones come too near each other, both predictions off in time by up to `doubt`. */
export const pathsMeet = (a: Path, b: Path, { asideM, aboveM }: Separation, doubt: Doubt): boolean => {
  const lastB = b.east.length - 1;
  for (let i = 0; i < a.east.length; i++) {
    const slack = Math.ceil(doubt.seconds + doubt.share * i);
    const here = Math.min(i, lastB);
    if (i - slack > lastB) return false;
    if (apart(a, i, b, here) > asideM + b.speedMs * (slack + 1) + a.speedMs / 2) continue;
    for (let j = Math.max(0, i - slack); j <= Math.min(lastB, i + slack); j++) {
      if (Math.abs((a.up[i] ?? 0) - (b.up[j] ?? 0)) >= aboveM) continue;
      if (apart(a, i, b, j) < asideM + a.speedMs / 2) return true;
    }
  }
  return false;
};

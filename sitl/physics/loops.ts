import { GRAVITY } from './airframe.ts';

/** Accelerations by the rotors, m/s², gravity taken off. */
export type Push = { readonly north: number; readonly east: number; readonly up: number };

/** The velocity loops of the autopilot: what they have learnt to add, and what the rotors really give. */
export type Loops = {
  readonly learnt: Push;
  readonly push: Push;
  /** What the autopilot takes for the thrust of a hover, over what it really is. */
  readonly hover: number;
  /** Speed over ground at the last step, for the change of it. */
  readonly before: { readonly northMs: number; readonly eastMs: number } | undefined;
};

const NONE: Push = { north: 0, east: 0, up: 0 };
export const RELAXED: Loops = { learnt: NONE, push: NONE, hover: 1, before: undefined };

/**
 * Drag of the air for each m/s of airspeed, m/s² (SIH_KDV 0.4 at 1 kg): what PX4's simulated airframe has with the
 * service's profile, so that both gather and lose speed alike.
 */
export const DRAG_PER_S = 0.4;
/** Gains of PX4's velocity control: MPC_XY_VEL_P_ACC, …I_ACC, …D_ACC, MPC_Z_VEL_P_ACC, MPC_Z_VEL_I_ACC. */
const FLAT = { p: 1.8, i: 0.4, d: 0.2 } as const;
const UP = { p: 4, i: 2 } as const;
/** Until the airframe has leant over and the rotors follow, s: attitude loop of a small multicopter. */
const LAG_S = 0.15;
/** Lean of 45° (MPC_TILTMAX_AIR); thrust of twice the weight, and hardly less than none. */
const MOST_FLAT = GRAVITY;
const MOST_UP = GRAVITY;
const LEAST_UP = -0.9 * GRAVITY;
/**
 * Times in which the estimator of the hover thrust learns, s, fitted to PX4's tracks: slowly that it takes more (the
 * air's drag in a climb), quickly that it takes less, and hardly anything at speed (HTE_VXY_THR, 10 m/s). So a climb
 * leaves it with too much, and the cruise after it is 0.3 m/s slower.
 */
const HOVER = { calmMs: 10, riseS: 18, fallS: 5, atSpeedS: 1000 } as const;
/** What lean and thrust cannot give is taken back from what was learnt (tracking anti-windup of PX4). */
const UNWIND = 2 / FLAT.p;

type Speed = { readonly northMs: number; readonly eastMs: number; readonly upMs: number };

const cut = (value: number, least: number, most: number): number => Math.max(least, Math.min(most, value));

const learnHover = ({ hover }: Loops, now: Speed, dtS: number): number => {
  // Thrust over what would hold it with the same acceleration: the air's drag is what is left.
  const seen = 1 + (DRAG_PER_S * now.upMs) / GRAVITY;
  const calm = Math.hypot(now.northMs, now.eastMs) < HOVER.calmMs;
  const learnS = calm ? (seen > hover ? HOVER.riseS : HOVER.fallS) : HOVER.atSpeedS;
  return hover + ((seen - hover) * dtS) / learnS;
};

type Asked = { readonly wish: Speed; readonly ahead: Push };

/** One step of the loops towards a wished velocity; `ahead` is the acceleration that the path itself has. Pure. */
export const stepLoops = (loops: Loops, now: Speed, { wish, ahead }: Asked, dtS: number): Loops => {
  const { learnt, push } = loops;
  const [n, e, u] = [wish.northMs - now.northMs, wish.eastMs - now.eastMs, wish.upMs - now.upMs];
  const before = loops.before ?? now;
  const north = ahead.north + FLAT.p * n + learnt.north - (FLAT.d * (now.northMs - before.northMs)) / dtS;
  const east = ahead.east + FLAT.p * e + learnt.east - (FLAT.d * (now.eastMs - before.eastMs)) / dtS;
  const lean = Math.min(1, MOST_FLAT / Math.max(1e-6, Math.hypot(north, east)));
  const up = cut(ahead.up + UP.p * u + learnt.up, LEAST_UP, MOST_UP);
  const hover = learnHover(loops, now, dtS);
  // Lean is chosen for a hover: with less thrust than that there is less push to the side than was asked for.
  const missing = 1 - lean * Math.min(1, (1 + push.up / GRAVITY) / hover);
  const share = Math.min(1, dtS / LAG_S);
  return {
    learnt: {
      north: learnt.north + FLAT.i * (n - UNWIND * north * missing) * dtS,
      east: learnt.east + FLAT.i * (e - UNWIND * east * missing) * dtS,
      up: cut(learnt.up + UP.i * u * dtS, LEAST_UP, MOST_UP),
    },
    push: {
      north: push.north + (north * lean - push.north) * share,
      east: push.east + (east * lean - push.east) * share,
      up: push.up + (up - push.up) * share,
    },
    hover,
    before: { northMs: now.northMs, eastMs: now.eastMs },
  };
};

/** Motion along one axis: speed m/s, acceleration m/s². */
export type AxisMotion = { readonly v: number; readonly a: number };

export type AxisLimits = { readonly accelMs2: number; readonly jerkMs3: number };

/**
 * The quickest change of speed under limits of acceleration and jerk: `jerk` for `t1` seconds, none for `t2`, its
 * opposite for `t3`, after which the wished speed is reached without acceleration.
 */
export type SpeedChange = {
  readonly jerk: number;
  readonly t1: number;
  readonly t2: number;
  readonly t3: number;
};

const REST: SpeedChange = { jerk: 0, t1: 0, t2: 0, t3: 0 };
const TINY = 1e-9;

export const durationS = ({ t1, t2, t3 }: SpeedChange): number => t1 + t2 + t3;

/**
 * The speed at which an axis would be once its acceleration has been taken back decides which way to push: towards the
 * wish, or, where it is reached by that alone, straight back.
 */
const pushOf = ({ v, a }: AxisMotion, wishMs: number, jerkMs3: number): number => {
  const diff = wishMs - (v + (a * Math.abs(a)) / (2 * jerkMs3));
  return jerkMs3 * Math.sign(Math.abs(diff) < TINY ? a : diff);
};

/** The change to `wishMs` in the least time. */
export const changeTo = (from: AxisMotion, wishMs: number, limits: AxisLimits): SpeedChange => {
  const jerk = pushOf(from, wishMs, limits.jerkMs3);
  if (jerk === 0) return REST;
  const { a } = from;
  const dv = wishMs - from.v;
  // Peak acceleration: rising to it and falling from it make up the whole change of speed.
  const free = Math.sign(jerk) * Math.sqrt(Math.max(0, jerk * dv + (a * a) / 2));
  const peak = Math.max(-limits.accelMs2, Math.min(limits.accelMs2, free));
  const t1 = Math.max(0, (peak - a) / jerk);
  const top = a + jerk * t1;
  const t3 = Math.max(0, top / jerk);
  const ramps = t1 * (a + (jerk * t1) / 2) + t3 * (top - (jerk * t3) / 2);
  const t2 = Math.abs(top) < TINY ? 0 : Math.max(0, (dv - ramps) / top);
  return { jerk, t1, t2, t3 };
};

/** The same change stretched to `totalS`, so that several axes arrive together; as it is where that is not possible. */
export const stretchTo = (
  from: AxisMotion,
  wishMs: number,
  change: SpeedChange,
  totalS: number,
): SpeedChange => {
  const { jerk } = change;
  if (jerk === 0) return change;
  const { a } = from;
  if (totalS <= durationS(change)) return change;
  const b = jerk * totalS + a;
  const root = b * b - 4 * ((a * a) / 2 + jerk * (wishMs - from.v));
  const peak = root < 0 ? a : (b - Math.sign(jerk) * Math.sqrt(root)) / 2;
  const wanted = (peak - a) / jerk;
  const feasible = wanted >= 0 && peak / jerk >= 0 && wanted + peak / jerk <= totalS;
  const t1 = feasible ? wanted : 0;
  const t3 = Math.max(0, a / jerk + t1);
  return { jerk, t1, t2: Math.max(0, totalS - t1 - t3), t3 };
};

type Moved = AxisMotion & { readonly m: number };

const push = ({ v, a, m }: Moved, jerk: number, t: number): Moved => ({
  m: m + t * (v + t * (a / 2 + (jerk * t) / 6)),
  v: v + t * (a + (jerk * t) / 2),
  a: a + jerk * t,
});

/** `dtS` seconds along a change of speed; `m` is the way made, metres. */
export const advance = (from: AxisMotion, change: SpeedChange, dtS: number): Moved => {
  const s1 = Math.min(dtS, change.t1);
  const s2 = Math.min(dtS - s1, change.t2);
  const s3 = Math.min(dtS - s1 - s2, change.t3);
  const rest = dtS - s1 - s2 - s3;
  let moved = push({ ...from, m: 0 }, change.jerk, s1);
  if (s2 > 0) moved = push(moved, 0, s2);
  if (s3 > 0) moved = push(moved, -change.jerk, s3);
  return rest > 0 ? push({ ...moved, a: 0 }, 0, rest) : moved;
};

import type { Way } from './scene.ts';

/**
 * Two flights second by second, by no code of the product: straight lines between the points, even climbs, and every
 * time by which each may be off in steps. Metres and seconds.
 */
export type Flown = {
  readonly way: Way;
  readonly departS: number;
};

/** Nearer than both at once is a conflict. */
const ASIDE_M = 50;
const ABOVE_M = 20;
const STEP_S = 1;
const LATEST_DEPARTURE_S = 60;
const OFF_S = 5;
const OFF_SHARE = 0.05;

type Fix = { readonly x: number; readonly y: number; readonly z: number };

const METRES_PER_DEGREE = (Math.PI / 180) * 6_371_008.8;

/** Metres about 118.7° E, 32.07° N. */
const flat = ([lon, lat]: readonly [number, number]): { x: number; y: number } => ({
  x: (lon - 118.7) * METRES_PER_DEGREE * Math.cos((((lat + 32.07) / 2) * Math.PI) / 180),
  y: (lat - 32.07) * METRES_PER_DEGREE,
});

/** Where it is `t` seconds after its take-off; undefined before it and after touch-down. */
const fixAt = ({ from, to, legs, takeoffS, landingS }: Way, t: number): Fix | undefined => {
  const first = legs[0];
  const last = legs[legs.length - 1];
  if (first === undefined || last === undefined || t < 0 || t > last.etaS + landingS) return undefined;
  const base = from.groundAmslM + from.heightM;
  const foot = to.groundAmslM + to.heightM;
  if (t < takeoffS) return { ...flat(first.from), z: base + (first.relAltM * t) / takeoffS };
  let startS = takeoffS;
  for (const leg of legs) {
    if (t < leg.etaS) {
      const share = (t - startS) / (leg.etaS - startS);
      const [a, b] = [flat(leg.from), flat(leg.to)];
      return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share, z: base + leg.relAltM };
    }
    startS = leg.etaS;
  }
  const down = (t - last.etaS) / landingS;
  return { ...flat(last.to), z: (base + last.relAltM) * (1 - down) + foot * down };
};

/** A flight that is off its plan: `late` of the departure's lateness and `off` of its other doubt, each a share. */
const offPlan = ({ way, departS }: Flown, late: number, off: number) => ({
  endS: departS + LATEST_DEPARTURE_S + way.flightS * (1 + OFF_SHARE) + OFF_S,
  at: (wallS: number): Fix | undefined => {
    const since = wallS - departS - late * LATEST_DEPARTURE_S - off * OFF_S;
    return fixAt(way, since / (1 + off * OFF_SHARE));
  },
});

const SHARES = [
  [0, 0],
  [0, -1],
  [1, 1],
  [0.5, 0],
  [1, 0],
  [0, 0.5],
] as const;

/** Whether the two come too near each other at some second, in some combination of what they may be off. */
export const meetsDensely = (a: Flown, b: Flown): boolean => {
  const fromS = Math.max(a.departS, b.departS) - 10;
  for (const [lateA, offA] of SHARES)
    for (const [lateB, offB] of SHARES) {
      const [one, other] = [offPlan(a, lateA, offA), offPlan(b, lateB, offB)];
      const untilS = Math.min(one.endS, other.endS);
      for (let t = fromS; t < untilS; t += STEP_S) {
        const p = one.at(t);
        const q = other.at(t);
        if (p === undefined || q === undefined) continue;
        if (Math.abs(p.z - q.z) < ABOVE_M && Math.hypot(p.x - q.x, p.y - q.y) < ASIDE_M) return true;
      }
    }
  return false;
};

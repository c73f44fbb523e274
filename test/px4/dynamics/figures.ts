import { CRUISE_UP_M, FLIGHTS, type FlightName, type Sample, type Track } from './flights.ts';

/** What two vehicles are compared by: seconds, metres and m/s. */
export type Figures = Readonly<Record<string, number>>;

const OFF_GROUND_M = 0.5;
const AT_REST_MS = 0.3;
const NEAR_CORNER_M = 200;
const CRUISING_MS = 15;

const first = (track: Track, test: (sample: Sample) => boolean): Sample => {
  const found = track.find(test);
  if (found === undefined) throw new Error(`no such moment in a track of ${track.length} samples`);
  return found;
};

const final = (track: Track, test: (sample: Sample) => boolean): Sample => first([...track].reverse(), test);

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

type Point = readonly [number, number];

/** Distance from a leg of the planned line, m. */
const offLeg = ({ n, e }: Sample, [an, ae]: Point, [bn, be]: Point): number => {
  const [ln, le] = [bn - an, be - ae];
  const share = Math.max(0, Math.min(1, ((n - an) * ln + (e - ae) * le) / (ln * ln + le * le)));
  return Math.hypot(n - an - share * ln, e - ae - share * le);
};

const vertical = (track: Track): Figures => {
  const lift = first(track, ({ up }) => up > OFF_GROUND_M);
  const down = final(track, ({ up }) => up > OFF_GROUND_M);
  const descent = track.filter(({ t }) => t > down.t - 80);
  return {
    flightS: down.t - lift.t,
    climbS: first(track, ({ up }) => up > 50).t - lift.t,
    climbMs: median(
      track.filter(({ up, climb }) => climb > 0.5 && up > 20 && up < 40).map(({ climb }) => climb),
    ),
    descentMs: median(
      descent.filter(({ up, climb }) => climb < -0.5 && up > 15 && up < 50).map(({ climb }) => -climb),
    ),
    descentS: down.t - final(track, ({ up }) => up > CRUISE_UP_M - 10).t,
    lastTenMetresS: down.t - final(track, ({ up }) => up > 10).t,
    cruiseMs: median(track.filter(({ speed }) => speed > CRUISING_MS).map(({ speed }) => speed)),
  };
};

const corner = (track: Track, name: FlightName): Figures => {
  const [at, end] = FLIGHTS[name].legs as readonly [Point, Point];
  const near = track.filter(({ n, e }) => Math.hypot(n - at[0], e - at[1]) < NEAR_CORNER_M);
  const off = near.map((sample) => Math.min(offLeg(sample, [0, 0], at), offLeg(sample, at, end)));
  return {
    cornerS: (near.at(-1)?.t ?? Number.NaN) - (near[0]?.t ?? Number.NaN),
    slowestMs: Math.min(...near.map(({ speed }) => speed)),
    offLineM: Math.max(...off),
  };
};

/** Below every speed of a steady cruise: from here on it brakes. */
const BRAKING_MS = 13;
/** The last of it is creeping. */
const CREEP_MS = 3;

/** The last moment of cruise before it first came to rest. */
const brakes = (track: Track): { begin: Sample; rest: Sample } => {
  const fast = first(track, ({ speed }) => speed > CRUISING_MS);
  const rest = first(track, ({ t, speed }) => t > fast.t && speed < AT_REST_MS);
  return { begin: final(track, ({ t, speed }) => t < rest.t && speed > BRAKING_MS), rest };
};

const stop = (track: Track): Figures => {
  const { begin, rest } = brakes(track);
  const slow = first(track, ({ t, speed }) => t > begin.t && speed < CREEP_MS);
  return { stopM: Math.hypot(rest.n - begin.n, rest.e - begin.e), brakeS: slow.t - begin.t };
};

const mostNorth = (track: Track): Sample => track.reduce((a, b) => (b.n > a.n ? b : a));

export const figuresOf = (name: FlightName, track: Track): Figures => {
  const { flightS, climbS, ...rest } = vertical(track);
  switch (name) {
    case 'straight':
      return { flightS: flightS ?? 0, climbS: climbS ?? 0, ...rest };
    case 'corner90':
    case 'corner30':
      return { flightS: flightS ?? 0, ...corner(track, name) };
    case 'hold':
      return stop(track);
    case 'return': {
      const turn = final(track, ({ n, speed, t }) => speed > BRAKING_MS && t <= mostNorth(track).t && n > 0);
      const down = final(track, ({ up }) => up > OFF_GROUND_M);
      return {
        turnS: mostNorth(track).t - turn.t,
        returnS: down.t - turn.t,
        highestM: Math.max(...track.map(({ up }) => up)),
      };
    }
  }
};

import { nextNormal, type RandomState } from './random.ts';

/** Steady wind and how strongly it gusts. `fromDeg` is where it blows from, as meteorology reports it. */
export type WindSetting = {
  readonly speedMs: number;
  readonly fromDeg: number;
  /** Standard deviation of each gust component over the mean speed (turbulence intensity over a city). */
  readonly intensity: number;
};

export type GustState = { readonly northMs: number; readonly eastMs: number; readonly random: RandomState };

/** Correlation time of gusts, s. Assumption, between the seconds of roof eddies and the minute of open country. */
const GUST_TIME_S = 6;
/** Usual turbulence intensity over built-up land at 100 m (IEC 61400-1 class B is 0.14). */
export const URBAN_INTENSITY = 0.15;

export const STILL_AIR: WindSetting = { speedMs: 0, fromDeg: 0, intensity: 0 };

const RAD = Math.PI / 180;

/** An Ornstein-Uhlenbeck step of the gusts over `dtS` seconds; the spread does not depend on the step. */
export const stepGust = (gust: GustState, setting: WindSetting, dtS: number): GustState => {
  const sigma = setting.intensity * setting.speedMs;
  if (sigma === 0) return gust;
  const keep = Math.exp(-dtS / GUST_TIME_S);
  const add = sigma * Math.sqrt(1 - keep * keep);
  const n = nextNormal(gust.random);
  const e = nextNormal(n.state);
  return {
    northMs: gust.northMs * keep + add * n.value,
    eastMs: gust.eastMs * keep + add * e.value,
    random: e.state,
  };
};

/** Velocity of the air over the ground, m/s north and east. */
export const windVelocity = (
  setting: WindSetting,
  gust: GustState,
): { readonly northMs: number; readonly eastMs: number } => ({
  northMs: -setting.speedMs * Math.cos(setting.fromDeg * RAD) + gust.northMs,
  eastMs: -setting.speedMs * Math.sin(setting.fromDeg * RAD) + gust.eastMs,
});

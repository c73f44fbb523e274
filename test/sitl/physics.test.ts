import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CALIBRATION, flightPowerW, GRAVITY, NJ10, packEnergyJ } from '../../sitl/physics/airframe.ts';
import {
  reachable,
  stepBody,
  type BodyCommand,
  type BodyState,
  type World,
} from '../../sitl/physics/body.ts';
import { flatDistanceM, moveBy } from '../../sitl/physics/earth.ts';
import { RELAXED } from '../../sitl/physics/loops.ts';
import { STILL_AIR, stepGust } from '../../sitl/physics/wind.ts';
import { HOME } from './support.ts';

const STEP_S = 0.05;
const world = (over: Partial<World> = {}): World => ({
  frame: NJ10,
  payloadKg: 10,
  wind: STILL_AIR,
  surfaceAmslM: () => HOME.altAmslM,
  ...over,
});
const aloft: BodyState = {
  at: HOME.at,
  altAmslM: 150,
  northMs: 0,
  eastMs: 0,
  upMs: 0,
  yawDeg: 0,
  onSurface: false,
  gust: { northMs: 0, eastMs: 0, random: 1 },
  energyJ: packEnergyJ(NJ10),
  powerW: 0,
  airspeedMs: 0,
  loops: RELAXED,
};
const north = (speed: number, upMs = 0): BodyCommand => ({
  kind: 'fly',
  northMs: speed,
  eastMs: 0,
  upMs,
  yawDeg: 0,
  ahead: { north: 0, east: 0, up: 0 },
});
const fly = (from: BodyState, command: BodyCommand, w: World, seconds: number): BodyState => {
  let state = from;
  for (let t = 0; t < seconds / STEP_S; t++) state = stepBody(state, command, w, STEP_S);
  return state;
};
const rangeM = (w: World, speed: number): number => {
  let state: BodyState = { ...aloft, northMs: speed };
  while (state.energyJ > 0) state = stepBody(state, north(speed), w, 0.5);
  return flatDistanceM(aloft.at, state.at);
};

describe('embedded vehicle physics', () => {
  it('[L4] flies 20 km (±3 %) on one pack with 10 kg at 16 m/s in still air', () => {
    expect(Math.abs(rangeM(world(), CALIBRATION.speedMs) / 20_000 - 1)).toBeLessThan(0.03);
  });

  it('[L4] flies farther with less load', () => {
    expect(rangeM(world({ payloadKg: 0 }), 16)).toBeGreaterThan(1.25 * rangeM(world(), 16));
  });

  it('[L4] pays for a head wind in energy and holds ground speed', () => {
    const wind = { speedMs: 5, fromDeg: 0, intensity: 0 };
    const still = fly(aloft, north(16), world(), 60);
    const windy = fly(aloft, north(16), world({ wind }), 60);
    expect(windy.northMs).toBeCloseTo(16, 2);
    expect(windy.energyJ).toBeLessThan(still.energyJ);
  });

  it('[L4] falls below the wished ground speed at the airspeed limit', () => {
    const wind = { speedMs: 10, fromDeg: 0, intensity: 0 };
    expect(fly(aloft, north(16), world({ wind }), 60).northMs).toBeCloseTo(NJ10.maxAirspeedMs - 10, 2);
  });

  it('[L4] gathers speed with no more than a lean of 45° gives', () => {
    let most = 0;
    let state = aloft;
    for (let t = 0; t < 10; t += STEP_S) {
      const next = stepBody(state, north(20), world(), STEP_S);
      most = Math.max(most, (next.northMs - state.northMs) / STEP_S);
      state = next;
    }
    expect(most).toBeGreaterThan(5);
    expect(most).toBeLessThan(GRAVITY);
  });

  it('[L4] draws more for climbing than for hovering and less for sinking', () => {
    const power = (climbMs: number): number => flightPowerW(NJ10, 25, { airspeedMs: 0, climbMs });
    expect(power(3)).toBeGreaterThan(power(0));
    expect(power(-2)).toBeLessThan(power(0));
  });

  it('[L4] falls and comes to rest on the surface when the pack is empty', () => {
    const fallen = fly({ ...aloft, energyJ: 0 }, north(16), world(), 30);
    expect(fallen).toMatchObject({ onSurface: true, altAmslM: HOME.altAmslM });
  });

  it('[L4] never asks for more airspeed than the limit, whatever wish and wind', () => {
    const speed = fc.double({ min: -30, max: 30, noNaN: true });
    fc.assert(
      fc.property(speed, speed, speed, speed, (n, e, wn, we) => {
        const got = reachable({ northMs: n, eastMs: e }, { northMs: wn, eastMs: we }, 22);
        expect(Math.hypot(got.northMs - wn, got.eastMs - we)).toBeLessThan(22 + 1e-6);
      }),
    );
  });

  it('[L4] gusts spread alike for fine and coarse steps', () => {
    const setting = { speedMs: 8, fromDeg: 0, intensity: 0.15 };
    const spread = (dt: number): number => {
      let gust = { northMs: 0, eastMs: 0, random: 5 };
      let sum = 0;
      for (let i = 0; i < 20_000; i++) {
        gust = stepGust(gust, setting, dt);
        sum += gust.northMs ** 2;
      }
      return Math.sqrt(sum / 20_000);
    };
    expect(spread(0.5)).toBeCloseTo(1.2, 0);
    expect(spread(2)).toBeCloseTo(1.2, 0);
  });

  it('[L4] moves by metres on the WGS-84 ellipsoid', () => {
    const there = moveBy(HOME.at, 300, -400);
    expect(flatDistanceM(HOME.at, there)).toBeCloseTo(500, 1);
  });
});

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { calibrate, MIN_FLIGHTS, type FlownFlight } from '../../server/plan/energy/calibrate.ts';
import { planFlight } from '../../server/plan/plan.ts';
import { NJ10, type DroneProfile } from '../../server/plan/profile.ts';
import { airspaceOf, padAt, requestOf, seedAirspace } from './worlds.ts';

const world = { airspace: airspaceOf([], seedAirspace().region) };

/** A flight of a drone that is as `real`, planned by the figures that are known of it. */
const flight = (payloadKg: number, real: DroneProfile): FlownFlight => {
  const request = requestOf(padAt('from', [118.78, 32.08]), padAt('to', [118.7, 32.07]), { payloadKg });
  const [plan, truth] = [NJ10, real].map((profile) => planFlight({ ...request, profile }, world).plan);
  if (plan === undefined || truth === undefined) throw new Error('no plan');
  return { plan, usedPct: truth.battery.expectedUsedPct, flightS: truth.flightS };
};

test('[EN7] finds the figures that the flights were flown with', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.85, max: 1.2, noNaN: true }),
      fc.double({ min: 0.5, max: 0.85, noNaN: true }),
      (factor, inducedShare) => {
        const real = {
          ...NJ10,
          inducedShare,
          rangeKmFullLoad: NJ10.rangeKmFullLoad / factor,
          batteryWh: NJ10.batteryWh / factor,
        };
        const { suggestion, charge } = calibrate(
          NJ10,
          Array.from({ length: 11 }, (_, kg) => flight(kg, real)),
        );
        expect(suggestion?.rangeKmFullLoad).toBeCloseTo(real.rangeKmFullLoad, 0);
        expect(suggestion?.inducedShare).toBeCloseTo(inducedShare, 1);
        expect(suggestion).toMatchObject({ timeFactor: 1, timeSpread: 0 });
        expect(charge.p95).toBeGreaterThanOrEqual(Math.abs(charge.mean) - 1e-9);
      },
    ),
    { numRuns: 20, seed: 20_260_301 },
  );
});

test('[EN7] with loads that are alike only one factor is fitted, with too few flights nothing', () => {
  const real = { ...NJ10, rangeKmFullLoad: 18, batteryWh: 1_080 };
  const alike = Array.from({ length: MIN_FLIGHTS }, (_, i) => flight(2 + i / 10, real));
  const { suggestion, loadsAlike } = calibrate(NJ10, alike);
  expect(loadsAlike).toBe(true);
  expect(suggestion).toMatchObject({ rangeKmFullLoad: 18, batteryWh: 1_080, inducedShare: 0.7 });
  expect(calibrate(NJ10, alike.slice(1))).toMatchObject({
    flights: MIN_FLIGHTS - 1,
    suggestion: undefined,
    charge: { mean: expect.closeTo(3.6, 1) as number },
  });
});

test('[EN7] the time factor is the median, the spread what 95 of 100 flights keep', () => {
  const flights = Array.from({ length: 20 }, (_, i) => {
    const one = flight(3, NJ10);
    return { ...one, flightS: one.flightS * (1.05 + i / 1_000) };
  });
  const { suggestion, time } = calibrate(NJ10, flights);
  expect(suggestion?.timeFactor).toBeCloseTo(1.059, 3);
  expect(suggestion?.timeSpread).toBeCloseTo(1.068 / 1.059 - 1, 3);
  expect(time.mean).toBeCloseTo(0.0595, 3);
});

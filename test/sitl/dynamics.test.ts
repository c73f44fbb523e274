import { describe, expect, test } from 'vitest';
import { embeddedProbe } from '../px4/probe/embedded-probe.ts';
import { figuresOf } from '../px4/dynamics/figures.ts';
import { FLIGHTS, fly, type FlightName } from '../px4/dynamics/flights.ts';
import { apartM, differences, recording } from '../px4/dynamics/recorded.ts';

/** Farthest that both may be apart at one moment of a flight, m: a second and a half of cruise. */
const APART_M = 45;

describe('[L4] the embedded vehicle flies as PX4 does: within 5 % of the figures that PX4 was recorded with', () => {
  test.each(Object.keys(FLIGHTS) as FlightName[])('%s', async (name) => {
    const px4 = recording(name);
    if (px4 === undefined) throw new Error(`no recording of ${name}`);
    const track = await fly(await embeddedProbe({ speed: 1, parameters: {} }), FLIGHTS[name]);
    expect(differences(px4.figures, figuresOf(name, track))).toEqual([]);
    expect(apartM(px4, track)).toBeLessThan(APART_M);
  });
});

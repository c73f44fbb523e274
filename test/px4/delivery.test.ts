import { spawn } from 'node:child_process';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { px4Install } from './machines.ts';

const DEMO = new URL('../../server/demo/main.ts', import.meta.url).pathname;
const LIMIT_MS = { embedded: 5 * 60_000, px4: 20 * 60_000 } as const;
/** The position of a vehicle that stands on its pad, as it tells it. */
const PAD_M = 2;

const leg = z.object({
  flightS: z.number(),
  plannedFlightS: z.number(),
  distanceM: z.number(),
  plannedDistanceM: z.number(),
  landingErrorM: z.number(),
  batteryUsedPct: z.number(),
  batteryPlannedPct: z.number(),
});

const outcome = leg.extend({
  delivered: z.boolean(),
  vehicle: z.string(),
  orderToTakeoffS: z.number(),
  events: z.number(),
  wallS: z.number(),
  return: leg,
});

const ends = new Set<() => Promise<void>>();

afterEach(async () => {
  for (const end of ends) await end();
  ends.clear();
});

/** The demo as a user starts it: a server process of its own, the public API, and its last line. */
const runDemo = async (vehicle: string): Promise<{ code: number | null; output: string }> => {
  const child = spawn(process.execPath, [DEMO, '--vehicle', vehicle, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // A process group of its own, so that a test that times out takes the server and the vehicle along.
    detached: true,
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  ends.add(async () => {
    if (child.exitCode !== null || child.pid === undefined) return;
    process.kill(-child.pid, 'SIGTERM');
    await ended;
  });
  let output = '';
  for await (const chunk of child.stdout) output += String(chunk);
  return { code: await ended, output };
};

const isNear = (flown: number, planned: number, share: number): void => {
  expect(flown).toBeGreaterThan(planned * (1 - share));
  expect(flown).toBeLessThan(planned * (1 + share));
};

const checkLeg = (flown: z.output<typeof leg>): void => {
  expect(flown.landingErrorM).toBeLessThan(PAD_M);
  isNear(flown.distanceM, flown.plannedDistanceM, 0.03);
  isNear(flown.flightS, flown.plannedFlightS, 0.1);
};

for (const vehicle of ['embedded', 'px4'] as const)
  test(
    `a whole delivery and the way home, through the server process and its API (${vehicle})`,
    { timeout: LIMIT_MS[vehicle] },
    async (context) => {
      if (vehicle === 'px4' && !px4Install.ok) context.skip(px4Install.error.message);
      const { code, output } = await runDemo(vehicle);
      const last = output.trim().split('\n').at(-1) ?? '';
      expect(code, output).toBe(0);
      const result = outcome.parse(JSON.parse(last));
      console.log(last);
      expect(result).toMatchObject({ delivered: true, vehicle });
      checkLeg(result);
      checkLeg(result.return);
      // The simulator of PX4 empties its battery by the clock: only the embedded vehicle knows physics.
      if (vehicle === 'embedded') isNear(result.batteryUsedPct, result.batteryPlannedPct, 0.15);
    },
  );

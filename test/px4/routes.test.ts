import { common } from 'mavlink-mappings';
import { expect, test } from 'vitest';
import { distanceM } from '../../server/core/geo.ts';
import { decodeMessage, isMessage } from '../../server/mavlink/codec.ts';
import { CRUISES_MS, FLOWN_ROUTES, planOf } from '../plan/flown/routes.ts';
import { crossTrack, type Sample } from '../plan/flown/track.ts';
import { px4Install } from './machines.ts';
import { startRig, type Rig } from './rig.ts';
import { FLIGHT_SPEED, isDown, launch } from './support.ts';

/** What a flown route is held to: metres beside it, and share of the planned time. */
const WITHIN_M = 5;
const WITHIN_SHARE = 0.05;
/** The way to the hospital at 10 m/s takes 27 minutes of PX4's time. */
const LIMIT_MS = 15 * 60_000;
/** A flight that is not down after this factor of its time has not arrived. */
const LATE = 1.3;
/** Lower than that it stands on its pad, metres. */
const UP_M = 0.5;
/** It lands on its pad. */
const PAD_M = 2;
const E7 = 1e7;
/** PX4's simulated battery falls with time alone and ends slow flights: it lasts for three of them. */
const BATTERY_LASTS = 3;

type Seen = Sample & { readonly relAltM: number };

/** Every position that the vehicle tells from now on, by its own clock. */
const record = (rig: Rig): Seen[] => {
  const seen: Seen[] = [];
  rig.onFrame((frame) => {
    const message = decodeMessage(frame);
    if (message === undefined || !isMessage(message, common.GlobalPositionInt)) return;
    const { timeBootMs, lon, lat, relativeAlt } = message.fields;
    seen.push({ s: timeBootMs / 1_000, at: [lon / E7, lat / E7], relAltM: relativeAlt / 1_000 });
  });
  return seen;
};

const flights = FLOWN_ROUTES.flatMap((route) => CRUISES_MS.map((ms) => ({ name: route.name, route, ms })));

// The embedded vehicle flies them in `test/plan/flown-routes.test.ts`, on a clock that is turned by hand.
test.for(flights)(
  '[PL32] a planned route is flown as planned on PX4: $name at $ms m/s',
  { timeout: LIMIT_MS },
  async ({ name, route, ms }, context) => {
    if (!px4Install.ok) context.skip(px4Install.error.message);
    const plan = planOf(route, ms);
    await using closing = new AsyncDisposableStack();
    const rig = await startRig('px4', {
      speed: FLIGHT_SPEED.px4,
      proxied: false,
      parameters: { SIM_BAT_DRAIN: BATTERY_LASTS * plan.flightS },
    });
    closing.defer(() => rig.close());
    const seen = record(rig);
    await launch(rig, plan.items);
    await rig.until('landed and disarmed', isDown, plan.flightS * LATE);
    const up = seen.filter(({ relAltM }) => relAltM > UP_M);
    const [first, last] = [up[0], up.at(-1)];
    if (first === undefined || last === undefined) throw new Error('it was never seen in the air');
    const seconds = last.s - first.s;
    const { p95M, mostM, samples } = crossTrack(plan, seen);
    const late = seconds / plan.flightS - 1;
    console.log(
      `PX4, ${name}, ${ms} m/s: ${(plan.distanceM / 1_000).toFixed(1)} km, cross-track p95 ${p95M.toFixed(2)} m, most ${mostM.toFixed(2)} m of ${samples}, ${seconds.toFixed(0)} s (planned ${plan.flightS.toFixed(0)}, ${(100 * late).toFixed(1)} %)`,
    );
    expect(distanceM(last.at, plan.to.at)).toBeLessThan(PAD_M);
    expect(samples).toBeGreaterThan(plan.distanceM / ms);
    expect(p95M).toBeLessThan(WITHIN_M);
    expect(Math.abs(late)).toBeLessThan(WITHIN_SHARE);
  },
);

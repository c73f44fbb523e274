import { padAmslM } from '../../server/plan/heights.ts';
import { missionToWire } from '../../server/mavlink/mission-items.ts';
import { CALM, type Wind } from '../../server/plan/energy.ts';
import type { Plan } from '../../server/plan/plan-types.ts';
import { padsAndGround } from '../../sitl/physics/body.ts';
import { URBAN_INTENSITY } from '../../sitl/physics/wind.ts';
import type { Sample } from './flown/track.ts';
import { bench, launch } from '../sitl/support.ts';

/** A flight that is not down after this factor of its time has not arrived. */
const LATE = 1.3;
/** From the start of the mission to the take-off, at most. */
const BEFORE_MS = 10_000;
const AFTER_MS = 3_000;
const STEP_MS = 100;
const PAD_RADIUS_M = 30;

type Flown = {
  /** Of the pack on the pad, percent, and from take-off to landing, seconds. */
  readonly leftPct: number;
  readonly seconds: number;
  /** Where it truly was, from take-off to landing, ten times a second. */
  readonly track: readonly Sample[];
  /** What the vehicle sent, with its time in milliseconds since the bench began. */
  readonly frames: readonly { readonly atMs: number; readonly frame: Uint8Array }[];
};

/** Flies a plan on the embedded vehicle, with gusts around the mean. Throws if it does not arrive. */
export const flyPlan = (plan: Plan, wind: Wind = CALM): Flown => {
  const pads = [plan.from, plan.to].map((pad) => ({
    at: pad.at,
    altAmslM: padAmslM(pad),
    radiusM: PAD_RADIUS_M,
  }));
  const b = bench({
    home: { at: plan.from.at, altAmslM: padAmslM(plan.from) },
    surfaceAmslM: padsAndGround(plan.to.groundAmslM, pads),
    payloadKg: plan.payloadKg,
    wind: { speedMs: wind.meanMs, fromDeg: wind.fromDeg, intensity: URBAN_INTENSITY },
    crewSwapS: 0,
    // PX4's profile of the drone sinks at 2 m/s.
    parameters: { MPC_Z_V_AUTO_DN: 2 },
  });
  const items = missionToWire(plan.items).map(({ params: [a, c, d, e], ...item }) => ({
    ...item,
    params: [a, c, d, e] as const,
  }));
  launch(b, items);
  const track: Sample[] = [];
  const frames: { atMs: number; frame: Uint8Array }[] = [];
  const until = (done: () => boolean, mostMs: number): void => {
    for (const end = b.nowMs() + mostMs; !done();) {
      if (b.nowMs() >= end) throw new Error(`it did not arrive: ${b.texts().join(' ')}`);
      b.run(STEP_MS);
      track.push({ s: b.nowMs() / 1_000, at: b.vehicle.truth().body.at });
      frames.push(...b.log.slice(frames.length).map((frame) => ({ atMs: b.nowMs(), frame })));
    }
  };
  const isDown = (): boolean => b.vehicle.truth().landed === 'on_ground';
  until(() => !isDown(), BEFORE_MS);
  const fromMs = b.nowMs();
  track.length = 0;
  until(isDown, plan.flightS * LATE * 1_000);
  const flown = {
    leftPct: 100 * b.vehicle.truth().charge,
    seconds: (b.nowMs() - fromMs) / 1_000,
    track: [...track],
  };
  const end = b.nowMs() + AFTER_MS;
  until(() => b.nowMs() >= end, 2 * AFTER_MS);
  return { ...flown, frames };
};

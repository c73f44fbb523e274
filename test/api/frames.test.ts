import { describe, expect, it } from 'vitest';
import { createFrames } from '../../server/api/frames.ts';
import type { LiveFrame } from '../../server/api/contract/live.ts';
import { SYSTEM_ACTOR } from '../../server/core/access.ts';
import { wallMs } from '../../server/core/clock.ts';
import { fakeClock } from '../support/fake-clock.ts';

const setUp = () => {
  const clock = fakeClock();
  let tick = 0;
  const frames = createFrames({
    clock,
    liveFrame: () => ({ tick: ++tick, at: wallMs(tick), flightOnly: null, vehicles: [] }),
    visibleVehicles: (_actor, frame) => frame.vehicles,
  });
  const got: number[] = [];
  const pending: (() => void)[] = [];
  let cut = false;
  const client = {
    emit: (_name: string, frame: LiveFrame, acknowledge: () => void) => {
      got.push(frame.tick);
      pending.push(acknowledge);
    },
    disconnect: () => {
      cut = true;
    },
  };
  frames.add(client, SYSTEM_ACTOR);
  frames.start();
  return { clock, got, acknowledge: () => pending.shift()?.(), isCut: () => cut };
};

describe('frames', () => {
  it('has at most two frames under way and then sends the newest, never a queue', () => {
    const { clock, got, acknowledge } = setUp();
    clock.advance(2500);
    expect(got).toEqual([1, 2]);
    acknowledge();
    clock.advance(250);
    expect(got).toEqual([1, 2, 11]);
  });

  it('cuts a client that acknowledges nothing for 30 s', () => {
    const { clock, isCut } = setUp();
    clock.advance(30_000);
    expect(isCut()).toBe(false);
    clock.advance(1500);
    expect(isCut()).toBe(true);
  });
});

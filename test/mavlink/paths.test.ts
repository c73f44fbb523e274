import { common, minimal, standard } from 'mavlink-mappings';
import { describe, expect, test } from 'vitest';
import { monoMs } from '../../server/core/clock.ts';
import { decodeDatagram, encodeFields, messageOf, newDropCounters } from '../../server/mavlink/codec.ts';
import { catchUp } from '../../server/mavlink/paths/catch-up.ts';
import { choosePath, newCandidate, noteSwitch, type Candidate } from '../../server/mavlink/paths/choice.ts';
import { createDuplicates } from '../../server/mavlink/paths/duplicates.ts';
import { createMeter } from '../../server/mavlink/paths/meter.ts';
import { admitText, type ToldTexts } from '../../server/mavlink/paths/text-copies.ts';
import type { Received } from '../../server/mavlink/protocol.ts';
import { firstHeard, hear, hearText, type VehicleState } from '../../server/mavlink/vehicle-state.ts';
import { overTheWire, VEHICLE } from './support.ts';

/** Ten frames a second from `from` to `to`, each `every`-th of the sequence lost. */
const feed = (path: Candidate, from: number, to: number, everyLost = 0): void => {
  for (let ms = from, seq = from / 100; ms <= to; ms += 100, seq++)
    if (everyLost === 0 || seq % everyLost !== 0) path.meter.hear(seq & 0xff, monoMs(ms));
};
const candidate = (place: string, rank: number, at = 0): Candidate =>
  newCandidate(place, rank, createMeter(monoMs(at)));

describe('quality of a path', () => {
  test('[RT8] loss is told by the gaps of the sequence within the last 5 s', () => {
    const path = candidate('a', 1);
    feed(path, 0, 400);
    expect(path.meter.loss()).toBeUndefined();
    feed(path, 500, 10_000, 4);
    expect(path.meter.loss()).toBeCloseTo(0.25, 1);
    feed(path, 10_100, 16_000);
    expect(path.meter.loss()).toBe(0);
  });

  test('[RT8] a frame that came late or twice is no loss, and the sequence comes round', () => {
    const { meter } = candidate('a', 1);
    for (const seq of [250, 251, 253, 252, 253, 254, 255, 0, 1, 2, 2, 3]) meter.hear(seq, monoMs(0));
    expect(meter.loss()).toBe(0);
    meter.hear(5, monoMs(0));
    expect(meter.loss()).toBeCloseTo(1 / 12, 5);
  });

  test('[RT8] a pause or loss ends the good time, a heartbeat a second keeps it', () => {
    const path = candidate('a', 1);
    for (let s = 0; s <= 10; s++) path.meter.hear(s, monoMs(s * 1000));
    expect(path.meter.goodForMs()).toBe(10_000);
    path.meter.hear(11, monoMs(13_000));
    expect(path.meter.goodForMs()).toBe(0);
    feed(path, 20_000, 25_000);
    feed(path, 25_100, 27_000, 2);
    expect(path.meter.goodForMs()).toBeLessThan(500);
  });
});

describe('choice of the path', () => {
  test('[RT9] the active one is left after 1.2 s of silence, for the best that is heard', () => {
    const [one, two, three] = [candidate('one', 1), candidate('two', 2), candidate('three', 3)];
    const all = [one, two, three];
    feed(one, 0, 1000);
    feed(two, 0, 2200);
    feed(three, 0, 2200);
    expect(choosePath(all, one, monoMs(2200))).toBe(one);
    expect(choosePath(all, one, monoMs(2201))).toBe(two);
    expect(choosePath(all, one, monoMs(9000))).toBe(one);
  });

  test('[RT9] a path that is not proven is left for a proven one at once, and never chosen', () => {
    const [stranger, own] = [candidate('stranger', 1), candidate('own', 2)];
    feed(stranger, 0, 1000);
    feed(own, 0, 1000);
    expect(choosePath([own], stranger, monoMs(1000))).toBe(own);
    expect(choosePath([own], own, monoMs(9000))).toBe(own);
  });

  test('[RT9] with much loss it is left for a good one', () => {
    const [bad, good] = [candidate('bad', 1), candidate('good', 2)];
    feed(bad, 0, 6000, 4);
    feed(good, 0, 6000);
    expect(choosePath([bad, good], bad, monoMs(6000))).toBe(bad);
    feed(bad, 6100, 12_000, 2);
    feed(good, 6100, 12_000);
    expect(choosePath([bad, good], bad, monoMs(12_000))).toBe(good);
    feed(good, 12_100, 18_000, 2);
    feed(bad, 12_100, 18_000, 2);
    expect(choosePath([bad, good], bad, monoMs(18_000))).toBe(bad);
  });

  test('[RT10] the better one is gone back to when it was good for 3 s', () => {
    const [one, two] = [candidate('one', 1), candidate('two', 2)];
    feed(two, 0, 12_900);
    feed(one, 10_000, 12_900);
    expect(choosePath([one, two], two, monoMs(12_900))).toBe(two);
    feed(one, 13_000, 13_000);
    expect(choosePath([one, two], two, monoMs(13_000))).toBe(one);
    expect(choosePath([one, two], one, monoMs(13_000))).toBe(one);
  });

  test('[RT10] one that comes and goes is gone back to after 3, 6, 12 … 60 s', () => {
    const [one, two] = [candidate('one', 1), candidate('two', 2)];
    const waits: number[] = [];
    for (let i = 0, now = 0; i < 7; i++, now += 100_000) {
      waits.push(one.steadyMs);
      noteSwitch(two, one, monoMs(now));
      noteSwitch(one, two, monoMs(now + 5000));
    }
    expect(waits).toEqual([3000, 3000, 6000, 12_000, 24_000, 48_000, 60_000]);
    noteSwitch(two, one, monoMs(1_000_000));
    noteSwitch(one, two, monoMs(1_030_000));
    expect(one.steadyMs).toBe(3000);
  });
});

describe('copies', () => {
  const frameOf = (seq: number, customMode = 0) => {
    const bytes = encodeFields(minimal.Heartbeat, { customMode }, { sysid: 1, compid: 1, seq });
    const [frame] = decodeDatagram(bytes, newDropCounters());
    if (frame === undefined) throw new Error('no frame');
    return frame;
  };

  test('[RT11] the same frame by another path within a second is a copy', () => {
    const copies = createDuplicates();
    expect(copies.isCopy(frameOf(1), 'a', monoMs(0))).toBe(false);
    expect(copies.isCopy(frameOf(1), 'b', monoMs(1000))).toBe(true);
    expect(copies.isCopy(frameOf(1, 5), 'b', monoMs(1000))).toBe(false);
    expect(copies.isCopy(frameOf(2), 'b', monoMs(1000))).toBe(false);
    expect(copies.isCopy(frameOf(1), 'b', monoMs(1001))).toBe(false);
  });

  test('[RT11] the sequence comes round on one path: no copy', () => {
    const copies = createDuplicates();
    expect([copies.isCopy(frameOf(1), 'a', monoMs(0)), copies.isCopy(frameOf(1), 'a', monoMs(600))]).toEqual([
      false,
      false,
    ]);
  });

  test('[RT12] each text is told once, a repeated one as often as it is said on one path', () => {
    let told: ToldTexts = [];
    const say = (text: string, place: string, ms: number): boolean => {
      const admitted = admitText(told, { at: monoMs(ms), severity: 4, text }, place);
      told = admitted.told;
      return !admitted.isCopy;
    };
    expect(say('low battery', 'a', 0)).toBe(true);
    expect(say('low battery', 'b', 300)).toBe(false);
    expect(say('low battery', 'a', 2000)).toBe(true);
    expect(say('low battery', 'b', 2300)).toBe(false);
    expect(say('low battery', 'b', 4000)).toBe(true);
    expect(say('landing', 'b', 4100)).toBe(true);
    for (let i = 0; i < 1000; i++) say(`text ${i}`, 'a', 4200);
    expect(told.length).toBeLessThanOrEqual(50);
  });
});

describe('a path that lags', () => {
  const received = (message: Received['message'], ms: number, place: string): Received => ({
    message,
    from: VEHICLE,
    at: monoMs(ms),
    link: place,
    place,
    proven: true,
  });
  const beat = (baseMode = 0) =>
    overTheWire(messageOf(minimal.Heartbeat, { autopilot: 12, type: 2, baseMode }), VEHICLE);
  const position = (timeBootMs: number, relativeAlt = 0) =>
    overTheWire(
      messageOf(common.GlobalPositionInt, { timeBootMs, lat: 320_000_000, lon: 1_180_000_000, relativeAlt }),
      VEHICLE,
    );
  const born = (): VehicleState => {
    const first = firstHeard(VEHICLE, received(beat(), 0, 'a'));
    if (first === undefined) throw new Error('no vehicle');
    return first;
  };
  const run = (
    state: VehicleState,
    steps: readonly (readonly [ms: number, place: string, message: Received['message']])[],
  ) => {
    const events: string[] = [];
    for (const [ms, place, message] of steps) {
      const step = hear(state, received(message, ms, place));
      ({ state } = step);
      events.push(...step.events.map(({ kind }) => kind));
    }
    return { state, events };
  };

  test('[RT13] what it says is late until it has told a time since boot that is not earlier', () => {
    const { state, events } = run(born(), [
      [1000, 'a', position(51_000, 1000)],
      [1100, 'a', beat(128)],
      [2700, 'b', position(48_000, 500)],
      [2800, 'b', beat(0)],
      [2900, 'b', position(48_200, 500)],
      [5600, 'b', position(50_900, 900)],
      [5800, 'b', position(51_100, 1100)],
      [5900, 'b', beat(128)],
    ]);
    expect(events).toEqual(['armed']);
    expect(state.snapshot.position?.relAltM).toBe(1.1);
    expect(state.snapshot.lastHeartbeat).toBe(5900);
  });

  test('[RT13] its heartbeats show all the same that the vehicle lives', () => {
    const { state } = run(born(), [
      [1000, 'a', position(51_000)],
      [2800, 'b', beat(128)],
    ]);
    expect(state.snapshot).toMatchObject({ lastHeartbeat: 2800, link: 'b', heartbeat: { armed: false } });
  });

  test('[RT13] a reboot is seen on the other path too', () => {
    const { events } = run(born(), [
      [1000, 'a', position(51_000)],
      [2700, 'b', position(500)],
      [2900, 'b', position(700)],
    ]);
    expect(events).toEqual(['rebooted']);
  });

  test('[RT13] one that tells no time since boot is believed after 3 s, one that stays behind after 10 s', () => {
    const since = { since: monoMs(0), toldBoot: false };
    const none = { told: undefined, known: 50_000 };
    expect(catchUp(since, none, monoMs(2999))).toEqual(since);
    expect(catchUp(since, none, monoMs(3000))).toBeUndefined();
    const late = catchUp(since, { told: 45_000, known: 50_000 }, monoMs(100));
    expect(late && catchUp(late, none, monoMs(9999))).toBeDefined();
    expect(late && catchUp(late, none, monoMs(10_000))).toBeUndefined();
  });

  test('[RT13] interleaved by the router there and back, it never looks like a reboot', () => {
    const steps: [number, string, Received['message']][] = [];
    for (let i = 0; i < 40; i++) {
      const ms = 1000 + i * 1700;
      const lag = i % 2 === 0 ? 0 : 4000;
      steps.push([ms, i % 2 === 0 ? 'a' : 'b', position(100_000 + ms - lag)]);
      steps.push([ms + 200, i % 2 === 0 ? 'a' : 'b', position(100_000 + ms + 200 - lag)]);
    }
    expect(run(born(), steps).events).toEqual([]);
  });

  test('[RT12] a mission item is told once although the late path repeats the one before', () => {
    const reached = (seq: number) => overTheWire(messageOf(common.MissionItemReached, { seq }), VEHICLE);
    const { events } = run(born(), [
      [1000, 'a', reached(2)],
      [2000, 'a', reached(2)],
      [3000, 'a', reached(3)],
      [4600, 'b', reached(2)],
      [5600, 'b', reached(3)],
      [6600, 'b', reached(3)],
      [7600, 'a', reached(4)],
    ]);
    expect(events).toEqual(Array.from({ length: 3 }, () => 'mission-item-reached'));
  });

  test('[RT12] a text in chunks is joined for each path by itself', () => {
    const chunk = (chunkSeq: number, text: string) =>
      overTheWire(messageOf(common.StatusText, { severity: 4, id: 7, chunkSeq, text }), VEHICLE);
    let state = born();
    const told: string[] = [];
    const say = (place: string, message: Received['message']): void => {
      const step = hearText(state, received(message, 100, place));
      ({ state } = step);
      for (const event of step.events) if (event.kind === 'statustext') told.push(event.text);
    };
    say('a', chunk(0, 'x'.repeat(50)));
    say('b', chunk(0, 'x'.repeat(50)));
    say('b', chunk(1, 'end'));
    say('a', chunk(1, 'end'));
    expect(told).toEqual([`${'x'.repeat(50)}end`]);
  });

  test('[VS7] from a place that has not proven itself nothing is believed, from a proven one everything', () => {
    const named = overTheWire(
      messageOf(standard.AutopilotVersion, { uid2: Array.from({ length: 18 }, () => 9) }),
      VEHICLE,
    );
    const known = hear(born(), received(named, 100, 'a')).state;
    const doubted = hear(known, { ...received(beat(128), 5000, 'b'), proven: false });
    expect(doubted.state.snapshot.heartbeat.armed).toBe(false);
    expect(doubted.state.moved).toEqual({ place: 'b', other: false });
    expect(hear(known, received(beat(128), 5000, 'b')).state.snapshot.heartbeat.armed).toBe(true);
  });
});

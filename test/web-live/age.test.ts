import { describe, expect, test } from 'vitest';
import type { LiveVehicle } from '../../server/api/contract/live.ts';
import { ageNow, freshness } from '../../web/shared/live/age.ts';
import { linkState } from '../../web/shared/live/link-state.ts';
import { LiveStore } from '../../web/shared/live/live-store.ts';
import { PageClock } from '../../web/shared/live/page-clock.ts';

const vehicle: LiveVehicle = {
  vehicleId: 'v1',
  name: 'LX-01',
  flightId: null,
  flightState: null,
  heartbeatAgeMs: 200,
  position: [118.7, 32.07],
  positionAgeMs: 400,
  altAmslM: 100,
  relAltM: 80,
  headingDeg: 250,
  groundSpeedMs: 16,
  climbMs: 0,
  batteryPct: 80,
  batteryAgeMs: null,
  mode: 'AUTO.MISSION',
  signing: null,
  armed: true,
  landed: 'in_air',
  missionSeq: 1,
  missionTotal: 4,
  gpsFix: 3,
  satellites: 14,
  progress: null,
  remainingM: null,
  etaAt: null,
  crossTrackM: null,
  refusedMode: null,
  said: null,
  utcSkewMs: null,
  clockUncertaintyMs: null,
  clockRate: null,
};

describe('data age', () => {
  test('age is the age at sending plus the time since', () => {
    expect(ageNow(400, 1000, 3500)).toBe(2900);
    expect(ageNow(null, 1000, 3500)).toBeNull();
  });

  test('above 3 s is stale, above 5 s is lost, never heard is neither', () => {
    expect([3000, 3001, 5000, 5001, null].map(freshness)).toEqual([
      'fresh',
      'stale',
      'stale',
      'lost',
      'never',
    ]);
  });

  test('a drone goes stale and lost without any further frame', () => {
    let now = 0;
    const store = new LiveStore(() => now);
    store.applyFrame({ tick: 1, at: 0, flightOnly: null, vehicles: [vehicle] });
    const seen = [0, 2700, 4700].map((at) => {
      now = at;
      const held = store.get('v1');
      return held && store.positionFreshness(held);
    });
    expect(seen).toEqual(['fresh', 'stale', 'lost']);
  });

  test('a drone that a frame leaves out stays and ages', () => {
    let now = 0;
    const store = new LiveStore(() => now);
    store.applyFrame({ tick: 1, at: 0, flightOnly: null, vehicles: [vehicle] });
    now = 1000;
    store.applyFrame({ tick: 2, at: 0, flightOnly: null, vehicles: [] });
    const held = store.get('v1');
    expect(held && store.ages(held).positionMs).toBe(1400);
  });

  test('a sleep of the machine counts although the monotonic clock stood still', () => {
    let [mono, wall] = [100, 5000];
    const clock = new PageClock(
      () => mono,
      () => wall,
    );
    mono += 10;
    wall += 60_010;
    expect(clock.now()).toBe(60_110);
  });

  test('a wall clock that is set back makes nothing younger', () => {
    let [mono, wall] = [100, 900_000];
    const clock = new PageClock(
      () => mono,
      () => wall,
    );
    mono += 500;
    wall -= 600_000;
    expect(clock.now()).toBe(600);
  });
});

describe('state of the connection', () => {
  const facts = { connected: true, everConnected: true, ended: false, lastHeardMs: 1000 };

  test('connected without a frame for more than 3 s is behind', () => {
    expect([4000, 4001].map((now) => linkState(facts, now))).toEqual(['live', 'behind']);
  });

  test('the first connection is connecting, a lost one offline, an ended session ended', () => {
    expect(linkState({ ...facts, connected: false, everConnected: false }, 0)).toBe('connecting');
    expect(linkState({ ...facts, connected: false }, 0)).toBe('offline');
    expect(linkState({ ...facts, connected: false, ended: true }, 0)).toBe('ended');
  });

  test('the store says behind by its ticker alone', () => {
    let now = 0;
    const store = new LiveStore(() => now);
    store.connected();
    const seen: string[] = [];
    store.onStatus(() => seen.push(store.linkStatus()));
    now = 3500;
    store.tick();
    expect(seen).toEqual(['behind']);
  });
});

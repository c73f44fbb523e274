import { common, minimal, standard, type MavLinkData } from 'mavlink-mappings';
import { expect, test } from 'vitest';
import { monoMs } from '../../server/core/clock.ts';
import { messageOf } from '../../server/mavlink/codec.ts';
import { encodeMode } from '../../server/mavlink/modes.ts';
import type { VehicleEvent } from '../../server/mavlink/snapshot.ts';
import { firstHeard, hear, tick, type VehicleState } from '../../server/mavlink/vehicle-state.ts';
import { overTheWire, VEHICLE } from './support.ts';

const heartbeat = (fields: Partial<Record<'autopilot' | 'baseMode' | 'customMode', number>> = {}) =>
  messageOf(minimal.Heartbeat, {
    type: 2,
    autopilot: 12,
    systemStatus: 3,
    customMode: encodeMode('AUTO.LOITER'),
    ...fields,
  });

const received = (message: MavLinkData, at: number, place = 'gcs 127.0.0.1:18570') => ({
  message: overTheWire(message, VEHICLE),
  from: VEHICLE,
  at: monoMs(at),
  link: 'gcs',
  place,
});

const born = (): VehicleState => {
  const state = firstHeard(VEHICLE, received(heartbeat(), 0));
  if (state === undefined) throw new Error('no vehicle');
  return state;
};

/** Feeds messages one second apart, from 1 s on. */
const feed = (messages: readonly MavLinkData[], from: VehicleState = born()) => {
  let state = from;
  const events: VehicleEvent[] = [];
  for (const [i, message] of messages.entries()) {
    const step = hear(state, received(message, (i + 1) * 1000));
    state = step.state;
    events.push(...step.events);
  }
  return { state, snapshot: state.snapshot, events, kinds: events.map((event) => event.kind) };
};

const position = (
  fields: Partial<Record<'timeBootMs' | 'lat' | 'lon' | 'alt' | 'vx' | 'vz' | 'hdg', number>>,
) =>
  messageOf(common.GlobalPositionInt, {
    timeBootMs: 60_000,
    lat: 320_877_000,
    lon: 1_187_813_000,
    alt: 20_000,
    relativeAlt: 5000,
    ...fields,
  });

test('[VS1] a ground station or camera is no vehicle and keeps none alive', () => {
  expect(firstHeard(VEHICLE, received(heartbeat({ autopilot: 8 }), 0))).toBeUndefined();
  expect(firstHeard(VEHICLE, received(position({}), 0))).toBeUndefined();
  expect(feed([heartbeat({ autopilot: 8 })]).snapshot.lastHeartbeat).toBe(0);
});

test('[VS2] lost after more than 5 s, once, and regained', () => {
  expect(tick(born(), monoMs(5000)).events).toEqual([]);
  const lost = tick(born(), monoMs(5001));
  expect(lost.events).toEqual([{ kind: 'heartbeat-lost', at: 5001, silentMs: 5001 }]);
  expect(lost.state.snapshot.connected).toBe(false);
  expect(tick(lost.state, monoMs(6000)).events).toEqual([]);
  const back = hear(lost.state, received(heartbeat(), 7000));
  expect(back.events).toEqual([{ kind: 'heartbeat-regained', at: 7000 }]);
  expect(back.state.snapshot.connected).toBe(true);
});

test('[VS2] other messages do not make up for heartbeats', () => {
  const { state } = feed([position({}), position({}), position({})]);
  expect(tick(state, monoMs(5500)).events).toMatchObject([{ kind: 'heartbeat-lost' }]);
});

const mission = (seq: number, missionState: number, total = 5) =>
  messageOf(common.MissionCurrent, { seq, total, missionState, missionId: 9 });

const named = (uid: number) =>
  messageOf(standard.AutopilotVersion, { uid2: Array.from({ length: 18 }, () => uid) });
const ELSEWHERE = 'gcs 127.0.0.1:40000';

test('[VS7] from another place it is believed once it has named itself', () => {
  const known = feed([named(1), heartbeat()]).state;
  const doubted = hear(known, received(heartbeat({ baseMode: 128 }), 9000, ELSEWHERE));
  expect(doubted.state.snapshot).toBe(known.snapshot);
  expect(doubted.state.moved).toEqual({ place: ELSEWHERE, other: false });
  const same = hear(doubted.state, received(named(1), 9100, ELSEWHERE));
  expect(same.state.moved).toBeUndefined();
  const next = hear(same.state, received(heartbeat({ baseMode: 128 }), 9200, ELSEWHERE));
  expect(next.state.snapshot.heartbeat.armed).toBe(true);
  expect(hear(doubted.state, received(named(2), 9100, ELSEWHERE)).state).toMatchObject({
    snapshot: { version: { uid2: known.uid } },
    moved: { other: true },
  });
});

test('[VS7] one that never named itself, or was silent for long, is believed', () => {
  const anonymous = hear(born(), received(heartbeat(), 9000, ELSEWHERE));
  expect(anonymous.state.snapshot.lastHeartbeat).toBe(9000);
  const old = hear(feed([named(1)]).state, received(heartbeat(), 2_000_000, ELSEWHERE));
  expect(old.state.snapshot.lastHeartbeat).toBe(2_000_000);
});

test('[VS8] a conflict is over some time after its last claim', () => {
  const state = born();
  const claimed = {
    ...state,
    snapshot: { ...state.snapshot, conflict: { at: monoMs(1000), kind: 'same-id' as const, refused: 'x' } },
  };
  expect(tick(claimed, monoMs(150_000)).state.snapshot.conflict).toBeDefined();
  expect(tick(claimed, monoMs(152_000)).state.snapshot.conflict).toBeUndefined();
});

test('[VS3] the 32 bits of the time since boot begin anew after 49.7 days, which is no reboot', () => {
  const { snapshot, kinds } = feed([
    position({ timeBootMs: 2 ** 32 - 500 }),
    position({ timeBootMs: 500 }),
    position({ timeBootMs: 1500, alt: 21_000 }),
  ]);
  expect(kinds).not.toContain('rebooted');
  expect(snapshot.position?.altAmslM).toBe(21);
});

test('[VS3] an earlier boot time twice is a reboot and empties what was known', () => {
  const { snapshot, events, kinds } = feed([
    mission(2, 3),
    position({ timeBootMs: 90_000 }),
    position({ timeBootMs: 3000 }),
    position({ timeBootMs: 3200 }),
  ]);
  expect(kinds).toEqual(['mission-current', 'rebooted']);
  expect(events[1]).toMatchObject({ timeBootMs: 3200 });
  expect(snapshot.mission).toBeUndefined();
  expect(snapshot.boot?.timeBootMs).toBe(3200);
});

test('[VS3] one late message is ignored, so is a little reordering', () => {
  const { snapshot, kinds } = feed([
    position({ timeBootMs: 90_000 }),
    position({ timeBootMs: 80_000, lat: 321_000_000 }),
    position({ timeBootMs: 90_500 }),
    position({ timeBootMs: 89_500 }),
    position({ timeBootMs: 91_000 }),
  ]);
  expect(kinds).toEqual([]);
  expect(snapshot.position?.lonLat).toEqual([118.7813, 32.0877]);
});

test('[VS4] a good position is in SI units', () => {
  const { snapshot } = feed([position({ vx: 300, vz: -150, hdg: 9000 })]);
  expect(snapshot.position).toMatchObject({
    at: 1000,
    lonLat: [118.7813, 32.0877],
    altAmslM: 20,
    relAltM: 5,
    groundSpeedMs: 3,
    verticalSpeedMs: 1.5,
    headingDeg: 90,
  });
});

test.each([
  ['latitude 95', { lat: 950_000_000 }],
  ['longitude 214', { lon: 2_140_000_000 }],
  ['0/0', { lat: 0, lon: 0 }],
  ['30 km high', { alt: 30_000_000 }],
  ['320 m/s', { vx: 32_000 }],
])('[VS4] %s never reaches the snapshot', (_, fields) => {
  expect(feed([position(fields)]).snapshot.position).toBeUndefined();
  const before = feed([position({})]);
  expect(feed([position(fields)], before.state).snapshot.position).toEqual(before.snapshot.position);
});

test.each([Number.NaN, Infinity, 99])('[VS4] an attitude of %s never reaches the snapshot', (roll) => {
  expect(feed([messageOf(common.Attitude, { roll })]).snapshot.attitude).toBeUndefined();
});

test('[VS5] mode, arming, landed state and mission changes are events, once', () => {
  const armed = { baseMode: 0x81, customMode: encodeMode('AUTO.MISSION') };
  const landed = (landedState: number) => messageOf(common.ExtendedSysState, { landedState });
  const { events } = feed([
    heartbeat(armed),
    heartbeat(armed),
    landed(1),
    landed(2),
    landed(2),
    mission(0, 3),
    mission(0, 3),
    mission(1, 3),
  ]);
  expect(events).toMatchObject([
    { kind: 'mode', from: 'AUTO.LOITER', to: 'AUTO.MISSION' },
    { kind: 'armed', armed: true },
    { kind: 'landed', from: 'undefined', to: 'on-ground' },
    { kind: 'landed', from: 'on-ground', to: 'in-air' },
    { kind: 'mission-current', mission: { seq: 0, state: 'active' } },
    { kind: 'mission-current', mission: { seq: 1 } },
  ]);
});

test('[VS5] ten repeats of a reached item are one event; the same item of a later flight is another', () => {
  const reached = (seq: number) => messageOf(common.MissionItemReached, { seq });
  const first = feed(Array.from({ length: 10 }, () => reached(2)));
  expect(first.kinds).toEqual(['mission-item-reached']);
  const later = hear(first.state, received(reached(2), 60_000));
  expect(later.events).toMatchObject([{ kind: 'mission-item-reached', seq: 2 }]);
});

test('[VS5] joined status texts are events and kept', () => {
  const text = (chunkSeq: number, chunk: string) =>
    messageOf(common.StatusText, { severity: 3, id: 4, chunkSeq, text: chunk });
  const { snapshot, events } = feed([text(0, 'x'.repeat(50)), text(1, ' tail\t')]);
  expect(events).toMatchObject([{ kind: 'statustext', severity: 3, text: `${'x'.repeat(50)} tail` }]);
  expect(snapshot.texts).toHaveLength(1);
});

test('[VS6] the snapshot is plain JSON, version and sensors in words', () => {
  const { snapshot } = feed([
    messageOf(standard.AutopilotVersion, {
      // A uint64 on the wire, typed as an enumeration by mavlink-mappings.
      capabilities: (2n ** 63n) as never,
      flightSwVersion: 0x01_12_00_ff,
      uid2: [7, ...Array.from({ length: 17 }, () => 0)],
    }),
    messageOf(common.SysStatus, {
      onboardControlSensorsPresent: 0x20,
      onboardControlSensorsEnabled: 0x1000_0020,
      onboardControlSensorsHealth: 0x1000_0000,
      voltageBattery: 16_200,
      batteryRemaining: 88,
    }),
  ]);
  expect(JSON.parse(JSON.stringify(snapshot))).toMatchObject({
    version: { firmware: '1.18.0', uid2: `07${'00'.repeat(17)}`, capabilities: '9223372036854775808' },
    sensors: { prearmOk: true, unhealthy: ['SENSOR_GPS'] },
    battery: { fraction: 0.88, voltageV: 16.2 },
    heartbeat: { type: 'QUADROTOR', systemStatus: 'STANDBY', armed: false },
  });
});

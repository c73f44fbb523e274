import { describe, expect, it } from 'vitest';
import { monoMs, wallMs } from '../../server/core/clock.ts';
import type { LonLat } from '../../server/core/geo.ts';
import { NO_FACTS, type VehicleFacts } from '../../server/flight/ports.ts';
import type { FlightState } from '../../server/flight/states.ts';
import {
  lookAtFlight,
  lookAtIdleVehicles,
  lookAtOrders,
  type FlightMemory,
  type WatchedFlight,
} from '../../server/track/monitor.ts';

const AT: LonLat = [118.7, 32];
const leg = (relAltM: number) => ({
  from: AT,
  to: AT,
  relAltM,
  distanceM: 5000,
  groundSpeedMs: 16,
  etaS: 0,
  minClearanceM: 50,
});

type Scene = {
  readonly state?: FlightState;
  readonly remainingM?: number;
  readonly leg?: number;
  readonly crossTrackM?: number;
  readonly relAltM?: number;
  readonly batteryPct?: number;
  readonly heardAgoMs?: number;
};

const flight = (now: number, scene: Scene): WatchedFlight => {
  const heard = <T>(value: T, agoMs = 0) => ({ value, at: monoMs(now - agoMs) });
  const facts: VehicleFacts = {
    ...NO_FACTS,
    heartbeat: heard({ armed: true, mode: 'AUTO.MISSION' }, scene.heardAgoMs ?? 0),
    battery: heard(scene.batteryPct ?? 90),
    position: heard({
      at: AT,
      altAmslM: 120,
      relAltM: scene.relAltM ?? 100,
      groundSpeedMs: 16,
      climbMs: 0,
      headingDeg: 0,
    }),
  };
  const remainingM = scene.remainingM ?? 7500;
  return {
    id: 'f1',
    number: 'F-0001',
    vehicleId: 'v1',
    state: scene.state ?? 'EN_ROUTE',
    plan: {
      legs: [leg(100), leg(60)],
      landingS: 70,
      battery: { startPct: 100, usedPct: 60, expectedUsedPct: 60, landingPct: 40, reservePct: 25 },
    },
    facts,
    progress: {
      leg: scene.leg ?? 0,
      alongM: 10_000 - remainingM,
      remainingM,
      share: 1 - remainingM / 10_000,
      crossTrackM: scene.crossTrackM ?? 0,
      etaS: 100,
    },
  };
};

const kinds = (scene: Scene): string[] =>
  lookAtFlight({
    flight: flight(10_000, scene),
    memory: undefined,
    now: monoMs(10_000),
    since: monoMs(0),
  }).conditions.map(({ kind }) => kind);

/** Looks one after another, 5 s apart. */
const series = (scenes: readonly Scene[]): string[][] => {
  let memory: FlightMemory | undefined;
  return scenes.map((scene, i) => {
    const now = monoMs(10_000 + i * 5000);
    const look = lookAtFlight({ flight: flight(now, scene), memory, now, since: monoMs(0) });
    memory = look.memory;
    return look.conditions.map(({ kind }) => kind);
  });
};

describe('conformance of a flight', () => {
  it.each<[string, Scene, string[]]>([
    ['is well', {}, []],
    ['is silent', { heardAgoMs: 5000 }, ['vehicle.silent']],
    ['was heard just now', { heardAgoMs: 4999 }, []],
    ['is beside its route', { crossTrackM: -61 }, ['flight.off_route']],
    ['is at the limit', { crossTrackM: 60 }, []],
    ['is too low', { relAltM: 44 }, ['flight.off_height']],
    ['is too high', { relAltM: 116 }, ['flight.off_height']],
    ['changes to the next height', { relAltM: 62 }, []],
    ['sinks to its pad', { leg: 1, remainingM: 20, relAltM: 5 }, []],
    ['flies into its reserve', { batteryPct: 66 }, ['flight.battery_reserve']],
    ['will not arrive', { batteryPct: 44 }, ['flight.battery_short']],
    ['climbs beside its route', { state: 'CLIMBING', crossTrackM: 99, relAltM: 3 }, []],
    ['holds with too little charge', { state: 'HOLDING', batteryPct: 44 }, ['flight.battery_short']],
    ['turned round early with little charge', { state: 'RETURNING', batteryPct: 44 }, []],
    [
      'turned round late with little charge',
      { state: 'RETURNING', batteryPct: 20, remainingM: 2500 },
      ['flight.battery_short'],
    ],
    ['returns beside its route', { state: 'RETURNING', crossTrackM: 999 }, []],
    ['is unknown', { state: 'UNKNOWN', heardAgoMs: 99_000 }, ['flight.unknown']],
    ['is controlled by others', { state: 'EXTERNAL_CONTROL' }, ['flight.external_control']],
    ['stands on the pad in silence', { state: 'LANDED', heardAgoMs: 99_000 }, []],
  ])('%s', (_, scene, expected) => {
    expect(kinds(scene)).toEqual(expected);
  });

  it('finds the flight that drifts away while its vehicle says that all is well', () => {
    // 4.3 m/s away from the waypoint that it passed, as seen on PX4.
    const looks = series(Array.from({ length: 9 }, (_, i) => ({ remainingM: 5000 + i * 21 })));
    expect(looks.map((each) => each.includes('flight.no_progress'))).toEqual([
      ...Array.from({ length: 7 }, () => false),
      true,
      true,
    ]);
  });

  it('finds the flight that stands on its pad and does not disarm', () => {
    const looks = series(
      Array.from({ length: 60 }, () => ({ state: 'ARRIVING' as const, remainingM: 3, leg: 1, relAltM: 0 })),
    );
    const first = looks.findIndex((each) => each.includes('flight.no_progress'));
    expect(first).toBe(49);
  });

  it('tells of a drone that is armed without a flight, while it is heard', () => {
    const now = monoMs(10_000);
    const vehicle = (armed: boolean, at: number) => ({
      id: 'v1',
      name: 'D1',
      facts: { ...NO_FACTS, heartbeat: { value: { armed, mode: 'AUTO.LOITER' }, at: monoMs(at) } },
    });
    expect(lookAtIdleVehicles([vehicle(true, 9000)], now)).toMatchObject([
      { kind: 'vehicle.armed_unassigned', subject: 'vehicle:v1' },
    ]);
    expect(lookAtIdleVehicles([vehicle(false, 9000), vehicle(true, 4000)], now)).toEqual([]);
  });

  it('takes slow progress against the wind for progress', () => {
    const looks = series(Array.from({ length: 20 }, (_, i) => ({ remainingM: 5000 - i * 6 })));
    expect(looks.flat()).toEqual([]);
  });

  it('keeps an alarm up until the flight is well within its limit', () => {
    expect(series([{ crossTrackM: 61 }, { crossTrackM: 55 }, { crossTrackM: 47 }])).toEqual([
      ['flight.off_route'],
      ['flight.off_route'],
      [],
    ]);
  });

  it('tells of orders whose time is over', () => {
    const orders = [
      { id: 'a', number: 'P-1', dueAt: 999 },
      { id: 'b', number: 'P-2', dueAt: 1001 },
    ];
    expect(lookAtOrders(orders, wallMs(1000)).map(({ subject }) => subject)).toEqual(['order:a']);
  });
});

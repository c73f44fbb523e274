import { dirname, join } from 'node:path';
import type { Role } from '../../server/core/access.ts';
import type { Cause } from '../../server/core/cause.ts';
import type { Net } from '../../server/core/ports.ts';
import { Guard } from '../../server/guard/guard.ts';
import type { VehicleControl, Vehicles } from '../../server/flight/ports.ts';
import type { FlightHooks, LaunchCodes } from '../../server/flight/record-service.ts';
import { createFlightService, type FlightService } from '../../server/flight/service.ts';
import { answerArmRequests } from '../../server/join/arm-requests.ts';
import { createGuarding } from '../../server/join/guarding.ts';
import { watchIntrusions } from '../../server/join/intrusions.ts';
import { controlOf } from '../../server/join/vehicle-control.ts';
import { silentLog } from '../../server/mavlink/log.ts';
import { createStation, STATION_ID, type Station } from '../../server/mavlink/station.ts';
import type { Airspace } from '../../server/plan/airspace.ts';
import { NANJING_REGION } from '../../server/plan/region.ts';
import { systemDisk } from '../../server/ports/disk.ts';
import { createReviewService, type ReviewService } from '../../server/review/service.ts';
import { openSqliteStore } from '../../server/store/sqlite.ts';
import type { Store } from '../../server/store/store.ts';
import { createWriteGate } from '../../server/store/write-gate.ts';
import { createTrackService, type TrackService } from '../../server/track/service.ts';
import { createVehicle, type EmbeddedVehicle } from '../../sitl/vehicle.ts';
import { fakeClock, type FakeClock } from '../support/fake-clock.ts';
import { seededRng } from '../support/seeded-rng.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { cable } from './cable.ts';
import { actor, CENTRE, fillRecord, markBoxes, readState, SYSID } from './world-record.ts';

const VEHICLE_TICK_MS = 20;

export type World = {
  readonly clock: FakeClock;
  readonly path: string;
  readonly vehicle: EmbeddedVehicle;
  readonly hooks: string[];
  /** The airspace in use; `service.airspaceChanged` tells of a change. */
  readonly air: { now: Airspace };
  store: Store;
  station: Station;
  service: FlightService;
  track: TrackService;
  review: ReviewService;
  cause(role?: Role, siteId?: string): Cause;
  /** Turns the clock until `done`, at most `mostMs`; true if it was reached. */
  until(done: () => boolean | Promise<boolean>, mostMs: number): Promise<boolean>;
  run(ms: number): Promise<void>;
  loadBox(flightId: string): Promise<void>;
  unloadBox(): Promise<void>;
  stateOf(flightId: string): Promise<string>;
  /** Ends the service and its store, and starts both anew; the vehicle flies on. */
  restart(pauseMs: number): Promise<void>;
  /** The station no longer hears the drone; the drone hears the station. */
  mute(on: boolean): void;
  /** Another drone with the same system id, at the centre. */
  twin(): { stop(): void };
  close(): Promise<void>;
};

const settle = async (): Promise<void> => {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
};

const spyHooks = (calls: string[]): FlightHooks => ({
  onLaunched: async () => {
    calls.push('launched');
    return { ok: true, value: undefined };
  },
  onAirborne: async () => void calls.push('airborne'),
  onDelivered: async () => void calls.push('delivered'),
  onFailed: async (_tx, _id, { blood }) => void calls.push(`failed ${blood}`),
  onHome: async () => void calls.push('home'),
  onRedirected: async (_tx, _id, siteId) => {
    calls.push(`redirected ${siteId}`);
    return { ok: true, value: undefined };
  },
});

/** Changes what the drone's control does: a frame or an answer that gets lost. */
export type Wrap = (control: VehicleControl) => VehicleControl;

const NO_ZONES: Airspace = { version: 'test@1', region: NANJING_REGION, zones: [], missing: [] };

type Ground = {
  readonly clock: FakeClock;
  readonly path: string;
  readonly net: Net;
  readonly hooks: string[];
  readonly air: { now: Airspace };
  readonly wrap: Wrap;
  readonly codes: LaunchCodes;
};

/** The service and all it stands on; built anew for a restart. */
const build = async ({ clock, path, net, hooks, air, wrap, codes }: Ground) => {
  const gate = createWriteGate(openSqliteStore(path), { clock, log: () => {} });
  const { store } = gate;
  const guard = new Guard();
  const station = createStation({ clock, net, log: silentLog, gate: guard });
  const target = { sysid: SYSID, compid: 1 };
  const guarding = createGuarding({ guard, clock, targetOf: () => target });
  await station.addLink({ name: 'sim', local: { host: '127.0.0.1', port: 14550 } });
  const feeding = clock.every(200, () => station.feed());
  const controls = new Map<object, ReturnType<typeof controlOf>>();
  const vehicles: Vehicles = {
    get: () => {
      const found = station.vehicle(SYSID);
      if (found === undefined) return undefined;
      const control = controls.get(found) ?? wrap(controlOf(found));
      controls.set(found, control);
      return control;
    },
  };
  const service = createFlightService({
    store,
    clock,
    rng: seededRng(2),
    vehicles,
    guard: guarding.port,
    planWorld: async () => ({ version: 1, airspace: air.now }),
    hooks: spyHooks(hooks),
    outage: gate.outage,
    codes,
    verifySecond: async (login) => ({ ok: true, value: { ...actor('safety'), personId: login } }),
    log: () => {},
  });
  const log = (): void => {};
  const rng = seededRng(3);
  const registered = () => [{ id: 'drone-1', name: 'NJ-01', ...target }];
  const { touched, keptBack, mayArm } = service;
  const intrusions = watchIntrusions({ station, self: STATION_ID, clock, registered, touched, keptBack });
  const armRequests = answerArmRequests({ station, clock, registered, mayArm });
  const track = createTrackService({
    store,
    clock,
    rng,
    vehicles,
    flights: service,
    outage: gate.outage,
    noticed: () => [...intrusions.conditions(), ...armRequests.conditions()],
    log,
  });
  const disk = systemDisk(dirname(path));
  const review = createReviewService({ store, clock, disk, frames: station, log });
  return { store, gate, station, service, track, review, feeding };
};
const end = async (built: Awaited<ReturnType<typeof build>>): Promise<void> => {
  built.feeding.cancel();
  await built.service.stop();
  await built.track.stop();
  await built.review.stop();
  await built.station.close();
  built.gate.close();
  await built.store.close();
};

const NO_CODES: LaunchCodes = { required: false, check: async () => ({ ok: true, value: undefined }) };

/** The flight service over real SQLite, a real station and the embedded vehicle, under a clock turned by hand. */
export const flightWorld = async (
  wrap: Wrap = (control) => control,
  codes: LaunchCodes = NO_CODES,
  parameters: Readonly<Record<string, number>> = {},
): Promise<World> => {
  const clock = fakeClock();
  const path = join(tempFolder(), 'lifeline.db');
  const link = cable();
  const [hooks, air]: [string[], World['air']] = [[], { now: NO_ZONES }];
  const drone = (seed: number) => {
    const vehicle = link.attach((send) =>
      createVehicle({
        sysid: SYSID,
        home: { at: CENTRE, altAmslM: 20 },
        nowMs: clock.mono(),
        wallMs: clock.wall(),
        rng: seededRng(seed),
        parameters,
        send,
        crewSwapS: 0,
      }),
    );
    const timer = clock.every(VEHICLE_TICK_MS, () => vehicle.tick(clock.mono()));
    return { vehicle, stop: () => timer.cancel() };
  };
  const { vehicle } = drone(1);

  const ground: Ground = { clock, path, net: link.net, hooks, air, wrap, codes };
  let built = await build(ground);
  const run = async (ms: number): Promise<void> => {
    const until = clock.mono() + ms;
    while (clock.mono() < until) {
      clock.advance(50);
      await settle();
    }
  };
  const cause = (role: Role = 'dispatcher', siteId?: string): Cause => ({
    actor: actor(role, siteId),
    now: clock.wall(),
  });
  await fillRecord(built.store, cause());
  await built.review.start();
  await built.track.start();
  const starting = built.service.start();
  await run(8000);
  await starting;
  const world: World = {
    clock,
    path,
    vehicle,
    hooks,
    air,
    store: built.store,
    station: built.station,
    service: built.service,
    track: built.track,
    review: built.review,
    cause,
    run,
    until: async (done, mostMs) => {
      const end = clock.mono() + mostMs;
      while (clock.mono() < end) {
        if (await done()) return true;
        await run(100);
      }
      return false;
    },
    loadBox: (flightId) => markBoxes(built.store, cause(), { flight_id: flightId, loaded_json: '{}' }),
    unloadBox: () => markBoxes(built.store, cause(), { unloaded_json: '{}' }),
    stateOf: (flightId) => readState(built.store, flightId),
    restart: async (pauseMs) => {
      await end(built);
      clock.advance(pauseMs);
      built = await build(ground);
      world.store = built.store;
      world.station = built.station;
      world.service = built.service;
      world.track = built.track;
      world.review = built.review;
      await built.review.start();
      await built.track.start();
      const adopting = built.service.start();
      await run(4000);
      await adopting;
    },
    mute: (on) => void (on ? link.mutes.add(link.firstPort) : link.mutes.delete(link.firstPort)),
    twin: () => drone(99),
    close: () => end(built),
  };
  return world;
};

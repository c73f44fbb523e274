import type { Logger } from 'pino';
import type { Sessions } from '../accounts/sessions-service.ts';
import type { Registrar } from '../api/contract/handler.ts';
import { may, type Actor } from '../core/access.ts';
import type { LiveFrame, LiveVehicle } from '../api/contract/live.ts';
import { systemCause } from '../core/cause.ts';
import type { Clock } from '../core/clock.ts';
import type { Outage } from '../core/outage.ts';
import type { Disk, Net, Rng, Streams } from '../core/ports.ts';
import type { Vault } from '../core/secrets.ts';
import { registerCustodyRoutes } from '../custody/routes.ts';
import type { DroneNow } from '../custody/failure-view-queries.ts';
import { registerFailureRoutes } from '../custody/failure-routes.ts';
import { createFailureService } from '../custody/failure-service.ts';
import { onRedirected } from '../custody/redirect-queries.ts';
import { createCustodyService } from '../custody/service.ts';
import {
  closeOrdersOfVehicle,
  handToCourier,
  onAirborne,
  onDelivered,
  onFailed,
  onLaunched,
} from '../custody/custody-queries.ts';
import { createAirspace } from '../fleet/airspace-service.ts';
import { createLinks } from '../fleet/links-service.ts';
import { createFleet } from '../fleet/service.ts';
import { registerSigningRoutes } from '../fleet/signing-routes.ts';
import { createSigningKeys } from '../fleet/signing-service.ts';
import { createSites } from '../fleet/sites-service.ts';
import { registerBaselineRoutes } from '../flight/baseline-routes.ts';
import { registerPreflightRoutes } from '../flight/preflight-routes.ts';
import { registerControlRoutes } from '../flight/control-routes.ts';
import { registerContingencyRoutes } from '../flight/contingency-routes.ts';
import { registerAirRoutes } from '../flight/air-routes.ts';
import { registerFlightRoutes, registerSafetyRoutes } from '../flight/routes.ts';
import type { LaunchCodes } from '../flight/record-service.ts';
import { createFlightService, type FlightService } from '../flight/service.ts';
import { isFlightAirborne } from '../flight/states.ts';
import type { MavLog } from '../mavlink/log.ts';
import { STATION_ID, type createStation } from '../mavlink/station.ts';
import { registerOrderRoutes } from '../orders/routes.ts';
import { createOrderService } from '../orders/service.ts';
import { parseAirspace } from '../plan/airspace.ts';
import { registerIncidentRoutes } from '../review/incident-routes.ts';
import { createIncidents } from '../review/incident-service.ts';
import { registerReviewRoutes, registerVehicleLogRoutes } from '../review/routes.ts';
import { createReviewService } from '../review/service.ts';
import { createPaperPack } from '../review/paper-pack-service.ts';
import { papers } from '../api/contract/papers.ts';
import type { Printer } from '../core/paper.ts';
import { createVehicleLogService } from '../review/vehicle-log-service.ts';
import { createPackService } from '../stock/pack-service.ts';
import { registerStockRoutes } from '../stock/routes.ts';
import { releaseUnits, reserveUnits } from '../stock/reserve-queries.ts';
import { createStockService } from '../stock/service.ts';
import type { Store } from '../store/store.ts';
import { registerAlarmRoutes } from '../track/routes.ts';
import { createTrackService } from '../track/service.ts';
import { createDeliverySites } from './delivery-sites.ts';
import { droneNowOf, lastHeardOf, onStateOf } from './failed-flights.ts';
import { watchIntrusions } from './intrusions.ts';
import { createPlanWorld } from './plan-world.ts';
import { signingPortOf, tellClock } from './signing.ts';
import { joinSky, type Sky } from './sky.ts';
import { linkPortOf } from './station-links.ts';

export type StageDeps = {
  readonly store: Store;
  readonly sessions: Sessions;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly net: Net;
  readonly streams?: Streams | undefined;
  readonly disk: Disk;
  readonly vault: Vault;
  /** Makes the sheets for the case that the system is down; undefined = none are made. */
  readonly print?: Printer;
  readonly log: Logger;
  readonly register: Registrar;
  /** One-time codes of those who launch. */
  readonly codes: LaunchCodes;
  /** Since when nothing can be recorded; undefined = all is well. */
  readonly outage: () => Outage | undefined;
  /** False once another instance has taken the data folder: the drones are its. */
  readonly ownsData: () => boolean;
};

/** How often the main loop tells the heartbeat that it is alive, milliseconds. */
const FEED_MS = 500;
/** How often units that have expired leave the stock, milliseconds. */
const EXPIRY_MS = 60_000;

/** Blood: orders, stock and custody. `late` gives what stages after them know. */
const joinBlood = (deps: StageDeps, late: { flights(): FlightService; droneNow: DroneNow }) => {
  const { store, rng, sessions, register } = deps;
  const etaOf = (flightId: string): number | null => late.flights().etaOf(flightId);
  const { verifySecond } = sessions;
  const orders = createOrderService({
    store,
    rng,
    hooks: {
      reserve: reserveUnits,
      release: releaseUnits,
      handToCourier,
      giveUpFlight: (tx, flightId, reason) => late.flights().giveUp(tx, flightId, reason),
      etaOf,
    },
  });
  registerOrderRoutes(register, orders);
  const stock = createStockService({ store, rng });
  registerStockRoutes(register, stock, createPackService({ store, rng, verifySecond, etaOf }));
  const custody = createCustodyService({ store, verifySecond, etaOf });
  registerCustodyRoutes(register, custody, (actor, flightId) => late.flights().get(actor, flightId));
  registerFailureRoutes(
    register,
    createFailureService({ store, rng, verifySecond, droneNow: late.droneNow }),
  );
  const expire = (): void => {
    stock
      .expireDue(systemCause(deps.clock.wall()))
      .catch((error: unknown) => deps.log.error({ err: error }, 'expiry failed'));
  };
  expire();
  return deps.clock.every(EXPIRY_MS, expire);
};

const joinFleet = (deps: StageDeps, { station, guarding }: Sky) => {
  const { store, rng, clock } = deps;
  const world = { forget: (): void => undefined };
  const airspace = createAirspace({
    store,
    check: (geojson) => parseAirspace(geojson).issues,
    changed: () => world.forget(),
  });
  const planWorld = createPlanWorld(airspace);
  world.forget = planWorld.forget;
  const links = createLinks({ store, port: linkPortOf(station, clock) });
  const signing = createSigningKeys({
    store,
    clock,
    rng,
    vault: deps.vault,
    port: signingPortOf(station, guarding.grantKey),
    onError: (error) => deps.log.error({ err: error }, 'signing keys could not be kept'),
  });
  registerSigningRoutes(deps.register, signing);
  tellClock(deps.log, station);
  return {
    planWorld,
    signing,
    services: {
      sites: createSites({ store, rng }),
      fleet: createFleet({ store, rng, heard: links.heard }),
      links,
      airspace,
    },
  };
};

type Aloft = {
  readonly station: ReturnType<typeof createStation>;
  readonly registry: Sky['registry'];
  readonly note: MavLog;
};

/** What is looked at afterwards: what we heard, and what the drones wrote themselves. */
const joinReview = (deps: StageDeps, { station, registry, note }: Aloft) => {
  const { store, clock, rng, disk, register } = deps;
  const review = createReviewService({ store, clock, disk, frames: station, log: note });
  registerReviewRoutes(register, review);
  const incidents = createIncidents({
    store,
    clock,
    rng,
    lastHeard: lastHeardOf(registry.vehicles, clock),
    log: note,
  });
  registerIncidentRoutes(register, incidents);
  let unwatch = (): void => {};
  const { print } = deps;
  const pack = print && createPaperPack({ store, clock, disk, print, log: note });
  if (pack !== undefined) register(papers.pack, () => pack.file());
  const vehicles = { ids: () => registry.all().map(({ id }) => id), get: registry.vehicleOf };
  const vehicleLogs = createVehicleLogService({ store, clock, rng, disk, vehicles, log: note });
  registerVehicleLogRoutes(register, vehicleLogs);
  return {
    start: async (): Promise<void> => {
      unwatch = incidents.watch();
      pack?.start();
      await review.start();
      await vehicleLogs.start();
    },
    stop: async (): Promise<void> => {
      unwatch();
      await pack?.stop();
      await vehicleLogs.stop();
      await review.stop();
    },
  };
};

/** Builds the stages and joins them: the only place where one service learns of another. */
export const joinStages = async (deps: StageDeps) => {
  const { store, clock, rng, log, register } = deps;
  const note: MavLog = (level, sentence, data) => log[level]({ ...data }, sentence);
  const sky = await joinSky(deps, note);
  const { station, registry, guarding } = sky;
  const sites = createDeliverySites(store);
  const { planWorld, signing, services } = joinFleet(deps, sky);
  const onState = onStateOf({ rng, lastHeard: lastHeardOf(registry.vehicles, clock) });
  const flights = createFlightService({
    store,
    clock,
    rng,
    vehicles: registry.vehicles,
    guard: guarding.port,
    planWorld: planWorld.current,
    hooks: {
      onLaunched,
      onAirborne,
      onDelivered,
      onFailed,
      onState,
      onHome: closeOrdersOfVehicle,
      onRedirected,
    },
    outage: deps.outage,
    codes: deps.codes,
    verifySecond: deps.sessions.verifySecond,
    log: note,
  });
  const expiring = joinBlood(deps, {
    flights: () => flights,
    droneNow: droneNowOf(registry.vehicles, clock),
  });
  registerFlightRoutes(register, flights);
  registerAirRoutes(register, flights);
  registerControlRoutes(register, flights.control, store);
  // Whoever has logged out commands nothing.
  deps.sessions.onEnded((_personId, sessionIds) => flights.control.sessionsEnded(sessionIds));
  registerSafetyRoutes(register, flights.safety);
  registerContingencyRoutes(register, flights.contingencies);
  registerPreflightRoutes(register, flights);
  registerBaselineRoutes(register, flights.baselines);
  const { outage, ownsData } = deps;
  const intrusions = watchIntrusions({
    station,
    self: STATION_ID,
    clock,
    registered: registry.all,
    touched: flights.touched,
  });
  const track = createTrackService({
    store,
    clock,
    rng,
    vehicles: registry.vehicles,
    flights,
    outage,
    ownsData,
    noticed: intrusions.conditions,
    log: note,
  });
  registerAlarmRoutes(register, track.alarms);
  const review = joinReview(deps, { station, registry, note });
  await registry.load();
  await sites.load();
  const keeping = await signing.start();
  await services.links.openStored();
  // INV-S8. A record that cannot be written is no reason to send the fleet home: flight-only mode is declared instead.
  const feed = (): void => {
    if (ownsData()) station.feed();
  };
  feed();
  const feeding = clock.every(FEED_MS, feed);
  const underWay = () => flights.underWay().filter(({ life }) => isFlightAirborne(life.state));

  return {
    fleet: services,
    conditions: flights.conditions,
    station,
    registry,
    liveFrame: track.liveFrame,
    /** A hospital sees only the drone that is on its way to it, or on its pad. */
    visibleVehicles: (actor: Actor, frame: LiveFrame): readonly LiveVehicle[] => {
      if (may(actor.role, 'fleet.live')) return frame.vehicles;
      if (actor.role !== 'hospital' || actor.siteId === undefined) return [];
      return frame.vehicles.filter(
        ({ flightId }) => flightId !== null && sites.siteOf(flightId) === actor.siteId,
      );
    },
    airborne: () =>
      underWay().map((flight) => ({
        flightNumber: flight.number,
        vehicleName: registry.all().find(({ id }) => id === flight.vehicleId)?.name ?? flight.vehicleId,
        control: registry.vehicles.get(flight.vehicleId),
      })),
    start: async (): Promise<readonly string[]> => {
      await review.start();
      await track.start();
      return (await flights.start()).map(({ number, sentence }) => `Flight ${number}: ${sentence}`);
    },
    stop: async (): Promise<void> => {
      feeding.cancel();
      expiring.cancel();
      await track.stop();
      await flights.stop();
      await review.stop();
      await keeping.stop();
      await station.close();
    },
  };
};

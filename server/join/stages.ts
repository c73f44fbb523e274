import { may, type Actor } from '../core/access.ts';
import type { LiveFrame, LiveVehicle } from '../api/contract/live.ts';
import { systemCause } from '../core/cause.ts';
import { registerCustodyRoutes } from '../custody/routes.ts';
import { registerFailureRoutes } from '../custody/failure-routes.ts';
import { createFailureService } from '../custody/failure-service.ts';
import { createCustodyService } from '../custody/service.ts';
import { handToCourier } from '../custody/custody-queries.ts';
import { createAirspaceDrafts } from '../fleet/airspace-drafts-service.ts';
import { createAirspace } from '../fleet/airspace-service.ts';
import { createTemporaryZones } from '../fleet/temporary-zones-service.ts';
import { createLinks } from '../fleet/links-service.ts';
import { registerBatteryRoutes } from '../fleet/battery-routes.ts';
import { createBatteries } from '../fleet/battery-service.ts';
import { createFleet } from '../fleet/service.ts';
import { registerSigningRoutes } from '../fleet/signing-routes.ts';
import { createSigningKeys } from '../fleet/signing-service.ts';
import { createSites } from '../fleet/sites-service.ts';
import { type FlightService } from '../flight/service.ts';
import type { PlanWorld, Vehicles } from '../flight/ports.ts';
import { isFlightAirborne } from '../flight/states.ts';
import type { MavLog } from '../mavlink/log.ts';
import { STATION_ID } from '../mavlink/station.ts';
import { registerOrderRoutes } from '../orders/routes.ts';
import { createOrderService } from '../orders/service.ts';
import { ringFaults } from '../plan/airspace/temporary.ts';
import { createPackService } from '../stock/pack-service.ts';
import { registerStockRoutes } from '../stock/routes.ts';
import { releaseUnits, reserveUnits } from '../stock/reserve-queries.ts';
import { createStockService } from '../stock/service.ts';
import { registerAlarmRoutes } from '../track/routes.ts';
import { createTrackService } from '../track/service.ts';
import { answerArmRequests } from './arm-requests.ts';
import { keepBatteryReports } from './battery-reports.ts';
import { createDeliverySites } from './delivery-sites.ts';
import { droneNowOf } from './failed-flights.ts';
import { watchIntrusions } from './intrusions.ts';
import { joinInvariants } from './invariants.ts';
import { airspaceReview } from './airspace-review.ts';
import { createPlanWorld } from './plan-world.ts';
import { signingPortOf, tellClock } from './signing.ts';
import { joinAssignments } from './assignments.ts';
import { joinSky, type Sky } from './sky.ts';
import { linkPortOf } from './station-links.ts';
import { joinFlights } from './flights.ts';
import { joinReview } from './review.ts';
import type { StageDeps } from './stage-deps.ts';

/** How often the main loop tells the heartbeat that it is alive, milliseconds. */
const FEED_MS = 500;
/** How often units that have expired leave the stock, milliseconds. */
const EXPIRY_MS = 60_000;

/** Blood: orders, stock and custody. `late` gives what stages after them know. */
const joinBlood = (
  deps: StageDeps,
  late: {
    flights(): FlightService;
    vehicles: Vehicles;
    planWorld: () => Promise<PlanWorld | undefined>;
  },
) => {
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
  const custody = createCustodyService({ store, rng, verifySecond, etaOf });
  registerCustodyRoutes(register, custody, (actor, flightId) => late.flights().get(actor, flightId));
  registerFailureRoutes(
    register,
    createFailureService({ store, rng, verifySecond, droneNow: droneNowOf(late.vehicles, deps.clock) }),
  );
  const expire = (): void => {
    stock
      .expireDue(systemCause(deps.clock.wall()))
      .catch((error: unknown) => deps.log.error({ err: error }, 'expiry failed'));
  };
  expire();
  const expiring = deps.clock.every(EXPIRY_MS, expire);
  const { vehicles, planWorld } = late;
  const assigning = joinAssignments(deps, { flights: () => late.flights(), orders, vehicles, planWorld });
  return {
    stop: (): void => {
      expiring.cancel();
      assigning.stop();
    },
  };
};

const joinFleet = (
  deps: StageDeps,
  { station, guarding, registry }: Sky,
  /** Flights in the air are judged anew. */
  airspaceChanged: () => void,
) => {
  const { store, rng, clock } = deps;
  const world = { changed: (): void => undefined };
  const airspace = createAirspace({ store, temporary: () => temporary.open() });
  const temporary = createTemporaryZones({ store, clock, rng, ringFaults, changed: () => world.changed() });
  const planWorld = createPlanWorld(airspace, temporary, deps.terrain);
  world.changed = () => {
    planWorld.forget();
    airspaceChanged();
  };
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
  const chargeOf = (vehicleId: string) => registry.vehicles.get(vehicleId)?.facts().battery?.value;
  const batteries = createBatteries({ store, rng, chargeOf });
  registerBatteryRoutes(deps.register, batteries);
  keepBatteryReports({
    store,
    clock,
    registry,
    report: batteries.report,
    onError: (error) => deps.log.error({ err: error }, 'what drones say of their packs could not be kept'),
  });
  tellClock(deps.log, station);
  return {
    planWorld,
    signing,
    services: {
      sites: createSites({ store, rng }),
      fleet: createFleet({ store, rng, heard: links.heard }),
      links,
      airspace,
      temporary,
      drafts: createAirspaceDrafts({
        store,
        rng,
        ...airspaceReview(store),
        changed: () => world.changed(),
      }),
    },
  };
};

/** Builds the stages and joins them: the only place where one service learns of another. */
export const joinStages = async (deps: StageDeps) => {
  const { store, clock, rng, log, register } = deps;
  const note: MavLog = (level, sentence, data) => log[level]({ ...data }, sentence);
  const sky = await joinSky(deps, note);
  const { station, registry } = sky;
  const sites = createDeliverySites(store);
  const late = { airspaceChanged: (): void => undefined };
  const { planWorld, signing, services } = joinFleet(deps, sky, () => late.airspaceChanged());
  const flights = joinFlights(deps, { sky, planWorld: planWorld.current, log: note });
  late.airspaceChanged = flights.airspaceChanged;
  const blood = joinBlood(deps, {
    flights: () => flights,
    vehicles: registry.vehicles,
    planWorld: planWorld.current,
  });
  const { outage, ownsData } = deps;
  const intrusions = watchIntrusions({
    station,
    self: STATION_ID,
    clock,
    registered: registry.all,
    touched: flights.touched,
    keptBack: flights.keptBack,
  });
  const armRequests = answerArmRequests({
    station,
    clock,
    registered: registry.all,
    mayArm: flights.mayArm,
  });
  const invariants = joinInvariants(deps, { sky, flights, log: note });
  const track = createTrackService({
    store,
    clock,
    rng,
    vehicles: registry.vehicles,
    flights,
    outage,
    ownsData,
    noticed: () => [...intrusions.conditions(), ...armRequests.conditions(), ...invariants.conditions()],
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
      blood.stop();
      await track.stop();
      await invariants.stop();
      await flights.stop();
      await review.stop();
      await keeping.stop();
      await station.close();
    },
  };
};

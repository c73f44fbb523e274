import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { contract } from '../api/contract/contract.ts';
import type { Flight } from '../api/contract/flights.ts';
import type { LiveVehicle } from '../api/contract/live.ts';
import { FLIGHT_END_STATES, type FlightState } from '../flight/states.ts';
import { DEMO_PASSWORD } from '../seed/people.ts';
import { signIn, type Client } from './client.ts';
import {
  launchDelivery,
  launchReturn,
  orderBlood,
  packOrder,
  receiveBlood,
  type People,
  type Step,
} from './delivery.ts';
import { startPx4 } from './px4.ts';
import { startServer } from './server-process.ts';

/**
 * So many times faster than real time. The real PX4 keeps up to about 10, but its 10 s until the link counts as lost pass
 * as much faster: our heartbeat, once a second of our clock, may be late on a busy machine.
 */
const EMBEDDED_SPEED = 40;
const PX4_SPEED = 4;
/** A battery that the people at the pad have just put in. */
const FULL_PCT = 95;
/** Exit code of a program that Ctrl-C ended. */
const INTERRUPTED = 130;
/** Longest a leg may take on the wall clock. */
const LEG_MS = 15 * 60_000;

const { values } = parseArgs({
  options: {
    vehicle: { type: 'string', default: 'embedded' },
    speed: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

const startedMs = performance.now();
const elapsedS = (): number => (performance.now() - startedMs) / 1000;
const step: Step = (text) => {
  process.stdout.write(`${elapsedS().toFixed(1).padStart(6)} s  ${text}\n`);
};

/** Follows facts and telemetry as a dispatcher's console does. */
const follow = (dispatcher: Client) => {
  const waiting = new Set<() => void>();
  const telemetry = new Map<string, LiveVehicle>();
  let facts = 0;
  const socket = dispatcher.watch({
    events: (events) => {
      facts += events.length;
      for (const wake of waiting) wake();
    },
    frame: (frame) => {
      for (const vehicle of frame.vehicles) telemetry.set(vehicle.vehicleId, vehicle);
      for (const wake of waiting) wake();
    },
  });
  /** Resolves when `test` gives a value; it is asked again after each news. */
  const until = <T>(what: string, test: () => Promise<T | undefined> | T | undefined): Promise<T> =>
    new Promise((resolve, reject) => {
      let busy = false;
      const end = (): void => {
        clearTimeout(deadline);
        waiting.delete(ask);
      };
      const ask = (): void => {
        if (busy) return;
        busy = true;
        Promise.resolve(test())
          .then((value) => {
            busy = false;
            if (value === undefined) return;
            end();
            resolve(value);
          })
          .catch((error: unknown) => {
            end();
            reject(error);
          });
      };
      const deadline = setTimeout(() => {
        end();
        reject(new Error(`${what}: not within ${LEG_MS / 1000} s`));
      }, LEG_MS);
      waiting.add(ask);
      ask();
    });
  return { until, telemetry, facts: () => facts, close: () => socket.close() };
};

type Follower = ReturnType<typeof follow>;

/** Waits until a flight is in one of these states; any other end is an error. */
const untilState = (
  dispatcher: Client,
  follower: Follower,
  id: string,
  wanted: readonly FlightState[],
): Promise<Flight> => {
  let last: string | undefined;
  return follower.until(`flight in ${wanted.join(' or ')}`, async () => {
    const flight = await dispatcher.call(contract.flights.get, { params: { id } });
    if (flight.state !== last) step(`  ${flight.number}  ${flight.state} ${flight.stateReason}`);
    last = flight.state;
    if (wanted.includes(flight.state)) return flight;
    if ((FLIGHT_END_STATES as readonly string[]).includes(flight.state) || flight.state === 'UNKNOWN') {
      throw new Error(`flight ${flight.number} ended as ${flight.state}: ${flight.stateReason}`);
    }
    return undefined;
  });
};

/** The figures of a flight come when its telemetry log is closed, some seconds after the landing. */
const untilSummary = (dispatcher: Client, follower: Follower, id: string): Promise<Flight> =>
  follower.until('figures of the flight', async () => {
    const flight = await dispatcher.call(contract.flights.get, { params: { id } });
    return flight.summary === null ? undefined : flight;
  });

/** The figures of one leg: flown beside planned; null where the flight has no summary. */
const legOf = ({ summary, plan }: Flight) => {
  if (summary === null || plan === null) throw new Error('the flight has no summary');
  return {
    flightS: summary.flightS,
    plannedFlightS: plan.flightS,
    distanceM: summary.distanceM,
    plannedDistanceM: plan.distanceM,
    landingErrorM: summary.landingErrorM,
    batteryUsedPct: summary.batteryUsedPct,
    batteryPlannedPct: plan.batteryUsedPct,
  };
};

const tellTimeline = async (dispatcher: Client, orderId: string): Promise<void> => {
  const { entries } = await dispatcher.call(contract.orders.timeline, { params: { id: orderId } });
  process.stdout.write('\nTimeline of the order\n');
  for (const entry of entries) {
    process.stdout.write(
      `  ${new Date(entry.at).toISOString().slice(11, 23)}  ${entry.type.padEnd(24)} ${entry.by}\n`,
    );
  }
};

const fly = async (people: People, vehicleId: string, follower: Follower) => {
  const { dispatcher } = people;
  const order = await orderBlood(people, step);
  const packed = await packOrder(people, order.id, step);
  const outward = await launchDelivery(people, packed, vehicleId, step);
  const landed = await untilState(dispatcher, follower, outward.id, ['LANDED', 'COMPLETED']);
  const received = await receiveBlood(people, landed, order.id, step);
  const charged = await follower.until('a full battery at the hospital', () => {
    const charge = follower.telemetry.get(vehicleId)?.batteryPct ?? 0;
    return charge >= FULL_PCT ? charge : undefined;
  });
  step(`battery     changed, ${charged.toFixed(0)} %`);
  const homeward = await launchReturn(people, landed, step);
  const home = await untilState(dispatcher, follower, homeward.id, ['COMPLETED']);
  await follower.until('drone at home and disarmed', () =>
    follower.telemetry.get(vehicleId)?.armed === false ? true : undefined,
  );
  step('home        the drone is back and disarmed');
  const delivery = await untilSummary(dispatcher, follower, outward.id);
  const homeLeg = await untilSummary(dispatcher, follower, homeward.id);
  await tellTimeline(dispatcher, order.id);
  return {
    delivered: received.state === 'RECEIVED' && home.state === 'COMPLETED',
    vehicle: values.vehicle,
    orderToTakeoffS: delivery.takeoffAt === null ? null : (delivery.takeoffAt - order.submittedAt) / 1000,
    ...legOf(delivery),
    return: legOf(homeLeg),
    events: follower.facts(),
    wallS: Math.round(elapsedS() * 10) / 10,
  };
};

const run = async (): Promise<boolean> => {
  if (values.vehicle !== 'embedded' && values.vehicle !== 'px4') {
    throw new Error(`--vehicle: expected embedded or px4, got ${values.vehicle}`);
  }
  const real = values.vehicle === 'px4';
  const speed = Number(values.speed ?? (real ? PX4_SPEED : EMBEDDED_SPEED));
  await using cleanup = new AsyncDisposableStack();
  const interrupt = (): void => {
    step('interrupted');
    // Whatever waits for the drone would keep this process alive for minutes.
    void cleanup.disposeAsync().finally(() => process.exit(INTERRUPTED));
  };
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  const server = await startServer(real ? ['--no-embedded'] : ['--embedded-speed', String(speed)]);
  cleanup.defer(() => server.stop());
  step(`server      ${server.url}`);
  const sign = (login: string): Promise<Client> => signIn(server.url, login, DEMO_PASSWORD);
  const dispatcher = await sign('dispatcher1');
  const people: People = {
    nurse: await sign('pkph1'),
    secondOfHospital: 'pkph2',
    issuer: await sign('issuer1'),
    secondIssuer: 'issuer2',
    dispatcher,
    second: await sign('safety'),
  };
  const vehicleId = real ? await startPx4({ admin: await sign('admin'), speed, cleanup, step }) : 'drone-1';
  const follower = follow(dispatcher);
  cleanup.defer(() => follower.close());
  await follower.until('telemetry of the drone', () => {
    const vehicle = follower.telemetry.get(vehicleId);
    return vehicle?.position === null || vehicle?.batteryPct === null ? undefined : vehicle;
  });
  const result = await fly(people, vehicleId, follower);
  if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
  return result.delivered;
};

try {
  process.exitCode = (await run()) ? 0 : 1;
} catch (error) {
  step(`failed      ${error instanceof Error ? error.message : String(error)}`);
  if (values.json)
    process.stdout.write(
      `${JSON.stringify({ delivered: false, vehicle: values.vehicle, error: String(error) })}\n`,
    );
  process.exitCode = 1;
}

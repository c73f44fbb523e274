import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { TestContext } from 'vitest';
import { contract } from '../../../server/api/contract/contract.ts';
import type { Flight } from '../../../server/api/contract/flights.ts';
import type { Alarm } from '../../../server/api/contract/system.ts';
import { delay } from '../../../server/core/clock.ts';
import { signIn, type Client } from '../../../server/demo/client.ts';
import { launchDelivery, orderBlood, packOrder } from '../../../server/demo/delivery.ts';
import { clearHomePad, registerPx4 } from '../../../server/demo/px4.ts';
import type { FlightState } from '../../../server/flight/states.ts';
import { systemClock } from '../../../server/ports/system-clock.ts';
import { systemNet } from '../../../server/ports/udp.ts';
import { DEMO_PASSWORD } from '../../../server/seed/people.ts';
import { startPx4 } from '../../../sitl/px4.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { runServer, type Running } from '../../support/server-process.ts';
import { freeInstance, LOOPBACK, px4Install } from '../machines.ts';
import { openWire, type Wire } from './wire.ts';

export type SceneOptions = {
  /** Vehicle seconds per wall second. */
  readonly speed: number;
  /** PX4's, on top of the service's profile. */
  readonly parameters?: Readonly<Record<string, number>>;
};

type Entry = {
  readonly at: number;
  readonly type: string;
  readonly by: string;
  readonly data: Record<string, unknown>;
};

/** The real server process, the real PX4 on the wire between them, and a delivery in the air. */
export type Scene = {
  readonly wire: Wire;
  readonly vehicleId: string;
  readonly flightId: string;
  readonly sysid: number;
  readonly instance: number;
  readonly dispatcher: Client;
  /** PX4's own shell: `failure gps off`, `param set SIH_WIND_N 12`. */
  px4(command: string, ...args: readonly string[]): Promise<void>;
  server(): Running;
  /** The same service again: same data folder, same ports. */
  restart(): Promise<void>;
  flight(): Promise<Flight>;
  alarms(): Promise<readonly Alarm[]>;
  timeline(): Promise<readonly Entry[]>;
  until<T>(
    what: string,
    test: () => T | undefined | false | Promise<T | undefined | false>,
    withinS: number,
  ): Promise<T>;
  reaches(state: FlightState, withinS: number): Promise<Flight>;
  alarm(kind: string, withinS: number): Promise<Alarm>;
  /** PX4's own word, beyond whatever the service knows. */
  flies(mode: string, withinS: number): Promise<number>;
};

const POLL_MS = 100;
const READY = /Lifeline is ready: (\S+)/;
const LINK = 'px4';
const START_MS = 60_000;
/** A service whose pages have changed builds them first. */
const PAGES_MS = 180_000;
const SIMULATORS_OWN = /^SI[HM]_/;
/** 50 times a second, and nobody here reads them: at a multiple of real time a busy machine would lose frames over them. */
const NOISY = [
  'ATTITUDE_QUATERNION',
  'ATTITUDE_TARGET',
  'LOCAL_POSITION_NED',
  'POSITION_TARGET_GLOBAL_INT',
  'POSITION_TARGET_LOCAL_NED',
  'SERVO_OUTPUT_RAW_0',
];
const silent = (): void => {};
/** Take-off, the climb to cruise height, and the first telemetry of it. */
const UNDER_WAY_S = 120;

const freeTcpPort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, LOOPBACK, () => {
      const address = server.address();
      const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
      server.close(() => resolve(port));
    });
  });

const freeUdpPort = async (): Promise<number> => {
  const socket = await systemNet.bindUdp({ host: LOOPBACK, port: 0 });
  await socket.close();
  return socket.local.port;
};

const until: Scene['until'] = async (what, test, withinS) => {
  const end = systemClock.mono() + withinS * 1000;
  for (;;) {
    const value = await test();
    if (value !== undefined && value !== false) return value;
    if (systemClock.mono() > end) throw new Error(`${what}: not within ${withinS} s`);
    await delay(systemClock, POLL_MS);
  }
};

/** The server process on ports of its own, which it has again after a restart. */
const startService = async () => {
  const udpPort = await freeUdpPort();
  const args = [
    '--data',
    tempFolder(),
    '--port',
    String(await freeTcpPort()),
    '--no-embedded',
    '--link',
    `${LINK}=${LOOPBACK}:${udpPort}`,
  ];
  let running = runServer(args);
  const [, url = ''] = await running.line(READY, PAGES_MS);
  return {
    udpPort,
    url,
    server: () => running,
    restart: async (): Promise<void> => {
      running = runServer(args);
      await running.line(READY, PAGES_MS);
    },
  };
};

type Service = Awaited<ReturnType<typeof startService>>;

const startDrone = async (
  { speed, parameters = {} }: SceneOptions,
  { wire, admin, closing }: { wire: Wire; admin: Client; closing: AsyncDisposableStack },
) => {
  if (!px4Install.ok) throw new Error(px4Install.error.message);
  const { binary } = px4Install.value;
  const pad = await clearHomePad(admin);
  const drone = await startPx4({
    install: px4Install.value,
    net: systemNet,
    clock: systemClock,
    instance: await freeInstance(),
    home: { at: pad.position, altAmslM: pad.elevationAmslM },
    speed,
    toPort: wire.port,
    parameters,
  });
  closing.defer(() => drone.stop());
  const px4: Scene['px4'] = async (command, ...args) => {
    const client = join(dirname(binary), `px4-${command}`);
    await promisify(execFile)(client, ['--instance', String(drone.instance), ...args], { timeout: START_MS });
  };
  for (const stream of NOISY)
    await px4('mavlink', 'stream', '-u', String(drone.local.port), '-s', stream, '-r', '1');
  const { vehicleId } = await registerPx4(admin, { link: LINK, pad });
  return { drone, vehicleId, px4 };
};

/** An order is packed, loaded and launched; gives the flight. */
const launch = async (
  service: Service,
  vehicleId: string,
): Promise<{ dispatcher: Client; flight: Flight }> => {
  const sign = (login: string): Promise<Client> => signIn(service.url, login, DEMO_PASSWORD);
  const dispatcher = await sign('dispatcher1');
  const people = {
    nurse: await sign('pkph1'),
    secondOfHospital: 'pkph2',
    issuer: await sign('issuer1'),
    secondIssuer: 'issuer2',
    dispatcher,
    second: await sign('safety'),
  };
  const order = await packOrder(people, (await orderBlood(people, silent)).id, silent);
  return { dispatcher, flight: await launchDelivery(people, order, vehicleId, silent) };
};

const watch = (dispatcher: Client, flightId: string, wire: Wire) => {
  const params = { id: flightId };
  const flight: Scene['flight'] = () => dispatcher.call(contract.flights.get, { params });
  const alarms: Scene['alarms'] = async () => (await dispatcher.call(contract.system.alarms)).alarms;
  const timeline: Scene['timeline'] = async () =>
    (await dispatcher.call(contract.flights.timeline, { params })).entries;
  /** What went before, in the words of an error. */
  const story = async (): Promise<string> => {
    const { state, stateReason } = await flight();
    const raised = (await alarms()).map(({ kind }) => kind).join(', ');
    const modes = wire.modesSince(0).map(({ mode }) => mode);
    return `${state} (${stateReason}); alarms ${raised}; PX4 flew ${modes.join(', ')}`;
  };
  const told = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw new Error(`${String(error)}. Last seen: ${await story().catch(String)}`, { cause: error });
    }
  };
  return {
    flight,
    alarms,
    timeline,
    reaches: (state: FlightState, withinS: number) =>
      told(
        until(
          `flight in ${state}`,
          async () => {
            const now = await flight();
            return now.state === state && now;
          },
          withinS,
        ),
      ),
    alarm: (kind: string, withinS: number) =>
      told(until(`alarm ${kind}`, async () => (await alarms()).find((each) => each.kind === kind), withinS)),
    flies: (mode: string, withinS: number) =>
      told(
        until(
          `PX4 in ${mode}`,
          () => {
            const last = wire.said.at(-1);
            return last?.mode === mode && last.at;
          },
          withinS,
        ),
      ),
  };
};

/** Resolves with the delivery on its way, at cruise height. Everything ends with the test. */
export const startScene = async (context: TestContext, options: SceneOptions): Promise<Scene> => {
  if (!px4Install.ok) context.skip(px4Install.error.message);
  const closing = new AsyncDisposableStack();
  context.onTestFinished(() => closing.disposeAsync());
  const service = await startService();
  const wire = await openWire(service.udpPort);
  closing.defer(() => wire.close());
  const admin = await signIn(service.url, 'admin', DEMO_PASSWORD);
  const { drone, vehicleId, px4 } = await startDrone(options, { wire, admin, closing });
  const { dispatcher, flight } = await launch(service, vehicleId);
  const watching = watch(dispatcher, flight.id, wire);
  await watching.reaches('EN_ROUTE', UNDER_WAY_S);
  wire.hide(SIMULATORS_OWN);
  return {
    ...watching,
    wire,
    vehicleId,
    flightId: flight.id,
    sysid: drone.sysid,
    instance: drone.instance,
    dispatcher,
    px4,
    server: service.server,
    restart: service.restart,
    until,
  };
};

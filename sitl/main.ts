import type { Clock } from '../server/core/clock.ts';
import type { Net } from '../server/core/ports.ts';
import { systemClock } from '../server/ports/system-clock.ts';
import { systemNet } from '../server/ports/udp.ts';
import { startEmbedded } from './fleet.ts';
import { parseOptions, USAGE, type SitlOptions } from './options.ts';
import { findPx4, startPx4, type Px4Instance } from './px4.ts';
import type { UdpVehicle } from './udp-vehicle.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

type Running = { readonly embedded: readonly UdpVehicle[]; readonly px4: readonly Px4Instance[] };
type Ports = { readonly net: Net; readonly clock: Clock };

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const complain = (line: string): void => void process.stderr.write(`${line}\n`);
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const startPx4Fleet = async (options: SitlOptions, ports: Ports): Promise<readonly Px4Instance[]> => {
  if (options.px4 === 0) return [];
  const install = findPx4({ PX4_SITL_DIR: process.env['PX4_SITL_DIR'], PATH: process.env['PATH'] });
  if (!install.ok) throw new Error(install.error.message);
  const started: Px4Instance[] = [];
  try {
    for (let index = 0; index < options.px4; index++)
      started.push(
        await startPx4({
          ...ports,
          install: install.value,
          instance: options.instanceBase + index,
          home: options.home,
          speed: options.speed,
          toPort: options.to.port,
        }),
      );
  } catch (error) {
    await Promise.all(started.map((instance) => instance.stop()));
    throw error;
  }
  return started;
};

const stopAll = async ({ embedded, px4 }: Running): Promise<void> => {
  await Promise.all([...embedded.map((one) => one.close()), ...px4.map((one) => one.stop())]);
};

/**
 * What a parent process may ask of a child over IPC, for one embedded vehicle: the load that was put on it, and faults.
 * `{ sysid, payloadKg?, drain?, mute?, refuseArming?, utcSkewMs? }`.
 */
const obey = (message: unknown, embedded: readonly UdpVehicle[]): void => {
  if (typeof message !== 'object' || message === null) return;
  const order = message as Readonly<Record<string, unknown>>;
  const vehicle = embedded.find((one) => one.vehicle.sysid === order['sysid'])?.vehicle;
  if (vehicle === undefined) return;
  if (typeof order['payloadKg'] === 'number') vehicle.setPayload(order['payloadKg']);
  if (typeof order['drain'] === 'number') vehicle.drain(order['drain']);
  if (typeof order['mute'] === 'boolean') vehicle.faults.muteLink = order['mute'];
  if (typeof order['utcSkewMs'] === 'number') vehicle.faults.utcSkewMs = order['utcSkewMs'];
  if (typeof order['refuseArming'] === 'boolean') vehicle.faults.refuseArming = order['refuseArming'];
};

const announce = (options: SitlOptions, { embedded, px4 }: Running): void => {
  const vehicles = [
    ...embedded.map((one) => ({ sysid: one.vehicle.sysid, port: one.local.port })),
    ...px4.map((one) => ({ sysid: one.sysid, port: one.local.port })),
  ];
  process.send?.({ ready: true, vehicles });
  const ids = vehicles.map((one) => `system ${one.sysid} on UDP ${one.port}`).join(', ');
  say(`sitl: ${ids}; sending to ${options.to.host}:${options.to.port}, speed ${options.speed}. Ctrl-C ends.`);
};

/** Resolves when the process is told to end. A child leaves Ctrl-C to its parent and ends with it. */
const untilEnd = (): Promise<void> =>
  new Promise((resolve) => {
    process.on('SIGTERM', () => resolve());
    if (process.send === undefined) process.on('SIGINT', () => resolve());
    else {
      process.on('SIGINT', () => {});
      process.on('disconnect', () => resolve());
    }
  });

const main = async (args: readonly string[]): Promise<number> => {
  if (args.includes('--help')) {
    say(USAGE.trimEnd());
    return 0;
  }
  const options = parseOptions(args);
  if (!options.ok) {
    complain(`sitl: ${options.error.message}`);
    return EXIT_USAGE;
  }
  const ports: Ports = { net: systemNet, clock: systemClock };
  const end = untilEnd();
  try {
    const px4 = await startPx4Fleet(options.value, ports);
    const running: Running = { px4, embedded: await startEmbedded(options.value, ports) };
    process.on('message', (message) => obey(message, running.embedded));
    announce(options.value, running);
    await end;
    await stopAll(running);
    return 0;
  } catch (error) {
    complain(`sitl: ${messageOf(error)}`);
    return EXIT_FAILED;
  }
};

process.exitCode = await main(process.argv.slice(2));
if (process.connected) process.disconnect?.();

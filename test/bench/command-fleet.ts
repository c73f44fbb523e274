/**
 * Arguments as of `sitl/main.ts`: embedded vehicles that fly, and say over IPC when a command comes to their socket.
 * Times are milliseconds since 1970, with fractions.
 */
import { performance } from 'node:perf_hooks';
import { systemClock } from '../../server/ports/system-clock.ts';
import { startEmbedded } from '../../sitl/fleet.ts';
import { parseOptions } from '../../sitl/options.ts';
import { isCommand, tappedNet } from '../support/tapped-net.ts';

export type WireCommand = { readonly sysid: number; readonly command: number; readonly atMs: number };

const net = tappedNet((message) => {
  const atMs = performance.timeOrigin + performance.now();
  if (!isCommand(message)) return;
  const { targetSystem, command } = message.fields;
  process.send?.({ sysid: Number(targetSystem), command: Number(command), atMs } satisfies WireCommand);
});

const options = parseOptions(process.argv.slice(2));
if (!options.ok) throw new Error(options.error.message);
await startEmbedded(options.value, { net, clock: systemClock });
process.on('disconnect', () => process.exit(0));
process.send?.('ready');

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { delimiter, join } from 'node:path';
import { common, minimal } from 'mavlink-mappings';
import { afterEach, describe, expect, test } from 'vitest';
import { decodeDatagram, encodeFields, messageOf, newDropCounters } from '../../server/mavlink/codec.ts';
import type { LinkOptions, LinkStats } from '../../server/mavlink/link.ts';
import { silentLog } from '../../server/mavlink/log.ts';
import type { Received } from '../../server/mavlink/protocol.ts';
import { createRouter } from '../../server/mavlink/router.ts';
import { systemClock } from '../../server/ports/system-clock.ts';
import { systemStreams } from '../../server/ports/system-streams.ts';
import { systemNet } from '../../server/ports/udp.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { SELF } from './support.ts';

const LOOPBACK = '127.0.0.1';
const SOON_MS = 15_000;

const beat = (seq = 0): Uint8Array =>
  encodeFields(minimal.Heartbeat, { autopilot: 12 }, { sysid: 1, compid: 1, seq });
const ping = () => messageOf(common.ParamRequestRead, { paramId: 'A', paramIndex: -1 });

const closing: (() => void | Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Resolves once `test` holds; asked every few milliseconds. */
const until = async (what: string, holds: () => boolean): Promise<void> => {
  const deadline = systemClock.mono() + SOON_MS;
  while (!holds()) {
    if (systemClock.mono() > deadline) throw new Error(`${what}: not within ${SOON_MS / 1000} s`);
    await new Promise<void>((resolve) => systemClock.after(10, resolve));
  }
};

const setUp = async (options: LinkOptions) => {
  const router = createRouter({
    clock: systemClock,
    net: systemNet,
    streams: systemStreams,
    self: SELF,
    log: silentLog,
  });
  closing.push(() => router.close());
  const received: Received[] = [];
  router.onMessage((message) => received.push(message));
  const opened = await router.addLink(options);
  if (!opened.ok) throw new Error(opened.error.message);
  const stats = (): LinkStats => {
    const [first] = router.stats().links;
    if (first === undefined) throw new Error('no link');
    return first;
  };
  return { router, received, stats };
};

/** What a socket was sent, as frames. */
const framesTo = (socket: Socket): { readonly count: () => number } => {
  let bytes = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
  });
  return { count: () => decodeDatagram(bytes, newDropCounters()).length };
};

const listen = async (port = 0): Promise<{ server: Server; port: number; sockets: Socket[] }> => {
  const server = createServer();
  const sockets: Socket[] = [];
  server.on('connection', (socket) => {
    socket.on('error', () => undefined);
    sockets.push(socket);
  });
  server.listen(port, LOOPBACK);
  await once(server, 'listening');
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { server, port: address.port, sockets };
};

describe('TCP of the system', () => {
  test('[LK10] as client: both directions, and again after the other side closed it', async () => {
    const { port, sockets } = await listen();
    const { router, received, stats } = await setUp({
      name: 'modem',
      kind: 'tcp-client',
      remote: { host: LOOPBACK, port },
    });
    await until('connected', () => sockets.length === 1 && stats().state.kind === 'up');
    const first = sockets[0] as Socket;
    const frames = framesTo(first);
    first.write(beat().subarray(0, 7));
    first.write(beat().subarray(7));
    await until('heard', () => received.length === 1);
    router.sendToAll(ping());
    await until('answered', () => frames.count() === 1);
    first.end();
    await until('connected again', () => sockets.length === 2 && stats().state.kind === 'up');
    sockets[1]?.write(beat(1));
    await until('heard again', () => received.length === 2);
    expect(stats()).toMatchObject({ opened: 2, framesIn: 2, framesOut: 1 });
  });

  test('[LK10] as client of nobody it is down with the reason, and comes up when somebody listens', async () => {
    const { server, port } = await listen();
    server.close();
    const { stats } = await setUp({ name: 'modem', kind: 'tcp-client', remote: { host: LOOPBACK, port } });
    await until('refused', () => stats().state.kind === 'down');
    expect(stats().state).toMatchObject({ reason: expect.stringContaining(`${LOOPBACK}:${port}`) });
    await listen(port);
    await until('up', () => stats().state.kind === 'up');
  });

  test('[LK10] as server: two peers, one leaves', async () => {
    const { router, received, stats } = await setUp({
      name: 'tower',
      kind: 'tcp-server',
      local: { host: LOOPBACK, port: 0 },
    });
    const port = stats().local?.port ?? 0;
    const call = async (): Promise<Socket> => {
      const socket = createConnection({ host: LOOPBACK, port });
      closing.push(() => void socket.destroy());
      await once(socket, 'connect');
      return socket;
    };
    const [one, two] = [await call(), await call()];
    await until('two remotes', () => stats().remotes === 2);
    one.write(beat());
    await until('heard', () => received.length === 1);
    const frames = framesTo(two);
    router.sendToAll(ping());
    await until('told', () => frames.count() === 1);
    one.destroy();
    await until('one left', () => stats().remotes === 1);
  });

  test('[LK7] a peer that reads nothing does not make us keep what we say', async () => {
    const { port, sockets } = await listen();
    const { router, stats } = await setUp({
      name: 'modem',
      kind: 'tcp-client',
      remote: { host: LOOPBACK, port },
    });
    await until('connected', () => sockets.length === 1 && stats().state.kind === 'up');
    sockets[0]?.pause();
    const text = () => messageOf(common.StatusText, { severity: 6, text: 'x'.repeat(50) });
    await until('the buffers of the system are full', () => {
      for (let i = 0; i < 5000; i++) router.sendToAll(text());
      return stats().unsent > 0;
    });
    await until('cut off', () => stats().lastError?.includes('takes nothing') === true);
  });
});

const onPath = (name: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)));

/** The two ends of a serial line, made by socat or Python. */
const SCRIPT = `
import os, pty, select, sys, tty
masters = []
for path in sys.argv[1:]:
    master, slave = pty.openpty()
    tty.setraw(slave)
    os.symlink(os.ttyname(slave), path)
    masters.append(master)
while True:
    for source in select.select(masters, [], [])[0]:
        data = os.read(source, 4096)
        os.write(masters[1 - masters.index(source)], data)
`;
const maker = onPath('socat') ? 'socat' : onPath('python3') ? 'python3' : undefined;

const serialLine = async (folder: string): Promise<{ ends: [string, string]; unplug: () => void }> => {
  const ends: [string, string] = [join(folder, 'a'), join(folder, 'b')];
  const args =
    maker === 'socat' ? ends.map((path) => `pty,raw,echo=0,link=${path}`) : ['-c', SCRIPT, ...ends];
  const child = spawn(maker ?? '', args, { stdio: 'ignore' });
  const gone = once(child, 'exit');
  closing.push(async () => {
    child.kill('SIGKILL');
    await gone;
  });
  await until('both ends', () => ends.every((path) => existsSync(path)));
  return { ends, unplug: () => void child.kill('SIGTERM') };
};

describe.skipIf(maker === undefined || process.platform === 'win32')(
  `serial over a pty (${maker ?? 'skipped: neither socat nor python3 is on the PATH'})`,
  () => {
    test('[LK11] both directions, bytes as they are', async () => {
      const line = await serialLine(tempFolder());
      const [ours, theirs] = line.ends;
      const { router, received, stats } = await setUp({
        name: 'radio',
        kind: 'serial',
        device: ours,
        baud: 57_600,
      });
      const end = await systemStreams.openSerial(theirs, 57_600);
      closing.push(() => end.close());
      let bytes = Buffer.alloc(0);
      end.onBytes((chunk) => {
        bytes = Buffer.concat([bytes, chunk]);
      });
      await until('up', () => stats().state.kind === 'up');
      // Every byte value that a terminal might take for something else.
      const all = encodeFields(
        common.FileTransferProtocol,
        { payload: Array.from({ length: 251 }, (_, i) => (i + 1) & 0xff) },
        { sysid: 1, compid: 1, seq: 0 },
      );
      end.send(all);
      await until('heard', () => received.length === 1);
      expect(stats().drops).toEqual(newDropCounters());
      router.sendToAll(ping());
      await until('answered', () => decodeDatagram(bytes, newDropCounters()).length === 1);
    });

    test('[LK11] unplugged it is down with the reason; plugged in again it goes on', async () => {
      const folder = tempFolder();
      const line = await serialLine(folder);
      const { received, stats } = await setUp({
        name: 'radio',
        kind: 'serial',
        device: line.ends[0],
        baud: 57_600,
      });
      await until('up', () => stats().state.kind === 'up');
      line.unplug();
      await until('down', () => stats().state.kind === 'down');
      for (const path of line.ends) rmSync(path, { force: true });
      const again = await serialLine(folder);
      await until('up again', () => stats().state.kind === 'up' && stats().opened === 2);
      const end = await systemStreams.openSerial(again.ends[1], 57_600);
      closing.push(() => end.close());
      end.send(beat());
      await until('heard', () => received.length === 1);
    });

    test('[LK11] a device that is not there is down with its name', async () => {
      const device = join(tempFolder(), 'nothing');
      const { stats } = await setUp({ name: 'radio', kind: 'serial', device, baud: 57_600 });
      await until('down', () => stats().state.kind === 'down');
      expect(stats().state).toMatchObject({ reason: expect.stringContaining(device) });
    });
  },
);

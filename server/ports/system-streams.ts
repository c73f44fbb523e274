import { execFile } from 'node:child_process';
import { close, constants, open } from 'node:fs';
import { createConnection, createServer, type Socket } from 'node:net';
import { ReadStream } from 'node:tty';
import { promisify } from 'node:util';
import type { ByteStream, Streams } from '../core/ports.ts';

/** A host that does not answer at all. */
const CONNECT_MS = 5000;
const STTY_MS = 5000;

const streamOf = (socket: Socket, peer: string, abandon: () => void): ByteStream => {
  let onEnd: ((reason: string) => void) | undefined;
  let ended: string | undefined;
  let closing = false;
  let failure: string | undefined;
  socket.on('error', (error) => (failure = error.message));
  // The peer has said all: a link of which only one direction is left is of no use.
  socket.on('end', () => socket.destroy());
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      resolve();
      if (closing) return;
      ended = `${peer}: ${failure ?? 'the other end closed it'}`;
      onEnd?.(ended);
    });
  });
  return {
    peer,
    send: (bytes) => void socket.write(bytes),
    waitingBytes: () => socket.writableLength,
    onBytes: (handler) => void socket.on('data', handler),
    onEnd: (handler) => {
      onEnd = handler;
      if (ended !== undefined) handler(ended);
    },
    close: () => {
      closing = true;
      if (!socket.destroyed) abandon();
      return closed;
    },
  };
};

const tcpStream = (socket: Socket, peer: string): ByteStream => {
  socket.setNoDelay(true);
  return streamOf(socket, peer, () => void socket.resetAndDestroy());
};

/** GNU and busybox name the device by -F, the BSDs and macOS by -f. */
const sttyFlag = process.platform === 'linux' ? '-F' : '-f';

const setUpSerial = (device: string, baud: number): Promise<unknown> =>
  promisify(execFile)(
    'stty',
    [sttyFlag, device, String(baud), 'raw', '-echo', 'cs8', '-cstopb', '-parenb', 'clocal', '-crtscts'],
    { timeout: STTY_MS },
  );

/** TCP over IPv4 and serial devices of the operating system (not on Windows). */
export const systemStreams: Streams = {
  connectTcp: ({ host, port }) =>
    new Promise((resolve, reject) => {
      const peer = `${host}:${port}`;
      const socket = createConnection({ host, port });
      const fail = (error: Error): void => {
        socket.destroy();
        reject(new Error(`TCP ${peer}: ${error.message}`));
      };
      socket.setTimeout(CONNECT_MS, () => fail(new Error(`no answer within ${CONNECT_MS / 1000} s`)));
      socket.once('error', fail);
      socket.once('connect', () => {
        socket.setTimeout(0);
        socket.off('error', fail);
        resolve(tcpStream(socket, peer));
      });
    }),

  listenTcp: (local) =>
    new Promise((resolve, reject) => {
      const server = createServer();
      server.on('error', (error) => reject(new Error(`TCP ${local.host}:${local.port}: ${error.message}`)));
      server.listen(local.port, local.host, () => {
        const bound = server.address();
        resolve({
          local: { host: local.host, port: typeof bound === 'object' ? (bound?.port ?? 0) : 0 },
          onConnection: (handler) =>
            void server.on('connection', (socket) =>
              handler(tcpStream(socket, `${socket.remoteAddress}:${socket.remotePort}`)),
            ),
          close: () => new Promise((done) => server.close(() => done())),
        });
      });
    }),

  openSerial: async (device, baud) => {
    // Not to become the process's terminal, and not to wait for a carrier.
    const { O_RDWR, O_NOCTTY, O_NONBLOCK } = constants;
    let fd: number | undefined;
    try {
      fd = await promisify(open)(device, O_RDWR | O_NOCTTY | O_NONBLOCK);
      await setUpSerial(device, baud);
      const terminal = new ReadStream(fd);
      return streamOf(terminal, device, () => void terminal.destroy());
    } catch (cause) {
      if (fd !== undefined) await promisify(close)(fd);
      const text = cause instanceof Error ? cause.message.trim() : String(cause);
      throw new Error(`serial ${device}: ${text}`, { cause });
    }
  },
};

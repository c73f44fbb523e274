import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Express } from 'express';
import type { Config } from '../config.ts';

/** Times within which a client has to say what it wants; a slow one is cut. */
const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;
const CONNECTIONS_CHECK_MS = 5000;
const MAX_HEADERS = 60;
/** Open connections in all: well below the files a process may open, so that the database and links keep theirs. */
const MAX_CONNECTIONS = 8000;
/** Open connections of one address; a trusted proxy stands for many. */
const MAX_CONNECTIONS_PER_ADDRESS = 4000;

/** The service cannot listen; the message names the address and the way out. */
export class CannotListen extends Error {
  override name = 'CannotListen';
}

const readPem = (option: string, path: string): Buffer => {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new CannotListen(
      `--${option}: ${path} cannot be read (${error instanceof Error ? error.message : String(error)}).`,
      {
        cause: error,
      },
    );
  }
};

/** One address alone cannot take all connections. */
const limitConnections = (server: Server, trusted: readonly string[]): void => {
  server.maxConnections = MAX_CONNECTIONS;
  const open = new Map<string, number>();
  server.on('connection', (socket) => {
    const address = socket.remoteAddress ?? '';
    const count = (open.get(address) ?? 0) + 1;
    open.set(address, count);
    socket.once('close', () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left > 0) open.set(address, left);
      else open.delete(address);
    });
    if (count > MAX_CONNECTIONS_PER_ADDRESS && !trusted.includes(address)) socket.destroy();
  });
};

export const createServerFor = (app: Express, config: Config): Server => {
  const limits = {
    headersTimeout: HEADERS_MS,
    requestTimeout: REQUEST_MS,
    connectionsCheckingInterval: CONNECTIONS_CHECK_MS,
  };
  const { tlsCert, tlsKey } = config;
  const handler = app as unknown as Parameters<typeof createHttpServer>[1];
  try {
    const server =
      tlsCert === undefined || tlsKey === undefined
        ? createHttpServer(limits, handler)
        : createHttpsServer(
            { ...limits, cert: readPem('tls-cert', tlsCert), key: readPem('tls-key', tlsKey) },
            handler,
          );
    server.maxHeadersCount = MAX_HEADERS;
    limitConnections(server, config.trustProxy);
    return server;
  } catch (error) {
    if (error instanceof CannotListen) throw error;
    throw new CannotListen(
      `The TLS certificate or key cannot be used (${error instanceof Error ? error.message : String(error)}): check --tls-cert and --tls-key.`,
      { cause: error },
    );
  }
};

const WHY: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is taken by another program: stop that one, or choose another with --port',
  EACCES: 'may not be used by this user: choose one above 1023 with --port',
  EADDRNOTAVAIL: 'is not an address of this machine: choose another with --host',
};

/** Resolves with the URL. Rejects with `CannotListen`. */
export const listenOn = (server: Server, config: Config): Promise<string> =>
  new Promise((resolve, reject) => {
    const place = `${config.host}:${config.port}`;
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new CannotListen(
          `The address ${place} ${WHY[error.code ?? ''] ?? `cannot be used (${error.message})`}.`,
          { cause: error },
        ),
      ),
    );
    server.listen(config.port, config.host, () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : config.port;
      const host = config.host.includes(':') ? `[${config.host}]` : config.host;
      resolve(`${config.tlsCert === undefined ? 'http' : 'https'}://${host}:${port}`);
    });
  });

/** Takes no more connections and ends those that are open; one that does not listen is closed already. */
export const closeServer = (server: Server): Promise<void> =>
  new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });

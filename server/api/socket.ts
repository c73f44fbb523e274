import type { Server as HttpServer } from 'node:http';
import type { Logger } from 'pino';
import { Server, type Namespace, type Socket } from 'socket.io';
import type { SignedIn } from '../accounts/kept-sessions-service.ts';
import type { Sessions } from '../accounts/sessions-service.ts';
import type { Clock } from '../core/clock.ts';
import type { Store } from '../store/store.ts';
import {
  LIVE_NAMESPACE,
  resumeRequest,
  type EventBatch,
  type LiveFrame,
  type LiveVehicle,
} from './contract/live.ts';
import { createCursor } from './cursor.ts';
import { createFrames } from './frames.ts';
import { isOwnOrigin, signedInBy } from './request-context.ts';

/** Messages of clients are cursors and acknowledgements. */
const MAX_MESSAGE_BYTES = 16 * 1024;
const CONNECT_TIMEOUT_MS = 5000;
/** Backfills of one connection: a client asks once for each connection, and again where it finds a gap. */
const MAX_RESUMES = 50;

export type SocketDeps = {
  readonly store: Store;
  readonly sessions: Sessions;
  readonly clock: Clock;
  readonly log: Logger;
  readonly allowedOrigins: readonly string[];
  /** The newest telemetry of all drones. */
  readonly liveFrame: () => LiveFrame;
  /** Which drones a person may watch. */
  readonly visibleVehicles: (signedIn: SignedIn['actor'], frame: LiveFrame) => readonly LiveVehicle[];
};

type SocketData = { signedIn: SignedIn };
type FromServer = {
  events(batch: EventBatch): void;
  frame(frame: LiveFrame, acknowledge: () => void): void;
  closed(why: { code: string }): void;
};
type FromClient = { resume(payload: unknown, acknowledge: unknown): void; error(error: Error): void };
type LiveSocket = Socket<FromClient, FromServer, Record<string, never>, SocketData>;

/** The live side. Sockets show; they never command. */
export const createSocketServer = (http: HttpServer, deps: SocketDeps) => {
  const io = new Server(http, {
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    connectTimeout: CONNECT_TIMEOUT_MS,
    serveClient: false,
    allowRequest: (request, decide) => decide(null, isOwnOrigin(request.headers, deps.allowedOrigins)),
  });
  io.of('/').use((_socket, next) => next(new Error('accounts.forbidden')));
  const live = io.of(LIVE_NAMESPACE) as Namespace<FromClient, FromServer, Record<string, never>, SocketData>;
  live.use((socket, next) => {
    void signedInBy(deps.sessions, socket.request.headers, deps.clock.wall()).then((signedIn) => {
      if (signedIn === undefined || signedIn.person.must_change_password === 1) {
        return next(new Error('accounts.not_signed_in'));
      }
      socket.data.signedIn = signedIn;
      return next();
    }, next);
  });
  const frames = createFrames(deps);
  live.on('connection', (socket) => {
    const { signedIn } = socket.data;
    const cursor = createCursor(socket, signedIn.actor, deps);
    frames.add(socket, signedIn.actor);
    let resumes = 0;
    socket.on('resume', (payload: unknown, acknowledge: unknown) => {
      const parsed = resumeRequest.safeParse(payload);
      const answer =
        typeof acknowledge === 'function' ? (acknowledge as (value: unknown) => void) : () => undefined;
      if (!parsed.success) return answer({ ok: false, code: 'request.invalid' });
      resumes += 1;
      if (resumes > MAX_RESUMES) return close(socket, 'request.too_many');
      answer({ ok: true, head: deps.store.head() });
      return void cursor.resume(parsed.data.cursor ?? deps.store.head());
    });
    socket.on('error', (error: Error) => deps.log.warn({ err: error }, 'socket error'));
    socket.on('disconnect', () => {
      cursor.close();
      frames.remove(socket);
    });
    const leftMs = signedIn.expiresAt - deps.clock.wall();
    const expiry = deps.clock.after(Math.max(0, leftMs), () => close(socket, 'accounts.session_expired'));
    socket.on('disconnect', () => expiry.cancel());
  });
  const close = (socket: LiveSocket, code: string): void => {
    socket.emit('closed', { code });
    socket.disconnect(true);
  };
  deps.sessions.onEnded((_personId, sessionIds) => {
    for (const socket of live.sockets.values()) {
      const sessionId = socket.data.signedIn.actor.sessionId;
      if (sessionId !== undefined && sessionIds.includes(sessionId)) close(socket, 'accounts.session_ended');
    }
  });
  const ticker = frames.start();
  return {
    clients: (): number => live.sockets.size,
    close: async (): Promise<void> => {
      ticker.cancel();
      live.emit('closed', { code: 'system.shutting_down' });
      await io.close();
    },
  };
};

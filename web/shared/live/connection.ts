import { io, type Socket } from 'socket.io-client';
import {
  eventBatch,
  LIVE_NAMESPACE,
  liveFrame,
  type EventBatch,
  type LiveFrame,
} from '../../../server/api/contract/live.ts';
import { LiveStore } from './live-store.ts';
import { PageClock } from './page-clock.ts';

type ResumeAnswer =
  | { readonly ok: true; readonly head: number }
  | { readonly ok: false; readonly code: string };

type ServerEvents = {
  events: (batch: EventBatch) => void;
  frame: (frame: LiveFrame, acknowledge?: () => void) => void;
  closed: (why: { readonly code: string }) => void;
};

type ClientEvents = {
  resume: (request: { readonly cursor: number | null }, answer: (reply: ResumeAnswer) => void) => void;
};

/** Ages and the link state are looked at this often, frames or not. */
const TICK_MS = 500;
/** The connection is kept this long after its last user, so that a change of page does not cut it. */
const LINGER_MS = 3000;
/** First delay of a reconnection, doubled up to the maximum, each ± half at random: no storm after a restart. */
const RECONNECT_MS = 500;
const RECONNECT_MAX_MS = 5000;

const clock = new PageClock();

/** The one store of this page. */
export const liveStore = new LiveStore(() => clock.now());

let users = 0;
let socket: Socket<ServerEvents, ClientEvents> | undefined;
let ticker: number | undefined;
let lingering: number | undefined;

/** Holds the connection open while somebody looks; returns the release. */
export const retainLive = (): (() => void) => {
  users += 1;
  window.clearTimeout(lingering);
  if (socket === undefined) open();
  let released = false;
  return () => {
    if (released) return;
    released = true;
    users -= 1;
    if (users === 0) lingering = window.setTimeout(close, LINGER_MS);
  };
};

/** Ends the connection and forgets what it brought: at log-out. */
export const dropLive = (): void => {
  close();
  if (users > 0) open();
};

const open = (): void => {
  const created: Socket<ServerEvents, ClientEvents> = io(LIVE_NAMESPACE, {
    withCredentials: true,
    transports: ['websocket', 'polling'],
    reconnectionDelay: RECONNECT_MS,
    reconnectionDelayMax: RECONNECT_MAX_MS,
    randomizationFactor: 0.5,
  });
  socket = created;
  created.on('connect', () => resume(created));
  created.on('disconnect', () => liveStore.disconnected());
  created.on('connect_error', () => liveStore.disconnected());
  created.on('closed', () => {
    liveStore.ended();
    created.disconnect();
  });
  created.on('events', (batch) => {
    const parsed = eventBatch.safeParse(batch);
    if (parsed.success) liveStore.applyEvents(parsed.data);
  });
  created.on('frame', (frame, acknowledge) => {
    const parsed = liveFrame.safeParse(frame);
    if (parsed.success) liveStore.applyFrame(parsed.data);
    acknowledge?.();
  });
  ticker = window.setInterval(() => liveStore.tick(), TICK_MS);
};

const resume = (current: Socket<ServerEvents, ClientEvents>): void => {
  current.emit('resume', { cursor: liveStore.cursorNow() }, (reply) => {
    if (!reply.ok) {
      liveStore.ended();
      current.disconnect();
      return;
    }
    liveStore.startAt(reply.head);
    liveStore.connected();
  });
};

const close = (): void => {
  window.clearInterval(ticker);
  socket?.disconnect();
  socket = undefined;
  liveStore.reset();
};

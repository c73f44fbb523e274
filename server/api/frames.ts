import type { Actor } from '../core/access.ts';
import type { Clock, MonoMs, Timer } from '../core/clock.ts';
import type { LiveFrame, LiveVehicle } from './contract/live.ts';

/** Ticks of telemetry to the consoles, milliseconds. */
const TICK_MS = 250;
/** Frames a client may leave unacknowledged: then it gets no more until it has caught up, and then the newest. */
const MAX_UNACKNOWLEDGED = 2;
/** A client that acknowledges nothing for so long is cut; it reconnects when it can. */
const STUCK_MS = 30_000;

type Client = {
  emit(name: string, frame: LiveFrame, acknowledge: () => void): unknown;
  disconnect(close: boolean): unknown;
};

type State = { readonly actor: Actor; underWay: number; waitingSince: MonoMs | undefined };

type Deps = {
  readonly clock: Clock;
  readonly liveFrame: () => LiveFrame;
  readonly visibleVehicles: (actor: Actor, frame: LiveFrame) => readonly LiveVehicle[];
};

/** One batched frame a tick for each client, with credit: a slow client gets the latest value, never a queue. */
export const createFrames = (deps: Deps) => {
  const clients = new Map<Client, State>();

  const sendTo = (client: Client, state: State, frame: LiveFrame): void => {
    if (state.underWay >= MAX_UNACKNOWLEDGED) {
      state.waitingSince ??= deps.clock.mono();
      if (deps.clock.mono() - state.waitingSince > STUCK_MS) client.disconnect(true);
      return;
    }
    state.underWay += 1;
    client.emit('frame', { ...frame, vehicles: [...deps.visibleVehicles(state.actor, frame)] }, () => {
      state.underWay = Math.max(0, state.underWay - 1);
      state.waitingSince = undefined;
    });
  };

  return {
    add: (client: Client, actor: Actor): void => {
      clients.set(client, { actor, underWay: 0, waitingSince: undefined });
    },
    remove: (client: Client): void => {
      clients.delete(client);
    },
    start: (): Timer =>
      deps.clock.every(TICK_MS, () => {
        if (clients.size === 0) return;
        const frame = deps.liveFrame();
        for (const [client, state] of clients) sendTo(client, state, frame);
      }),
  };
};

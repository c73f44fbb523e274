import type { Logger } from 'pino';
import { createCursor } from '../../server/api/cursor.ts';
import type { EventBatch, LiveEvent } from '../../server/api/contract/live.ts';
import type { Actor, Role } from '../../server/core/access.ts';
import { acceptBatch, EMPTY_CURSOR, type CursorState } from '../../web/shared/live/cursor.ts';
import { between, chance } from './people/person.ts';
import type { SimServer } from './server.ts';
import type { World } from './world.ts';

/** One page that is open all the time: what it was told, by the page's and the server's own code for the event log. */
export type Screen = {
  readonly actor: Actor;
  readonly login: string;
  /** In the order in which the page took them in. */
  readonly facts: readonly LiveEvent[];
  /** For how long it has been connected without interruption, ms; 0 = it is not. */
  connectedMs(): number;
};

type Shown = (screen: Screen, events: readonly LiveEvent[]) => void;

/** One way from the server to a page, ms. */
const WAY_MS = 15;
/** A page looks whether it is connected that often, ms. */
const LOOK_MS = 1000;
/** Per look: a tunnel, a closed lid. What is under way is lost. */
const DROPS = 0.01;
const AWAY_MS = 15_000;

const SILENT = { error: () => {} } as unknown as Logger;

type PersonRow = {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly site_id: string | null;
};

const actorOf = (world: World, login: string): Actor => {
  const [row] = world.look<PersonRow>('SELECT id, name, role, site_id FROM people WHERE login = ?', login);
  if (row === undefined) throw new Error(`there is no person ${login}`);
  const { id, name, role, site_id: siteId } = row;
  return {
    personId: id,
    name,
    role,
    siteId: siteId ?? undefined,
    sessionId: undefined,
    requestId: undefined,
  };
};

/** Opens a page of that person; it connects again whenever it is not connected. */
export const openScreen = (world: World, login: string, stream: number, shown: Shown): Screen => {
  const { timeline } = world;
  const rng = world.rng(stream);
  const actor = actorOf(world, login);
  const facts: LiveEvent[] = [];
  let state: CursorState = { ...EMPTY_CURSOR, cursor: 0 };
  let connection:
    | { readonly server: SimServer; readonly close: () => void; readonly since: number }
    | undefined;
  let awayUntil = 0;

  const take = (batch: EventBatch): void => {
    const accepted = acceptBatch(state, batch);
    state = accepted.state;
    facts.push(...accepted.fresh);
    shown(screen, accepted.fresh);
  };

  const connect = (server: SimServer): void => {
    const mine = { server, close: () => cursor.close(), since: timeline.now() };
    const outlet = {
      emit: (_name: string, batch: EventBatch): void => {
        timeline.at(timeline.now() + WAY_MS, () => {
          if (connection === mine) take(batch);
        });
      },
    };
    const cursor = createCursor(outlet, actor, { store: server.store, log: SILENT });
    connection = mine;
    void cursor.resume(state.cursor ?? 0);
  };

  const drop = (): void => {
    connection?.close();
    connection = undefined;
  };

  const isUp = (server: SimServer): boolean => server.life.isAlive() && !server.life.isFrozen();

  const look = (): void => {
    timeline.at(timeline.now() + LOOK_MS, look);
    const server = world.lives.server();
    if (connection !== undefined && connection.server !== server) drop();
    if (connection !== undefined && chance(rng, DROPS)) {
      awayUntil = timeline.now() + between(rng, 0, AWAY_MS);
      drop();
    }
    if (connection === undefined && server !== undefined && isUp(server) && timeline.now() >= awayUntil)
      connect(server);
  };
  timeline.at(between(rng, 0, LOOK_MS), look);

  const screen: Screen = {
    actor,
    login,
    facts,
    connectedMs: () => (connection === undefined ? 0 : timeline.now() - connection.since),
  };
  return screen;
};

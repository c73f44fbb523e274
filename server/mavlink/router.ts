import type { MavLinkData } from 'mavlink-mappings';
import type { Clock, MonoMs } from '../core/clock.ts';
import type { Net, Streams } from '../core/ports.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import { decodeMessage } from './codec.ts';
import { placeOf, type Link, type LinkFrame, type LinkOptions, type LinkStats } from './link.ts';
import { openLink } from './links/open-link.ts';
import { causeText, type MavLog } from './log.ts';
import type { MavId, Received } from './protocol.ts';
import { OPEN_GUARD, type FrameGuard, type Way } from './signing/frame-guard.ts';
import { carriesKey } from './signing/setup-signing.ts';

/** An endpoint that was silent for that long gives up its ids to another one that claims them. */
const ROUTE_HOLD_MS = 3000;
/** The same conflict is told again after that. */
const CONFLICT_REPEAT_MS = 60_000;
/** Learned ids; sysid and compid could make 65,025. */
const MAX_ROUTES = 1024;
/** A route that was silent for that long makes room for another when there are too many. */
const ROUTE_IDLE_MS = 60_000;
/** A place that turned out to be somebody else may claim the id again after that. */
const REJECTED_MS = 60_000;

export type RawFrame = {
  readonly direction: 'in' | 'out';
  readonly bytes: Uint8Array;
  readonly link: string;
  readonly at: MonoMs;
};

/** Two endpoints claim one id: only the first is listened to while it lives. */
export type Conflict = {
  readonly id: MavId;
  readonly kept: string;
  readonly refused: string;
  readonly at: MonoMs;
};

export type Router = {
  addLink(options: LinkOptions): Promise<Result<undefined>>;
  removeLink(name: string): Promise<void>;
  /** To where that id was heard. Fails with `mavlink.no_route`. */
  send(message: MavLinkData, target: MavId): Result<undefined>;
  /** To every remote of every link. */
  sendToAll(message: MavLinkData): void;
  onMessage(handler: (received: Received) => void): () => void;
  onRaw(handler: (raw: RawFrame) => void): () => void;
  onConflict(handler: (conflict: Conflict) => void): () => void;
  /** The place that holds the id now is another vehicle: it loses the id, and is not listened to for a while. */
  reject(id: MavId): void;
  /** Where a message to that id would go. */
  routeOf(id: MavId): Way | undefined;
  /** The systems whose messages would go there. */
  systemsAt(place: string): readonly number[];
  stats(): RouterStats;
  close(): Promise<void>;
};

export type RouterStats = {
  readonly links: readonly LinkStats[];
  /** `sysid.compid` to `link host:port`. */
  readonly routes: Readonly<Record<string, string>>;
  /** Frames from an endpoint that claims an id held by another one. */
  readonly shadowed: number;
  /** Frames that carry our own id or system 0. */
  readonly impostors: number;
  /** Frames of an id too many. */
  readonly unrouted: number;
};

export type RouterOptions = {
  readonly clock: Clock;
  readonly net: Net;
  readonly streams?: Streams | undefined;
  readonly log: MavLog;
  readonly self: MavId;
  readonly guard?: FrameGuard;
};

type Route = { readonly link: Link; readonly remote: string; lastHeard: MonoMs };

const idKey = ({ sysid, compid }: MavId): string => `${sysid}.${compid}`;

/** Handlers of one kind; one that throws is logged and hurts nobody else. */
class Handlers<T> {
  readonly #handlers = new Set<(value: T) => void>();
  readonly #log: MavLog;

  constructor(log: MavLog) {
    this.#log = log;
  }

  add(handler: (value: T) => void): () => void {
    this.#handlers.add(handler);
    return () => {
      this.#handlers.delete(handler);
    };
  }

  call(value: T): void {
    for (const handler of this.#handlers) {
      try {
        handler(value);
      } catch (cause) {
        this.#log('error', `a MAVLink subscriber threw: ${causeText(cause)}`);
      }
    }
  }
}

class LearningRouter implements Router {
  readonly #options: RouterOptions;
  readonly #guard: FrameGuard;
  readonly #links = new Map<string, Link>();
  readonly #routes = new Map<string, Route>();
  readonly #toldConflicts = new Map<string, MonoMs>();
  readonly #rejected = new Map<string, MonoMs>();
  readonly #messages: Handlers<Received>;
  readonly #raws: Handlers<RawFrame>;
  readonly #conflicts: Handlers<Conflict>;
  #shadowed = 0;
  #impostors = 0;
  #unrouted = 0;

  constructor(options: RouterOptions) {
    this.#options = options;
    this.#guard = options.guard ?? OPEN_GUARD;
    this.#messages = new Handlers(options.log);
    this.#raws = new Handlers(options.log);
    this.#conflicts = new Handlers(options.log);
  }

  async addLink(options: LinkOptions): Promise<Result<undefined>> {
    if (this.#links.has(options.name))
      return refuse('mavlink.link_exists', `link ${options.name}: expected a new name, got one in use`);
    const { clock, net, streams, self, log } = this.#options;
    const opened = await openLink(options, {
      clock,
      net,
      streams,
      self,
      log,
      guard: this.#guard,
      onFrame: (link, received) => this.#receive(link, received),
      onLeft: () => undefined,
      onSent: (link, bytes) => this.#tap({ direction: 'out', bytes, link: link.name, at: clock.mono() }),
    });
    if (!opened.ok) return opened;
    this.#links.set(options.name, opened.value);
    return ok(undefined);
  }

  async removeLink(name: string): Promise<void> {
    const link = this.#links.get(name);
    if (link === undefined) return;
    this.#links.delete(name);
    for (const [key, route] of this.#routes) if (route.link === link) this.#routes.delete(key);
    await link.close();
  }

  send(message: MavLinkData, target: MavId): Result<undefined> {
    const route = this.#routes.get(idKey(target));
    if (route === undefined)
      return refuse('mavlink.no_route', `expected a link to ${idKey(target)}, it was never heard`);
    route.link.send(message, route.remote);
    return ok(undefined);
  }

  sendToAll(message: MavLinkData): void {
    for (const link of this.#links.values()) for (const remote of link.remotes()) link.send(message, remote);
  }

  onMessage(handler: (received: Received) => void): () => void {
    return this.#messages.add(handler);
  }

  onRaw(handler: (raw: RawFrame) => void): () => void {
    return this.#raws.add(handler);
  }

  onConflict(handler: (conflict: Conflict) => void): () => void {
    return this.#conflicts.add(handler);
  }

  reject(id: MavId): void {
    const route = this.#routes.get(idKey(id));
    if (route === undefined) return;
    const refused = placeOf(route.link, route.remote);
    const at = this.#options.clock.mono();
    this.#routes.delete(idKey(id));
    if (this.#rejected.size >= MAX_ROUTES) this.#rejected.clear();
    this.#rejected.set(`${idKey(id)} ${refused}`, at);
    this.#tellConflict(id, { kept: 'the vehicle that was known by it', refused, at });
  }

  routeOf(id: MavId): Way | undefined {
    const route = this.#routes.get(idKey(id));
    return route && { link: route.link.name, place: placeOf(route.link, route.remote) };
  }

  systemsAt(place: string): readonly number[] {
    const systems = new Set<number>();
    for (const [key, { link, remote }] of this.#routes)
      if (placeOf(link, remote) === place) systems.add(Number.parseInt(key, 10));
    return [...systems];
  }

  stats(): RouterStats {
    const routes: Record<string, string> = {};
    for (const [key, { link, remote }] of this.#routes) routes[key] = placeOf(link, remote);
    return {
      links: [...this.#links.values()].map((link) => link.stats()),
      routes,
      shadowed: this.#shadowed,
      impostors: this.#impostors,
      unrouted: this.#unrouted,
    };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#links.keys()].map((name) => this.removeLink(name)));
  }

  #receive(link: Link, { frame, from, at }: LinkFrame): void {
    const place = placeOf(link, from);
    if (!this.#guard.admit(frame, { link: link.name, place }, at)) return;
    this.#tap({ direction: 'in', bytes: frame.bytes, link: link.name, at });
    const id: MavId = { sysid: frame.sysid, compid: frame.compid };
    if (id.sysid === 0 || id.sysid === this.#options.self.sysid) {
      this.#impostors++;
      return;
    }
    if (!this.#learn(id, link, { remote: from, at })) return;
    const message = decodeMessage(frame);
    if (message !== undefined) this.#messages.call({ message, from: id, at, link: link.name, place });
  }

  /** A key must not get into any record (INV-D10). */
  #tap(raw: RawFrame): void {
    if (!carriesKey(raw.bytes)) this.#raws.call(raw);
  }

  /** True if that endpoint is the one that holds the id. */
  #learn(id: MavId, link: Link, { remote, at }: { remote: string; at: MonoMs }): boolean {
    const rejectedAt = this.#rejected.get(`${idKey(id)} ${placeOf(link, remote)}`);
    if (rejectedAt !== undefined && at - rejectedAt < REJECTED_MS) {
      this.#shadowed++;
      return false;
    }
    const known = this.#routes.get(idKey(id));
    if (known?.link === link && known.remote === remote) {
      known.lastHeard = at;
      return true;
    }
    if (known !== undefined && at - known.lastHeard <= ROUTE_HOLD_MS) {
      this.#shadowed++;
      this.#tellConflict(id, {
        kept: placeOf(known.link, known.remote),
        refused: placeOf(link, remote),
        at,
      });
      return false;
    }
    if (known === undefined && this.#routes.size >= MAX_ROUTES) this.#forgetIdle(at);
    if (known === undefined && this.#routes.size >= MAX_ROUTES) {
      this.#unrouted++;
      return false;
    }
    this.#routes.set(idKey(id), { link, remote, lastHeard: at });
    this.#options.log('info', `MAVLink ${idKey(id)} is reached by ${placeOf(link, remote)}`);
    return true;
  }

  #forgetIdle(at: MonoMs): void {
    for (const [key, route] of this.#routes)
      if (at - route.lastHeard > ROUTE_IDLE_MS) this.#routes.delete(key);
  }

  #tellConflict(id: MavId, conflict: Omit<Conflict, 'id'>): void {
    const key = `${idKey(id)} ${conflict.refused}`;
    const told = this.#toldConflicts.get(key);
    if (told !== undefined && conflict.at - told < CONFLICT_REPEAT_MS) return;
    if (this.#toldConflicts.size >= MAX_ROUTES) this.#toldConflicts.clear();
    this.#toldConflicts.set(key, conflict.at);
    this.#options.log('warn', `MAVLink ${idKey(id)} is claimed by ${conflict.refused} too`, conflict);
    this.#conflicts.call({ id, ...conflict });
  }
}

export const createRouter = (options: RouterOptions): Router => new LearningRouter(options);

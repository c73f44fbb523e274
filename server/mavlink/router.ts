import type { MavLinkData } from 'mavlink-mappings';
import type { Clock, MonoMs } from '../core/clock.ts';
import type { Net, Streams } from '../core/ports.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import { decodeMessage } from './codec.ts';
import { GateKeeper, type Gate, type Refusal } from './gate.ts';
import { Handlers } from './handlers.ts';
import { placeOf, type Link, type LinkFrame, type LinkOptions, type LinkStats } from './link.ts';
import { openLink } from './links/open-link.ts';
import type { MavLog } from './log.ts';
import { createClaims, type Claims, type Conflict } from './paths/claims.ts';
import type { PathInfo } from './paths/route.ts';
import { RouteTable, type RouteCounters } from './paths/route-table.ts';
import type { MavId, Received } from './protocol.ts';
import { OPEN_GUARD, type FrameGuard, type Way } from './signing/frame-guard.ts';
import { carriesKey } from './signing/setup-signing.ts';

/** More links than anybody adds. */
const RANKS_PER_PRIORITY = 1_000_000;

export type RawFrame = {
  readonly direction: 'in' | 'out';
  readonly bytes: Uint8Array;
  readonly link: string;
  readonly at: MonoMs;
};

/** Knows which system is heard where. It forwards nothing from one link to another, whatever the message. */
export type Router = {
  addLink(options: LinkOptions): Promise<Result<undefined>>;
  removeLink(name: string): Promise<void>;
  /** By the active path to that id. Fails with `mavlink.no_route`. */
  send(message: MavLinkData, target: MavId): Result<undefined>;
  /** By one of the paths to that id, whether it is proven or not. Fails with `mavlink.no_route`. */
  sendVia(message: MavLinkData, target: MavId, place: string): Result<undefined>;
  /** To every remote of every link. */
  sendToAll(message: MavLinkData): void;
  onMessage(handler: (received: Received) => void): () => void;
  /** Messages of paths that are not listened to: spare ones, and such as have not proven to be that vehicle. */
  onAside(handler: (received: Received) => void): () => void;
  onRaw(handler: (raw: RawFrame) => void): () => void;
  onConflict(handler: (conflict: Conflict) => void): () => void;
  /** Frames that the gate did not let leave. */
  onRefused(handler: (refusal: Refusal) => void): () => void;
  /** That place is the vehicle with that system id: it has named its hardware. */
  prove(id: MavId, place: string): void;
  /** That place, by default the one that holds the id, is another vehicle: it is not listened to for a while. */
  reject(id: MavId, place?: string): void;
  /** All paths to that id, the preferred one first. */
  paths(id: MavId): readonly PathInfo[];
  /** Where a message to that id would go. */
  routeOf(id: MavId): Way | undefined;
  /** The systems that are heard there. */
  systemsAt(place: string): readonly number[];
  stats(): RouterStats;
  close(): Promise<void>;
};

export type RouterStats = Readonly<RouteCounters> & {
  readonly links: readonly LinkStats[];
  /** `sysid.compid` to `link host:port`. */
  readonly routes: Readonly<Record<string, string>>;
  /** Frames that carry our own id or system 0. */
  readonly impostors: number;
  /** Frames that the gate did not let leave. */
  readonly refused: number;
};

export type RouterOptions = {
  readonly clock: Clock;
  readonly net: Net;
  readonly streams?: Streams | undefined;
  readonly log: MavLog;
  readonly self: MavId;
  readonly guard?: FrameGuard;
  /** Default: everything may leave. */
  readonly gate?: Gate | undefined;
};

class LearningRouter implements Router {
  readonly #options: RouterOptions;
  readonly #guard: FrameGuard;
  readonly #keeper: GateKeeper;
  readonly #links = new Map<string, Link>();
  /** Names that are taken while their links open. */
  readonly #opening = new Set<string>();
  readonly #claims: Claims;
  readonly #table: RouteTable;
  readonly #messages: Handlers<Received>;
  readonly #asides: Handlers<Received>;
  readonly #raws: Handlers<RawFrame>;
  #linksAdded = 0;
  #impostors = 0;

  constructor(options: RouterOptions) {
    this.#options = options;
    this.#guard = options.guard ?? OPEN_GUARD;
    this.#keeper = new GateKeeper(options.log, options.gate);
    this.#claims = createClaims(options.log);
    this.#table = new RouteTable(this.#claims, options.log);
    this.#messages = new Handlers(options.log);
    this.#asides = new Handlers(options.log);
    this.#raws = new Handlers(options.log);
  }

  async addLink(options: LinkOptions): Promise<Result<undefined>> {
    if (this.#links.has(options.name) || this.#opening.has(options.name))
      return refuse('mavlink.link_exists', `link ${options.name}: expected a new name, got one in use`);
    const { clock, net, streams, self, log } = this.#options;
    const order = this.#linksAdded++;
    this.#opening.add(options.name);
    const opened = await openLink(options, {
      clock,
      net,
      streams,
      self,
      log,
      guard: this.#guard,
      mayLeave: (bytes) => this.#keeper.mayLeave(bytes, clock.mono()),
      onFrame: (link, received) => this.#receive(link, order, received),
      onLeft: (link, remote) => this.#table.dropPlace(placeOf(link, remote)),
      onSent: (link, bytes) => this.#tap({ direction: 'out', bytes, link: link.name, at: clock.mono() }),
    });
    this.#opening.delete(options.name);
    if (!opened.ok) return opened;
    this.#links.set(options.name, opened.value);
    return ok(undefined);
  }

  async removeLink(name: string): Promise<void> {
    const link = this.#links.get(name);
    if (link === undefined) return;
    this.#links.delete(name);
    this.#table.dropLink(link);
    await link.close();
  }

  send(message: MavLinkData, target: MavId): Result<undefined> {
    const path = this.#table.active(target);
    if (path === undefined)
      return refuse(
        'mavlink.no_route',
        `expected a link to ${target.sysid}.${target.compid}, it is heard nowhere`,
      );
    path.link.send(message, path.remote);
    return ok(undefined);
  }

  sendVia(message: MavLinkData, target: MavId, place: string): Result<undefined> {
    const path = this.#table.find(target, place);
    if (path === undefined)
      return refuse(
        'mavlink.no_route',
        `expected ${target.sysid}.${target.compid} at ${place}, it is not heard there`,
      );
    path.link.send(message, path.remote);
    return ok(undefined);
  }

  sendToAll(message: MavLinkData): void {
    for (const link of this.#links.values()) for (const remote of link.remotes()) link.send(message, remote);
  }

  onMessage(handler: (received: Received) => void): () => void {
    return this.#messages.add(handler);
  }

  onAside(handler: (received: Received) => void): () => void {
    return this.#asides.add(handler);
  }

  onRaw(handler: (raw: RawFrame) => void): () => void {
    return this.#raws.add(handler);
  }

  onConflict(handler: (conflict: Conflict) => void): () => void {
    return this.#claims.onConflict(handler);
  }

  onRefused(handler: (refusal: Refusal) => void): () => void {
    return this.#keeper.onRefused(handler);
  }

  prove(id: MavId, place: string): void {
    this.#table.prove(id, place);
  }

  reject(id: MavId, place = this.#table.active(id)?.place): void {
    if (place !== undefined) this.#table.reject(id, place, this.#options.clock.mono());
  }

  paths(id: MavId): readonly PathInfo[] {
    return this.#table.infos(id);
  }

  routeOf(id: MavId): Way | undefined {
    const path = this.#table.active(id);
    return path && { link: path.link.name, place: path.place };
  }

  systemsAt(place: string): readonly number[] {
    return this.#table.systemsAt(place);
  }

  stats(): RouterStats {
    return {
      links: [...this.#links.values()].map((link) => link.stats()),
      routes: this.#table.activePlaces(),
      ...this.#table.counters,
      impostors: this.#impostors,
      refused: this.#keeper.refused,
    };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#links.keys()].map((name) => this.removeLink(name)));
  }

  #receive(link: Link, order: number, { frame, from, at }: LinkFrame): void {
    const place = placeOf(link, from);
    if (!this.#guard.admit(frame, { link: link.name, place }, at)) return;
    this.#tap({ direction: 'in', bytes: frame.bytes, link: link.name, at });
    const id: MavId = { sysid: frame.sysid, compid: frame.compid };
    if (id.sysid === 0 || id.sysid === this.#options.self.sysid) {
      this.#impostors++;
      return;
    }
    // By priority, then in the order in which the links were added.
    const rank = link.priority * RANKS_PER_PRIORITY + order;
    const verdict = this.#table.hear(id, { link, remote: from, place, rank }, frame, at);
    if (verdict === 'deliver') this.#keeper.heard(frame.bytes, at);
    const message = verdict === 'drop' ? undefined : decodeMessage(frame);
    if (message === undefined) return;
    const proven = this.#table.isProven(id, place);
    const handlers = verdict === 'deliver' ? this.#messages : this.#asides;
    handlers.call({ message, from: id, at, link: link.name, place, proven });
  }

  /** A key must not get into any record (INV-D10). */
  #tap(raw: RawFrame): void {
    if (!carriesKey(raw.bytes)) this.#raws.call(raw);
  }
}

export const createRouter = (options: RouterOptions): Router => new LearningRouter(options);

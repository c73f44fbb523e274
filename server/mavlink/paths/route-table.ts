import type { MonoMs } from '../../core/clock.ts';
import type { Frame } from '../codec.ts';
import type { Link } from '../link.ts';
import type { MavLog } from '../log.ts';
import type { MavId } from '../protocol.ts';
import type { Claims } from './claims.ts';
import { Route, type Path, type PathInfo, type Source } from './route.ts';

/** Learned ids; sysid and compid could make 65,025. */
const MAX_ROUTES = 1024;
/** A route that was silent for that long makes room for another when there are too many. */
const ROUTE_IDLE_MS = 60_000;

/** How frames were sorted. */
export type RouteCounters = {
  /** From a place that claims an id held by another one. */
  shadowed: number;
  /** Of proven paths in reserve. */
  spare: number;
  /** Had come already by another path. */
  copies: number;
  /** Of an id too many. */
  unrouted: number;
};

const keyOf = ({ sysid, compid }: MavId): string => `${sysid}.${compid}`;

/** Which id is heard where, and which places have proven to be that vehicle. */
export class RouteTable {
  readonly counters: RouteCounters = { shadowed: 0, spare: 0, copies: 0, unrouted: 0 };
  readonly #claims: Claims;
  readonly #log: MavLog;
  readonly #routes = new Map<string, Route>();
  /** `sysid place`: what holds for the autopilot holds for everything aboard. */
  readonly #proven = new Set<string>();

  constructor(claims: Claims, log: MavLog) {
    this.#claims = claims;
    this.#log = log;
  }

  active(id: MavId): Path | undefined {
    return this.#routes.get(keyOf(id))?.active();
  }

  find(id: MavId, place: string): Path | undefined {
    return this.#routes.get(keyOf(id))?.find(place);
  }

  infos(id: MavId): readonly PathInfo[] {
    return this.#routes.get(keyOf(id))?.infos() ?? [];
  }

  isProven(id: MavId, place: string): boolean {
    return this.#proven.has(`${id.sysid} ${place}`);
  }

  prove(id: MavId, place: string): void {
    if (this.find(id, place) !== undefined) this.#proven.add(`${id.sysid} ${place}`);
  }

  reject(id: MavId, place: string, at: MonoMs): void {
    const route = this.#routes.get(keyOf(id));
    if (route?.drop((path) => path.place === place) === false) this.#routes.delete(keyOf(id));
    this.#claims.reject(id, place, at);
    const kept = this.active(id)?.place ?? 'the vehicle that was known by it';
    this.#claims.tell({ id, kept, refused: place, at });
  }

  systemsAt(place: string): readonly number[] {
    const systems = new Set<number>();
    for (const [key, route] of this.#routes)
      if (route.find(place) !== undefined) systems.add(Number.parseInt(key, 10));
    return [...systems];
  }

  activePlaces(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#routes].map(([key, route]) => [key, route.active().place]));
  }

  dropLink(link: Link): void {
    this.#drop((path) => path.link === link);
  }

  dropPlace(place: string): void {
    this.#drop((path) => path.place === place);
  }

  /** Whether the frame is from the place that is listened to, from another one of that id, or to be dropped. */
  hear(id: MavId, source: Source, frame: Frame, at: MonoMs): 'deliver' | 'aside' | 'drop' {
    if (this.#claims.isRejected(id, source.place, at)) {
      this.counters.shadowed++;
      return 'drop';
    }
    const route = this.#routes.get(keyOf(id)) ?? this.#add(id, source, at);
    if (route === undefined) {
      this.counters.unrouted++;
      return 'drop';
    }
    const heard = route.hear(source, frame, at);
    switch (heard.kind) {
      case 'deliver':
        if (heard.switched) this.#log('info', `MAVLink ${keyOf(id)} is reached by ${source.place} now`);
        return 'deliver';
      case 'spare':
        this.counters.spare++;
        return 'aside';
      case 'copy':
        this.counters.copies++;
        return 'drop';
      case 'claim':
        this.counters.shadowed++;
        if (heard.late) this.#claims.tell({ id, kept: route.active().place, refused: source.place, at });
        return 'aside';
      case 'too-many':
        this.counters.shadowed++;
        this.#claims.tell({ id, kept: route.active().place, refused: source.place, at });
        return 'drop';
    }
  }

  #add(id: MavId, source: Source, at: MonoMs): Route | undefined {
    if (this.#routes.size >= MAX_ROUTES) this.#forgetIdle(at);
    if (this.#routes.size >= MAX_ROUTES) return undefined;
    const route = new Route(source, at, {
      isProven: (place) => this.isProven(id, place),
      forget: (place) => void this.#proven.delete(`${id.sysid} ${place}`),
    });
    this.#routes.set(keyOf(id), route);
    this.#log('info', `MAVLink ${keyOf(id)} is reached by ${source.place}`);
    return route;
  }

  #drop(matches: (path: Path) => boolean): void {
    for (const [key, route] of this.#routes) if (!route.drop(matches)) this.#routes.delete(key);
  }

  #forgetIdle(at: MonoMs): void {
    for (const [key, route] of this.#routes)
      if (at - route.lastHeard() > ROUTE_IDLE_MS && !route.drop(() => true)) this.#routes.delete(key);
  }
}

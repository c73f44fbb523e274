import type { EventBatch, LiveEvent, LiveFrame, LiveVehicle } from '../../../server/api/contract/live.ts';
import { ageNow, freshness, type Freshness } from './age.ts';
import { acceptBatch, EMPTY_CURSOR, type CursorState } from './cursor.ts';
import { linkState, type LinkFacts, type LinkState } from './link-state.ts';

/** The newest telemetry of one drone with the moment it came in. */
export type Held = { readonly vehicle: LiveVehicle; readonly receivedMs: number };

/** Ages at one moment, milliseconds; null = never heard. */
export type Ages = {
  readonly positionMs: number | null;
  readonly heartbeatMs: number | null;
  readonly batteryMs: number | null;
};

export type VehicleListener = (held: Held) => void;
export type EventListener = (events: readonly LiveEvent[]) => void;

/**
 * What came over the socket, outside React: drawing code subscribes and reads, nothing re-renders by itself.
 * `tick()` is called by a local timer, so that ages grow and markers go grey without any frame.
 */
export class LiveStore {
  private readonly held = new Map<string, Held>();
  private readonly vehicleListeners = new Map<string, Set<VehicleListener>>();
  private readonly frameListeners = new Set<() => void>();
  private readonly tickListeners = new Set<() => void>();
  private readonly eventListeners = new Set<EventListener>();
  private readonly statusListeners = new Set<() => void>();
  private facts: LinkFacts;
  private status: LinkState = 'connecting';
  private outage: LiveFrame['flightOnly'] = null;
  private stopSince: number | null = null;
  private cursor: CursorState = EMPTY_CURSOR;
  private readonly nowMs: () => number;

  constructor(nowMs: () => number) {
    this.nowMs = nowMs;
    this.facts = { connected: false, everConnected: false, ended: false, lastHeardMs: nowMs() };
  }

  now(): number {
    return this.nowMs();
  }

  linkStatus(): LinkState {
    return this.status;
  }

  /** Since when the service can record nothing, as the last frame said. */
  flightOnly(): LiveFrame['flightOnly'] {
    return this.outage;
  }

  /** Since when launches are held for all, as the last frame said. */
  groundStopSince(): number | null {
    return this.stopSince;
  }

  cursorNow(): number | null {
    return this.cursor.cursor;
  }

  connected(): void {
    this.setFacts({ connected: true, everConnected: true, ended: false, lastHeardMs: this.nowMs() });
  }

  disconnected(): void {
    this.setFacts({ ...this.facts, connected: false });
  }

  ended(): void {
    this.setFacts({ ...this.facts, connected: false, ended: true });
  }

  /** Forgets everything: another person logs in at this page. */
  reset(): void {
    this.held.clear();
    this.outage = null;
    this.cursor = EMPTY_CURSOR;
    this.setFacts({ connected: false, everConnected: false, ended: false, lastHeardMs: this.nowMs() });
    for (const listener of this.frameListeners) listener();
  }

  /**
   * The server's head at a connection. The first one starts there; later ones go on from the own cursor, unless the
   * server's log is shorter than that (it was restored from a backup): then the old cursor would hide every new fact.
   */
  startAt(head: number): void {
    const { cursor } = this.cursor;
    if (cursor === null || cursor > head) this.cursor = { cursor: head };
  }

  /**
   * Puts a frame in; every listener has run when this returns, so the caller may acknowledge. A drone that a frame
   * leaves out is kept and ages: a drone never vanishes from the map because nothing is heard of it.
   */
  applyFrame(frame: LiveFrame): void {
    const receivedMs = this.nowMs();
    for (const vehicle of frame.vehicles) {
      const held = { vehicle, receivedMs };
      this.held.set(vehicle.vehicleId, held);
      for (const listener of this.vehicleListeners.get(vehicle.vehicleId) ?? []) listener(held);
    }
    // The same object as long as it is the same outage: React looks at identity.
    const { flightOnly } = frame;
    if (flightOnly?.since !== this.outage?.since || flightOnly?.trouble !== this.outage?.trouble)
      this.outage = flightOnly;
    this.stopSince = frame.groundStopSince ?? null;
    this.setFacts({ ...this.facts, lastHeardMs: receivedMs });
    for (const listener of this.frameListeners) listener();
  }

  applyEvents(batch: EventBatch): void {
    const { state, fresh } = acceptBatch(this.cursor, batch);
    this.cursor = state;
    if (fresh.length > 0) for (const listener of this.eventListeners) listener(fresh);
  }

  tick(): void {
    this.setFacts(this.facts);
    for (const listener of this.tickListeners) listener();
  }

  get(vehicleId: string): Held | undefined {
    return this.held.get(vehicleId);
  }

  all(): readonly Held[] {
    return [...this.held.values()];
  }

  ages(held: Held): Ages {
    const { vehicle, receivedMs } = held;
    const now = this.nowMs();
    return {
      positionMs: ageNow(vehicle.positionAgeMs, receivedMs, now),
      heartbeatMs: ageNow(vehicle.heartbeatAgeMs, receivedMs, now),
      batteryMs: ageNow(vehicle.batteryAgeMs, receivedMs, now),
    };
  }

  positionFreshness(held: Held): Freshness {
    return freshness(this.ages(held).positionMs);
  }

  onVehicle(vehicleId: string, listener: VehicleListener): () => void {
    const set = this.vehicleListeners.get(vehicleId) ?? new Set<VehicleListener>();
    this.vehicleListeners.set(vehicleId, set);
    set.add(listener);
    return () => {
      set.delete(listener);
      if (set.size === 0) this.vehicleListeners.delete(vehicleId);
    };
  }

  onFrame(listener: () => void): () => void {
    return subscribe(this.frameListeners, listener);
  }

  onTick(listener: () => void): () => void {
    return subscribe(this.tickListeners, listener);
  }

  onEvents(listener: EventListener): () => void {
    return subscribe(this.eventListeners, listener);
  }

  onStatus(listener: () => void): () => void {
    return subscribe(this.statusListeners, listener);
  }

  private setFacts(facts: LinkFacts): void {
    this.facts = facts;
    const next = linkState(facts, this.nowMs());
    if (next === this.status) return;
    this.status = next;
    for (const listener of this.statusListeners) listener();
  }
}

const subscribe = <T>(set: Set<T>, listener: T): (() => void) => {
  set.add(listener);
  return () => set.delete(listener);
};

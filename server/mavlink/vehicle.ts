import type { MavLinkData } from 'mavlink-mappings';
import type { Clock, MonoMs } from '../core/clock.ts';
import type { MissionItem, PlanKind } from '../core/mission.ts';
import type { Result } from '../core/result.ts';
import { createArmDesk, type ArmDesk } from './arm-desk.ts';
import { createCommandSender, type CommandAccepted, type CommandSender } from './command-sender.ts';
import { maySayToStranger } from './command-classes.ts';
import type { CommandRequest } from './command.ts';
import type { MavMessage } from './codec.ts';
import { createMetadata, type Metadata } from './events/metadata.ts';
import { createVehicleEvents, type VehicleEvents } from './events/vehicle-events.ts';
import { firstContact } from './first-contact.ts';
import { createVehicleFiles, type FileOptions, type VehicleFiles } from './ftp/ftp-client.ts';
import { Handlers } from './handlers.ts';
import { causeText, type MavLog } from './log.ts';
import { createVehicleLogs, type VehicleLogs } from './logs/log-client.ts';
import type { ModeName } from './modes.ts';
import { createParamStore, type ParamStore, type ReadParamSet, type WritePermit } from './param-store.ts';
import type { Param } from './params.ts';
import type { WireItem } from './mission-wire.ts';
import type { FlightPlan } from './plan-check.ts';
import type { StoredPlan, VerifiedMission } from './plan-proofs.ts';
import type { VerifiedFlightPlan } from './plan-set.ts';
import {
  createPlanTransfers,
  type PlanAboard,
  type PlanTransfers,
  type UploadOptions,
} from './plan-transfers.ts';
import type { MavId, ProtocolPort, Received } from './protocol.ts';
import type {
  IdConflict,
  MissionInfo,
  SigningBrief,
  Stamped,
  VehicleEvent,
  VehicleSnapshot,
} from './snapshot.ts';
import { createTransactions } from './transactions.ts';
import * as actions from './vehicle-actions.ts';
import type { VehicleContext } from './vehicle-context.ts';
import { createSnapshotWatch, type SnapshotWatch } from './snapshot-watch.ts';
import { createTimesync, type Timesync } from './timesync.ts';
import { hear, hearText, tick, type VehicleState, type VehicleStep } from './vehicle-state.ts';

export type VehicleOptions = {
  readonly clock: Clock;
  readonly log: MavLog;
  readonly self: MavId;
  readonly id: MavId;
  readonly initial: VehicleState;
  /** To where the vehicle is heard. */
  readonly send: (message: MavLinkData) => void;
  /** The place that it is heard from now is another vehicle with its system id. */
  readonly reject: () => void;
  /** Event descriptions shared with other vehicles; default: its own. */
  readonly metadata?: Metadata | undefined;
};

/**
 * One vehicle: its latest telemetry, its events and what can be asked of it. Every action resolves to a Result whose
 * value is the telemetry that proves it; none throws for what a vehicle does or does not do.
 */
export class Vehicle {
  readonly id: MavId;
  readonly armDesk: ArmDesk;
  /** By MAVLink FTP, `logs` by LOG_REQUEST_DATA. */
  readonly files: VehicleFiles;
  readonly logs: VehicleLogs;
  readonly #options: VehicleOptions;
  readonly #context: VehicleContext;
  readonly #plans: PlanTransfers;
  readonly #events: VehicleEvents;
  readonly #timesync: Timesync;
  readonly #commands: CommandSender;
  readonly #params: ParamStore;
  readonly #closing = new AbortController();
  readonly #messageHandlers: Handlers<MavMessage>;
  readonly #eventHandlers: Handlers<VehicleEvent>;
  readonly #watch: SnapshotWatch;
  #state: VehicleState;
  #greetings = 0;

  constructor(options: VehicleOptions) {
    this.#options = options;
    this.id = options.id;
    this.#state = options.initial;
    const { clock, log, self, id } = options;
    this.#messageHandlers = new Handlers(log);
    this.#eventHandlers = new Handlers(log);
    this.#watch = createSnapshotWatch(clock, this.#closing.signal);
    const port: ProtocolPort = {
      clock,
      log,
      send: (message) => {
        if (this.#state.moved === undefined || maySayToStranger(message)) options.send(message);
      },
      subscribe: (handler) => this.#messageHandlers.add(handler),
    };
    this.#commands = createCommandSender(port, id, self);
    this.#context = {
      clock,
      log,
      id,
      self,
      port,
      commands: this.#commands,
      signal: this.#closing.signal,
      snapshot: () => this.#state.snapshot,
      waitFor: (test, withinMs) => this.#watch.waitFor(this.#state.snapshot, test, withinMs),
    };
    this.armDesk = createArmDesk(this.#context);
    this.#params = createParamStore(this.#context);
    const transactions = createTransactions((queue) => this.#amend({ queue }));
    this.#plans = createPlanTransfers(this.#context, transactions);
    this.files = createVehicleFiles(this.#context, transactions);
    this.logs = createVehicleLogs(this.#context, transactions);
    this.#timesync = createTimesync(this.#context, (change) => this.#amend(change));
    this.#events = createVehicleEvents({
      context: this.#context,
      metadata: options.metadata ?? createMetadata(),
      readFile: (path, maxBytes) => this.files.readFile(path, { maxBytes }),
      amend: (change) => this.#amend(change),
      tell: (events) => this.#tell(events),
    });
  }

  snapshot(): VehicleSnapshot {
    return this.#state.snapshot;
  }

  onEvent(handler: (event: VehicleEvent) => void): () => void {
    return this.#eventHandlers.add(handler);
  }

  /** ACK and then HEARTBEAT in that mode. Hold, return and land are resent, all others are sent once. */
  setMode(mode: ModeName): Promise<Result<actions.Proof<{ mode: ModeName }>>> {
    return actions.setMode(this.#context, mode);
  }

  /** Sent once. `mavlink.command_unknown`: nobody knows whether it arms; watch telemetry, do not repeat. */
  arm(): Promise<Result<actions.Proof<{ armed: true }>>> {
    return actions.arm(this.#context);
  }

  /** Refused with `mavlink.not_landed` unless the vehicle says that it is on the ground. */
  disarm(): Promise<Result<actions.Proof<{ armed: false }>>> {
    return actions.disarm(this.#context);
  }

  setCurrent(seq: number): Promise<Result<actions.Proof<{ mission: Stamped<MissionInfo> }>>> {
    return actions.setCurrent(this.#context, seq);
  }

  /**
   * Any other command, by its class. ACCEPTED means "will try": prove its effect by telemetry. `signal` ends the
   * waiting, and the command itself if the vehicle has said that it is in progress.
   */
  command(request: CommandRequest, signal?: AbortSignal): Promise<Result<CommandAccepted>> {
    return this.#commands.send(request, signal);
  }

  uploadPlan(
    kind: PlanKind,
    items: readonly WireItem[],
    options?: UploadOptions,
  ): Promise<Result<StoredPlan>> {
    return this.#plans.uploadPlan(kind, items, options);
  }

  downloadPlan(kind: PlanKind): Promise<Result<PlanAboard>> {
    return this.#plans.downloadPlan(kind);
  }

  /** Validated, uploaded, read back, compared, and held to be feasible by the vehicle. */
  uploadVerified(items: readonly MissionItem[], options?: UploadOptions): Promise<Result<VerifiedMission>> {
    return this.#plans.uploadVerified(items, options);
  }

  /** Fence, rally points and mission as one: all verified, or no mission aboard. */
  uploadFlightPlan(plan: FlightPlan, signal?: AbortSignal): Promise<Result<VerifiedFlightPlan>> {
    return this.#plans.uploadFlightPlan(plan, signal);
  }

  /** A small file as a whole; `mavlink.file_too_large` beyond `maxBytes`, default 4 MiB. */
  readFile(
    path: string,
    options?: FileOptions & { readonly maxBytes?: number },
  ): Promise<Result<Uint8Array>> {
    return this.files.readFile(path, options);
  }

  readParam(name: string): Promise<Result<Param>> {
    return this.#params.read(name);
  }

  /** Verified by the vehicle's own word. */
  setParam(wanted: Param, permit: WritePermit): Promise<Result<Param>> {
    return this.#params.write(wanted, permit);
  }

  /** The whole set; not read again while the vehicle says that nothing has changed. */
  readParams(): Promise<Result<ReadParamSet>> {
    return this.#params.readAll();
  }

  requestMessage(msgid: number, param2 = 0): Promise<Result<MavMessage>> {
    return actions.requestMessage(this.#context, msgid, param2);
  }

  /** Messages per second; 0 stops the message. */
  setMessageInterval(msgid: number, perSecond: number): Promise<Result<undefined>> {
    return actions.setMessageInterval(this.#context, msgid, perSecond);
  }

  /** The first snapshot that passes the test, from the present one on; undefined after `withinMs`. Asked 4 times a second. */
  waitFor(
    test: (snapshot: VehicleSnapshot) => boolean,
    withinMs: number,
  ): Promise<VehicleSnapshot | undefined> {
    return this.#watch.waitFor(this.#state.snapshot, test, withinMs);
  }

  /** What its signatures say, from the station. */
  signingIs(signing: SigningBrief): void {
    const { signing: before } = this.#state.snapshot;
    if (before?.state !== signing.state || before.keyId !== signing.keyId) this.#amend({ signing });
  }

  /** Asks for version and message rates; the station calls it once, the vehicle itself after each boot. */
  greet(): void {
    this.#timesync.start();
    const greeting = ++this.#greetings;
    firstContact(this.#context, () => greeting !== this.#greetings).catch((cause: unknown) =>
      this.#options.log('error', `first contact ended: ${causeText(cause)}`, { ...this.id }),
    );
  }

  /** A message of this vehicle, from the station. False if it is not believed to be of this vehicle. */
  receive(received: Received): boolean {
    this.#apply(hear(this.#state, received));
    const { moved } = this.#state;
    if (moved?.other === true) {
      this.#state = { ...this.#state, moved: undefined };
      this.#options.reject();
    }
    if (moved !== undefined) return false;
    this.#messageHandlers.call(received.message);
    this.#watch.show(this.#state.snapshot);
    return true;
  }

  /** The time, from the station. */
  tick(now: MonoMs): void {
    this.#apply(tick(this.#state, now));
    if (this.#state.moved !== undefined) this.#options.send(actions.askVersion(this.#context));
    this.#watch.show(this.#state.snapshot);
  }

  /** A text that came by a spare path, from the station. */
  receiveText(received: Received): void {
    this.#apply(hearText(this.#state, received));
  }

  /** How it is reached, and whether that is in doubt, from the station. */
  reachedBy(change: Pick<VehicleSnapshot, 'paths' | 'conflict'>): void {
    this.#amend(change);
  }

  /** Another place claims this id, or this vehicle has another id too, from the station. */
  conflict(conflict: IdConflict, at: MonoMs): void {
    this.#amend({ conflict: { at, ...conflict } });
    this.#tell([{ kind: 'conflict', at, conflict }]);
  }

  close(): void {
    this.#closing.abort();
    this.#commands.close();
  }

  #amend(change: Partial<VehicleSnapshot>): void {
    this.#state = { ...this.#state, snapshot: Object.assign({ ...this.#state.snapshot }, change) };
  }

  #apply(step: VehicleStep): void {
    this.#state = step.state;
    this.#tell(step.events);
  }

  #tell(events: readonly VehicleEvent[]): void {
    for (const event of events) {
      if (event.kind === 'rebooted') {
        this.#events.reboot();
        this.#params.forget();
        this.greet();
      }
      this.#eventHandlers.call(event);
    }
  }
}

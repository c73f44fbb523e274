import { systemCause } from '../core/cause.ts';
import type { WallMs } from '../core/clock.ts';
import { ok, type Result } from '../core/result.ts';
import type { Tx } from '../store/store.ts';
import { freshHealth } from './fresh-health.ts';
import type { Active, Actives } from './active-service.ts';
import { INTENT_EXPIRES_MS, writeIntent, writePlanIds, writeStep } from './launch-record-service.ts';
import { STEP_DEADLINE_MS, type LaunchStep } from './launch-steps.ts';
import { stepLaunch } from './launch.ts';
import {
  isLaunchOver,
  NEW_LAUNCH,
  type LaunchEffect,
  type LaunchInput,
  type LaunchRecord,
  type LaunchState,
} from './launch-types.ts';
import { stepLife } from './life-cycle.ts';
import { planIdsOf, type VehicleControl } from './ports.ts';
import type { LaunchFailure, Reason, ReasonCode } from './reasons.ts';
import {
  emitFlight,
  findFlight,
  reasonOf,
  settleIntent,
  writeEffects,
  type FlightDeps,
  type StepView,
} from './record-service.ts';

export type LaunchOrder = {
  readonly active: Active;
  readonly control: VehicleControl;
  readonly personId: string;
  /** Under which that person controls the drone. Who takes it over meanwhile ends the launch. */
  readonly epoch: number;
  /** Sentences of what speaks against the launch now: blockers and warnings that nobody took on. */
  readonly check: () => Promise<readonly string[]>;
};

/** Leave to arm, from the committed intent to the end of the step that it is for. */
export type ArmLeave =
  | { readonly kind: 'open'; readonly leftMs: number }
  | { readonly kind: 'over' | 'none' };

type Over = Extract<LaunchState, { kind: 'flying' | 'aborted' | 'unknown' }>;

const REFUSED: Readonly<Partial<Record<LaunchStep, LaunchFailure>>> = {
  mode: 'mode_timeout',
  current: 'current_timeout',
  mission: 'mission_mode_timeout',
};

/** Ends of a launch in which motors ran, or may have run, without a flight. */
const INCIDENTS: readonly ReasonCode[] = ['no_climb', 'disarm_failed', 'disarmed_before_takeoff'];

/** What the record says of each step that it is ahead of. */
const SENTENCES: Readonly<Record<LaunchRecord, string>> = {
  UPLOADED: 'fence, rally points and mission are on the vehicle and were read back equal',
  VERIFIED: 'the vehicle names this mission, fence and rally points, and holds it feasible',
  PREFLIGHT: 'nothing speaks against the flight that nobody took on',
  AUTHORISED: 'it stands in AUTO.LOITER with the mission at item 0',
  ARM_INTENT: 'the one arming frame may leave now',
  CONFIRMED: 'the vehicle says that it is armed',
};

const textOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown error');

/** A launch in progress: executes the machine's effects and keeps its record ahead of its bytes. */
export class LaunchRun {
  /** Resolves when it is over and written. */
  readonly done: Promise<void>;
  readonly #deps: FlightDeps;
  readonly #actives: Actives;
  readonly #order: LaunchOrder;
  #state: LaunchState = NEW_LAUNCH;
  #running: LaunchStep | undefined;
  #startedAt: WallMs | null = null;
  #intended = false;
  #uploadedAt = -Infinity;
  #halted = false;
  #finish: () => void = () => {};

  constructor(deps: FlightDeps, actives: Actives, order: LaunchOrder) {
    this.#deps = deps;
    this.#actives = actives;
    this.#order = order;
    this.done = new Promise((resolve) => {
      this.#finish = resolve;
    });
  }

  start(): void {
    const itemCount = this.#order.active.plan.items.length;
    this.feed({ kind: 'start', itemCount, now: this.#deps.clock.mono() });
  }

  isOver(): boolean {
    return isLaunchOver(this.#state);
  }

  /**
   * What a vehicle that asks whether it may arm is to be told: `open` while the answer to the one arming frame is
   * awaited and nobody has taken the drone over, `over` when that was so before.
   */
  armLeave(): ArmLeave {
    if (!this.#intended || this.#halted) return { kind: 'none' };
    const { control, clock } = this.#deps;
    const state = this.#state;
    if (state.kind !== 'step' || state.step !== 'arm') return { kind: 'over' };
    const leftMs = STEP_DEADLINE_MS.arm - (clock.mono() - state.since);
    const isOurs = control.get(this.#order.active.vehicleId).epoch === this.#order.epoch;
    return leftMs > 0 && isOurs ? { kind: 'open', leftMs } : { kind: 'over' };
  }

  /** The service stops: nothing more is sent or written; the next start judges what the vehicle shows. */
  halt(): void {
    this.#halted = true;
  }

  feed(input: LaunchInput): void {
    if (this.#halted || this.isOver()) return;
    const next = stepLaunch(this.#state, input);
    this.#state = next.state;
    for (const effect of next.effects) this.#execute(effect);
    const { kind } = next.state;
    if (kind === 'flying' || kind === 'aborted' || kind === 'unknown') this.#conclude(next.state);
  }

  #fail(code: LaunchFailure, sentence: string): void {
    this.feed({ kind: 'failed', code, sentence, now: this.#deps.clock.mono() });
  }

  #transact<T>(fn: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#deps.store.transact(systemCause(this.#deps.clock.wall()), fn);
  }

  #execute(effect: LaunchEffect): void {
    const { active } = this.#order;
    if (effect.kind === 'progress') {
      this.#running = effect.state === 'running' ? effect.step : undefined;
      const { step: name, state, proof } = effect;
      if (state === 'running') this.#startedAt = this.#deps.clock.wall();
      this.#showStep({ name, state, proof, ...this.#timesOf(name) });
    } else if (effect.kind === 'doubt')
      this.#actives.apply(active, { kind: 'progressed', to: 'UNKNOWN', reason: effect.reason });
    else this.#run(effect).catch((error: unknown) => this.#crashed(effect, error));
  }

  async #run(effect: Exclude<LaunchEffect, { kind: 'progress' | 'doubt' }>): Promise<void> {
    const { control, active } = this.#order;
    const { clock } = this.#deps;
    switch (effect.kind) {
      case 'upload':
        return this.#upload();
      case 'preflight':
        return this.#preflight();
      case 'set_mode':
        return this.#command(effect.mode === 'AUTO.LOITER' ? 'mode' : 'mission', () =>
          control.setMode(effect.mode),
        );
      case 'set_current':
        return this.#command('current', () => control.setCurrent(0));
      case 'record':
        return this.#actives.enqueue(active, () => this.#record(effect.record));
      case 'arm':
        return this.feed({ kind: 'arm_outcome', outcome: await control.armOnce(), now: clock.mono() });
      case 'disarm':
        await control.disarm();
        return;
      default:
        return effect satisfies never;
    }
  }

  async #preflight(): Promise<void> {
    const { control, check } = this.#order;
    await freshHealth(control, this.#deps.clock, this.#uploadedAt);
    const blockers = await check();
    const autoDisarm = await control.readParam('COM_DISARM_PRFLT');
    const autoDisarmS = autoDisarm.ok ? autoDisarm.value : undefined;
    this.feed({ kind: 'preflight', blockers, autoDisarmS, now: this.#deps.clock.mono() });
  }

  async #upload(): Promise<void> {
    const { control, active } = this.#order;
    const { boots } = control.facts();
    if (active.plan.fence.length === 0)
      return this.#fail('upload_failed', 'expected a plan with a fence: plan again');
    const stored = await control.upload(active.plan);
    if (!stored.ok) return this.#fail('upload_failed', stored.error.message);
    this.#uploadedAt = this.#deps.clock.mono();
    this.feed({ kind: 'uploaded', ...stored.value, boots, now: this.#deps.clock.mono() });
  }

  /** A refusal by the vehicle ends its step; no answer does not: telemetry decides. */
  async #command(step: LaunchStep, send: () => ReturnType<VehicleControl['setMode']>): Promise<void> {
    const answer = await send();
    const stillThere = this.#state.kind === 'step' && this.#state.step === step;
    if (answer.ok || !stillThere || answer.error.code !== 'mavlink.command_rejected') return;
    this.#fail(REFUSED[step] ?? 'gate_closed', answer.error.message);
  }

  async #record(what: LaunchRecord): Promise<void> {
    const { active, personId, control } = this.#order;
    const { hooks, rng, clock } = this.#deps;
    const reason = reasonOf('launch_step', SENTENCES[what]);
    const next = stepLife(active.life, { kind: 'progressed', to: what, reason });
    const ids = this.#state.kind === 'recording' ? planIdsOf(this.#state.mission) : undefined;
    const intended = { flightId: active.id, personId, planHash: active.plan.hash };
    let intent: string | undefined;
    const written = await this.#transact(async (tx) => {
      if (what === 'UPLOADED' && ids !== undefined) await writePlanIds(tx, active.id, ids);
      if (what === 'ARM_INTENT') intent = await writeIntent(tx, rng, intended);
      if (what === 'CONFIRMED') await settleIntent(tx, active.id, 'confirmed');
      return writeEffects(tx, active.id, next.effects, { hooks });
    });
    if (!written.ok) return this.#fail('record_failed', written.error.message);
    this.#intended ||= what === 'ARM_INTENT';
    const granted = this.#grantArming(intent);
    active.life = next.state;
    if (what === 'UPLOADED') active.frame = { ...active.frame, aboard: ids };
    if (!granted.ok) return this.#fail('gate_closed', granted.error.message);
    this.feed({ kind: 'recorded', record: what, facts: control.facts(), now: clock.mono() });
  }

  /** Leave for the one arming frame, once its intent is in the record. */
  #grantArming(id: string | undefined): Result<undefined> {
    if (id === undefined) return ok(undefined);
    const order = { id, epoch: this.#order.epoch, lifeMs: INTENT_EXPIRES_MS, wish: { kind: 'arm' } } as const;
    return this.#deps.grants.grantWritten(this.#order.active.vehicleId, order);
  }

  #showStep(step: StepView): void {
    const { active } = this.#order;
    this.#actives
      .enqueue(active, () => this.#transact((tx) => writeStep(tx, active.id, step)))
      .catch((error: unknown) => this.#log(`step ${step.name} is not in the record: ${textOf(error)}`));
  }

  /** What an effect cannot do fails its step; an ARM that threw is in doubt, not undone. */
  #crashed(effect: LaunchEffect, error: unknown): void {
    const sentence = textOf(error);
    this.#log(`effect ${effect.kind}: ${sentence}`);
    const now = this.#deps.clock.mono();
    if (effect.kind === 'arm')
      this.feed({ kind: 'arm_outcome', outcome: { kind: 'unanswered', sentence }, now });
    else if (effect.kind !== 'disarm') this.#fail('record_failed', sentence);
  }

  /** Armed and not flown: somebody has to find out why before this drone is used again. */
  #reportIncident({ code, sentence }: Reason): void {
    const { active } = this.#order;
    const { store, clock } = this.#deps;
    this.#actives.later(active, () =>
      store.transact(systemCause(clock.wall()), async (tx) => {
        const row = await findFlight(tx, active.id);
        if (row !== undefined) await emitFlight(tx, row, 'flight.incident', { data: { code, sentence } });
      }),
    );
  }

  /** Since when the step runs, and how long it may. */
  #timesOf(step: LaunchStep): Pick<StepView, 'startedAt' | 'limitS'> {
    return { startedAt: this.#startedAt, limitS: STEP_DEADLINE_MS[step] / 1000 };
  }

  #log(sentence: string): void {
    this.#deps.log('error', `launch of flight ${this.#order.active.number}: ${sentence}`);
  }

  #conclude(over: Over): void {
    const { active } = this.#order;
    if (over.kind === 'flying') {
      const reason = reasonOf('as_planned', 'it is in the air');
      this.#actives.apply(active, { kind: 'progressed', to: 'CLIMBING', reason });
    } else {
      if (this.#running !== undefined)
        this.#showStep({
          name: this.#running,
          state: 'failed',
          proof: over.reason.sentence,
          ...this.#timesOf(this.#running),
        });
      const [to, outcome] =
        over.kind === 'aborted' ? (['ABORTED', 'refused'] as const) : (['UNKNOWN', 'unknown'] as const);
      // Until it is done: an intent that stays open would be taken for one that may still arm (INV-S1).
      this.#actives.later(active, () => this.#transact((tx) => settleIntent(tx, active.id, outcome)));
      if (INCIDENTS.includes(over.reason.code)) this.#reportIncident(over.reason);
      this.#actives.apply(active, { kind: 'progressed', to, reason: over.reason });
    }
    void active.writes.then(this.#finish);
  }
}

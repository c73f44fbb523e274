import type { MonoMs } from '../core/clock.ts';
import { Handlers } from './handlers.ts';
import type { MavLog } from './log.ts';
import type { MavId } from './protocol.ts';

/** Why a frame was not sent. */
export type Refusal = {
  /** Of the gate's own rules. */
  readonly rule: string;
  readonly sentence: string;
  /** For whom it was; 0.0 = not known. */
  readonly target: MavId;
  /** What the frame would have done: `arm`, `start`; undefined = not known. */
  readonly kind?: string | undefined;
};

type GateVerdict = { readonly ok: true } | ({ readonly ok: false } & Refusal);

/** Has the last word on every frame, unsigned, right before the socket; hears what genuine vehicles say. */
export type Gate = {
  heard(frame: Uint8Array, now: MonoMs): void;
  judge(frame: Uint8Array, now: MonoMs): GateVerdict;
};

/** Lets everything pass: of the protocol's own tests. */
const OPEN_GATE: Gate = { heard: () => undefined, judge: () => ({ ok: true }) };

/** A gate with its count, its log and those who want to know. */
export class GateKeeper {
  readonly #gate: Gate;
  readonly #log: MavLog;
  readonly #handlers: Handlers<Refusal>;
  #refused = 0;

  constructor(log: MavLog, gate: Gate = OPEN_GATE) {
    this.#gate = gate;
    this.#log = log;
    this.#handlers = new Handlers(log);
  }

  get refused(): number {
    return this.#refused;
  }

  heard(frame: Uint8Array, now: MonoMs): void {
    this.#gate.heard(frame, now);
  }

  mayLeave(frame: Uint8Array, now: MonoMs): boolean {
    const verdict = this.#gate.judge(frame, now);
    if (verdict.ok) return true;
    this.#refused++;
    const { rule, sentence, target, kind } = verdict;
    this.#log('error', `not sent (${rule}): ${sentence}`);
    this.#handlers.call({ rule, sentence, target, kind });
    return false;
  }

  onRefused(handler: (refusal: Refusal) => void): () => void {
    return this.#handlers.add(handler);
  }
}

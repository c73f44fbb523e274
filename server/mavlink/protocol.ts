import type { MavLinkData } from 'mavlink-mappings';
import type { Clock, MonoMs, Timer } from '../core/clock.ts';
import type { Transition } from '../core/machine.ts';
import type { MavMessage } from './codec.ts';
import type { MavLog } from './log.ts';

/** A MAVLink node. */
export type MavId = { readonly sysid: number; readonly compid: number };

/** A message as the router hands it out. */
export type Received = {
  readonly message: MavMessage;
  readonly from: MavId;
  /** When our socket handed it over. */
  readonly at: MonoMs;
  readonly link: string;
  /** Link and address that it came from. */
  readonly place: string;
  /** That place has named the hardware id of the vehicle. */
  readonly proven?: boolean;
};

/**
 * What protocol machines are told. `message` comes from the machine's target only; `at` is for machines that measure
 * round trips.
 */
export type ProtocolInput = { readonly at?: MonoMs } & (
  | { readonly kind: 'start' }
  | { readonly kind: 'message'; readonly message: MavMessage }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'cancel' }
);

/** What protocol machines want done. There is one timer per machine: `timer` restarts it. */
export type ProtocolEffect =
  | { readonly kind: 'send'; readonly message: MavLinkData }
  | { readonly kind: 'timer'; readonly afterMs: number }
  | { readonly kind: 'note'; readonly sentence: string }
  /** The next bytes of a file, in order. */
  | { readonly kind: 'store'; readonly bytes: Uint8Array };

export const send = (message: MavLinkData): ProtocolEffect => ({ kind: 'send', message });
export const timer = (afterMs: number): ProtocolEffect => ({ kind: 'timer', afterMs });
export const note = (sentence: string): ProtocolEffect => ({ kind: 'note', sentence });
export const store = (bytes: Uint8Array): ProtocolEffect => ({ kind: 'store', bytes });

/** A machine that ends in a state `done` with its outcome. */
export type ProtocolMachine<S extends { readonly kind: string }, R> = {
  readonly initial: S;
  step(state: S, input: ProtocolInput): Transition<S, ProtocolEffect>;
  /** The outcome once the machine has ended, else undefined. */
  outcome(state: S): R | undefined;
};

/** The machine's way to its one partner. */
export type ProtocolPort = {
  readonly clock: Clock;
  readonly log: MavLog;
  send(message: MavLinkData): void;
  /** Messages of the partner only; returns the unsubscription. */
  subscribe(handler: (message: MavMessage) => void): () => void;
  /** Where received files go; only machines that receive files need it. */
  store?(bytes: Uint8Array): void;
};

/**
 * Runs a machine until it ends; the only place that executes protocol effects. Aborting makes it a `cancel` input:
 * the machine decides what is still to be said to the partner. One that was aborted before its start says nothing.
 */
export const runProtocol = <S extends { readonly kind: string }, R>(
  port: ProtocolPort,
  machine: ProtocolMachine<S, R>,
  signal?: AbortSignal,
): Promise<R> =>
  new Promise((resolve) => {
    let state = machine.initial;
    let running: Timer | undefined;
    let ended = false;
    const finish = (result: R): void => {
      ended = true;
      running?.cancel();
      unsubscribe();
      signal?.removeEventListener('abort', onAbort);
      resolve(result);
    };
    const isStillborn = signal?.aborted === true;
    const execute = (effect: ProtocolEffect): void => {
      if (isStillborn) return;
      if (effect.kind === 'send') port.send(effect.message);
      else if (effect.kind === 'note') port.log('debug', effect.sentence);
      else if (effect.kind === 'store') port.store?.(effect.bytes);
      else {
        running?.cancel();
        running = port.clock.after(effect.afterMs, () => feed({ kind: 'timeout' }));
      }
    };
    const feed = (input: ProtocolInput): void => {
      if (ended) return;
      const next = machine.step(state, { ...input, at: port.clock.mono() });
      state = next.state;
      for (const effect of next.effects) execute(effect);
      const result = machine.outcome(state);
      if (result !== undefined) finish(result);
    };
    const onAbort = (): void => feed({ kind: 'cancel' });
    const unsubscribe = port.subscribe((message) => feed({ kind: 'message', message }));
    signal?.addEventListener('abort', onAbort);
    feed({ kind: 'start' });
    if (isStillborn) feed({ kind: 'cancel' });
  });

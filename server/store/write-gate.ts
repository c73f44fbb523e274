import type { Clock, Timer } from '../core/clock.ts';
import type { Outage, RecordTrouble } from '../core/outage.ts';
import { StoreUnavailable, type Store } from './store.ts';

/** A lock that another process holds no longer than this is no outage, milliseconds. */
const DOUBT_MS = 250;
/** How often an outage is looked at, milliseconds. */
const PROBE_MS = 1000;
/** So many probes in a row end an outage: a disk with room for one page is still full. */
const GOOD_PROBES = 2;

/** Refused without having tried: the outage is known and declared. */
export class StoreShut extends StoreUnavailable {
  override name = 'StoreShut';
  readonly outage: Outage;

  constructor(outage: Outage) {
    super('nothing can be recorded since an earlier write failed', outage.trouble);
    this.outage = outage;
  }
}

/**
 * - `open`: writes go through;
 * - `doubt`: one was refused for a lock a moment ago, the next probe decides;
 * - `shut`: the outage is declared; `good` probes in a row have succeeded.
 */
type GateState =
  | { readonly kind: 'open' }
  | { readonly kind: 'doubt'; readonly outage: Outage }
  | { readonly kind: 'shut'; readonly outage: Outage; readonly good: number };

export type WriteGate = {
  /** The store, whose transactions fail at once while it cannot be written: nothing waits for a lock again and again. */
  readonly store: Store;
  /** The declared outage; undefined while all is well or in doubt. */
  readonly outage: () => Outage | undefined;
  close(): void;
};

type GateDeps = { readonly clock: Clock; readonly log: (sentence: string) => void };

/**
 * Notices by itself when the record cannot be written, keeps everybody from trying, and notices when it can again.
 * Reads go on. A second wait for a lock would stop the main loop, and heartbeats to drones with it.
 */
export const createWriteGate = (inner: Store, { clock, log }: GateDeps): WriteGate => {
  let state: GateState = { kind: 'open' };
  let timer: Timer | undefined;

  const probeIn = (delayMs: number): void => {
    timer?.cancel();
    timer = clock.after(delayMs, () => {
      inner.probe().then(judge, (error: unknown) => {
        log(`the record could not be probed: ${error instanceof Error ? error.message : 'unknown error'}`);
        judge('failing');
      });
    });
  };

  const shut = (outage: Outage): void => {
    state = { kind: 'shut', outage, good: 0 };
    log(`nothing can be recorded (${outage.trouble}): flight-only mode`);
    probeIn(PROBE_MS);
  };

  const judge = (trouble: RecordTrouble | undefined): void => {
    if (state.kind === 'open') return;
    if (trouble !== undefined) {
      if (state.kind === 'doubt') return shut({ ...state.outage, trouble });
      state = { ...state, outage: { ...state.outage, trouble }, good: 0 };
      return probeIn(PROBE_MS);
    }
    if (state.kind === 'doubt') {
      state = { kind: 'open' };
      return;
    }
    state = { ...state, good: state.good + 1 };
    if (state.good < GOOD_PROBES) return probeIn(PROBE_MS);
    state = { kind: 'open' };
    log('the record can be written again: flight-only mode ends');
  };

  const noticed = ({ trouble }: StoreUnavailable): void => {
    if (state.kind !== 'open') return;
    const outage = { since: clock.wall(), trouble };
    if (trouble !== 'locked') return shut(outage);
    state = { kind: 'doubt', outage };
    probeIn(DOUBT_MS);
  };

  const assertOpen = (): void => {
    if (state.kind === 'shut') throw new StoreShut(state.outage);
    if (state.kind === 'doubt')
      throw new StoreUnavailable('a write failed a moment ago', state.outage.trouble);
  };

  return {
    store: {
      ...inner,
      transact: async (cause, fn) => {
        assertOpen();
        try {
          return await inner.transact(cause, (tx) => {
            // Those that waited for their turn behind the one that failed.
            assertOpen();
            return fn(tx);
          });
        } catch (error) {
          if (error instanceof StoreUnavailable) noticed(error);
          throw error;
        }
      },
    },
    outage: () => (state.kind === 'shut' ? state.outage : undefined),
    close: () => timer?.cancel(),
  };
};

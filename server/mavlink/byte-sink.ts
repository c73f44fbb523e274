import { refuse } from '../core/result.ts';
import { causeText } from './log.ts';

/** Handed the bytes of a file in order, each once. One that throws ends the transfer with `mavlink.sink_failed`. */
export type ByteSink = (bytes: Uint8Array) => void;

/** A sink that fails ends the transfer as an abort would. */
export const guardedSink = (sink: ByteSink, signal: AbortSignal) => {
  const failing = new AbortController();
  let cause: unknown;
  return {
    signal: AbortSignal.any([signal, failing.signal]),
    put: (bytes: Uint8Array): void => {
      if (failing.signal.aborted) return;
      try {
        sink(bytes);
      } catch (error) {
        cause = error;
        failing.abort();
      }
    },
    failure: () =>
      failing.signal.aborted
        ? refuse('mavlink.sink_failed', `the bytes could not be kept: ${causeText(cause)}`)
        : undefined,
  };
};

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

const READY_MS = 60_000;

/** The first message of a process; rejects with its name if it ends or says nothing before that. */
export const childReady = async (child: ChildProcess, name: string): Promise<unknown> => {
  const waiting = new AbortController();
  const signal = AbortSignal.any([waiting.signal, AbortSignal.timeout(READY_MS)]);
  const ended = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`${name} ended with exit code ${String(code)} before it was ready`);
  });
  const told = once(child, 'message', { signal }).then(([message]: unknown[]) => message);
  try {
    return await Promise.race([told, ended]);
  } catch (error) {
    if (signal.aborted)
      throw new Error(`${name} was not ready within ${READY_MS / 1000} s`, { cause: error });
    throw error;
  } finally {
    waiting.abort();
    await Promise.allSettled([told, ended]);
  }
};

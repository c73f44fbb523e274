import { causeText, type MavLog } from './log.ts';

/** Handlers of one kind; one that throws is logged and hurts nobody else. */
export class Handlers<T> {
  readonly #handlers = new Set<(value: T) => void>();
  readonly #log: MavLog;

  constructor(log: MavLog) {
    this.#log = log;
  }

  add(handler: (value: T) => void): () => void {
    this.#handlers.add(handler);
    return () => {
      this.#handlers.delete(handler);
    };
  }

  call(value: T): void {
    for (const handler of this.#handlers) {
      try {
        handler(value);
      } catch (cause) {
        this.#log('error', `a MAVLink subscriber threw: ${causeText(cause)}`);
      }
    }
  }
}

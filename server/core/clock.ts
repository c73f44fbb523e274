/** Milliseconds since 1970-01-01 UTC: for display and for records, never for durations. */
export type WallMs = number & { readonly __brand: 'WallMs' };

/** Milliseconds of a clock that only rises: for every duration, age and deadline. */
export type MonoMs = number & { readonly __brand: 'MonoMs' };

export const wallMs = (value: number): WallMs => value as WallMs;
export const monoMs = (value: number): MonoMs => value as MonoMs;

export type Timer = { cancel(): void };

/** The port through which time enters. The system's adapter is `ports/system-clock.ts`, the tests' is virtual. */
export type Clock = {
  wall(): WallMs;
  mono(): MonoMs;
  /** Runs `fn` once after `delayMs` of monotonic time. */
  after(delayMs: number, fn: () => void): Timer;
  /** Runs `fn` every `periodMs` of monotonic time until cancelled. */
  every(periodMs: number, fn: () => void): Timer;
};

/** Resolves after `delayMs` on that clock. */
export const delay = (clock: Clock, delayMs: number): Promise<void> =>
  new Promise((resolve) => {
    clock.after(delayMs, resolve);
  });

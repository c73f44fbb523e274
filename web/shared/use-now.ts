import { useSyncExternalStore } from 'react';

/** One ticker for all clocks of a page: they change together and cost one timer. */
const TICK_MS = 1000;

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let offsetMs = 0;
let current = Date.now();

const tick = (): void => {
  current = Date.now() + offsetMs;
  for (const listener of listeners) listener();
};

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  timer ??= setInterval(tick, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
};

/** Clocks of wards are often wrong: pages count by the service's clock. */
export const setServerTime = (serverNow: number): void => {
  offsetMs = serverNow - Date.now();
  tick();
};

/** Now by the service's clock, milliseconds since 1970. */
export const serverNow = (): number => Date.now() + offsetMs;

/** Now by the service's clock, renewed each second. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => current);

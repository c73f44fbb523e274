import { useSyncExternalStore } from 'react';

export type Connection = 'live' | 'connecting' | 'offline' | 'polling';

const listeners = new Set<() => void>();

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  globalThis.addEventListener('online', listener);
  globalThis.addEventListener('offline', listener);
  return () => {
    listeners.delete(listener);
    globalThis.removeEventListener('online', listener);
    globalThis.removeEventListener('offline', listener);
  };
};

/** How fresh this page is. */
export const useConnection = (): Connection =>
  useSyncExternalStore(subscribe, () => (navigator.onLine ? 'polling' : 'offline'));

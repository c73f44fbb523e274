import { useCallback, useEffect, useRef } from 'react';

/**
 * Works scans off one after the other in the order they came. A field that is locked while the service answers would
 * lose the focus, and with it the next scan of a quick hand.
 */
export const useScanQueue = (work: (raw: string) => Promise<void>): ((raw: string) => void) => {
  const latest = useRef(work);
  const tail = useRef<Promise<void>>(Promise.resolve());
  useEffect(() => {
    latest.current = work;
  });
  return useCallback((raw: string): void => {
    tail.current = tail.current.then(() => latest.current(raw));
  }, []);
};

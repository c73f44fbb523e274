import { useRef } from 'react';
import { isDefiniteRefusal } from './api-error.ts';
import { randomKey } from './random-key.ts';

/**
 * The idempotency key of one dialog that creates something: the same key until the service has decided, so that
 * pressing save again after silence makes nothing twice. A refused body may be changed and gets a new key.
 */
export const useCreateKey = (): (<Answer>(send: (key: string) => Promise<Answer>) => Promise<Answer>) => {
  const key = useRef<string | undefined>(undefined);
  return async (send) => {
    key.current ??= randomKey();
    try {
      const answer = await send(key.current);
      key.current = undefined;
      return answer;
    } catch (error) {
      if (isDefiniteRefusal(error)) key.current = undefined;
      throw error;
    }
  };
};

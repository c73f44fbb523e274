import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { isSignedOut } from './api-error.ts';
import { ME_KEY } from './query.ts';
import { randomKey } from './random-key.ts';
import { keptOf, stepSubmission, type Kept, type Submission, type SubmissionInput } from './submission.ts';

type Options<Body, Answer> = {
  /** Sends the body; must hand `key` on as the idempotency key. */
  readonly send: (body: Body, key: string) => Promise<Answer>;
  readonly onDone?: (answer: Answer) => void;
  /** Name under which an open attempt outlives a reload of this tab; default: it does not. */
  readonly keepAs?: string;
};

export type SubmissionHandle<Body, Answer> = {
  readonly state: Submission<Body, Answer>;
  readonly submit: (body: Body) => void;
  readonly retry: () => void;
  readonly reset: () => void;
};

const storageKey = (name: string): string => `lifeline.open.${name}`;

const readKept = <Body>(name: string | undefined): Kept<Body> | undefined => {
  if (name === undefined) return undefined;
  try {
    const text = sessionStorage.getItem(storageKey(name));
    return text === null ? undefined : (JSON.parse(text) as Kept<Body>);
  } catch {
    return undefined;
  }
};

const writeKept = (name: string | undefined, kept: unknown): void => {
  if (name === undefined) return;
  try {
    if (kept === undefined) sessionStorage.removeItem(storageKey(name));
    else sessionStorage.setItem(storageKey(name), JSON.stringify(kept));
  } catch {
    // Without storage an open attempt lasts as long as the page.
  }
};

/** Runs `stepSubmission` for one form; repeats an open attempt by itself when the network comes back. */
export const useSubmission = <Body, Answer>(
  options: Options<Body, Answer>,
): SubmissionHandle<Body, Answer> => {
  const client = useQueryClient();
  const latest = useRef(options);
  const [state, setState] = useState<Submission<Body, Answer>>(() => {
    const kept = readKept<Body>(options.keepAs);
    const error = new Error('the page was left before an answer came');
    return kept === undefined ? { kind: 'idle' } : { kind: 'unconfirmed', ...kept, error };
  });
  const current = useRef(state);
  useEffect(() => {
    latest.current = options;
  });

  const feed = useCallback((input: SubmissionInput<Body, Answer>): Submission<Body, Answer> => {
    const next = stepSubmission(current.current, input);
    current.current = next;
    writeKept(latest.current.keepAs, keptOf(next));
    setState(next);
    return next;
  }, []);

  const run = useCallback(
    async (input: SubmissionInput<Body, Answer>): Promise<void> => {
      const before = current.current;
      const sending = feed(input);
      if (sending === before || sending.kind !== 'sending') return;
      try {
        const answer = await latest.current.send(sending.body, sending.key);
        feed({ kind: 'answered', answer });
        latest.current.onDone?.(answer);
      } catch (error) {
        feed({ kind: 'failed', error });
        if (isSignedOut(error)) void client.invalidateQueries({ queryKey: ME_KEY });
      }
    },
    [client, feed],
  );

  const submit = useCallback((body: Body) => void run({ kind: 'submit', body, key: randomKey() }), [run]);
  const retry = useCallback(() => void run({ kind: 'retry' }), [run]);
  const reset = useCallback(() => void feed({ kind: 'reset' }), [feed]);

  useEffect(() => {
    globalThis.addEventListener('online', retry);
    return () => globalThis.removeEventListener('online', retry);
  }, [retry]);

  return { state, submit, retry, reset };
};

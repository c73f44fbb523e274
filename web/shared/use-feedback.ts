import { useCallback, useRef, useState } from 'react';
import type { Feedback } from './ui/scan-feedback.tsx';

/** The last answer to a scan. */
export const useFeedback = (): {
  readonly feedback: Feedback | undefined;
  readonly say: (kind: Feedback['kind'], text: string) => void;
} => {
  const [feedback, setFeedback] = useState<Feedback>();
  const count = useRef(0);
  const say = useCallback((kind: Feedback['kind'], text: string): void => {
    count.current += 1;
    setFeedback({ kind, text, nr: count.current });
  }, []);
  return { feedback, say };
};

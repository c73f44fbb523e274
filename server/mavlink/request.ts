import type { MavLinkData } from 'mavlink-mappings';
import { go, stay } from '../core/machine.ts';
import type { MavMessage } from './codec.ts';
import { send, timer, type ProtocolEffect, type ProtocolMachine } from './protocol.ts';

/**
 * Ask until the wanted answer comes: parameters, set-current, requested messages. Only for what may be resent.
 * `answer` gives undefined for messages that are not the answer.
 */
export type Question<R> = {
  readonly ask: MavLinkData;
  readonly timeoutMs: number;
  readonly resends: number;
  answer(message: MavMessage): R | undefined;
};

export type QuestionOutcome<R> =
  | { readonly kind: 'answered'; readonly answer: R }
  | { readonly kind: 'no-answer'; readonly sent: number }
  | { readonly kind: 'cancelled' };

export type QuestionState<R> =
  | { readonly kind: 'idle' }
  | { readonly kind: 'waiting'; readonly sent: number }
  | { readonly kind: 'done'; readonly outcome: QuestionOutcome<R> };

/** idle → waiting (resends) → done. */
export const questionMachine = <R>(
  question: Question<R>,
): ProtocolMachine<QuestionState<R>, QuestionOutcome<R>> => {
  const next = (state: QuestionState<R>, ...effects: ProtocolEffect[]) =>
    go<QuestionState<R>, ProtocolEffect>(state, ...effects);
  const end = (outcome: QuestionOutcome<R>) => next({ kind: 'done', outcome });
  const ask = (sent: number) =>
    next({ kind: 'waiting', sent }, send(question.ask), timer(question.timeoutMs));
  return {
    initial: { kind: 'idle' },
    outcome: (state) => (state.kind === 'done' ? state.outcome : undefined),
    step: (state, input) => {
      if (state.kind === 'done') return stay(state);
      if (state.kind === 'idle') return input.kind === 'start' ? ask(1) : stay(state);
      switch (input.kind) {
        case 'start':
          return stay(state);
        case 'cancel':
          return end({ kind: 'cancelled' });
        case 'timeout':
          return state.sent > question.resends
            ? end({ kind: 'no-answer', sent: state.sent })
            : ask(state.sent + 1);
        case 'message': {
          const answer = question.answer(input.message);
          return answer === undefined ? stay(state) : end({ kind: 'answered', answer });
        }
      }
    },
  };
};

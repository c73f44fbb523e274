/**
 * Every protocol and life cycle is a pure machine: `step(state, input)` gives the next state and effects as data.
 * An input that makes no sense in a state leaves the state as it is and has no effects.
 */
export type Transition<S, E> = { readonly state: S; readonly effects: readonly E[] };

export const stay = <S>(state: S): Transition<S, never> => ({ state, effects: [] });

export const go = <S, E>(state: S, ...effects: E[]): Transition<S, E> => ({ state, effects });

/** For the default branch of an exhaustive switch. */
export const impossible = (value: never): never => {
  throw new Error(`impossible value: ${JSON.stringify(value)}`);
};

import { explain } from './explain.ts';
import { modelOf } from './lifts.ts';
import { solve } from './solve.ts';
import type { Assignment, AssignRound } from './types.ts';

/**
 * Which drone flies which order, with which pack, to which pad; which wait, and which should go by road. Every drone,
 * pack and pad is given at most once: one round of flights. Optimal for: first the lateness, then the arrival of the
 * most urgent class, then of the next. Pure; equal rounds give equal answers, whatever their order. Nothing is done by
 * it: a person accepts.
 */
export const assign = (round: AssignRound): Assignment => {
  const model = modelOf(round);
  const { tuples, proven } = solve(model);
  return { decisions: explain(model, tuples), proven };
};

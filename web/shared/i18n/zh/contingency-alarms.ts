import { CONTINGENCY_WORDS } from '../../../../server/flight/contingency-words.ts';

/** Alarms of the contingency table: what is seen, what follows, what to do. */
export const contingencyAlarms: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(CONTINGENCY_WORDS).map(([id, { cause, consequence, action }]) => [
    id,
    `飞行 {{flight}}：${cause.zh}；${consequence.zh}。处置：${action.zh}`,
  ]),
);

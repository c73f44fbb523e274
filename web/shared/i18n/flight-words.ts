import type { Flight } from '../../../server/api/contract/flights.ts';
import type { Alarm } from '../../../server/api/contract/system.ts';
import { flightWords as en } from './en/flight-words.ts';
import { currentLanguage, i18n } from './i18n.ts';
import { eventText, issueText, translated } from './translate.ts';
import { flightWords as zh } from './zh/flight-words.ts';

const NAMESPACE = 'flightWords';

/** Words by a code of the service, in the page's language only: an English sentence is better than a Chinese one there. */
const wordsOf = (key: string, params: Readonly<Record<string, string | number>> = {}): string | undefined => {
  if (!i18n.hasResourceBundle('zh', NAMESPACE)) {
    i18n.addResourceBundle('zh', NAMESPACE, zh);
    i18n.addResourceBundle('en', NAMESPACE, en);
  }
  const language = currentLanguage();
  if (typeof i18n.getResource(language, NAMESPACE, key) !== 'string') return undefined;
  const t = i18n.getFixedT(language) as unknown as (key: string, params: object) => string;
  const text = t(`${NAMESPACE}:${key}`, params);
  // A value that the service did not send: its own sentence says more than a hole.
  return text.includes('{{') ? undefined : text;
};

type FoundIssue = Flight['issues'][number];

/** What a check of plan or launch found, in words. */
const flightIssueText = (issue: FoundIssue): string =>
  wordsOf(`issue.${issue.id}`, issue.params) ?? issueText(issue as Parameters<typeof issueText>[0]);

/** The same issues with their sentences in the page's language; an English way out is left out of a Chinese page. */
export const inWords = (issues: readonly FoundIssue[]): FoundIssue[] =>
  issues.map((issue) => {
    if (wordsOf(`issue.${issue.id}`, issue.params) === undefined) return issue;
    const { fix: _fix, ...rest } = issue;
    return { ...rest, sentence: flightIssueText(issue) };
  });

export const alarmText = (alarm: Alarm): string =>
  wordsOf(`alarm.${alarm.kind}`, alarm.params) ?? alarm.sentence;

export type ReasonView = { readonly code: string; readonly text: string; readonly sentence: string };

/** A flight's reason is stored as `code: sentence`; undefined where there is none. */
export const reasonOf = (stateReason: string): ReasonView | undefined => {
  if (stateReason === '') return undefined;
  const [, code = '', sentence = stateReason] = /^([a-z_]+): (.*)$/s.exec(stateReason) ?? [];
  return { code, sentence, text: wordsOf(`reason.${code}`) ?? sentence };
};

/** Words of a state, a launch step or a kind as facts carry them. */
export const valueWords = (value: string): string | undefined =>
  translated('enums', `flightState.${value}`) ??
  translated('console', `launch.step.${value}`) ??
  translated('console', `launch.stepState.${value}`) ??
  translated('enums', `flightKind.${value}`) ??
  wordsOf(`reason.${value}`);

export const flightEventText = (type: string): string => wordsOf(`event.${type}`) ?? eventText(type);

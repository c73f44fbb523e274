import type { Flight } from '../../../server/api/contract/flights.ts';
import type { Alarm } from '../../../server/api/contract/system.ts';
import { flightWords as en } from './en/flight-words.ts';
import { currentLanguage, i18n } from './i18n.ts';
import { eventText, issueText, translated } from './translate.ts';
import { flightWords as zh } from './zh/flight-words.ts';
import { SENTENCES } from './zh/sentences.ts';

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

/** Each parameter has an issue of its own, and all have the same words. */
const issueKey = ({ id }: FoundIssue): string =>
  `issue.${id.startsWith('preflight.param_') ? 'preflight.param' : id}`;

/** What a check of plan or launch found, in words. */
const flightIssueText = (issue: FoundIssue): string =>
  wordsOf(issueKey(issue), issue.params) ?? issueText(issue as Parameters<typeof issueText>[0]);

/** The same issues with their sentences in the page's language; an English way out is left out of a Chinese page. */
export const inWords = (issues: readonly FoundIssue[]): FoundIssue[] =>
  issues.map((issue) => {
    if (wordsOf(issueKey(issue), issue.params) === undefined) return issue;
    const { fix: _fix, ...rest } = issue;
    return { ...rest, sentence: flightIssueText(issue) };
  });

/** What an alarm's values say in English, in the page's language: the guard's rule, what another station did. */
const alarmParams = ({ params }: Alarm): Alarm['params'] => {
  const why = wordsOf(`guard.${params['rule']}`);
  const what = params['what'];
  return {
    ...params,
    ...(why === undefined ? {} : { why }),
    ...(typeof what === 'string' ? { what: proofText(what) } : {}),
  };
};

export const alarmText = (alarm: Alarm): string =>
  wordsOf(`alarm.${alarm.kind}`, alarmParams(alarm)) ?? alarm.sentence;

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

/** What proved a launch step, or what was seen instead; sentences that are not known stay English. */
export const proofText = (proof: string): string => {
  if (currentLanguage() === 'en') return proof;
  let text = proof;
  for (const [pattern, tell] of SENTENCES)
    text = text.replace(pattern, (...found: unknown[]) => tell(found.slice(1).filter(isText)));
  return text === proof ? proof : text.replaceAll(', ', '；');
};

/** The service's sentence is not known in the page's language: to be marked as English. */
export const languageOf = (text: string): 'en' | undefined =>
  currentLanguage() === 'zh' && /^[^\u4e00-\u9fff]*[A-Za-z]{2,}[ ,]+[A-Za-z]{2,}[^\u4e00-\u9fff]*$/.test(text)
    ? 'en'
    : undefined;

const isText = (value: unknown): value is string => typeof value === 'string';

/** A stored reason of a unit or an order: ids of findings, a flight's reason, or what a person wrote. */
export const storedReason = (text: string): string => {
  const flight = /^[a-z_]+: /.test(text) ? reasonOf(text) : undefined;
  if (flight !== undefined && flight.text !== flight.sentence) return flight.text;
  const swapped = /^swapped in for (\S+)$/.exec(text)?.[1];
  if (swapped !== undefined) return translated('issues', 'cause.swapped', { din: swapped }) ?? text;
  if (text === 'expired in stock') return translated('issues', 'cause.expired_in_stock') ?? text;
  const ids = text.split(', ');
  if (!ids.every((id) => /^[a-z]+\.[a-z_]+$/.test(id))) return text;
  return ids
    .map((id) => translated('issues', `cause.${id}`) ?? id)
    .join(translated('common', 'comma') ?? ', ');
};

/** The name of a value that a fact carries. */
export const factName = (name: string): string | undefined => wordsOf(`fact.${name}`);

export const flightEventText = (type: string): string => wordsOf(`event.${type}`) ?? eventText(type);

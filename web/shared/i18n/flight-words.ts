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

type Words = (key: string, params?: Readonly<Record<string, string | number>>) => string;

/** The sentences by which the service tells what proved a launch step, each with its words. */
const PROOFS: readonly (readonly [RegExp, (found: readonly string[], w: Words) => string])[] = [
  [
    /the last heartbeat says ([A-Z_.0-9]+), (armed|disarmed)/,
    ([, mode = '', armed = ''], w) => w('heartbeat', { mode, armed: w(armed) }),
  ],
  [/no heartbeat was ever heard/, (_found, w) => w('noHeartbeat')],
  [
    /the vehicle says mission (\d+), item (\d+), ([a-z_]+)/,
    ([, id = '', item = '', run = ''], w) => w('mission', { id, item, run: w(`run.${run}`) }),
  ],
  [/no MISSION_CURRENT was heard/, (_found, w) => w('noMission')],
  [
    /(\d+) items read back equal, mission (\d+)/,
    ([, items = '', id = ''], w) => w('readBack', { items, id }),
  ],
  [/all checks passed/, (_found, w) => w('checks')],
  [
    /landed state ([a-z_]+), ([\d.?-]+) m above home/,
    ([, landed = '', metres = ''], w) => w('climb', { landed: w(`landed.${landed}`), metres }),
  ],
  [/expected mission (\d+)/, ([, id = ''], w) => w('expected', { id })],
  [/got no answer/, (_found, w) => w('noAnswer')],
  [/step [a-z]+: expected its proof within ([\d.]+) s/, ([, seconds = ''], w) => w('within', { seconds })],
];

/** What proved a launch step, or what was seen instead; sentences that are not known stay English. */
export const proofText = (proof: string): string => {
  if (currentLanguage() === 'en') return proof;
  const words: Words = (key, params) => wordsOf(`proof.${key}`, params) ?? key;
  let text = proof;
  for (const [pattern, tell] of PROOFS) {
    text = text.replace(pattern, (...found: unknown[]) => tell(found.filter(isText), words));
  }
  return text.replaceAll(', ', '；');
};

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

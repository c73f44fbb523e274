import type { Issue } from '../../../server/core/issue.ts';
import { ApiError, NotConfirmedError } from '../api-error.ts';
import { i18n } from './i18n.ts';
import type { zh } from './zh.ts';

type Area = keyof typeof zh;
type Params = Readonly<Record<string, string | number>>;

/** The translation of a key that the server names, or undefined where the pages do not know it. */
export const translated = (area: Area, key: string, params: Params = {}): string | undefined => {
  if (!i18n.exists(`${area}:${key}`)) return undefined;
  const t = i18n.getFixedT(null, area) as unknown as (key: string, params: Params) => unknown;
  const text = t(key, params);
  return typeof text === 'string' ? text : undefined;
};

/** What an issue from the service or a check says, in the language of the page where it is known. */
export const issueText = (issue: Pick<Issue, 'id' | 'sentence' | 'params'>): string =>
  translated('issues', issue.id, issue.params) ?? issue.sentence;

/** A fact's name for people; its type where the pages do not know it. */
export const eventText = (type: string, params: Params = {}): string =>
  translated('events', type, params) ?? type;

/** Why something failed, by its code; the service's own sentence is English and names what it expected and found. */
export const refusalText = ({ code, sentence }: { code: string; sentence: string }): string =>
  i18n.language === 'en' ? sentence : (translated('errors', code) ?? sentence);

/** One sentence for a failure of any kind. */
export const errorText = (error: unknown): string => {
  if (error instanceof ApiError) {
    // The service's own sentence is English and names what it expected and found.
    if (i18n.language === 'en' && !error.code.startsWith('client.')) return error.detail;
    return translated('errors', error.code) ?? error.detail;
  }
  if (error instanceof NotConfirmedError) return translated('errors', error.code) ?? error.message;
  return error instanceof Error ? error.message : String(error);
};

import { useSearchParams } from 'react-router';

/** Rows on one page of a table. */
export const PAGE_SIZE = 25;

export type Filters = {
  readonly get: (name: string) => string;
  /** Sets one filter and goes back to the first page; an empty value takes it away. */
  readonly set: (name: string, value: string) => void;
  readonly clear: () => void;
  readonly offset: number;
  readonly setOffset: (offset: number) => void;
};

/** Filters stand in the address: a link shows the same rows to somebody else. */
export const useFilters = (): Filters => {
  const [params, setParams] = useSearchParams();
  const change = (edit: (next: URLSearchParams) => void): void => {
    const next = new URLSearchParams(params);
    edit(next);
    setParams(next, { replace: true });
  };
  return {
    get: (name) => params.get(name) ?? '',
    set: (name, value) =>
      change((next) => {
        if (value === '') next.delete(name);
        else next.set(name, value);
        next.delete('offset');
      }),
    clear: () => setParams({}, { replace: true }),
    offset: Math.max(0, Number.parseInt(params.get('offset') ?? '0', 10) || 0),
    setOffset: (offset) =>
      change((next) => {
        if (offset <= 0) next.delete('offset');
        else next.set('offset', String(offset));
      }),
  };
};

/** Nanjing keeps UTC+8 all year; a day of the filter is a day there. */
const ZONE = '+08:00';
const DAY_MS = 24 * 3600_000;

/** First millisecond of an ISO day in Nanjing; undefined where it is no day. */
export const dayStart = (day: string): number | undefined => {
  const at = Date.parse(`${day}T00:00:00${ZONE}`);
  return Number.isNaN(at) ? undefined : at;
};

/** Last millisecond of an ISO day in Nanjing. */
export const dayEnd = (day: string): number | undefined => {
  const at = dayStart(day);
  return at === undefined ? undefined : at + DAY_MS - 1;
};

/** Leaves out what is not set, so that `exactOptionalPropertyTypes` and the address stay clean. */
export const given = <T extends Record<string, unknown>>(
  fields: T,
): { [K in keyof T]?: Exclude<T[K], undefined | ''> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== '')) as {
    [K in keyof T]?: Exclude<T[K], undefined | ''>;
  };

const VIEWS = ['open', 'ended', 'all'] as const;
export type View = (typeof VIEWS)[number];

export const viewOf = (text: string): View => VIEWS.find((view) => view === text) ?? 'all';

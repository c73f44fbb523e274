import type { Kysely, KyselyPlugin, RootOperationNode } from 'kysely';
import type { Schema } from './schema.ts';
import type { Reader } from './store.ts';

/** More than the questions that are asked again and again. */
const MAX_KEPT = 500;

type Entry = {
  readonly answer: Promise<unknown>;
  /** Commits that were there when it was asked. */
  readonly since: number;
  readonly tables: Set<string>;
  isIn: boolean;
};

/** Table names of a query; throws for raw SQL that could hide one. */
const noteTables = (node: unknown, tables: Set<string>): void => {
  if (typeof node !== 'object' || node === null) return;
  if (Array.isArray(node)) {
    for (const each of node) noteTables(each, tables);
    return;
  }
  const { kind, table, sqlFragments } = node as { kind?: string; table?: unknown; sqlFragments?: string[] };
  if (kind === 'TableNode')
    tables.add((table as { readonly identifier: { readonly name: string } }).identifier.name);
  if (kind === 'RawNode' && sqlFragments?.some((text) => /\b(from|join)\b/i.test(text)) === true)
    throw new Error('a kept read names its tables without raw SQL');
  for (const each of Object.values(node)) noteTables(each, tables);
};

const notesOf = (tables: Set<string>): KyselyPlugin => ({
  transformQuery: ({ node }): RootOperationNode => {
    noteTables(node, tables);
    return node;
  },
  transformResult: ({ result }) => Promise.resolve(result),
});

/** Many are given the same rows: nobody changes them. */
const freeze = <T>(answer: T): T => {
  if (Array.isArray(answer)) for (const each of answer) Object.freeze(each);
  return Object.freeze(answer);
};

/**
 * Answers that stand until a table from which they came is written: `written` is told of each commit of ours, and
 * `foreign` gives another number after one of another process.
 */
export const createKept = (db: Kysely<Schema>, foreign: () => number) => {
  const entries = new Map<string, Entry>();
  const changedAt = new Map<string, number>();
  let commits = 0;
  let seen = foreign();

  const stands = ({ since, isIn, tables }: Entry): boolean => {
    if (since === commits) return true;
    if (!isIn) return false;
    for (const table of tables) if ((changedAt.get(table) ?? 0) > since) return false;
    return true;
  };

  const read = <T>(key: string, question: (reader: Reader) => Promise<T>): Promise<T> => {
    const tables = new Set<string>();
    const noted = db.withPlugin(notesOf(tables));
    const answer = question({ selectFrom: noted.selectFrom.bind(noted) }).then(freeze);
    const entry: Entry = { answer, since: commits, tables, isIn: false };
    if (entries.size >= MAX_KEPT) entries.clear();
    entries.set(key, entry);
    answer.then(
      () => {
        entry.isIn = true;
      },
      () => {
        if (entries.get(key) === entry) entries.delete(key);
      },
    );
    return answer;
  };

  return {
    ask: <T>(key: string, question: (reader: Reader) => Promise<T>): Promise<T> => {
      const now = foreign();
      if (now !== seen) entries.clear();
      seen = now;
      const entry = entries.get(key);
      return entry !== undefined && stands(entry) ? (entry.answer as Promise<T>) : read(key, question);
    },
    written: (tables: Iterable<string>): void => {
      commits += 1;
      for (const table of tables) changedAt.set(table, commits);
    },
  };
};

import type { MonoMs } from '../core/clock.ts';
import { CONTINGENCY_TABLE } from './contingency-table.ts';
import type { ContingencyId, ContingencyLook, ContingencyRow, Params } from './contingency-types.ts';

/** What became of the proposal about it: nothing more is proposed until it has cleared. */
export type Settled = 'acted' | 'dismissed';

/** A condition that is there: seen, and counted once it has been seen long enough. */
export type Found = {
  readonly id: ContingencyId;
  readonly params: Params;
  readonly seenAt: MonoMs;
  /** Undefined until it counts. */
  readonly raisedAt: MonoMs | undefined;
  /** Since when it is not seen any more. */
  readonly goneAt: MonoMs | undefined;
  readonly settled: Settled | undefined;
};

export type Change =
  | { readonly kind: 'raised'; readonly id: ContingencyId; readonly params: Params }
  | { readonly kind: 'cleared'; readonly id: ContingencyId };

/** Not seen now: over at once if it never counted, else when it has been gone long enough. */
const fading = (row: ContingencyRow, before: Found | undefined, now: MonoMs): Found | undefined => {
  if (before?.raisedAt === undefined) return undefined;
  const goneAt = before.goneAt ?? now;
  return now - goneAt >= row.clearMs ? undefined : { ...before, goneAt };
};

const foundNow = (
  row: ContingencyRow,
  before: Found | undefined,
  look: ContingencyLook,
): Found | undefined => {
  if (row.needsLink && !look.heard) return before;
  const params = row.detect(look, before?.raisedAt !== undefined);
  const { now } = look;
  if (params === undefined) return fading(row, before, now);
  const seenAt = before?.seenAt ?? now;
  const raisedAt = before?.raisedAt ?? (now - seenAt >= row.confirmMs ? now : undefined);
  return { id: row.id, params, seenAt, raisedAt, goneAt: undefined, settled: before?.settled };
};

/** What of the table is there now, worst first. */
export const findAll = (before: readonly Found[], look: ContingencyLook): readonly Found[] =>
  CONTINGENCY_TABLE.flatMap((row) => {
    const found = foundNow(
      row,
      before.find(({ id }) => id === row.id),
      look,
    );
    return found === undefined ? [] : [found];
  });

/** Found, and counts. */
export const isUp = (found: readonly Found[], id: ContingencyId): boolean =>
  found.some((each) => each.id === id && each.raisedAt !== undefined);

export const changes = (before: readonly Found[], after: readonly Found[]): Change[] => [
  ...after
    .filter(({ id, raisedAt }) => raisedAt !== undefined && !isUp(before, id))
    .map(({ id, params }) => ({ kind: 'raised', id, params }) as const),
  ...before
    .filter(({ id, raisedAt }) => raisedAt !== undefined && !isUp(after, id))
    .map(({ id }) => ({ kind: 'cleared', id }) as const),
];

import type { z } from 'zod';
import type { ForeignIntent, intents } from '../api/contract/intents.ts';
import type { Cause } from '../core/cause.ts';
import type { Clock } from '../core/clock.ts';
import { newId } from '../core/ids.ts';
import type { Rng } from '../core/ports.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import { intentDetails, operationalIntent, type IntentDetails } from '../plan/exchange/f3548.ts';
import { intentIssues, intentWindow } from '../plan/exchange/intent-volumes.ts';
import type { OperationalIntentRow } from '../store/schema-intents.ts';
import type { Store, Tx } from '../store/store.ts';
import { intentView, openIntents } from './intent-queries.ts';

type NewIntent = z.output<typeof intents.add.body>;

type Read = {
  readonly details: IntentDetails;
  readonly reference: string;
  readonly state: NewIntent['state'];
};

/** A file is a whole operational intent, or its details alone. */
const readIntent = ({ intent, reference, state }: NewIntent): Result<Read> => {
  const isWhole =
    typeof intent === 'object' && intent !== null && 'details' in intent && 'reference' in intent;
  const parsed = isWhole ? operationalIntent.safeParse(intent) : intentDetails.safeParse(intent);
  if (!parsed.success) {
    const issues = parsed.error.issues.slice(0, 20).map(({ path, message }) => ({
      id: 'intent.format' as const,
      severity: 'blocker' as const,
      place: path.join('.'),
      sentence: `${path.join('.')}: ${message}`,
    }));
    return refuse(
      'intents.invalid',
      `Expected an operational intent of ASTM F3548-21: ${issues[0]?.sentence ?? ''}`,
      { place: 'intent', details: { issues } },
    );
  }
  if ('details' in parsed.data) {
    const { details, reference: known } = parsed.data;
    return ok({ details, reference: known.id, state: known.state });
  }
  if (reference === '')
    return refuse('intents.invalid', 'Expected a reference: the file has none.', { place: 'reference' });
  return ok({ details: parsed.data, reference, state });
};

const usable = ({ details }: Read, now: number): Result<undefined> => {
  const issues = intentIssues(details);
  if (issues[0] !== undefined)
    return refuse('intents.invalid', issues[0].sentence, { place: 'intent', details: { issues } });
  const [, endsAt] = intentWindow(details);
  return endsAt > now
    ? ok(undefined)
    : refuse('intents.invalid', 'Expected an intent that is not over: all of its times have passed.', {
        place: 'intent',
      });
};

const removeOld = async (tx: Tx, source: string, reference: string): Promise<void> => {
  await tx.db
    .updateTable('operational_intents')
    .set({ removed_at: tx.now })
    .where('source', '=', source)
    .where('reference', '=', reference)
    .where('removed_at', 'is', null)
    .execute();
};

type Deps = { readonly store: Store; readonly clock: Clock; readonly rng: Rng };

/** Operational intents of others: imported, listed, taken out. Failures: `intents.*`. */
export const createIntents = ({ store, clock, rng }: Deps) => ({
  list: async (): Promise<ForeignIntent[]> => (await openIntents(store.read, clock.wall())).map(intentView),

  add: async (cause: Cause, wanted: NewIntent): Promise<Result<ForeignIntent>> => {
    const read = readIntent(wanted);
    if (!read.ok) return read;
    const fit = usable(read.value, cause.now);
    if (!fit.ok) return fit;
    const { details, reference, state } = read.value;
    const [startsAt, endsAt] = intentWindow(details);
    return store.transact(cause, async (tx) => {
      await removeOld(tx, wanted.source, reference);
      const row: OperationalIntentRow = {
        id: newId(rng),
        source: wanted.source,
        reference,
        state,
        priority: details.priority,
        starts_at: startsAt,
        ends_at: endsAt,
        json: JSON.stringify(details),
        entered_at: tx.now,
        person_id: cause.actor.personId,
        person_name: cause.actor.name,
        removed_at: null,
      };
      await tx.db.insertInto('operational_intents').values(row).execute();
      await tx.emit({
        type: 'intent.imported',
        subject: `intent:${row.id}`,
        data: { source: row.source, reference, state, volumes: details.volumes.length, startsAt, endsAt },
      });
      tx.created(row.id);
      return ok(intentView(row));
    });
  },

  remove: (cause: Cause, id: string, reason: string): Promise<Result<{ ok: true }>> =>
    store.transact(cause, async (tx) => {
      const changed = await tx.db
        .updateTable('operational_intents')
        .set({ removed_at: tx.now })
        .where('id', '=', id)
        .where('removed_at', 'is', null)
        .returning(['source', 'reference'])
        .executeTakeFirst();
      if (changed === undefined) return refuse('intents.not_found', `There is no operational intent ${id}.`);
      await tx.emit({ type: 'intent.removed', subject: `intent:${id}`, data: { ...changed, reason } });
      return ok({ ok: true });
    }),
});

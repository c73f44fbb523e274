import type { z } from 'zod';
import type { Alarm, system } from '../api/contract/system.ts';
import { systemCause, type Cause } from '../core/cause.ts';
import type { Clock } from '../core/clock.ts';
import { newId } from '../core/ids.ts';
import type { Rng } from '../core/ports.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { AlarmRow } from '../store/schema.ts';
import type { Store, Tx } from '../store/store.ts';
import type { Condition, Severity } from './monitor.ts';

export type AlarmDeps = { readonly store: Store; readonly clock: Clock; readonly rng: Rng };

type Listing = z.input<typeof system.alarms.response>;

const RANKS: readonly Severity[] = ['critical', 'warning', 'info'];

const view = (row: AlarmRow): Alarm => ({
  id: row.id,
  kind: row.kind,
  severity: row.severity as Severity,
  subject: row.subject,
  sentence: row.sentence,
  params: JSON.parse(row.params_json) as Alarm['params'],
  raisedAt: row.raised_at,
  clearedAt: row.cleared_at,
  acknowledged: row.ack_json === null ? null : (JSON.parse(row.ack_json) as Alarm['acknowledged']),
});

const raisedNow = (
  tx: Pick<Tx, 'selectFrom'>,
  kind: string,
  subject: string,
): Promise<AlarmRow | undefined> =>
  tx
    .selectFrom('alarms')
    .selectAll()
    .where('kind', '=', kind)
    .where('subject', '=', subject)
    .where('cleared_at', 'is', null)
    .executeTakeFirst();

const keyOf = ({ kind, subject }: { kind: string; subject: string }): string => `${kind} ${subject}`;

/** What an alarm is known by and when it came up, whenever it is written. */
export type Stamp = { readonly id: string; readonly cause: Cause };

const rank = ({ severity }: Alarm): number => RANKS.indexOf(severity);

/** Worst first, of these the latest; none twice. */
const inOrder = (alarms: readonly Alarm[]): Alarm[] => [
  ...new Map(
    alarms
      .toSorted((a, b) => rank(a) - rank(b) || b.raisedAt - a.raisedAt)
      .map((alarm) => [alarm.id, alarm] as const),
  ).values(),
];

/** Alarms: raised once for each kind and subject until cleared; kept until a person has acknowledged them. */
export const createAlarms = ({ store, clock, rng }: AlarmDeps) => {
  const causeNow = (): Cause => systemCause(clock.wall());
  const stamp = (): Stamp => ({ id: newId(rng), cause: causeNow() });

  const insert = async (
    tx: Tx,
    id: string,
    condition: Condition,
    clearedAt: number | null,
  ): Promise<void> => {
    const row: AlarmRow = {
      id,
      kind: condition.kind,
      severity: condition.severity,
      subject: condition.subject,
      sentence: condition.sentence,
      params_json: JSON.stringify(condition.params),
      raised_at: tx.now,
      cleared_at: clearedAt,
      ack_json: null,
    };
    await tx.db.insertInto('alarms').values(row).execute();
    await tx.emit({
      type: 'alarm.raised',
      subject: condition.subject,
      data: {
        alarmId: row.id,
        kind: row.kind,
        severity: row.severity,
        sentence: row.sentence,
        params: condition.params,
      },
    });
  };

  const raise = (condition: Condition, { id, cause }: Stamp = stamp()): Promise<void> =>
    store.transact(cause, async (tx) => {
      if ((await raisedNow(tx, condition.kind, condition.subject)) === undefined)
        await insert(tx, id, condition, null);
    });

  const clear = (kind: string, subject: string, cause: Cause = causeNow()): Promise<void> =>
    store.transact(cause, async (tx) => {
      const row = await raisedNow(tx, kind, subject);
      if (row === undefined) return;
      await tx.db.updateTable('alarms').set({ cleared_at: tx.now }).where('id', '=', row.id).execute();
      await tx.emit({ type: 'alarm.cleared', subject, data: { alarmId: row.id, kind } });
    });

  return {
    stamp,
    causeNow,
    raise,
    clear,

    /** Something that has happened, not a condition that lasts: stays until it is acknowledged. */
    tell: (condition: Condition, { id, cause }: Stamp = stamp()): Promise<void> =>
      store.transact(cause, (tx) => insert(tx, id, condition, tx.now)),

    /** Keys of what is raised in the record: after a restart. */
    raisedKeys: async (): Promise<readonly { kind: string; subject: string }[]> =>
      store.read.selectFrom('alarms').select(['kind', 'subject']).where('cleared_at', 'is', null).execute(),

    /** `unwritten`: those that the record has not got yet. */
    list: async (unwritten: readonly Alarm[] = []): Promise<Result<Listing>> => {
      const rows = await store.read
        .selectFrom('alarms')
        .selectAll()
        .where((where) => where.or([where('cleared_at', 'is', null), where('ack_json', 'is', null)]))
        .orderBy('raised_at', 'desc')
        .execute();
      return ok({ alarms: inOrder([...unwritten, ...rows.map(view)]) });
    },

    acknowledge: (cause: Cause, id: string): Promise<Result<Alarm>> =>
      store.transact(cause, async (tx) => {
        const row = await tx.selectFrom('alarms').selectAll().where('id', '=', id).executeTakeFirst();
        if (row === undefined) return refuse('alarms.not_found', `There is no alarm ${id}.`);
        // Two people at two consoles: the first one's word stands.
        if (row.ack_json !== null) return ok(view(row));
        const ackJson = JSON.stringify({ by: cause.actor.name, at: tx.now });
        await tx.db.updateTable('alarms').set({ ack_json: ackJson }).where('id', '=', id).execute();
        await tx.emit({
          type: 'alarm.acknowledged',
          subject: row.subject,
          data: { alarmId: id, kind: row.kind },
        });
        return ok(view({ ...row, ack_json: ackJson }));
      }),

    keyOf,
  };
};

export type Alarms = ReturnType<typeof createAlarms>;

import type { TotpEnrolment, TotpState } from '../api/contract/totp.ts';
import type { Actor } from '../core/access.ts';
import type { Cause } from '../core/cause.ts';
import type { Clock } from '../core/clock.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { OneTimeCodes, Vault } from '../core/secrets.ts';
import type { TotpRow } from '../store/schema-launch.ts';
import type { Reader, Store, Tx } from '../store/store.ts';
import { createAttempts } from './attempts.ts';

type Deps = {
  readonly store: Store;
  readonly clock: Clock;
  readonly vault: Vault;
  readonly otp: OneTimeCodes;
  /** False where the demo's switch is off: nobody is asked. */
  readonly required: boolean;
};

const aboutOf = (personId: string): string => `one-time code of ${personId}`;

const rowOf = (reader: Reader, personId: string): Promise<TotpRow | undefined> =>
  reader.selectFrom('totp').selectAll().where('person_id', '=', personId).executeTakeFirst();

const BAD = refuse(
  'accounts.bad_code',
  'The one-time code is wrong or has been used: wait for the next one.',
  {
    place: 'code',
  },
);

/** Takes codes, each once, and counts the wrong ones. */
const createTaker = ({ store, clock, vault, otp }: Omit<Deps, 'required'>) => {
  const attempts = createAttempts(clock);

  const secretOf = (row: TotpRow): string => {
    const plain = vault.open(row.sealed, aboutOf(row.person_id));
    if (plain === undefined)
      throw new Error(`the master key does not open the one-time code of person ${row.person_id}`);
    return Buffer.from(plain).toString('utf8');
  };

  /** Takes a code once; wrong ones are counted per person, since only one with a session gets here. */
  const take = async (
    cause: Cause,
    code: string,
    { state, after }: { state: TotpRow['state']; after: (tx: Tx) => Promise<void> },
  ): Promise<Result<undefined>> => {
    const { personId } = cause.actor;
    const waitS = attempts.waitS(personId, personId);
    if (waitS > 0)
      return refuse('accounts.too_many', `Too many wrong codes: try again in ${waitS} s.`, {
        details: { waitS },
      });
    attempts.failed(personId, personId);
    const taken = await store.transact(cause, async (tx): Promise<Result<undefined>> => {
      const row = await rowOf(tx, personId);
      if (row === undefined || row.state !== state)
        return refuse('accounts.no_code', 'Set up one-time codes first: in the menu of your name.');
      const step = otp.stepOf(secretOf(row), code, clock.wall());
      // A code that was taken once is worth nothing: who looked over a shoulder comes too late.
      if (step === undefined || step <= row.last_step) return BAD;
      await tx.db.updateTable('totp').set({ last_step: step }).where('person_id', '=', personId).execute();
      await after(tx);
      return ok(undefined);
    });
    if (taken.ok || taken.error.code === 'accounts.no_code') attempts.succeeded(personId, personId);
    else await tellWrong(cause);
    return taken;
  };

  const tellWrong = (cause: Cause): Promise<void> =>
    store.transact({ actor: cause.actor, now: cause.now }, (tx) =>
      tx.emit({ type: 'person.code_refused', subject: `person:${cause.actor.personId}`, data: {} }),
    );

  return take;
};

/** One-time codes of an authenticator: enrolment, check, reset. Failures: `accounts.*`. */
export const createTotp = ({ store, clock, vault, otp, required }: Deps) => {
  const take = createTaker({ store, clock, vault, otp });

  return {
    required,

    state: async ({ personId }: Actor): Promise<TotpState> => {
      const row = await rowOf(store.read, personId);
      return { required, enrolled: row?.state === 'current' };
    },

    /** A new secret, shown this once. Who has one already asks an administrator for a reset. */
    enrol: (cause: Cause, login: string): Promise<Result<TotpEnrolment>> =>
      store.transact(cause, async (tx) => {
        const { personId } = cause.actor;
        const had = await rowOf(tx, personId);
        if (had?.state === 'current')
          return refuse('accounts.code_set', 'One-time codes are set up: an administrator can reset them.');
        const secret = otp.newSecret();
        const row = {
          person_id: personId,
          sealed: vault.seal(Buffer.from(secret, 'utf8'), aboutOf(personId)),
          state: 'pending',
          last_step: 0,
          made_at: tx.now,
        };
        await tx.db
          .insertInto('totp')
          .values(row)
          .onConflict((conflict) => conflict.column('person_id').doUpdateSet(row))
          .execute();
        await tx.emit({ type: 'person.code_begun', subject: `person:${personId}`, data: {} });
        const uri = otp.uriOf(login, secret);
        return ok({ secret, uri, qrSvg: otp.qrOf(uri) });
      }),

    /** The person shows a code: from now on the secret counts. */
    confirm: (cause: Cause, code: string): Promise<Result<undefined>> =>
      take(cause, code, {
        state: 'pending',
        after: async (tx) => {
          const { personId } = cause.actor;
          await tx.db
            .updateTable('totp')
            .set({ state: 'current' })
            .where('person_id', '=', personId)
            .execute();
          await tx.emit({ type: 'person.code_set', subject: `person:${personId}`, data: {} });
        },
      }),

    /** For the step that is being taken; where codes are switched off, any will do. */
    check: async (cause: Cause, code: string): Promise<Result<undefined>> =>
      required
        ? take({ actor: cause.actor, now: cause.now }, code, { state: 'current', after: async () => {} })
        : ok(undefined),

    /** An administrator, for a person who has lost the authenticator. */
    reset: (cause: Cause, personId: string): Promise<Result<undefined>> =>
      store.transact(cause, async (tx) => {
        const gone = await tx.db
          .deleteFrom('totp')
          .where('person_id', '=', personId)
          .returning('person_id')
          .executeTakeFirst();
        if (gone === undefined) return refuse('accounts.not_found', 'This person has no one-time codes.');
        await tx.emit({ type: 'person.code_reset', subject: `person:${personId}`, data: {} });
        return ok(undefined);
      }),
  };
};

export type Totp = ReturnType<typeof createTotp>;

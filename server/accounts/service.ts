import type { z } from 'zod';
import type { contract } from '../api/contract/contract.ts';
import type { Person } from '../api/contract/accounts.ts';
import type { Role } from '../core/access.ts';
import type { Cause } from '../core/cause.ts';
import { newId } from '../core/ids.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { PersonRow } from '../store/schema.ts';
import type { Reader, Tx } from '../store/store.ts';
import { needsNewSession, personView } from './person-queries.ts';
import type { SessionDeps, Sessions } from './sessions-service.ts';

type Body<K extends 'createPerson' | 'changePerson'> = z.output<(typeof contract)['accounts'][K]['body']>;

/** Roles whose people belong to one site. */
const SITE_ROLES: Readonly<Partial<Record<Role, string>>> = { hospital: 'hospital', issuer: 'blood_centre' };

const checkSite = async (reader: Reader, role: Role, siteId: string | null): Promise<Result<undefined>> => {
  const siteRole = SITE_ROLES[role];
  if (siteRole === undefined) {
    return siteId === null
      ? ok(undefined)
      : refuse('accounts.invalid_site', `The role ${role} belongs to no site.`, { place: 'siteId' });
  }
  const site =
    siteId === null
      ? undefined
      : await reader.selectFrom('sites').select(['id', 'role']).where('id', '=', siteId).executeTakeFirst();
  return site?.role === siteRole
    ? ok(undefined)
    : refuse(
        'accounts.invalid_site',
        `The role ${role} needs a site of the kind ${siteRole}, got ${siteId ?? 'none'}.`,
        {
          place: 'siteId',
        },
      );
};

const endSessions = async (tx: Tx, personId: string, except?: string): Promise<string[]> => {
  let removal = tx.db.deleteFrom('sessions').where('person_id', '=', personId);
  if (except !== undefined) removal = removal.where('id_hash', '!=', except);
  return (await removal.returning('id_hash').execute()).map((row) => row.id_hash);
};

const changed = (
  row: PersonRow,
  body: Body<'changePerson'>,
  passwordHash: string | undefined,
): PersonRow => ({
  ...row,
  name: body.name ?? row.name,
  role: body.role ?? row.role,
  site_id: body.siteId === undefined ? row.site_id : body.siteId,
  active: (body.active ?? row.active === 1) ? 1 : 0,
  password_hash: passwordHash ?? row.password_hash,
  must_change_password: passwordHash === undefined ? row.must_change_password : 1,
});

const hasOtherAdmin = async (reader: Reader, id: string): Promise<boolean> => {
  const other = await reader
    .selectFrom('people')
    .select('id')
    .where('role', '=', 'admin')
    .where('active', '=', 1)
    .where('id', '!=', id)
    .executeTakeFirst();
  return other !== undefined;
};

const createPerson =
  ({ store, rng, secrets }: SessionDeps) =>
  async (cause: Cause, body: Body<'createPerson'>, temporary = true): Promise<Result<Person>> => {
    const passwordHash = await secrets.hashPassword(body.password);
    return store.transact(cause, async (tx) => {
      const site = await checkSite(tx, body.role, body.siteId);
      if (!site.ok) return site;
      const taken = await tx
        .selectFrom('people')
        .select('id')
        .where('login', '=', body.login)
        .executeTakeFirst();
      if (taken !== undefined)
        return refuse('accounts.login_taken', `The log-in name ${body.login} is taken.`, { place: 'login' });
      const row: PersonRow = {
        id: newId(rng),
        login: body.login,
        name: body.name,
        role: body.role,
        site_id: body.siteId,
        password_hash: passwordHash,
        active: 1,
        must_change_password: temporary ? 1 : 0,
        created_at: tx.now,
      };
      await tx.db.insertInto('people').values(row).execute();
      await tx.emit({
        type: 'person.created',
        subject: `person:${row.id}`,
        data: { login: row.login, role: row.role, siteId: row.site_id },
      });
      tx.created(row.id);
      return ok(personView(row));
    });
  };

const changePerson =
  ({ store, secrets }: SessionDeps, sessions: Sessions) =>
  async (cause: Cause, id: string, body: Body<'changePerson'>): Promise<Result<Person>> => {
    const passwordHash = body.password === undefined ? undefined : await secrets.hashPassword(body.password);
    let ended: string[] = [];
    const result = await store.transact(cause, async (tx) => {
      const row = await tx.selectFrom('people').selectAll().where('id', '=', id).executeTakeFirst();
      if (row === undefined) return refuse('accounts.not_found', 'There is no such person.');
      const next = changed(row, body, passwordHash);
      const site = await checkSite(tx, next.role as Role, next.site_id);
      if (!site.ok) return site;
      const staysAdmin = next.role === 'admin' && next.active === 1;
      if (row.role === 'admin' && !staysAdmin && !(await hasOtherAdmin(tx, id))) {
        return refuse('accounts.last_admin', 'The last active administrator cannot be removed.');
      }
      await tx.db.updateTable('people').set(next).where('id', '=', id).execute();
      const { password: _secret, ...open } = body;
      await tx.emit({
        type: 'person.changed',
        subject: `person:${id}`,
        data: { ...open, passwordReset: passwordHash !== undefined },
      });
      if (needsNewSession(row, next)) ended = await endSessions(tx, id);
      return ok(personView(next));
    });
    if (result.ok) sessions.notifyEnded(id, ended);
    return result;
  };

const changePassword =
  ({ store, secrets }: SessionDeps, sessions: Sessions) =>
  async (
    cause: Cause,
    passwords: { current: string; next: string; ip: string },
  ): Promise<Result<undefined>> => {
    const person = await store.read
      .selectFrom('people')
      .selectAll()
      .where('id', '=', cause.actor.personId)
      .executeTakeFirst();
    if (person === undefined) return refuse('accounts.not_found', 'There is no such person.');
    const verified = await sessions.verifyOwn(person.login, passwords.current, passwords.ip);
    if (!verified.ok) return verified;
    if (passwords.next === passwords.current) {
      return refuse('accounts.invalid_password', 'The new password is the old one: choose another.', {
        place: 'next',
      });
    }
    const passwordHash = await secrets.hashPassword(passwords.next);
    const ended = await store.transact(cause, async (tx) => {
      await tx.db
        .updateTable('people')
        .set({ password_hash: passwordHash, must_change_password: 0 })
        .where('id', '=', person.id)
        .execute();
      await tx.emit({ type: 'person.password_changed', subject: `person:${person.id}`, data: {} });
      return endSessions(tx, person.id, cause.actor.sessionId);
    });
    sessions.notifyEnded(person.id, ended);
    return ok(undefined);
  };

/** People: created and changed by administrators; each changes the own password. */
export const createAccounts = (deps: SessionDeps, sessions: Sessions) => ({
  list: async (): Promise<Person[]> =>
    (await deps.store.read.selectFrom('people').selectAll().orderBy('login').execute()).map(personView),
  create: createPerson(deps),
  change: changePerson(deps, sessions),
  changePassword: changePassword(deps, sessions),
});

export type Accounts = ReturnType<typeof createAccounts>;

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createAccounts } from '../../server/accounts/service.ts';
import { createSessions } from '../../server/accounts/sessions-service.ts';
import { systemCause } from '../../server/core/cause.ts';
import { systemSecrets } from '../../server/ports/system-secrets.ts';
import { openSqliteStore } from '../../server/store/sqlite.ts';
import { cheapSecrets } from '../support/cheap-secrets.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { seededRng } from '../support/seeded-rng.ts';
import { tempFolder } from '../support/temp-folder.ts';

const HOURS = 3_600_000;
const PASSWORD = 'a long enough password';

const setUp = async () => {
  const clock = fakeClock();
  const store = openSqliteStore(join(tempFolder(), 'lifeline.db'));
  const deps = { store, clock, rng: seededRng(1), secrets: cheapSecrets };
  const sessions = createSessions(deps);
  const accounts = createAccounts(deps, sessions);
  const cause = systemCause(clock.wall());
  const created = await accounts.create(cause, {
    login: 'ops',
    name: 'Ops',
    role: 'ops',
    siteId: null,
    password: PASSWORD,
  });
  if (!created.ok) throw new Error(created.error.message);
  const logIn = (password = PASSWORD, ip = '10.0.0.1') =>
    sessions.logIn({ login: 'OPS ', password, ip }, clock.wall());
  return { clock, store, sessions, accounts, cause, person: created.value, logIn };
};

describe('sessions', () => {
  it('[AC8] authenticates by the token and stores only its digest', async () => {
    const { store, sessions, clock, logIn } = await setUp();
    const done = await logIn();
    if (!done.ok) throw new Error(done.error.message);
    expect((await sessions.authenticate(done.value.token, clock.wall()))?.actor).toMatchObject({
      name: 'Ops',
      role: 'ops',
    });
    expect(await sessions.authenticate(`${done.value.token}x`, clock.wall())).toBeUndefined();
    const rows = await store.read.selectFrom('sessions').select('id_hash').execute();
    expect(rows).toEqual([{ id_hash: cheapSecrets.digest(done.value.token) }]);
    await store.close();
  });

  it('[AC8] ends after twelve hours', async () => {
    const { store, sessions, clock, logIn } = await setUp();
    const done = await logIn();
    if (!done.ok) throw new Error(done.error.message);
    clock.advance(12 * HOURS - 1);
    expect(await sessions.authenticate(done.value.token, clock.wall())).toBeDefined();
    clock.advance(1);
    expect(await sessions.authenticate(done.value.token, clock.wall())).toBeUndefined();
    await store.close();
  });

  it('[AC9] answers a wrong password and an unknown name alike, then makes the account wait on that address only', async () => {
    const { store, sessions, clock, logIn } = await setUp();
    const unknown = await sessions.logIn(
      { login: 'nobody', password: PASSWORD, ip: '10.0.0.9' },
      clock.wall(),
    );
    const wrong = await logIn('wrong');
    expect(unknown).toEqual(wrong);
    for (let i = 0; i < 4; i++) await logIn('wrong');
    expect(await logIn()).toMatchObject({ ok: false, error: { code: 'accounts.too_many' } });
    expect((await logIn(PASSWORD, '10.0.0.2')).ok).toBe(true);
    clock.advance(5 * 60_000 + 1);
    expect((await logIn()).ok).toBe(true);
    await store.close();
  });

  it('[AC9] lets no parallel guess slip past the limit', async () => {
    const { store, logIn } = await setUp();
    const answers = await Promise.all(Array.from({ length: 20 }, () => logIn('wrong')));
    expect(
      answers.filter((answer) => !answer.ok && answer.error.code === 'accounts.bad_credentials'),
    ).toHaveLength(5);
    await store.close();
  });

  it('[AC10] a changed role or a reset password ends all sessions at once and tells who listens', async () => {
    const { store, sessions, accounts, clock, cause, person, logIn } = await setUp();
    const done = await logIn();
    if (!done.ok) throw new Error(done.error.message);
    const ended: string[] = [];
    sessions.onEnded((_person, ids) => ended.push(...ids));
    expect((await accounts.change(cause, person.id, { password: 'another password' })).ok).toBe(true);
    expect(await sessions.authenticate(done.value.token, clock.wall())).toBeUndefined();
    expect(ended).toEqual([cheapSecrets.digest(done.value.token)]);
    await store.close();
  });

  it('[AC11] keeps the last administrator', async () => {
    const { store, accounts, cause } = await setUp();
    const admin = await accounts.create(cause, {
      login: 'root',
      name: 'R',
      role: 'admin',
      siteId: null,
      password: PASSWORD,
    });
    if (!admin.ok) throw new Error(admin.error.message);
    expect(await accounts.change(cause, admin.value.id, { active: false })).toMatchObject({
      ok: false,
      error: { code: 'accounts.last_admin' },
    });
    await store.close();
  });

  it('[AC12] never writes a password or its hash into the log of facts', async () => {
    const { store, accounts, cause, person } = await setUp();
    await accounts.change(cause, person.id, { password: 'canary-canary-canary' });
    expect(JSON.stringify(await store.events({}))).not.toMatch(/canary|cheap:/);
    await store.close();
  });

  it('[AC12] hashes with argon2id', async () => {
    const hash = await systemSecrets.hashPassword('secret');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect([
      await systemSecrets.verifyPassword(hash, 'secret'),
      await systemSecrets.verifyPassword(hash, 'Secret'),
    ]).toEqual([true, false]);
  });

  it('[AC12] records refused log-ins with the address and without what was typed', async () => {
    const { store, person, logIn, sessions, clock } = await setUp();
    await logIn('wrong');
    await sessions.logIn({ login: 'a-password?', password: 'x', ip: '10.0.0.9' }, clock.wall());
    const refused = (await store.events({})).filter(({ type }) => type === 'person.log_in_refused');
    expect(refused.map(({ subject, data }) => [subject, data])).toEqual([
      [`person:${person.id}`, { ip: '10.0.0.1' }],
      ['system', { ip: '10.0.0.9' }],
    ]);
    await store.close();
  });

  it('[AC9] any number of good log-ins from one address, as of a hospital, do not slow it down', async () => {
    const { store, logIn } = await setUp();
    for (let n = 0; n < 40; n++) expect((await logIn()).ok).toBe(true);
    await store.close();
  });

  it('[AC10] a password that is reset while it is being checked opens no session', async () => {
    const { store, accounts, cause, person, logIn } = await setUp();
    const [opened, reset] = await Promise.all([
      logIn(),
      accounts.change(cause, person.id, { password: 'another long password' }),
    ]);
    expect(reset.ok).toBe(true);
    const left = await store.read.selectFrom('sessions').selectAll().execute();
    expect([opened.ok && left.length > 0, left]).toEqual([false, []]);
    await store.close();
  });
});

import { generateSync } from 'otplib';
import { afterEach, describe, expect, it } from 'vitest';
import { createTotp } from '../../server/accounts/totp-service.ts';
import type { Cause } from '../../server/core/cause.ts';
import { aesVault } from '../../server/ports/aes-vault.ts';
import { systemOneTimeCodes } from '../../server/ports/one-time-codes.ts';
import { openSqliteStore } from '../../server/store/sqlite.ts';
import type { Store } from '../../server/store/store.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { tempFolder } from '../support/temp-folder.ts';

const stores: Store[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
});

const bed = async (required = true) => {
  const clock = fakeClock();
  const store = openSqliteStore(`${tempFolder()}/lifeline.db`);
  stores.push(store);
  const vault = aesVault(new Uint8Array(32).fill(7));
  const totp = createTotp({ store, clock, vault, otp: systemOneTimeCodes, required });
  const cause = (personId = 'anna'): Cause => ({
    actor: {
      personId,
      name: personId,
      role: 'dispatcher',
      siteId: undefined,
      sessionId: undefined,
      requestId: undefined,
    },
    now: clock.wall(),
  });
  for (const id of ['anna', 'bo'])
    await store.transact(cause(), async ({ db }) => {
      const row = { id, login: id, name: id, role: 'dispatcher', site_id: null, password_hash: '' };
      await db
        .insertInto('people')
        .values({ ...row, active: 1, must_change_password: 0, created_at: 0 })
        .execute();
    });
  const codeOf = (secret: string, stepsAhead = 0): string =>
    generateSync({ secret, epoch: Math.floor(clock.wall() / 1000) + stepsAhead * 30 });
  const enrolled = async (personId = 'anna'): Promise<string> => {
    const begun = await totp.enrol(cause(personId), personId);
    if (!begun.ok) throw new Error(begun.error.message);
    const { secret } = begun.value;
    const confirmed = await totp.confirm(cause(personId), codeOf(secret));
    if (!confirmed.ok) throw new Error(confirmed.error.message);
    clock.advance(30_000);
    return secret;
  };
  const check = async (code: string, personId = 'anna'): Promise<string> => {
    const checked = await totp.check(cause(personId), code);
    return checked.ok ? 'ok' : checked.error.code;
  };
  return { clock, store, totp, cause, codeOf, enrolled, check };
};

describe('one-time codes', () => {
  it('[AC1] a secret counts once its person has shown a code of it', async () => {
    const { totp, cause, codeOf, check } = await bed();
    expect(await check('000000')).toBe('accounts.no_code');
    const begun = await totp.enrol(cause(), 'anna');
    const { secret = '', uri = '', qrSvg = '' } = begun.ok ? begun.value : {};
    expect(uri).toBe(`otpauth://totp/Lifeline:anna?secret=${secret}&issuer=Lifeline`);
    expect(qrSvg).toMatch(/^<svg /);
    expect(await check(codeOf(secret))).toBe('accounts.no_code');
    expect(await totp.state(cause().actor)).toEqual({ required: true, enrolled: false });
    expect(await totp.confirm(cause(), '000000')).toMatchObject({ error: { code: 'accounts.bad_code' } });
    expect(await totp.confirm(cause(), codeOf(secret))).toEqual({ ok: true, value: undefined });
    expect(await totp.state(cause().actor)).toEqual({ required: true, enrolled: true });
    expect(await totp.enrol(cause(), 'anna')).toMatchObject({ error: { code: 'accounts.code_set' } });
  });

  it('[AC2] a code is taken once, nor is one of an earlier step after it', async () => {
    const { codeOf, enrolled, check } = await bed();
    const secret = await enrolled();
    const earlier = codeOf(secret, -1);
    const code = codeOf(secret);
    expect(await check(code)).toBe('ok');
    expect(await check(code)).toBe('accounts.bad_code');
    expect(await check(earlier)).toBe('accounts.bad_code');
    expect(await check(codeOf(secret, 1))).toBe('ok');
  });

  it('[AC2] two requests with one code at the same moment: one gets through', async () => {
    const { codeOf, enrolled, check } = await bed();
    const code = codeOf(await enrolled());
    const answers = await Promise.all([check(code), check(code), check(code)]);
    expect(answers.toSorted()).toEqual(['accounts.bad_code', 'accounts.bad_code', 'ok']);
  });

  it('[AC3] one step of either side is taken, two are not', async () => {
    const { clock, codeOf, enrolled, check } = await bed();
    const secret = await enrolled();
    expect(await check(codeOf(secret, 2))).toBe('accounts.bad_code');
    expect(await check(codeOf(secret, -2))).toBe('accounts.bad_code');
    expect(await check(codeOf(secret, 1))).toBe('ok');
    clock.advance(120_000);
    expect(await check(codeOf(secret, -1))).toBe('ok');
  });

  it('[AC4] five wrong codes, and the right one has to wait; others do not', async () => {
    const { clock, codeOf, enrolled, check } = await bed();
    const [anna, bo] = [await enrolled(), await enrolled('bo')];
    for (let n = 0; n < 5; n++) expect(await check('000000')).toBe('accounts.bad_code');
    expect(await check(codeOf(anna))).toBe('accounts.too_many');
    expect(await check(codeOf(bo), 'bo')).toBe('ok');
    clock.advance(5 * 60_000 + 1);
    expect(await check(codeOf(anna))).toBe('ok');
  });

  it('[AC5] the secret is nowhere in clear: not in the record, not in the log', async () => {
    const { store, enrolled } = await bed();
    const secret = await enrolled();
    const rows = await store.read.selectFrom('totp').selectAll().execute();
    const told = JSON.stringify([rows, await store.events({})]);
    expect(told).not.toContain(secret);
    expect(told).not.toContain(Buffer.from(secret).toString('base64').slice(0, 12));
  });

  it('[AC5] another person’s row does not open', async () => {
    const { store, cause, codeOf, enrolled, totp } = await bed();
    const secret = await enrolled();
    await enrolled('bo');
    await store.transact(cause(), async ({ db }) => {
      const anna = await db.selectFrom('totp').selectAll().where('person_id', '=', 'anna').executeTakeFirst();
      await db
        .updateTable('totp')
        .set({ sealed: anna?.sealed ?? '' })
        .where('person_id', '=', 'bo')
        .execute();
    });
    await expect(totp.check(cause('bo'), codeOf(secret))).rejects.toThrow('does not open');
  });

  it('[AC6] an administrator takes a lost one away; it is in the log', async () => {
    const { store, totp, cause, codeOf, enrolled, check } = await bed();
    const secret = await enrolled();
    expect((await totp.reset(cause('admin'), 'anna')).ok).toBe(true);
    expect(await check(codeOf(secret))).toBe('accounts.no_code');
    expect(await totp.reset(cause('admin'), 'anna')).toMatchObject({ error: { code: 'accounts.not_found' } });
    const told = (await store.events({ subject: 'person:anna' })).map(
      ({ type, actorId }) => `${type} ${actorId}`,
    );
    expect(told.at(-1)).toBe('person.code_reset admin');
    await enrolled();
  });

  it('[AC7] switched off, nobody is asked', async () => {
    const { totp, cause, check } = await bed(false);
    expect(await check('')).toBe('ok');
    expect(await totp.state(cause().actor)).toEqual({ required: false, enrolled: false });
  });
});

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { createAccounts } from '../accounts/service.ts';
import { createSessions } from '../accounts/sessions-service.ts';
import { login, newPassword } from '../api/contract/accounts.ts';
import { systemCause } from '../core/cause.ts';
import { lockDataFolder } from '../ports/instance-lock.ts';
import { systemClock } from '../ports/system-clock.ts';
import { systemRng } from '../ports/system-rng.ts';
import { systemSecrets } from '../ports/system-secrets.ts';
import { verifyChain } from '../store/audit-chain.ts';
import type { EventRow } from '../store/schema.ts';
import { openDatabase } from '../store/sqlite-driver.ts';
import { openSqliteStore } from '../store/sqlite.ts';
import { calibrateProfiles } from './calibrate.ts';

const HELP = `npm run admin -- COMMAND [--data FOLDER]

  create-admin --login NAME --name "Full name"   first administrator; asks for the password (or reads it from stdin)
  verify-audit                                   checks the hash chain of the event log; works while the service runs
  calibrate [--apply]                            compares flown flights with their plans, suggests the profiles' figures;
                                                 --apply saves them (stop the service first)`;

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

/** Ends the command with one sentence. */
class CommandError extends Error {
  override name = 'CommandError';
}

const databaseOf = (data: string): string => join(data, 'lifeline.db');

/** Throws where there is none. */
const existingDatabase = (data: string): string => {
  const path = databaseOf(data);
  if (!existsSync(path))
    throw new CommandError(`There is no database ${path}: name the data folder with --data.`);
  return path;
};

const verifyAudit = (data: string): void => {
  const path = existingDatabase(data);
  const database = openDatabase(path, { readOnly: true });
  const verdict = verifyChain(
    database.prepare('SELECT * FROM events ORDER BY seq').iterate() as Iterable<EventRow>,
  );
  database.close();
  if (!verdict.ok) {
    throw new CommandError(
      `The audit chain is broken: fact ${verdict.firstBadSeq} does not follow from fact ${verdict.events}.`,
    );
  }
  say(`The audit chain is whole: ${verdict.events} facts, head ${verdict.head}.`);
};

/** From a terminal without echo of what is typed being kept anywhere; from a pipe the first line. */
const askPassword = async (): Promise<string> => {
  const lines = createInterface({
    input: process.stdin,
    output: process.stdin.isTTY ? process.stdout : undefined,
  });
  try {
    if (process.stdin.isTTY) return await lines.question('Password (at least 10 characters): ');
    for await (const line of lines) return line;
    return '';
  } finally {
    lines.close();
  }
};

const createAdmin = async (
  data: string,
  loginName: string | undefined,
  name: string | undefined,
): Promise<void> => {
  const parsedLogin = login.safeParse(loginName);
  if (!parsedLogin.success)
    throw new CommandError(`--login: ${parsedLogin.error.issues[0]?.message ?? 'invalid'}`);
  const lock = lockDataFolder(data);
  const store = openSqliteStore(databaseOf(data));
  try {
    const deps = { store, clock: systemClock, rng: systemRng, secrets: systemSecrets };
    const accounts = createAccounts(deps, createSessions(deps));
    if ((await accounts.list()).some((person) => person.role === 'admin' && person.active)) {
      throw new CommandError(
        'There is an administrator already: new people are created on the administration page.',
      );
    }
    const password = newPassword.safeParse(await askPassword());
    if (!password.success)
      throw new CommandError(`Password: ${password.error.issues[0]?.message ?? 'invalid'}.`);
    const created = await accounts.create(
      systemCause(systemClock.wall()),
      {
        login: parsedLogin.data,
        name: name ?? parsedLogin.data,
        role: 'admin',
        siteId: null,
        password: password.data,
      },
      false,
    );
    if (!created.ok) throw new CommandError(created.error.message);
    say(`Administrator ${created.value.login} created.`);
  } finally {
    await store.close();
    lock.release();
  }
};

const run = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    options: {
      data: { type: 'string', default: 'data' },
      login: { type: 'string' },
      name: { type: 'string' },
      apply: { type: 'boolean', default: false },
      help: { type: 'boolean' },
    },
    allowPositionals: true,
  });
  const [command] = positionals;
  if (values.help === true || command === undefined) return say(HELP);
  if (command === 'verify-audit') return verifyAudit(values.data);
  if (command === 'calibrate')
    return calibrateProfiles(values.data, existingDatabase(values.data), values.apply, say);
  if (command === 'create-admin') return createAdmin(values.data, values.login, values.name);
  throw new CommandError(`Unknown command ${command}; see npm run admin -- --help.`);
};

try {
  await run();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

import { spawn } from 'node:child_process';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runServer } from '../support/server-process.ts';
import { tempFolder } from '../support/temp-folder.ts';

const PROGRAM = new URL('../../server/admin/main.ts', import.meta.url).pathname;
const LONG = 60_000;

const admin = (args: readonly string[], input = ''): Promise<{ code: number | null; said: string }> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: 'pipe' });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.once('close', (code) => resolve({ code, said: said.trim() }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });

describe('npm run admin', { timeout: LONG }, () => {
  it('creates the first administrator with a piped password, who can log in, and no second one', async () => {
    const data = tempFolder();
    const create = ['create-admin', '--data', data, '--login', 'root'];
    expect(await admin(create, 'short\n')).toEqual({
      code: 1,
      said: 'Password: expected a password of at least 10 characters.',
    });
    expect((await admin(create, '')).code).toBe(1);
    expect((await admin(['create-admin', '--data', data, '--login', 'No Name'], 'x\n')).said).toMatch(
      /^--login: /,
    );
    expect(await admin(create, 'a piped password\nmore\n')).toEqual({
      code: 0,
      said: 'Administrator root created.',
    });
    const second = await admin(['create-admin', '--data', data, '--login', 'root2'], 'a piped password\n');
    expect([second.code, second.said]).toEqual([
      1,
      expect.stringContaining('There is an administrator already'),
    ]);

    const server = runServer(['--data', data, '--port', '0', '--no-demo']);
    const [, url] = await server.line(/Lifeline is ready: (\S+)/);
    const answer = await fetch(`${url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login: 'root', password: 'a piped password' }),
    });
    expect(answer.status).toBe(200);

    // While the service runs: the audit works, writing is refused.
    expect(await admin(['verify-audit', '--data', data])).toEqual({
      code: 0,
      said: expect.stringMatching(/^The audit chain is whole: \d+ facts, head [0-9a-f]{64}\.$/) as string,
    });
    const busy = await admin(['create-admin', '--data', data, '--login', 'root3'], 'a piped password\n');
    expect([busy.code, busy.said]).toEqual([1, expect.stringContaining('in use by another instance')]);
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(0);

    const database = new DatabaseSync(join(data, 'lifeline.db'));
    database.exec(`DROP TRIGGER events_no_update; UPDATE events SET actor_name = 'somebody' WHERE seq = 2`);
    database.close();
    expect(await admin(['verify-audit', '--data', data])).toEqual({
      code: 1,
      said: 'The audit chain is broken: fact 2 does not follow from fact 1.',
    });
  });

  it('says in one sentence what is wrong with a command', async () => {
    const data = tempFolder();
    expect(await admin(['verify-audit', '--data', data])).toEqual({
      code: 1,
      said: `There is no database ${join(data, 'lifeline.db')}: name the data folder with --data.`,
    });
    const unknown = await admin(['drop-everything']);
    expect([unknown.code, unknown.said.split('\n')]).toEqual([1, [expect.stringContaining('--help')]]);
    const option = await admin(['verify-audit', '--force']);
    expect([option.code, option.said.split('\n').length]).toEqual([1, 1]);
    expect((await admin([])).code).toBe(0);
  });
});

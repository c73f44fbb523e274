import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runServer } from '../support/server-process.ts';
import { tempFolder } from '../support/temp-folder.ts';

const LONG = 60_000;

/** Starts, expects it to end, and gives its only sentence. */
const refusal = async (args: readonly string[]): Promise<string> => {
  const server = runServer(args);
  const code = await server.ended;
  expect(code, server.errors()).toBe(1);
  const said = server.errors().trim();
  expect(said.split('\n')).toHaveLength(1);
  return said;
};

describe('start', () => {
  it('names the port that is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const said = await refusal(['--data', tempFolder(), '--no-embedded', '--port', String(port)]);
    expect(said).toBe(
      `The address 127.0.0.1:${port} is taken by another program: stop that one, or choose another with --port.`,
    );
    await new Promise((resolve) => other.close(resolve));
  });

  it('names the data folder that cannot be written', async () => {
    const file = join(tempFolder(), 'a-file');
    writeFileSync(file, '');
    expect(await refusal(['--data', join(file, 'data')])).toMatch(
      /^The data folder .*a-file\/data is not writable \(ENOTDIR\): .*--data\.$/,
    );
  });

  it(
    'names the data folder that another instance uses, and lets go of it when that one is killed',
    { timeout: LONG },
    async () => {
      const folder = tempFolder();
      const args = ['--data', folder, '--port', '0', '--no-embedded'];
      const first = runServer(args);
      await first.line(/Lifeline is ready/);
      expect(await refusal(args)).toBe(
        `The data folder ${folder} is in use by another instance: stop that one, or choose another folder with --data.`,
      );
      first.child.kill('SIGKILL');
      await first.ended;
      await runServer(args).line(/Lifeline is ready/);
    },
  );

  it('names the damaged database', async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'lifeline.db'), 'not a database at all '.repeat(500));
    expect(await refusal(['--data', folder])).toMatch(
      /^The database .*lifeline\.db cannot be read .*restore a backup/,
    );
  });

  it('ends where a certificate cannot be used, and all the rest has started', { timeout: LONG }, async () => {
    const folder = tempFolder();
    const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    for (const file of [cert, key]) writeFileSync(file, 'no PEM at all');
    const args = ['--data', join(folder, 'data'), '--no-embedded', '--tls-cert', cert, '--tls-key', key];
    expect(await refusal(args)).toMatch(/^The TLS certificate or key cannot be used/);
  });

  it('names an unknown option and an invalid value', { timeout: LONG }, async () => {
    expect(await refusal(['--colour', 'red'])).toMatch(/'--colour'.*--help/);
    expect(await refusal(['--port', '99999'])).toMatch(/^--port: .*--help\.$/);
    expect(await refusal(['--host', 'not an address'])).toMatch(/^--host: /);
    expect(await refusal(['--tls-cert', 'a.pem'])).toBe(
      '--tls-cert and --tls-key belong together: give both or none.',
    );
  });

  it('prints the demo accounts and stops in order on Ctrl-C', { timeout: LONG }, async () => {
    const server = runServer(['--data', tempFolder(), '--port', '0', '--no-embedded']);
    await server.line(/dispatcher1 +dispatcher/);
    await server.line(/Lifeline is ready: http:\/\/127\.0\.0\.1:\d+/);
    server.child.kill('SIGINT');
    expect(await server.ended).toBe(0);
    expect(server.errors()).toBe('');
  });

  it(
    'without the demo there is no account at all, and it says how to make the first',
    { timeout: LONG },
    async () => {
      const server = runServer(['--data', tempFolder(), '--port', '0', '--no-demo']);
      await server.line(/npm run admin -- create-admin/);
      const [, url] = await server.line(/Lifeline is ready: (\S+)/);
      const answer = await fetch(`${url}/api/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ login: 'admin', password: 'lifeline-demo' }),
      });
      expect(answer.status).toBe(401);
      expect(server.output()).not.toContain('lifeline-demo');
    },
  );
});

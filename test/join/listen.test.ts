import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { tempFolder } from '../support/temp-folder.ts';

const OPENSSL = 'openssl';

const hasOpenssl = ((): boolean => {
  try {
    execFileSync(OPENSSL, ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

let service: TestApp | undefined;

const start = async (...options: string[]): Promise<TestApp> => {
  service = await startApp(options);
  return service;
};

afterEach(async () => {
  await service?.app.stop();
  service = undefined;
});

const logIn = (url: string, headers: Record<string, string>, password = 'lifeline-demo') =>
  fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ login: 'ops', password }),
  });

describe('--origin', () => {
  it('lets pages of that origin in, however it was written, and no other', async () => {
    const { url } = await start('--origin', 'https://blood.example/');
    const status = async (origin: string) => (await logIn(url, { origin })).status;
    expect(await status('https://blood.example')).toBe(200);
    expect(await status(url)).toBe(200);
    expect(await status('https://evil.example')).toBe(403);
    expect(await status('http://blood.example')).toBe(403);
    expect(await status('null')).toBe(403);
    // Behind a proxy with TLS the cookie is for TLS only.
    expect((await logIn(url, {})).headers.getSetCookie()[0]).toMatch(/; HttpOnly; Secure; SameSite=Strict$/);
  });
});

describe('--trust-proxy', () => {
  const guessUntilRefused = async (url: string): Promise<number[]> => {
    const statuses: number[] = [];
    for (let n = 0; n < 6; n++)
      statuses.push((await logIn(url, { 'x-forwarded-for': `203.0.113.${n}` }, 'guess')).status);
    return statuses;
  };

  it('without it, an invented address does not help a guesser', async () => {
    const { url } = await start();
    expect(await guessUntilRefused(url)).toEqual([401, 401, 401, 401, 401, 429]);
  });

  it('with it, the proxy’s word counts, and one client’s guesses do not slow another', async () => {
    const { url } = await start('--trust-proxy', '127.0.0.1');
    expect(await guessUntilRefused(url)).toEqual([401, 401, 401, 401, 401, 401]);
    for (let n = 0; n < 5; n++) await logIn(url, { 'x-forwarded-for': '198.51.100.7' }, 'guess');
    // What a client itself put before the proxy's word is not believed.
    expect((await logIn(url, { 'x-forwarded-for': '192.0.2.1, 198.51.100.7' })).status).toBe(429);
    expect((await logIn(url, { 'x-forwarded-for': '192.0.2.1' })).status).toBe(200);
  });
});

describe('--tls-cert and --tls-key', () => {
  it.skipIf(!hasOpenssl)('serves TLS with a certificate (needs openssl)', async () => {
    const folder = tempFolder();
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    execFileSync(
      OPENSSL,
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '2',
      ].concat([
        '-keyout',
        key,
        '-out',
        cert,
        '-subj',
        '/CN=localhost',
        '-addext',
        'subjectAltName=IP:127.0.0.1',
      ]),
      { stdio: 'ignore' },
    );
    const { url } = await start('--tls-cert', cert, '--tls-key', key);
    expect(url).toMatch(/^https:/);
    const body = JSON.stringify({ login: 'ops', password: 'lifeline-demo' });
    const answer = await new Promise<{ status: number; headers: Record<string, unknown> }>(
      (resolve, reject) => {
        const sent = httpsRequest(
          `${url}/api/session`,
          { method: 'POST', ca: readFileSync(cert), headers: { 'content-type': 'application/json' } },
          (response) => {
            response.resume();
            resolve({ status: response.statusCode ?? 0, headers: response.headers });
          },
        );
        sent.on('error', reject);
        sent.end(body);
      },
    );
    expect(answer.status).toBe(200);
    expect(String(answer.headers['set-cookie'])).toContain('Secure');
    expect(answer.headers['strict-transport-security']).toMatch(/max-age=\d{8}/);
  });

  it.skipIf(!hasOpenssl)('says what is wrong with a file (needs openssl)', async () => {
    const folder = tempFolder();
    await expect(
      startApp(['--tls-cert', join(folder, 'no'), '--tls-key', join(folder, 'no')]),
    ).rejects.toThrow(/--tls-cert: .*cannot be read/);
    const { pathname } = new URL('../../package.json', import.meta.url);
    await expect(startApp(['--tls-cert', pathname, '--tls-key', pathname])).rejects.toThrow(
      /TLS certificate or key cannot be used .*check --tls-cert/,
    );
  });
});

describe('answers of the service', () => {
  beforeEach(() => start());

  it('carry the headers that keep pages apart', async () => {
    const url = service?.url ?? '';
    for (const path of ['/', '/api/health', '/api/docs', '/api/no-such-route']) {
      const { headers } = await fetch(`${url}${path}`);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy, path).toMatch(/script-src 'self';/);
      expect(policy, path).toMatch(/frame-ancestors 'none'/);
      expect(policy.match(/unsafe-eval|script-src[^;]*unsafe-inline/), path).toBeNull();
      expect(headers.get('x-content-type-options'), path).toBe('nosniff');
      expect(headers.get('referrer-policy'), path).toBe('no-referrer');
      expect(headers.get('x-powered-by'), path).toBeNull();
      if (path.startsWith('/api/')) expect(headers.get('cache-control'), path).toBe('no-store');
    }
  });

  it('set a session cookie that scripts and other sites do not get', async () => {
    const [cookie] = (await logIn(service?.url ?? '', {})).headers.getSetCookie();
    expect(cookie).toMatch(
      /^lifeline_session=[A-Za-z0-9_-]{43}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Strict$/,
    );
  });

  it('end a connection with too many or too large headers, and serve the next one', async () => {
    const { hostname, port } = new URL(service?.url ?? '');
    const raw = (text: string): Promise<string> =>
      new Promise((resolve) => {
        let got = '';
        const socket = connect(Number(port), hostname, () => socket.write(text));
        socket.on('data', (chunk) => (got += chunk.toString()));
        socket.on('error', () => resolve(got));
        socket.on('close', () => resolve(got));
      });
    expect(await raw(`GET /api/health HTTP/1.1\r\nhost: x\r\na: ${'x'.repeat(40_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 431 /,
    );
    expect(await raw('GET / HTTP/9.9\r\n\r\n')).toMatch(/^HTTP\/1.1 (400|505) /);
    expect(await raw('\u0000\u0001\u0002 nonsense\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
    expect(
      await raw(
        'POST /api/session HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
      ),
    ).toMatch(/^HTTP\/1.1 400 /);
    expect((await fetch(`${service?.url}/api/health`)).status).toBe(200);
  });

  it.skipIf(process.env['LIFELINE_LONG'] !== '1')(
    'cut clients that never finish a request (LIFELINE_LONG=1)',
    { timeout: 60_000 },
    async () => {
      const { hostname, port } = new URL(service?.url ?? '');
      const beginnings = [
        '',
        'GET / HTTP/1.1\r\nhost: x\r\na:',
        'POST /api/session HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n',
      ];
      const closed = beginnings.flatMap((text) =>
        Array.from(
          { length: 50 },
          () =>
            new Promise<void>((resolve) => {
              const socket = connect(Number(port), hostname, () => socket.write(text));
              socket.on('error', () => undefined);
              socket.on('close', () => resolve());
              socket.resume();
            }),
        ),
      );
      expect((await fetch(`${service?.url}/api/health`)).status).toBe(200);
      await Promise.all(closed);
      expect((await fetch(`${service?.url}/api/health`)).status).toBe(200);
    },
  );
});

import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const WEB = new URL('../../web/', import.meta.url).pathname;
const SERVER = new URL('../', import.meta.url).pathname;

export const PAGES_FOLDER = join(WEB, 'dist');

/** The newest change below a folder, milliseconds since 1970. */
const newest = (folder: string, skip: readonly string[]): number => {
  let latest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    if (skip.some((prefix) => path.startsWith(prefix))) continue;
    latest = Math.max(latest, statSync(path).mtimeMs);
  }
  return latest;
};

/** Pages use the contract and pure files of the server, so both trees count. */
export const arePagesCurrent = (): boolean => {
  const built = join(PAGES_FOLDER, 'index.html');
  if (!existsSync(built)) return false;
  return statSync(built).mtimeMs >= Math.max(newest(WEB, [PAGES_FOLDER]), newest(SERVER, []));
};

/** Builds the pages; rejects with the builder's words. */
export const buildPages = (): Promise<void> =>
  new Promise((resolve, reject) => {
    const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');
    const child = spawn(
      process.execPath,
      [vite, 'build', '--config', join(WEB, 'vite.config.ts'), '--logLevel', 'error'],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        // Whatever the caller's is (tests have their own): the pages are built to be used.
        env: { ...process.env, NODE_ENV: 'production' },
      },
    );
    let words = '';
    child.stdout.on('data', (chunk: Buffer) => (words += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()));
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`the pages could not be built:\n${words.trim()}`)),
    );
  });

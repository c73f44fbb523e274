import { spawn } from 'node:child_process';
import { existsSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
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

const runVite = (folder: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');
    const options = ['--config', join(WEB, 'vite.config.ts'), '--outDir', folder, '--logLevel', 'error'];
    const child = spawn(process.execPath, [vite, 'build', ...options], {
      stdio: ['ignore', 'pipe', 'pipe'],
      // Whatever the caller's is (tests have their own): the pages are built to be used.
      env: { ...process.env, NODE_ENV: 'production' },
    });
    let words = '';
    child.stdout.on('data', (chunk: Buffer) => (words += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()));
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new PagesNotBuilt(`The pages could not be built:\n${words.trim()}`)),
    );
  });

/** The pages could not be built; the message has the builder's words. */
class PagesNotBuilt extends Error {
  override name = 'PagesNotBuilt';
}

/** Builds the pages beside the ones in use and swaps them in: a service that runs on them notices nothing. */
export const buildPages = async (): Promise<void> => {
  const startedMs = Date.now();
  const fresh = `${PAGES_FOLDER}-${process.pid}`;
  const old = `${fresh}-old`;
  try {
    await runVite(fresh);
    // What changes during the build counts as newer than the pages.
    utimesSync(join(fresh, 'index.html'), startedMs / 1000, startedMs / 1000);
    if (existsSync(PAGES_FOLDER)) renameSync(PAGES_FOLDER, old);
    renameSync(fresh, PAGES_FOLDER);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
    rmSync(old, { recursive: true, force: true });
  }
};

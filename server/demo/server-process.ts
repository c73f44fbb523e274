import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROGRAM = new URL('../main.ts', import.meta.url).pathname;
/** Building the pages of a fresh checkout takes the most of it. */
const READY_MS = 120_000;

export type RunningServer = { readonly url: string; readonly pid: number; stop(): Promise<void> };

/** A real server process with a data folder of its own on a free port. */
export const startServer = (options: readonly string[]): Promise<RunningServer> => {
  const folder = mkdtempSync(join(tmpdir(), 'lifeline-demo-'));
  const child = fork(PROGRAM, ['--port', '0', '--data', folder, ...options], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  // What it prints is not shown, but a full pipe would stop it.
  child.stdout?.resume();
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`the server was not ready within ${READY_MS / 1000} s`));
    }, READY_MS);
    void ended.then((code) => {
      clearTimeout(timer);
      rmSync(folder, { recursive: true, force: true });
      reject(new Error(`the server ended with exit code ${code ?? 'none'}`));
    });
    child.on('message', (message: { ready?: boolean; url?: string }) => {
      if (message.ready !== true || message.url === undefined) return;
      clearTimeout(timer);
      resolve({ url: message.url, pid: child.pid ?? 0, stop });
    });
  });
};

import { spawn, type ChildProcess } from 'node:child_process';
import { afterEach } from 'vitest';

const PROGRAM = new URL('../../server/main.ts', import.meta.url).pathname;
const WAIT_MS = 30_000;

export type Running = {
  readonly child: ChildProcess;
  output(): string;
  errors(): string;
  /** The first line that matches, printed already or later. */
  line(pattern: RegExp, withinMs?: number): Promise<RegExpExecArray>;
  /** Resolves with the exit code, null after a signal. */
  readonly ended: Promise<number | null>;
};

const children = new Set<ChildProcess>();

const start = (program: string, args: readonly string[]): Running => {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.add(child);
  let output = '';
  let errors = '';
  const watchers = new Set<() => void>();
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    for (const look of watchers) look();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      children.delete(child);
      resolve(code);
      for (const look of watchers) look();
    });
  });
  const line = (pattern: RegExp, withinMs = WAIT_MS): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const finish = (): void => {
        clearTimeout(timer);
        watchers.delete(look);
      };
      const look = (): void => {
        const match = pattern.exec(output);
        if (match !== null) {
          finish();
          resolve(match);
        } else if (!children.has(child)) {
          finish();
          reject(new Error(`ended without ${pattern.source}; it said:\n${output}\n${errors}`));
        }
      };
      const timer = setTimeout(() => {
        finish();
        reject(new Error(`no ${pattern.source} within ${withinMs} ms; it said:\n${output}\n${errors}`));
      }, withinMs);
      watchers.add(look);
      look();
    });
  return { child, output: () => output, errors: () => errors, line, ended };
};

/** The service as a process of its own. What a test leaves running is killed after it. */
export const runServer = (args: readonly string[]): Running => start(PROGRAM, args);

afterEach(async () => {
  await Promise.all(
    [...children].map(
      (child) =>
        new Promise<void>((resolve) => {
          child.once('close', () => resolve());
          child.kill('SIGKILL');
        }),
    ),
  );
});

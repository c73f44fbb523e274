import { fork } from 'node:child_process';
import { expect, it } from 'vitest';

const PROGRAM = new URL('../../sitl/main.ts', import.meta.url).pathname;

it('as a child says when it is ready, and ends when its parent lets go', async () => {
  const child = fork(PROGRAM, ['--embedded', '2', '--sysid-base', '41', '--to', '127.0.0.1:9'], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const ready = await new Promise<{ vehicles: { sysid: number }[] }>((resolve) =>
    child.once('message', (message) => resolve(message as { vehicles: { sysid: number }[] })),
  );
  expect(ready.vehicles.map((vehicle) => vehicle.sysid)).toEqual([41, 42]);
  child.disconnect();
  expect(await ended).toBe(0);
});

import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemCause } from '../../server/core/cause.ts';
import { wallMs } from '../../server/core/clock.ts';
import { openSqliteStore } from '../../server/store/sqlite.ts';
import { StoreUnavailable } from '../../server/store/store.ts';
import { createWriteGate, StoreShut } from '../../server/store/write-gate.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { tempFolder } from '../support/temp-folder.ts';

const cause = systemCause(wallMs(1));
const fact = (n: number, text = '') => ({ type: 'test.happened', subject: 'test:1', data: { n, text } });

const settle = async (): Promise<void> => {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
};

const world = (folder = tempFolder()) => {
  const path = join(folder, 'lifeline.db');
  const clock = fakeClock();
  const real = openSqliteStore(path);
  const said: string[] = [];
  const gate = createWriteGate(real, { clock, log: (sentence) => said.push(sentence) });
  onTestFinished(async () => {
    gate.close();
    await real.close();
  });
  const write = (n: number, text = ''): Promise<unknown> =>
    gate.store.transact(cause, (tx) => tx.emit(fact(n, text))).catch((error: unknown) => error);
  const pass = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; left -= 50) {
      clock.advance(50);
      await settle();
    }
  };
  return { path, clock, real, gate, said, write, pass };
};

/** Another program that holds the database. */
const lock = (path: string): { release(): void } => {
  const other = new DatabaseSync(path);
  other.exec('BEGIN EXCLUSIVE');
  return {
    release: () => {
      other.exec('ROLLBACK');
      other.close();
    },
  };
};

describe('the write gate', () => {
  it('declares an outage when a lock lasts, refuses without trying, and ends it when writes succeed again', async () => {
    const { path, clock, gate, said, write, pass } = world();
    const held = lock(path);
    const since = clock.wall();
    expect(await write(1)).toBeInstanceOf(StoreUnavailable);
    expect(gate.outage(), 'one refusal is a doubt').toBeUndefined();
    await pass(300);
    expect(gate.outage()).toEqual({ since, trouble: 'locked' });
    expect(await write(2)).toBeInstanceOf(StoreShut);
    await pass(5000);
    expect(gate.outage()).toEqual({ since, trouble: 'locked' });
    held.release();
    await pass(2500);
    expect(gate.outage()).toBeUndefined();
    expect(await write(3)).toBeUndefined();
    expect(said.length).toBe(2);
    expect(await gate.store.verifyAudit()).toMatchObject({ ok: true, events: 1 });
  });

  it('a lock that is gone at the next look is no outage', async () => {
    const { path, gate, said, write, pass } = world();
    const held = lock(path);
    await write(1);
    held.release();
    await pass(300);
    expect([gate.outage(), said]).toEqual([undefined, []]);
    expect(await write(2)).toBeUndefined();
  });

  it('those that waited behind the write that failed do not wait for the lock too', async () => {
    const { path, gate, write } = world();
    const held = lock(path);
    let tried = 0;
    const refused = await Promise.all([
      write(1),
      ...[2, 3, 4].map(() =>
        gate.store
          .transact(cause, async () => {
            tried += 1;
          })
          .catch((error: unknown) => error),
      ),
    ]);
    held.release();
    expect(refused.map((error) => error instanceof StoreUnavailable)).toEqual([true, true, true, true]);
    expect(tried).toBe(0);
  });

  it('reads go on during an outage by a lock', async () => {
    const { path, gate, write, pass } = world();
    await write(1);
    const held = lock(path);
    await write(2);
    await pass(300);
    expect((await gate.store.events({})).map(({ data }) => data['n'])).toEqual([1]);
    held.release();
  });

  it('a bug in a transaction is no outage', async () => {
    const { gate } = world();
    const bug = gate.store.transact(cause, async () => Promise.reject(new Error('a bug')));
    await expect(bug).rejects.toThrow('a bug');
    expect(gate.outage()).toBeUndefined();
  });

  it('a probe writes to the disk and changes nothing', async () => {
    const { real, gate, write, path } = world();
    await write(1);
    expect(await real.probe()).toBeUndefined();
    expect(await gate.store.verifyAudit()).toMatchObject({ ok: true, events: 1 });
    const version = new DatabaseSync(path, { readOnly: true });
    expect(Number(version.prepare('PRAGMA user_version').get()?.['user_version'])).toBeGreaterThan(0);
    version.close();
  });
});

const [MOUNT, UNMOUNT] = ['mount', 'umount'] as const;

/** A disk of one megabyte; only root may mount one. */
const smallDisk = (): string | undefined => {
  const folder = join(tempFolder(), 'disk');
  mkdirSync(folder);
  try {
    execFileSync(MOUNT, ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  onTestFinished(() => {
    execFileSync(UNMOUNT, ['-l', folder]);
  });
  return folder;
};

it('a disk that is really full is an outage, and room again ends it with nothing half-written', async (context) => {
  const folder = smallDisk();
  if (folder === undefined) return context.skip('no right to mount a small disk');
  const { gate, write, pass } = world(folder);
  expect(await write(1)).toBeUndefined();
  const filler = join(folder, 'filler');
  for (let size = 1_000_000; size > 1000; size = Math.floor(size / 2)) {
    try {
      writeFileSync(filler, Buffer.alloc(size), { flag: 'a' });
    } catch {
      // Fuller and fuller.
    }
  }
  expect(await write(2, 'x'.repeat(50_000))).toBeInstanceOf(StoreUnavailable);
  expect(gate.outage()).toMatchObject({ trouble: expect.stringMatching(/^(full|failing)$/) as string });
  rmSync(filler);
  await pass(2500);
  expect(gate.outage()).toBeUndefined();
  expect(await write(3, 'x'.repeat(50_000))).toBeUndefined();
  expect((await gate.store.events({})).map(({ data }) => data['n'])).toEqual([1, 3]);
  expect(await gate.store.verifyAudit()).toMatchObject({ ok: true, events: 2 });
});

import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { lockDataFolder } from '../../server/ports/instance-lock.ts';
import { tempFolder } from '../support/temp-folder.ts';

const locked = () => {
  const folder = tempFolder();
  const lock = lockDataFolder(folder);
  onTestFinished(() => lock.release());
  return { folder, lock, file: join(folder, 'instance.lock') };
};

it('[INV-S8] a data folder is held as long as the lock is the file that was taken', () => {
  const { folder, lock, file } = locked();
  expect(lock.isHeld()).toBe(true);
  expect(() => lockDataFolder(folder)).toThrow('in use by another instance');
  expect(lock.isHeld(), 'another one that tries in vain takes nothing').toBe(true);
  rmSync(file);
  expect(lock.isHeld()).toBe(false);
});

it('[INV-S8] a folder that was exchanged for another, locked by a second instance, is no longer held', () => {
  const { folder, lock } = locked();
  renameSync(folder, `${folder}.old`);
  const second = lockDataFolder(folder);
  onTestFinished(() => second.release());
  expect([lock.isHeld(), second.isHeld()]).toEqual([false, true]);
});

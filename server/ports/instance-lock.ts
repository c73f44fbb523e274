import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** The data folder cannot be used; the message names it and the way out. */
export class DataFolderUnusable extends Error {
  override name = 'DataFolderUnusable';
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error
    ? String(error.code)
    : error instanceof Error
      ? error.message
      : String(error);

export type InstanceLock = {
  /** False once the lock's file is gone or another one: then a second instance may have the folder. */
  isHeld(): boolean;
  release(): void;
};

/** The file's identity; undefined where there is none. An error of another kind says nothing about it. */
const fileAt = (path: string, last: number | undefined): number | undefined => {
  try {
    return statSync(path, { throwIfNoEntry: false })?.ino;
  } catch {
    return last;
  }
};

/**
 * Makes the data folder and takes it for this process. The lock is an exclusive SQLite transaction on a file of its
 * own: the operating system lets go of it however the process ends, so that there is never a stale lock to remove.
 */
export const lockDataFolder = (folder: string): InstanceLock => {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new DataFolderUnusable(
      `The data folder ${folder} is not writable (${codeOf(error)}): give this user the right to write there, or choose another with --data.`,
      { cause: error },
    );
  }
  const path = join(folder, 'instance.lock');
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path);
    database.exec('PRAGMA busy_timeout=0; PRAGMA journal_mode=DELETE; BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    const message = error instanceof Error ? error.message : '';
    throw new DataFolderUnusable(
      message.includes('locked')
        ? `The data folder ${folder} is in use by another instance: stop that one, or choose another folder with --data.`
        : `The lock ${path} cannot be taken (${message}): check the folder, or choose another with --data.`,
      { cause: error },
    );
  }
  const held = database;
  const file = fileAt(path, undefined);
  return {
    isHeld: () => fileAt(path, file) === file,
    release: () => held.close(),
  };
};

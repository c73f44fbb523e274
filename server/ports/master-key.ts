import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The master key cannot be had; the message is one sentence for the person who starts the service. */
export class MasterKeyUnusable extends Error {
  override name = 'MasterKeyUnusable';
}

const KEY_BYTES = 32;
const OWN_FILE = 'master.key';
/** Owner reads and writes, nobody else. */
const PRIVATE_MODE = 0o600;
const OTHERS = 0o077;

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);

const parse = (text: string, from: string): Uint8Array => {
  if (/^[0-9a-f]{64}$/i.test(text.trim())) return new Uint8Array(Buffer.from(text.trim(), 'hex'));
  throw new MasterKeyUnusable(
    `${from}: expected 64 hexadecimal digits (openssl rand -hex ${KEY_BYTES}), got something else.`,
  );
};

const readPrivate = (path: string): Uint8Array => {
  // Windows has no such bits.
  if (process.platform !== 'win32' && (statSync(path).mode & OTHERS) !== 0) {
    throw new MasterKeyUnusable(`The master key ${path} can be read by others: chmod 600 it.`);
  }
  return parse(readFileSync(path, 'utf8'), `The master key ${path}`);
};

const makeOwn = (path: string): Uint8Array => {
  const key = randomBytes(KEY_BYTES);
  const file = openSync(path, 'wx', PRIVATE_MODE);
  try {
    writeSync(file, `${key.toString('hex')}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return new Uint8Array(key);
};

export type MasterKeyFrom = {
  /** 64 hexadecimal digits, from the environment only: arguments are seen by everybody on the machine. */
  readonly text: string | undefined;
  readonly file: string | undefined;
  readonly dataFolder: string;
};

/**
 * The key that seals the secrets in the database: given as text, in a file, or made on first use as `master.key` in the
 * data folder, where a copy of the whole folder holds both: fit for a demo, for production give a file elsewhere.
 */
export const masterKey = ({ text, file, dataFolder }: MasterKeyFrom): Uint8Array => {
  if (text !== undefined) return parse(text, 'LIFELINE_MASTER_KEY');
  const path = file === undefined ? join(dataFolder, OWN_FILE) : resolve(file);
  try {
    return readPrivate(path);
  } catch (error) {
    if (error instanceof MasterKeyUnusable) throw error;
    if (file !== undefined || codeOf(error) !== 'ENOENT')
      throw new MasterKeyUnusable(`The master key ${path} cannot be read (${codeOf(error)}).`);
    return makeOwn(path);
  }
};

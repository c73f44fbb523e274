import {
  closeSync,
  createReadStream,
  existsSync,
  fdatasyncSync,
  mkdirSync,
  openSync,
  statSync,
  writeSync,
} from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, normalize, sep } from 'node:path';
import type { Disk } from '../core/ports.ts';

const PART_BYTES = 256 * 1024;

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** Files below `root`. A path that would leave it is a bug and throws. */
export const systemDisk = (root: string): Disk => {
  const resolve = (path: string): string => {
    const full = normalize(join(root, path));
    if (!full.startsWith(normalize(root) + sep)) throw new Error(`path outside the data folder: ${path}`);
    return full;
  };
  return {
    openAppend: (path) => {
      const full = resolve(path);
      mkdirSync(dirname(full), { recursive: true });
      const file = openSync(full, 'a');
      return {
        append: (bytes) => {
          for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
        },
        sync: () => fdatasyncSync(file),
        close: () => closeSync(file),
      };
    },
    read: async (path) => {
      const full = resolve(path);
      return existsSync(full) ? readFile(full) : undefined;
    },
    size: async (path) => statSync(resolve(path), { throwIfNoEntry: false })?.size,
    readParts: (path) => {
      const full = resolve(path);
      return existsSync(full) ? createReadStream(full, { highWaterMark: PART_BYTES }) : nothing();
    },
    rename: (from, to) => rename(resolve(from), resolve(to)),
    remove: (path) => rm(resolve(path), { force: true }),
  };
};

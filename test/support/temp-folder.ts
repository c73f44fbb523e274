import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const folders: string[] = [];

/** A fresh folder that is removed when the file's tests are over. */
export const tempFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'lifeline-'));
  folders.push(folder);
  return folder;
};

afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

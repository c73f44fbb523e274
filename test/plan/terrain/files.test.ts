import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConfigError, parseConfig } from '../../../server/config.ts';
import { loadTerrain } from '../../../server/join/terrain.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'terrain-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A flat tile at that height. */
const tile = (name: string, heightM: number): string => {
  const bytes = Buffer.alloc(1201 * 1201 * 2);
  for (let i = 0; i < bytes.length; i += 2) bytes.writeInt16BE(heightM, i);
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};

test('[TE1] one file, or every one in a folder, by the options of the service', async () => {
  const path = tile('N32E118.hgt', 25);
  tile('N31E118.hgt', 40);
  writeFileSync(join(folder, 'readme.txt'), 'heights');
  const config = parseConfig({ argv: ['--terrain', path], variables: { LIFELINE_UNKNOWN_TERRAIN: 'block' } });
  const one = await loadTerrain(config.terrain, config.unknownTerrain);
  expect(one.unknown).toBe('block');
  expect(one.model?.heightM([118.5, 32.5])).toBe(25);
  expect(one.model?.heightM([118.5, 31.5])).toBeUndefined();
  const { model } = await loadTerrain(folder, 'warn');
  expect(model?.heightM([118.5, 31.5])).toBe(40);
  expect((await loadTerrain(undefined, 'warn')).model).toBeUndefined();
});

test('[TE1] a service with an elevation file that cannot be used does not start, and says why', async () => {
  await expect(loadTerrain(join(folder, 'none.hgt'), 'warn')).rejects.toThrow(ConfigError);
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  await expect(loadTerrain(empty, 'warn')).rejects.toThrow('no .hgt or .tif file');
  writeFileSync(join(folder, 'N32E118.hgt'), 'short');
  await expect(loadTerrain(folder, 'warn')).rejects.toThrow('N32E118.hgt: expected 3601');
  expect(() => parseConfig({ argv: ['--unknown-terrain', 'maybe'], variables: {} })).toThrow(
    'expected warn or block',
  );
});

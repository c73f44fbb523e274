import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { metadataCacheOn } from '../../server/join/metadata-cache.ts';
import type { MetadataCache } from '../../server/mavlink/events/metadata.ts';
import { systemDisk } from '../../server/ports/disk.ts';
import { tempFolder } from '../support/temp-folder.ts';

const BYTES = Uint8Array.of(1, 2, 3);

/** Reads until the file is there: `keep` does not say when it is done. */
const whenKept = async (cache: MetadataCache, crc: number): Promise<number[]> => {
  for (;;) {
    const bytes = await cache.read(crc);
    if (bytes !== undefined) return [...bytes];
  }
};

test('a file is kept over restarts, by its checksum, once', async () => {
  const folder = tempFolder();
  const said: string[] = [];
  const open = (): MetadataCache =>
    metadataCacheOn(systemDisk(folder), (_level, sentence) => said.push(sentence));
  const first = open();
  first.keep(0xab, BYTES);
  expect(await whenKept(first, 0xab)).toEqual([1, 2, 3]);
  const second = open();
  second.keep(0xab, BYTES);
  expect([...((await second.read(0xab)) ?? [])]).toEqual([1, 2, 3]);
  expect([await second.read(0xac), said]).toEqual([undefined, []]);
});

test('a disk that cannot be written is said, and nothing is thrown', async () => {
  const folder = tempFolder();
  writeFileSync(join(folder, 'metadata'), 'a file where the folder should be');
  const said = new Promise<string>((resolve) => {
    metadataCacheOn(systemDisk(folder), (_level, sentence) => resolve(sentence)).keep(1, BYTES);
  });
  expect(await said).toContain('metadata could not be kept');
});

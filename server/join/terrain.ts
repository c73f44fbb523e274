import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { ConfigError } from '../config.ts';
import { readGeoTiff } from '../plan/terrain/geotiff.ts';
import { readHgt } from '../plan/terrain/hgt.ts';
import { terrainOf, type PostGrid } from '../plan/terrain/terrain.ts';
import type { TerrainWorld } from '../plan/terrain/world.ts';

const IS_HEIGHTS = /\.(?:hgt|tiff?)$/i;

const filesAt = (path: string): string[] => {
  try {
    if (!statSync(path).isDirectory()) return [path];
    const names = readdirSync(path).filter((name) => IS_HEIGHTS.test(name));
    return names.toSorted().map((name) => join(path, name));
  } catch (error) {
    throw new ConfigError(`--terrain: ${error instanceof Error ? error.message : String(error)}.`);
  }
};

const readOne = async (file: string): Promise<PostGrid> => {
  const name = basename(file);
  const bytes = readFileSync(file);
  const grid = /\.hgt$/i.test(name) ? readHgt(name, bytes) : await readGeoTiff(name, bytes);
  if (!grid.ok) throw new ConfigError(`--terrain: ${grid.error.message}`);
  return grid.value;
};

/** The operator's elevation file, or every one in a folder; none ships. Throws `ConfigError`. */
export const loadTerrain = async (
  path: string | undefined,
  unknown: TerrainWorld['unknown'],
): Promise<TerrainWorld> => {
  if (path === undefined) return { model: undefined, unknown };
  const files = filesAt(resolve(path));
  if (files.length === 0) throw new ConfigError(`--terrain: there is no .hgt or .tif file in ${path}.`);
  const grids: PostGrid[] = [];
  for (const file of files) grids.push(await readOne(file));
  return { model: terrainOf(grids), unknown };
};

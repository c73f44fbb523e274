import { ok, refuse, type Result } from '../../core/result.ts';
import { parseCatalog } from './catalog-parse.ts';
import type { EventCatalog } from './catalog.ts';
import { eventsFileOf, isAnnounced, pathOf, type MetadataFile } from './metadata-files.ts';
import { MAX_UNPACKED_BYTES, unpack } from './unpack.ts';

/** PX4 1.18: 0.3 kB and 19 kB. */
const MAX_FILE_BYTES = MAX_UNPACKED_BYTES;
/** Firmware versions that fly at the same time. */
const MAX_CATALOGS = 8;

/** Where files that were read once are kept, by checksum. What comes back is checked again. */
export type MetadataCache = {
  read(crc: number): Promise<Uint8Array | undefined>;
  /** Failing to keep a file is no failure of the reading. */
  keep(crc: number, bytes: Uint8Array): void;
};

/** A file of the vehicle, by MAVLink FTP. */
export type ReadFile = (path: string, maxBytes: number) => Promise<Result<Uint8Array>>;

/** The event catalogs of all vehicles: one file for each firmware, read once. */
export type Metadata = {
  /** `general` is what COMPONENT_METADATA names. Fails with `mavlink.metadata` or as `readFile`. */
  load(general: MetadataFile, readFile: ReadFile): Promise<Result<EventCatalog>>;
};

const NO_CACHE: MetadataCache = { read: () => Promise.resolve(undefined), keep: () => undefined };

const checked = async (file: MetadataFile, packed: Uint8Array): Promise<Result<string>> => {
  const unpacked = await unpack(packed);
  if (!unpacked.ok) return unpacked;
  if (isAnnounced(file, packed, unpacked.value)) return ok(new TextDecoder().decode(unpacked.value));
  return refuse('mavlink.metadata', `${file.uri}: expected a file of checksum ${file.crc}, got another`);
};

const fetchText = async (
  file: MetadataFile,
  readFile: ReadFile,
  cache: MetadataCache,
): Promise<Result<string>> => {
  const path = pathOf(file.uri);
  if (!path.ok) return path;
  const kept = file.crc === undefined ? undefined : await cache.read(file.crc);
  const known = kept && (await checked(file, kept));
  if (known?.ok === true) return known;
  const read = await readFile(path.value, MAX_FILE_BYTES);
  if (!read.ok) return read;
  const text = await checked(file, read.value);
  if (text.ok && file.crc !== undefined) cache.keep(file.crc, read.value);
  return text;
};

export const createMetadata = (cache: MetadataCache = NO_CACHE): Metadata => {
  const catalogs = new Map<number, EventCatalog>();
  const remember = (crc: number | undefined, catalog: EventCatalog): void => {
    if (crc === undefined) return;
    catalogs.set(crc, catalog);
    for (const oldest of catalogs.keys()) {
      if (catalogs.size <= MAX_CATALOGS) break;
      catalogs.delete(oldest);
    }
  };
  return {
    load: async (general, readFile) => {
      const index = await fetchText(general, readFile, cache);
      if (!index.ok) return index;
      const events = eventsFileOf(index.value);
      if (!events.ok) return events;
      const known = events.value.crc === undefined ? undefined : catalogs.get(events.value.crc);
      if (known !== undefined) return ok(known);
      const json = await fetchText(events.value, readFile, cache);
      if (!json.ok) return json;
      const catalog = parseCatalog(json.value);
      if (catalog.ok) remember(events.value.crc, catalog.value);
      return catalog;
    },
  };
};

import { z } from 'zod';
import { ok, refuse, type Result } from '../../core/result.ts';
import { crc32Part } from '../crc32.ts';

/** COMP_METADATA_TYPE_EVENTS. */
const TYPE_EVENTS = 4;
const MAX_URI = 300;

/** Where a metadata file is, and its checksum; undefined where the vehicle tells none. */
export type MetadataFile = { readonly uri: string; readonly crc: number | undefined };

const generalShape = z.object({
  version: z.number(),
  metadataTypes: z
    .array(
      z.object({
        type: z.number(),
        uri: z.string().max(MAX_URI),
        fileCrc: z.number().int().nonnegative().optional(),
      }),
    )
    .max(100),
});

/** The events' file in COMPONENT_METADATA's general file (JSON text). */
export const eventsFileOf = (text: string): Result<MetadataFile> => {
  const parsed = generalShape.safeParse(readJson(text));
  if (!parsed.success)
    return refuse('mavlink.metadata', 'expected the general component metadata, got another shape');
  const found = parsed.data.metadataTypes.find(({ type }) => type === TYPE_EVENTS);
  if (found === undefined) return refuse('mavlink.metadata', 'the component tells of no event metadata');
  return ok({ uri: found.uri, crc: found.fileCrc });
};

const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** `mftp://[;comp=1]/etc/x.json` or, as PX4 writes, `mftp://etc/x.json`. Nothing is fetched from elsewhere. */
const MFTP = /^mftp:\/\/(?:\[;comp=\d{1,3}\]\/?)?(.+)$/;

/** The path on the vehicle; other schemes are refused: a vehicle does not send us into the internet. */
export const pathOf = (uri: string): Result<string> => {
  const path = MFTP.exec(uri)?.[1];
  return path === undefined
    ? refuse('mavlink.metadata', `expected an mftp:// address, got ${JSON.stringify(uri.slice(0, MAX_URI))}`)
    : ok(path);
};

/**
 * Whether the bytes are those that were announced. PX4 announces the sum of the packed events' file, but of the
 * unpacked general one.
 */
export const isAnnounced = ({ crc }: MetadataFile, packed: Uint8Array, unpacked: Uint8Array): boolean =>
  crc === undefined || crc === crc32Part(packed) || crc === crc32Part(unpacked);

import { readFileSync } from 'node:fs';
import { crc32Part } from '../../server/mavlink/crc32.ts';
import { ComponentMetadata } from '../../server/mavlink/extra-messages.ts';
import type { FileTree } from './file-tree.ts';
import type { Autopilot } from './state.ts';

/** Where PX4 serves them, and how it names the first. */
const FOLDER = 'etc/extras';
const GENERAL_URI = `mftp://${FOLDER}/component_general.json.xz`;
/** Packed with `xz` from the .json files beside them. */
const FILES = ['component_general.json.xz', 'all_events.json.xz'] as const;

const bytesOf = (name: string): Uint8Array => readFileSync(new URL(`extras/${name}`, import.meta.url));

/** The descriptions of the vehicle's events, for MAVLink FTP. */
export const putEventMetadata = (files: FileTree): void => {
  for (const name of FILES) files.put(`${FOLDER}/${name}`, () => bytesOf(name));
};

/** COMPONENT_METADATA. As PX4, the sum of the general file is that of its unpacked text. */
export const componentMetadata = (ap: Autopilot): void =>
  ap.send(ComponentMetadata, {
    timeBootMs: Math.floor(ap.bootMs) % 2 ** 32,
    fileCrc: crc32Part(bytesOf('component_general.json')),
    uri: GENERAL_URI,
  });

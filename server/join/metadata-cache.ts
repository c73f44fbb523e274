import type { Disk } from '../core/ports.ts';
import type { MetadataCache } from '../mavlink/events/metadata.ts';
import { causeText, type MavLog } from '../mavlink/log.ts';

/** Files of the vehicles by their checksum, below the data folder. */
const pathOf = (crc: number): string => `metadata/${crc.toString(16).padStart(8, '0')}.bin`;

/**
 * Keeps metadata files on the disk. A file is written once: one that went bad is read from the vehicle again at each
 * start, which costs a second.
 */
export const metadataCacheOn = (disk: Disk, log: MavLog): MetadataCache => ({
  read: async (crc) => {
    try {
      return await disk.read(pathOf(crc));
    } catch (error) {
      log('warn', `kept metadata could not be read: ${causeText(error)}`);
      return undefined;
    }
  },
  keep: (crc, bytes) => {
    void disk
      .size(pathOf(crc))
      .then((size) => {
        if (size !== undefined) return;
        const file = disk.openAppend(pathOf(crc));
        file.append(bytes);
        file.close();
      })
      .catch((error: unknown) => log('warn', `metadata could not be kept: ${causeText(error)}`));
  },
});

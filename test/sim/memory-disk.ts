import type { Disk } from '../../server/core/ports.ts';

/** Files in memory; they outlive the lives of the server. */
export const memoryDisk = (): Disk & {
  bytes(): number;
  all(): Iterable<readonly [path: string, content: Uint8Array]>;
} => {
  const files = new Map<string, Uint8Array[]>();
  const partsOf = (path: string): Uint8Array[] => {
    const parts = files.get(path) ?? [];
    files.set(path, parts);
    return parts;
  };
  const sizeOf = (parts: readonly Uint8Array[]): number => parts.reduce((sum, { length }) => sum + length, 0);
  return {
    openAppend: (path) => {
      const parts = partsOf(path);
      return { append: (bytes) => void parts.push(Uint8Array.from(bytes)), sync: () => {}, close: () => {} };
    },
    read: async (path) => {
      const parts = files.get(path);
      return parts === undefined ? undefined : Buffer.concat(parts);
    },
    size: async (path) => {
      const parts = files.get(path);
      return parts === undefined ? undefined : sizeOf(parts);
    },
    readParts: async function* (path) {
      yield* files.get(path) ?? [];
    },
    rename: async (from, to) => {
      files.set(to, partsOf(from));
      files.delete(from);
    },
    remove: async (path) => void files.delete(path),
    all: function* () {
      for (const [path, parts] of files) yield [path, Buffer.concat(parts)] as const;
    },
    bytes: () => [...files.values()].reduce((sum, parts) => sum + sizeOf(parts), 0),
  };
};

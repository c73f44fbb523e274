/** A file's bytes, or how to make them when they are asked for. */
type FileContent = Uint8Array | (() => Uint8Array);

export type TreeEntry = {
  readonly kind: 'file' | 'directory';
  readonly name: string;
  /** Bytes; 0 for directories. */
  readonly size: number;
};

/** The vehicle's files. Paths are relative to its working directory, which FTP calls `/`. */
export type FileTree = {
  put(path: string, content: FileContent): void;
  remove(path: string): void;
  read(path: string): Uint8Array | undefined;
  /** `.` and `..` first, then by name; undefined for what is no directory. */
  list(path: string): readonly TreeEntry[] | undefined;
  /** Paths of all files below a directory, by name. */
  paths(below: string): readonly string[];
};

/** Without leading, trailing and double slashes. */
const clean = (path: string): string =>
  path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');

const bytesOf = (content: FileContent): Uint8Array => (typeof content === 'function' ? content() : content);

export const createFileTree = (): FileTree => {
  const files = new Map<string, FileContent>();
  const below = (path: string): readonly string[] => {
    const prefix = clean(path) === '' ? '' : `${clean(path)}/`;
    return [...files.keys()].filter((name) => name.startsWith(prefix)).sort();
  };
  const sizeOf = (path: string): number => {
    const content = files.get(path);
    return content === undefined ? 0 : bytesOf(content).length;
  };
  return {
    put: (path, content) => void files.set(clean(path), content),
    remove: (path) => void files.delete(clean(path)),
    read: (path) => {
      const content = files.get(clean(path));
      return content === undefined ? undefined : bytesOf(content);
    },
    paths: below,
    list: (path) => {
      const inside = below(path);
      if (inside.length === 0 && clean(path) !== '') return undefined;
      const depth = clean(path) === '' ? 0 : clean(path).split('/').length;
      const entries = new Map<string, TreeEntry>();
      for (const file of inside) {
        const [name = '', ...rest] = file.split('/').slice(depth);
        const isFile = rest.length === 0;
        entries.set(name, {
          kind: isFile ? 'file' : 'directory',
          name,
          size: isFile ? sizeOf(file) : 0,
        });
      }
      const dots = ['.', '..'].map((name) => ({ kind: 'directory', name, size: 0 }) as const);
      return [...dots, ...entries.values()];
    },
  };
};

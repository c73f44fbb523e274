/** Something in a directory of the vehicle. `size` in bytes, only of files. */
export type DirectoryEntry =
  | { readonly kind: 'file'; readonly name: string; readonly size: number }
  | { readonly kind: 'directory'; readonly name: string };

/** `F<name>\t<size>`, `D<name>`; everything else is counted and passed over, as `S` asks for. */
const entryOf = (text: string): DirectoryEntry | undefined => {
  const name = text.slice(1);
  if (text.startsWith('D') && name !== '') return { kind: 'directory', name };
  if (!text.startsWith('F')) return undefined;
  const [fileName = '', size = ''] = name.split('\t');
  return fileName === '' || !/^\d+$/.test(size)
    ? undefined
    : { kind: 'file', name: fileName, size: Number(size) };
};

/**
 * The entries of one page of a list. `count` is how many the vehicle told, those passed over too: the offset of the
 * next page rises by it.
 */
export const readEntries = (
  data: Uint8Array,
): { readonly entries: readonly DirectoryEntry[]; readonly count: number } => {
  const texts = new TextDecoder().decode(data).split('\0');
  // Each entry ends in NUL: what follows the last one is nothing, or cut.
  texts.pop();
  return {
    entries: texts.flatMap((text) => entryOf(text) ?? []),
    count: texts.length,
  };
};

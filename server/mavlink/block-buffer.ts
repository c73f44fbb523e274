/**
 * The part of a file that was received: everything below `at` was handed on, and `beyond` holds what came ahead of its
 * turn, sorted, without overlaps. Memory is bounded by what one request may bring, never by the file.
 */
export type BlockBuffer = { readonly at: number; readonly beyond: readonly Block[] };

type Block = { readonly offset: number; readonly bytes: Uint8Array };

export type Span = { readonly offset: number; readonly size: number };

/** What is asked for at once comes in about 1,100 blocks: more pieces are made to keep us busy sorting them. */
const MOST_PIECES = 2048;

export const emptyBuffer = (at: number): BlockBuffer => ({ at, beyond: [] });

const endOf = ({ offset, bytes }: Block): number => offset + bytes.length;

/** What of the block is new: cut by what is there already; whole blocks come twice, or not at all. */
const newPart = ({ at, beyond }: BlockBuffer, block: Block): Block | undefined => {
  let from = Math.max(block.offset, at);
  let to = endOf(block);
  for (const known of beyond) {
    if (known.offset <= from && endOf(known) > from) from = endOf(known);
    else if (known.offset > from && known.offset < to) to = known.offset;
  }
  if (from >= to) return undefined;
  return { offset: from, bytes: block.bytes.subarray(from - block.offset, to - block.offset) };
};

/** `ready` is to be handed on, in order. A block that brings nothing new leaves the buffer as it is. */
export const putBlock = (
  buffer: BlockBuffer,
  offset: number,
  bytes: Uint8Array,
): { readonly buffer: BlockBuffer; readonly ready: readonly Uint8Array[] } => {
  const part = newPart(buffer, { offset, bytes });
  if (part === undefined) return { buffer, ready: [] };
  if (part.offset > buffer.at) {
    if (buffer.beyond.length >= MOST_PIECES) return { buffer, ready: [] };
    const beyond = [...buffer.beyond, part].sort((a, b) => a.offset - b.offset);
    return { buffer: { at: buffer.at, beyond }, ready: [] };
  }
  const ready = [part.bytes];
  let at = endOf(part);
  let used = 0;
  for (const block of buffer.beyond) {
    if (block.offset !== at) break;
    ready.push(block.bytes);
    at = endOf(block);
    used++;
  }
  return { buffer: { at, beyond: used === 0 ? buffer.beyond : buffer.beyond.slice(used) }, ready };
};

/** The gaps below the last block that is there, in pieces of at most `piece` bytes; at most `limit` of them. */
export const holesOf = ({ at, beyond }: BlockBuffer, piece: number, limit: number): readonly Span[] => {
  const holes: Span[] = [];
  let from = at;
  for (const block of beyond) {
    for (; from < block.offset && holes.length < limit; from += piece)
      holes.push({ offset: from, size: Math.min(piece, block.offset - from) });
    from = endOf(block);
  }
  return holes;
};

import type { MonoMs } from '../core/clock.ts';

/** STATUSTEXT.text; a longer text comes in chunks of the same id. */
const CHUNK_LENGTH = 50;
/** Chunks follow each other at once; what is missing after that is lost. */
const CHUNK_WAIT_MS = 2000;
/** Put where a chunk is missing. */
const GAP = '…';
/** Half-received texts kept; PX4 sends one at a time. */
const MAX_OPEN = 8;

export type TextLine = { readonly at: MonoMs; readonly severity: number; readonly text: string };

type OpenText = {
  readonly id: number;
  /** Where it is heard: each link of a vehicle counts its ids by itself. */
  readonly place: string;
  readonly at: MonoMs;
  readonly severity: number;
  readonly chunks: ReadonlyMap<number, string>;
};

export type JoinerState = readonly OpenText[];

type PlacedLine = TextLine & { readonly place: string };

export type Joined = { readonly state: JoinerState; readonly lines: readonly PlacedLine[] };

type StatusTextFields = {
  readonly severity: number;
  readonly text: string;
  readonly id: number;
  readonly chunkSeq: number;
};

/** Most of PX4's texts end in a TAB (marks those that are events too); control characters never reach a screen. */
const clean = (text: string): string => text.replace(/\p{Cc}+/gu, ' ').trim();

const isLast = (chunk: string): boolean => chunk.length < CHUNK_LENGTH;

const lastSeq = (open: OpenText): number | undefined => {
  for (const [seq, chunk] of open.chunks) if (isLast(chunk)) return seq;
  return undefined;
};

const isWhole = (open: OpenText): boolean => {
  const last = lastSeq(open);
  return last !== undefined && open.chunks.size === last + 1;
};

const lineOf = (open: OpenText): PlacedLine => {
  const last = lastSeq(open) ?? Math.max(...open.chunks.keys()) + 1;
  let text = '';
  for (let seq = 0; seq <= last; seq++) text += open.chunks.get(seq) ?? GAP;
  return { at: open.at, severity: open.severity, text: clean(text), place: open.place };
};

/** Gives out what waited too long, with a mark where a chunk is missing. */
export const expireTexts = (state: JoinerState, now: MonoMs): Joined => {
  const late = state.filter((open) => now - open.at >= CHUNK_WAIT_MS);
  if (late.length === 0) return { state, lines: [] };
  return { state: state.filter((open) => !late.includes(open)), lines: late.map(lineOf) };
};

/** Takes one STATUSTEXT; gives out whole texts in the order in which they became whole. */
export const joinText = (
  state: JoinerState,
  fields: StatusTextFields,
  { at, place }: { readonly at: MonoMs; readonly place: string },
): Joined => {
  const { state: fresh, lines } = expireTexts(state, at);
  if (fields.id === 0)
    return {
      state: fresh,
      lines: [...lines, { at, severity: fields.severity, text: clean(fields.text), place }],
    };
  const isSame = (open: OpenText): boolean => open.id === fields.id && open.place === place;
  const known = fresh.find(isSame);
  const chunks = new Map(known?.chunks).set(fields.chunkSeq, fields.text);
  const open: OpenText = { id: fields.id, place, at: known?.at ?? at, severity: fields.severity, chunks };
  const others = fresh.filter((entry) => !isSame(entry));
  if (isWhole(open)) return { state: others, lines: [...lines, lineOf(open)] };
  return { state: [...others, open].slice(-MAX_OPEN), lines };
};

import { common } from 'mavlink-mappings';
import type { Send } from './state.ts';

/** STATUSTEXT.text holds this many characters; longer texts go in chunks with one id. */
const CHUNK = 50;
/** PX4 sends at most one text in this time, wall ms. */
const PACE_MS = 50;
/** Older texts are dropped when nobody could be told, as PX4's small queue does. */
const MOST_WAITING = 20;

export type StatusTexts = {
  readonly push: (severity: number, text: string) => void;
  /** Sends the next chunk if it is time and somebody listens. */
  readonly run: (nowMs: number, listening: boolean, send: Send) => void;
};

type Chunk = {
  readonly severity: number;
  readonly text: string;
  readonly id: number;
  readonly chunkSeq: number;
};

export const createStatusTexts = (): StatusTexts => {
  let queue: Chunk[] = [];
  let sentMs = Number.NEGATIVE_INFINITY;
  let nextId = 0;
  return {
    push: (severity, text) => {
      for (let at = 0; at < text.length; at += CHUNK)
        queue.push({ severity, text: text.slice(at, at + CHUNK), id: nextId, chunkSeq: at / CHUNK });
      nextId = (nextId + 1) % 65_536;
      queue = queue.slice(-MOST_WAITING);
    },
    run: (nowMs, listening, send) => {
      if (!listening) {
        queue = [];
        return;
      }
      if (nowMs - sentMs < PACE_MS) return;
      const next = queue.shift();
      if (next === undefined) return;
      sentMs = nowMs;
      send(common.StatusText, next);
    },
  };
};

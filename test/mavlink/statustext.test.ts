import { expect, test } from 'vitest';
import { monoMs } from '../../server/core/clock.ts';
import { expireTexts, joinText, type JoinerState } from '../../server/mavlink/statustext.ts';

const A = 'a'.repeat(50);
const B = 'b'.repeat(50);

const join = (chunks: readonly (readonly [id: number, chunkSeq: number, text: string])[]) => {
  let state: JoinerState = [];
  const lines: string[] = [];
  for (const [id, chunkSeq, text] of chunks) {
    const joined = joinText(state, { severity: 4, text, id, chunkSeq }, { at: monoMs(0), place: 'a' });
    state = joined.state;
    lines.push(...joined.lines.map((line) => line.text));
  }
  return { state, lines };
};

test('[ST1] a short text is given out at once, without its TAB', () => {
  expect(join([[0, 0, 'Armed by external command\t']]).lines).toEqual(['Armed by external command']);
});

test('[ST1] chunks in any order, two texts mixed', () => {
  const { lines, state } = join([
    [5, 1, B],
    [6, 0, 'short'],
    [5, 2, 'end\t'],
    [5, 0, A],
  ]);
  expect(lines).toEqual(['short', `${A}${B}end`]);
  expect(state).toEqual([]);
});

test('[ST1] a text of exactly 50 characters ends with an empty chunk', () => {
  expect(
    join([
      [5, 0, A],
      [5, 1, ''],
    ]).lines,
  ).toEqual([A]);
});

test('[ST2] a lost chunk is marked after 2 s', () => {
  const { state, lines } = join([
    [5, 0, A],
    [5, 2, 'end'],
  ]);
  expect(lines).toEqual([]);
  expect(expireTexts(state, monoMs(1999)).lines).toEqual([]);
  expect(expireTexts(state, monoMs(2000))).toMatchObject({
    state: [],
    lines: [{ text: `${A}…end`, severity: 4 }],
  });
});

test('[ST2] a lost last chunk is marked too', () => {
  const { state } = join([[5, 0, A]]);
  expect(expireTexts(state, monoMs(2000)).lines).toMatchObject([{ text: `${A}…` }]);
});

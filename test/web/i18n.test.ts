import { expect, test } from 'vitest';
import { en } from '../../web/shared/i18n/en.ts';
import { zh } from '../../web/shared/i18n/zh.ts';

/** `hospital.form.submit` → text, for every leaf. */
const leaves = (value: unknown, path = ''): [string, unknown][] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, path === '' ? key : `${path}.${key}`))
    : [[path, value]];

const holes = (text: string): string[] =>
  [...text.matchAll(/\{\{\s*(\w+)/g)].map((match) => match[1] ?? '').toSorted();

const chinese = new Map(leaves(zh));
const english = new Map(leaves(en));

test('both languages have the same keys', () => {
  expect([...english.keys()].toSorted()).toEqual([...chinese.keys()].toSorted());
});

test('no text is empty', () => {
  const empty = [...chinese, ...english].filter(([, text]) => typeof text !== 'string' || text.trim() === '');
  expect(empty).toEqual([]);
});

test('both languages use the same values in a sentence', () => {
  const differing = [...chinese].filter(
    ([key, text]) => holes(String(text)).join() !== holes(String(english.get(key))).join(),
  );
  expect(differing.map(([key]) => key)).toEqual([]);
});

test('English has no Chinese left in it, but for the brand and the name of the language', () => {
  const left = [...english].filter(([, text]) => /[\u4e00-\u9fff]/.test(String(text))).map(([key]) => key);
  expect(left).toEqual(['common.brand', 'common.language.zh']);
});

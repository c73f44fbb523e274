import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const here = new URL('.', import.meta.url);
const spec = readFileSync(new URL('../../server/mavlink/SPEC.md', here), 'utf8');
const rules = new Set([...spec.matchAll(/^- ([A-Z]{2}\d+) /gm)].map((match) => match[1]));
const tests = readdirSync(here)
  .filter((name) => name.endsWith('.test.ts') && name !== 'spec.test.ts')
  .map((name) => readFileSync(new URL(name, here), 'utf8'))
  .join('\n');
const titles = [...tests.matchAll(/^\s*(?:test(?:\.each.*)?|\]\))\(['"`](.*?)['"`],/gm)].map(
  (match) => match[1],
);
const proven = new Set([...tests.matchAll(/['"`]\[([A-Z]{2}\d+)\] /g)].map((match) => match[1]));

test('every rule has a test', () => {
  expect(rules.size).toBeGreaterThan(50);
  expect([...rules].filter((rule) => !proven.has(rule))).toEqual([]);
});

test('every test names a rule that exists', () => {
  expect([...proven].filter((id) => id !== undefined && !rules.has(id))).toEqual([]);
  expect(titles.length).toBeGreaterThan(50);
  expect(titles.filter((title) => !/^\[[A-Z]{2}\d+\] /.test(title ?? ''))).toEqual([]);
});

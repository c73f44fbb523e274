import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { conformance } from '../px4/conformance/run.ts';
import { TOPICS } from '../px4/conformance/table.ts';

const cases = Object.values(TOPICS).flat();

for (const [topic, rows] of Object.entries(TOPICS)) conformance(topic, rows, 'embedded');

test('the table has at least 60 behaviours, each with an id of its own', () => {
  expect(cases.length).toBeGreaterThanOrEqual(60);
  expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
});

test('every difference of the table is explained in SPEC.md, and none is that the table does not know', () => {
  const spec = readFileSync(new URL('../../server/mavlink/SPEC.md', import.meta.url), 'utf8');
  const section = spec.slice(spec.indexOf('## Differences'));
  const told = new Set([...section.matchAll(/^\| (CF\d+) \|/gm)].map((match) => match[1]));
  const marked = new Set(cases.filter(({ differs }) => differs === true).map(({ id }) => id));
  expect(told).toEqual(marked);
});

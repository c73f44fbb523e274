import { expect, test } from 'vitest';
import { specCoverage } from '../support/spec-rules.ts';

test('every rule of packs and services has a test, and no test names an unknown rule', () => {
  const coverage = specCoverage('server/fleet/SPEC.md', 'test/fleet');
  expect(coverage.rules.length).toBeGreaterThan(5);
  expect(coverage).toMatchObject({ untested: [], unknown: [] });
});

import { expect, test } from 'vitest';
import { specCoverage } from '../support/spec-rules.ts';

test('every rule of accounts has a test, and no test names an unknown rule', () => {
  const coverage = specCoverage('server/accounts/SPEC.md', 'test/accounts');
  expect(coverage.rules.length).toBeGreaterThan(10);
  expect(coverage).toMatchObject({ untested: [], unknown: [] });
});

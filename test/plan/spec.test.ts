import { expect, test } from 'vitest';
import { specCoverage } from '../support/spec-rules.ts';

test('every rule of the planner has a test, and no test names an unknown rule', () => {
  const coverage = specCoverage('server/plan/SPEC.md', 'test/plan');
  expect(coverage.rules.length).toBeGreaterThan(20);
  expect(coverage).toMatchObject({ untested: [], unknown: [] });
});

import { expect, test } from 'vitest';
import { specCoverage } from '../support/spec-rules.ts';

test('every rule of the weather sources has a test, and no test names an unknown rule', () => {
  const coverage = specCoverage('server/weather/SPEC.md', 'test/weather');
  expect(coverage.rules.length).toBeGreaterThan(5);
  expect(coverage).toMatchObject({ untested: [], unknown: [] });
});

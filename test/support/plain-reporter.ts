import type { Reporter, TestModule } from 'vitest/node';

/** After the usual report: every skipped test by name with its reason, and one plain line of counts. */
export default class PlainReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    const skipped: string[] = [];
    for (const module of modules) {
      if (module.state() === 'failed' && [...module.children.allTests()].length === 0) counts.failed += 1;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'passed') counts.passed += 1;
        if (result.state === 'failed') counts.failed += 1;
        if (result.state !== 'skipped') continue;
        counts.skipped += 1;
        const why = result.note === undefined ? '' : `: ${result.note}`;
        skipped.push(`skipped: ${module.relativeModuleId} > ${test.fullName}${why}`);
      }
    }
    const lines = [...skipped, `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`];
    process.stdout.write(`\n${lines.join('\n')}\n`);
  }
}

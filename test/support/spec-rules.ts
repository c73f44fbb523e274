import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** `- **MU4** A rule.` in a SPEC.md. */
const RULE = /^- \*\*([A-Z]{1,4}\d+[a-z]?)\*\*/gm;

/** `test('[MU4] does it', …)`, also with several ids: `[MU4, MU5]`, and with `test.each(…)(…)`. */
const TITLE =
  /\b(?:test|it)(?:\.\w+(?:\([^)]*\))?)*\(\s*(['"`])\[([A-Z]{1,4}\d+[a-z]?(?:, ?[A-Z]{1,4}\d+[a-z]?)*)\]/g;

export type SpecCoverage = {
  readonly rules: readonly string[];
  /** Rules that no test title names. */
  readonly untested: readonly string[];
  /** `file: id` of titles whose id is no rule. */
  readonly unknown: readonly string[];
};

/** Compares the rule ids of a SPEC.md with the ids in the test titles below a folder. */
export const specCoverage = (specPath: string, testFolder: string): SpecCoverage => {
  const rules = [...readFileSync(specPath, 'utf8').matchAll(RULE)].map((match) => match[1] ?? '');
  const doubled = rules.find((rule, index) => rules.indexOf(rule) !== index);
  if (doubled !== undefined) throw new Error(`${specPath}: ${doubled} is the id of two rules`);
  const named = new Set<string>();
  const unknown: string[] = [];
  for (const file of readdirSync(testFolder, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.test.ts')) continue;
    for (const match of readFileSync(join(testFolder, file), 'utf8').matchAll(TITLE))
      for (const id of (match[2] ?? '').split(/, ?/)) {
        named.add(id);
        if (!rules.includes(id)) unknown.push(`${file}: ${id}`);
      }
  }
  return { rules, untested: rules.filter((rule) => !named.has(rule)), unknown };
};

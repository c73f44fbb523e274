import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { tempFolder } from './support/temp-folder.ts';

const root = new URL('..', import.meta.url).pathname;
const run = promisify(execFile);

type Finding = { readonly code: string; readonly filename: string };

/** Lints files below a folder with the project's own configuration. */
const lint = async (folder: string): Promise<{ findings: Finding[]; files: number }> => {
  const output = await run(
    join(root, 'node_modules/.bin/oxlint'),
    ['--config', join(root, 'test/oxlint.json'), '--format', 'json', folder],
    { maxBuffer: 16 * 1024 * 1024 },
  ).then(
    ({ stdout }) => stdout,
    // It exits with 1 when it finds something.
    (error: { stdout: string }) => error.stdout,
  );
  const json = JSON.parse(output) as { diagnostics: Finding[]; number_of_files: number };
  return { findings: json.diagnostics, files: json.number_of_files };
};

/** Known-bad files, and the rule that must bite. */
const BAD: readonly (readonly [file: string, text: string, rule: string])[] = [
  [
    'server/core/a.ts',
    `import { readFileSync } from 'node:fs';\nexport const x = readFileSync('a');`,
    'no-restricted-imports',
  ],
  ['server/core/b.ts', `import { y } from '../plan/plan.ts';\nexport const x = y;`, 'no-restricted-imports'],
  ['server/core/c.ts', `export const x = (): number => Date.now();`, 'no-restricted-properties'],
  ['server/core/d.ts', `export const x = (): number => Math.random();`, 'no-restricted-properties'],
  ['server/core/e.ts', `setTimeout(() => undefined, 1);\nexport const x = 1;`, 'no-restricted-globals'],
  [
    'server/blood/a.ts',
    `import { y } from '../orders/states.ts';\nexport const x = y;`,
    'no-restricted-imports',
  ],
  [
    'server/orders/a.ts',
    `import { y } from '../flight/life-cycle.ts';\nexport const x = y;`,
    'no-restricted-imports',
  ],
  [
    'server/orders/b.ts',
    `import { y } from '../store/store.ts';\nexport const x = y;`,
    'no-restricted-imports',
  ],
  ['server/orders/c.ts', `import { y } from 'node:fs';\nexport const x = y;`, 'no-restricted-imports'],
  [
    'server/custody/service.ts',
    `import { y } from '../stock/service.ts';\nexport const x = y;`,
    'no-restricted-imports',
  ],
  [
    'server/flight/service.ts',
    `import { y } from '../app.ts';\nexport const x = y;`,
    'no-restricted-imports',
  ],
  ['server/flight/launch.ts', `export const x = (): number => performance.now();`, 'no-restricted-globals'],
  [
    'server/mavlink/a.ts',
    `import { y } from '../orders/states.ts';\nexport const x = y;`,
    'no-restricted-imports',
  ],
  [
    'server/store/a.ts',
    `import { y } from '../flight/states.ts';\nexport const x = y;`,
    'no-restricted-imports',
  ],
  [
    'server/api/a.ts',
    `import { y } from '../flight/service.ts';\nexport const x = y;`,
    'no-restricted-imports',
  ],
  ['web/a.ts', `import { y } from '../server/store/store.ts';\nexport const x = y;`, 'no-restricted-imports'],
  [
    'web/b.ts',
    `import { y } from '../server/orders/service.ts';\nexport const x = y;`,
    'no-restricted-imports',
  ],
  ['web/c.ts', `import { y } from '../server/api/http.ts';\nexport const x = y;`, 'no-restricted-imports'],
  [
    'sitl/a.ts',
    `import { y } from '../server/flight/states.ts';\nexport const x = y;`,
    'no-restricted-imports',
  ],
  [
    'server/flight/b.ts',
    `import { y } from '../../sitl/vehicle.ts';\nexport const x = y;`,
    'no-restricted-imports',
  ],
];

describe('architecture', () => {
  it('the lint rules bite: every known-bad file is found, by the rule that is meant', async () => {
    const folder = tempFolder();
    for (const [file, text] of BAD) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), `${text}\n`);
    }
    const { findings, files } = await lint(folder);
    expect(files).toBe(BAD.length);
    const missed = BAD.filter(
      ([file, , rule]) =>
        !findings.some((found) => found.filename.endsWith(file) && found.code.includes(`(${rule})`)),
    );
    expect(missed.map(([file, , rule]) => `${file}: ${rule}`)).toEqual([]);
  });

  it('a good file of each layer passes', async () => {
    const folder = tempFolder();
    for (const file of [
      'server/core/a.ts',
      'server/orders/service.ts',
      'server/mavlink/a.ts',
      'web/a.ts',
      'sitl/a.ts',
    ]) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), `export const x = 1;\n`);
    }
    const { findings, files } = await lint(folder);
    expect([files, findings.map((found) => found.code)]).toEqual([5, []]);
  });

  it('no barrel files', () => {
    const indexes = ['server', 'web', 'sitl'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((path) =>
        /(^|\/)index\.tsx?$/.test(path),
      ),
    );
    expect(indexes).toEqual([]);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { CONTINGENCY_IDS } from '../../server/flight/contingency-types.ts';
import { en } from '../../web/shared/i18n/en.ts';
import { flightWords as enFlight } from '../../web/shared/i18n/en/flight-words.ts';
import { zh } from '../../web/shared/i18n/zh.ts';
import { languageOf, proofText } from '../../web/shared/i18n/flight-words.ts';
import { i18n } from '../../web/shared/i18n/i18n.ts';
import { flightWords as zhFlight } from '../../web/shared/i18n/zh/flight-words.ts';

const SERVER = new URL('../../server/', import.meta.url).pathname;
/** Not what the pages show: the command line. */
const SILENT = /^(demo|admin|seed)\//;

const sources = (under = /./): { readonly path: string; readonly text: string }[] =>
  readdirSync(SERVER, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !SILENT.test(path) && under.test(path))
    .map((path) => ({ path, text: readFileSync(join(SERVER, path), 'utf8') }));

/** Every first group that the patterns find in the server's source. */
const named = (under: RegExp, ...patterns: readonly RegExp[]): string[] => {
  const found = sources(under).flatMap(({ text }) =>
    patterns.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1] ?? '')),
  );
  return [...new Set(found)].toSorted();
};

const at = (words: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], words);

const without = (words: unknown, ids: readonly string[]): string[] =>
  ids.filter((id) => typeof at(words, id) !== 'string');

const CODE = /(?:refuse|invalid|fail)\(\s*\{?\s*(?:code:\s*)?'([a-z]+\.[a-z_]+)'/g;
const CODE_FIELD = /\bcode: '([a-z]+\.[a-z_]+)'/g;
const PROBLEM = /\b(?:code: |problem\(\w+, |refuse\(|error\()'((?:request|system)\.[a-z_]+)'/g;

/** Strings and templates of these files that read as a sentence; what they leave open is filled in. */
const sentences = (): string[] => {
  const under = /^flight\/(launch|launch-proofs|life-cycle|life-modes|adopt)\.ts$/;
  const literals = sources(under).flatMap(({ text }) =>
    [...text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$|^import.*$/gm, '').matchAll(/'([^'\n]+)'|`([^`]+)`/g)].map(
      (match) => match[1] ?? match[2] ?? '',
    ),
  );
  const filled = literals.map((text) =>
    text
      .replaceAll(/\$\{idsText\([^}]*\}/g, 'mission 1, fence 2, rally points 3')
      .replaceAll(/\$\{missionText\([^}]*\}/g, 'no MISSION_CURRENT was heard')
      .replaceAll(/\$\{heartbeatText\([^}]*\}/g, 'no heartbeat was ever heard')
      .replaceAll(/\$\{(?:mode|seen\.mode[^}]*)\}/g, 'AUTO.RTL')
      .replaceAll(/\$\{recorded\.state\}/g, 'EN_ROUTE')
      .replaceAll(/\$\{armed [^}]*\}/g, 'armed')
      .replaceAll(/\$\{(?:known\.sentence|state\.reason\.sentence|SEEN[^}]*|proof|sentence)\}/g, '')
      .replaceAll(/\$\{(?:facts\.landed[^}]*|run)\}/g, 'unknown')
      .replaceAll(/\$\{step\}|\$\{state\.step\}/g, 'climb')
      .replaceAll(/\$\{[^}]*\}/g, '1'),
  );
  return filled.filter((text) => /[a-z]+ [a-z]+/i.test(text));
};

beforeAll(() => i18n.init({ lng: 'zh', defaultNS: 'common', resources: { zh, en } }));

describe('what the server says by a code has words', () => {
  it('refusals', () => {
    const codes = [...new Set([...named(/./, CODE, CODE_FIELD), ...named(/^api\/[^/]+$/, PROBLEM)])];
    expect(codes.length).toBeGreaterThan(140);
    expect(without(zh.errors, codes)).toEqual([]);
    expect(without(en.errors, codes)).toEqual([]);
  });

  it('alarms', () => {
    const kinds = [
      ...named(/^(flight|track|join|api|fleet)\//, /\bkind: '((?:vehicle|flight|order|system)\.[a-z_]+)'/g),
      ...CONTINGENCY_IDS.map((id) => `contingency.${id}`),
    ];
    expect(kinds.length).toBeGreaterThan(25);
    expect(without(zhFlight.alarm, kinds)).toEqual([]);
  });

  it('what checks find', () => {
    const ids = named(
      /^(plan|flight|orders|stock|custody|fleet)\//,
      /\bid: '((?:plan|preflight|note|order|stock|receipt|airspace)\.[a-z_]+)'/g,
      /^(?!import)[^\n]*'(preflight\.[a-z_]+)'/gm,
    );
    expect(ids.length).toBeGreaterThan(60);
    const known = (id: string): boolean =>
      typeof at(zhFlight.issue, id) === 'string' || typeof at(zh.issues, id) === 'string';
    expect(ids.filter((id) => !known(id))).toEqual([]);
  });

  it('why a flight is in its state, in both languages', () => {
    const codes = named(/^flight\/reasons\.ts$/, /\| '([a-z_]+)'/g);
    expect(codes.length).toBeGreaterThan(40);
    expect(without(zhFlight.reason, codes)).toEqual([]);
    expect(without(enFlight.reason, codes)).toEqual([]);
  });

  it('facts that a timeline shows, in both languages', () => {
    const types = named(
      /./,
      /\btype: '((?:order|flight|alarm|incident)\.[a-z_]+)'/g,
      /\bemit\w*\([^')]*'((?:order|flight|alarm|incident)\.[a-z_]+)'/g,
    );
    expect(types.length).toBeGreaterThan(35);
    const unknown = (words: unknown, flight: unknown): string[] =>
      types.filter((type) => typeof at(words, type) !== 'string' && typeof at(flight, type) !== 'string');
    expect(unknown(zh.events, zhFlight.event)).toEqual([]);
    expect(unknown(en.events, enFlight.event)).toEqual([]);
  });

  it('sentences of a launch and of a flight’s states', () => {
    const known = sentences();
    expect(known.length).toBeGreaterThan(35);
    expect(known.filter((text) => languageOf(proofText(text)) === 'en')).toEqual([]);
    expect(known.map(proofText).filter((text) => /[a-z]{2,} [a-z]{2,}/.test(text))).toEqual([]);
  });

  it('rules of the guard', () => {
    const rules = named(/^guard\/.*\.ts$/, /'(GD\d+)'/g);
    expect(rules.length).toBeGreaterThan(8);
    expect(without(zhFlight.guard, rules)).toEqual([]);
  });
});

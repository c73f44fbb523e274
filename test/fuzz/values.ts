import fc from 'fast-check';

type Json = Readonly<Record<string, unknown>>;

/** What breaks careless code: wrong types, edges of numbers, odd strings, names of the prototype. */
const HOSTILE: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  -0,
  1.5,
  1e308,
  -1e308,
  2 ** 53,
  Number.MAX_SAFE_INTEGER,
  Number.MIN_SAFE_INTEGER,
  8.64e15,
  '',
  ' ',
  'NaN',
  'Infinity',
  '1e999',
  '__proto__',
  'constructor',
  "'; DROP TABLE orders; --",
  '%',
  '../../etc/passwd',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udfff\ud800',
  '\u202e\u0301\u{1f6b8}',
  '血液'.repeat(500),
  'x'.repeat(5000),
  [],
  [[]],
  {},
  { length: -1 },
  JSON.parse('{"__proto__":{"role":"admin"},"constructor":{"prototype":{}}}') as unknown,
  Array.from({ length: 300 }, () => 0),
];

const hostile: fc.Arbitrary<unknown> = fc.oneof(fc.constantFrom(...HOSTILE), fc.jsonValue({ maxDepth: 3 }));

/** How often a value is hostile where a fitting one would do: one in this many. */
const HOSTILE_ONE_IN = 12;

const numberOf = (schema: Json): fc.Arbitrary<unknown> => {
  const min = Number(schema['minimum'] ?? schema['exclusiveMinimum'] ?? -1e9);
  const max = Number(schema['maximum'] ?? schema['exclusiveMaximum'] ?? 1e15);
  return schema['type'] === 'integer'
    ? fc.integer({ min: Math.max(min, Number.MIN_SAFE_INTEGER), max: Math.min(max, Number.MAX_SAFE_INTEGER) })
    : fc.double({ min, max, noNaN: true });
};

const stringOf = (schema: Json): fc.Arbitrary<unknown> => {
  const { pattern, minLength, maxLength } = schema;
  if (typeof pattern === 'string') return fc.stringMatching(new RegExp(pattern));
  const min = Number(minLength ?? 0);
  return fc.string({
    unit: 'grapheme',
    minLength: min,
    maxLength: Math.min(Number(maxLength ?? 60), min + 60),
  });
};

/** Values known to the service, by the name of the field: real ids, labels, times. */
export type Known = Readonly<Record<string, readonly unknown[]>>;

const fitting = (schema: Json, known: Known): fc.Arbitrary<unknown> => {
  const choices = (schema['anyOf'] ?? schema['oneOf']) as readonly Json[] | undefined;
  if (choices !== undefined) return fc.oneof(...choices.map((choice) => valueOf(choice, known)));
  if ('const' in schema) return fc.constant(schema['const']);
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as unknown[]));
  switch (schema['type']) {
    case 'object':
      return objectOf(schema, known);
    case 'array':
      return arrayOf(schema, known);
    case 'string':
      return stringOf(schema);
    case 'integer':
    case 'number':
      return numberOf(schema);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return fc.jsonValue({ maxDepth: 4 });
  }
};

const objectOf = (schema: Json, known: Known): fc.Arbitrary<unknown> => {
  const fields = Object.entries((schema['properties'] ?? {}) as Readonly<Record<string, Json>>).map(
    ([name, field]): [string, fc.Arbitrary<unknown>] => {
      const values = known[name];
      const value = valueOf(field, known);
      return [
        name,
        values === undefined ? value : fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...values) }, value),
      ];
    },
  );
  const all = fc.record(Object.fromEntries(fields));
  const some = fc.record(Object.fromEntries(fields), { requiredKeys: [] });
  const more = fc
    .tuple(all, fc.constantFrom('__proto__', 'constructor', 'toString', 'extra'), hostile)
    .map(([value, name, extra]) =>
      Object.defineProperty({ ...value }, name, { value: extra, enumerable: true }),
    );
  return fc.oneof({ weight: 8, arbitrary: all }, some, more);
};

const arrayOf = (schema: Json, known: Known): fc.Arbitrary<unknown> => {
  const tuple = schema['prefixItems'] as readonly Json[] | undefined;
  if (tuple !== undefined) return fc.tuple(...tuple.map((item) => valueOf(item, known)));
  const minLength = Number(schema['minItems'] ?? 0);
  const maxLength = Math.min(Number(schema['maxItems'] ?? 6), minLength + 6);
  return fc.array(valueOf((schema['items'] ?? {}) as Json, known), { minLength, maxLength });
};

/** Mostly what a JSON schema asks for, now and then something hostile, at any depth. */
export const valueOf = (schema: Json, known: Known): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: HOSTILE_ONE_IN, arbitrary: fitting(schema, known) }, { weight: 1, arbitrary: hostile });

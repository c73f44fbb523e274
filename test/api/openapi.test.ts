import { describe, expect, it } from 'vitest';
import { allRoutes } from '../../server/api/contract/contract.ts';
import { openApiOf } from '../../server/api/openapi.ts';

type Node = Readonly<Record<string, unknown>>;

const document = openApiOf(allRoutes(), '1.2.3');

/** Every object inside, the document included. */
const nodesOf = (value: unknown): Node[] => {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(nodesOf);
  return Array.isArray(value) ? inner : [value as Node, ...inner];
};

const resolves = (ref: string): boolean => {
  let at: unknown = document;
  for (const part of ref.replace(/^#\//, '').split('/')) at = (at as Node | undefined)?.[part];
  return at !== undefined;
};

describe('OpenAPI document', () => {
  it('is OpenAPI 3.1 and has every route once, with an answer and a problem', () => {
    expect(document['openapi']).toBe('3.1.0');
    const paths = document['paths'] as Record<string, Record<string, Node>>;
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    );
    expect(operations.map(({ operation }) => String(operation['operationId'])).toSorted()).toEqual(
      allRoutes()
        .map(({ id }) => id)
        .toSorted(),
    );
    for (const { path, operation } of operations) {
      expect(Object.keys(operation['responses'] as Node)).toContain('default');
      const named = (operation['parameters'] as Node[])
        .filter((one) => one['in'] === 'path')
        .map((one) => one['name']);
      expect(named, path).toEqual([...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]));
    }
  });

  it('has no reference that leads nowhere, and is plain JSON', () => {
    const refs = nodesOf(document).flatMap((node) =>
      typeof node['$ref'] === 'string' ? [node['$ref']] : [],
    );
    expect(refs.length).toBeGreaterThan(0);
    expect(refs.filter((ref) => !resolves(ref))).toEqual([]);
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });
});

import { z } from 'zod';
import { problem, type Route } from './contract/common.ts';

type Json = Readonly<Record<string, unknown>>;

export const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    target: 'draft-2020-12',
  });
  return json;
};

const parameters = (route: Route): Json[] => {
  const of = (schema: z.ZodObject | undefined, place: 'path' | 'query'): Json[] =>
    Object.entries(schema?.shape ?? {}).map(([name, field]) => ({
      name,
      in: place,
      required: place === 'path' || !(field as z.ZodType).safeParse(undefined).success,
      schema: schemaOf(field as z.ZodType, 'input'),
    }));
  const key: Json[] =
    route.creates === true
      ? [
          {
            name: 'Idempotency-Key',
            in: 'header',
            required: true,
            description:
              'A fresh random key for each new request; the same key and body give the same answer.',
            schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{16,80}$' },
          },
        ]
      : [];
  return [...of(route.params, 'path'), ...of(route.query, 'query'), ...key];
};

export const accessText = (route: Route): string => {
  if (route.access === 'public') return 'Anybody.';
  if (route.access === 'signed-in') return 'Any signed-in person.';
  return `Needs the permission ${route.access.map((permission) => `\`${permission}\``).join(' or ')}.`;
};

const answer = (route: Route): Json =>
  route.file === undefined
    ? { description: 'Done', content: { 'application/json': { schema: schemaOf(route.response, 'output') } } }
    : { description: 'A file', content: { [route.file]: { schema: { type: 'string', format: 'binary' } } } };

const operation = (route: Route): Json => ({
  operationId: route.id,
  tags: [route.id.slice(0, route.id.indexOf('.'))],
  summary: route.summary,
  description: accessText(route),
  parameters: parameters(route),
  ...(route.body === undefined
    ? {}
    : {
        requestBody: {
          required: true,
          content: { 'application/json': { schema: schemaOf(route.body, 'input') } },
        },
      }),
  responses: {
    [route.creates === true ? '201' : '200']: answer(route),
    default: {
      description: 'Refused; `code` is stable (RFC 9457)',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  },
  security: route.access === 'public' ? [] : [{ session: [] }],
});

/** The contract as an OpenAPI 3.1 document. */
export const openApiOf = (routes: readonly Route[], version: string): Json => {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    const path = route.path.replace(/:([a-zA-Z]+)/g, '{$1}');
    (paths[path] ??= {})[route.method.toLowerCase()] = operation(route);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Lifeline 生命航线',
      version,
      description:
        'Urgent blood by drone: orders, packing, flights, receipts, review. Live positions and facts come by the socket namespace `/live`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: { Problem: schemaOf(problem, 'output') },
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'lifeline_session' } },
    },
  };
};

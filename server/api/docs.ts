import type { z } from 'zod';
import type { Express } from 'express';
import type { Route } from './contract/common.ts';
import { allRoutes } from './contract/contract.ts';
import { accessText, openApiOf, schemaOf } from './openapi.ts';

const STYLE = `
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color-scheme: light dark; }
  summary { cursor: pointer; padding: .4rem 0; border-bottom: 1px solid #8884; }
  code, pre { font: 13px/1.45 ui-monospace, monospace; }
  pre { overflow-x: auto; padding: .8rem; background: #8881; border-radius: 4px; }
  .method { display: inline-block; width: 4.5rem; font-weight: 700; }
  .text { color: #777; }`;

const escape = (text: string): string =>
  text.replace(
    /[&<>"]/g,
    (letter) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[letter] ?? letter,
  );

const block = (title: string, schema: z.ZodType | undefined, io: 'input' | 'output'): string =>
  schema === undefined
    ? ''
    : `<h4>${title}</h4><pre>${escape(JSON.stringify(schemaOf(schema, io), undefined, 2))}</pre>`;

const section = (route: Route): string => `
<details id="${escape(route.id)}">
  <summary><code class="method">${route.method}</code> <code>${escape(route.path)}</code> <span class="text">${escape(route.summary)}</span></summary>
  <p>${escape(accessText(route)).replace(/`([^`]+)`/g, '<code>$1</code>')}
  ${route.creates === true ? 'Needs an <code>Idempotency-Key</code> header: a fresh random key for each new request.' : ''}</p>
  ${block('Path', route.params, 'input')}${block('Query', route.query, 'input')}${block('Body', route.body, 'input')}
  ${route.file === undefined ? block('Answer', route.response, 'output') : `<p>Answers with a file (<code>${escape(route.file)}</code>).</p>`}
</details>`;

const page = (routes: readonly Route[]): string => {
  const groups = Map.groupBy(routes, (route) => route.id.slice(0, route.id.indexOf('.')));
  const body = [...groups]
    .map(([name, group]) => `<h2>${escape(name)}</h2>${group.map(section).join('')}`)
    .join('');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Lifeline API</title><style>${STYLE}</style></head><body><h1>Lifeline API</h1>
<p>Machine-readable: <a href="/api/openapi.json">OpenAPI 3.1</a>. Errors are RFC 9457 problem documents with a stable <code>code</code>.
Live positions and facts come by the socket namespace <code>/live</code>; commands only ever go by HTTP.</p>${body}</body></html>`;
};

/** `/api/openapi.json` and a readable page at `/api/docs`: no script, no other network. */
export const registerDocs = (app: Express, version: string): void => {
  const routes = allRoutes();
  const document = openApiOf(routes, version);
  const html = page(routes);
  app.get('/api/openapi.json', (_request, response) => {
    response.json(document);
  });
  app.get('/api/docs', (_request, response) => {
    response.type('html').send(html);
  });
};

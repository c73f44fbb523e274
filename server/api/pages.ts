import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Express } from 'express';

/** Names of built files carry a hash of their content: they never change. */
const ASSET_AGE = '365d';

/** Serves the built pages; every path that is no file is the one page (its routes are the browser's). */
export const registerPages = (app: Express, folder: string): void => {
  const index = join(folder, 'index.html');
  if (!existsSync(index)) throw new Error(`the pages are not built: ${index} is missing`);
  app.use(
    '/assets',
    express.static(join(folder, 'assets'), { immutable: true, maxAge: ASSET_AGE, index: false }),
  );
  // A page of before an update asks for files that are gone: it has to learn so, not to get another page.
  app.use('/assets', (_request, response) => {
    response.status(404).type('txt').send('There is no such file: reload the page.');
  });
  app.use(express.static(folder, { index: false }));
  app.get(/^\/(?!api\/|socket\.io\/)/, (_request, response) => {
    // Relative to a root: a project folder whose path has a dot in it is served too.
    response.set('Cache-Control', 'no-cache').sendFile('index.html', { root: folder }, (error: unknown) => {
      if (error === undefined || response.headersSent) return;
      response.status(503).type('txt').send('The pages are being renewed: reload in a moment.');
    });
  });
};

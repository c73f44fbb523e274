import type { Express, Request, Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import { sendFailure } from './http-deps.ts';

/** A minute of one address: a whole hospital behind one router, each page asking a few times a second. */
const PER_ADDRESS = 12_000;
/** A minute of one session on it: a console asks some hundred times. */
const PER_SESSION = 1200;

/** Holding, returning and landing are never held back (INV-S12); who may do so is checked like everywhere. */
const SAFE_DIRECTION = /^\/flights\/[0-9a-z-]+\/(hold|return|land)$/;

const limit = (perMinute: number, keyOf: (request: Request) => string) =>
  rateLimit({
    windowMs: 60_000,
    limit: perMinute,
    standardHeaders: true,
    legacyHeaders: false,
    // It would write to the console what any client may provoke.
    validate: false,
    keyGenerator: keyOf,
    skip: ({ method, path }) => method === 'POST' && SAFE_DIRECTION.test(path),
    handler: (_request: Request, response: Response) =>
      sendFailure(response, { code: 'request.too_many', message: 'Too many requests: wait a minute.' }),
  });

const addressOf = ({ ip }: Request): string => ip ?? 'unknown';

/** An invented cookie gets around the second limit, not around the first. */
export const limitRequests = (app: Express): void => {
  app.use('/api', limit(PER_ADDRESS, addressOf));
  app.use(
    '/api',
    limit(PER_SESSION, (request) => `${addressOf(request)} ${request.get('cookie')?.slice(0, 200) ?? ''}`),
  );
};

import { createHash } from 'node:crypto';
import type { Secrets } from '../../server/core/secrets.ts';

/** Password hashing without the cost, for tests that are about something else. */
export const cheapSecrets: Secrets = {
  hashPassword: async (password) => `cheap:${password}`,
  verifyPassword: async (hash, password) => hash === `cheap:${password}`,
  digest: (text) => createHash('sha256').update(text).digest('hex'),
};

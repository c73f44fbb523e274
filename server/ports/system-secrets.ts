import { createHash } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import type { Secrets } from '../core/secrets.ts';

/** OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, 2 passes, 1 lane. argon2id is the library's default. */
const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export const systemSecrets: Secrets = {
  hashPassword: (password) => hash(password, ARGON2),
  verifyPassword: (encoded, password) => verify(encoded, password),
  digest: (text) => createHash('sha256').update(text).digest('hex'),
};

/** The port for what needs cryptography: `ports/system-secrets.ts` in the service, a cheap one in unit tests. */
export type Secrets = {
  /** An encoded hash with its own salt and parameters. */
  hashPassword(password: string): Promise<string>;
  verifyPassword(hash: string, password: string): Promise<boolean>;
  /** A fixed-length digest, for tokens with 128 random bits or more and for comparing request bodies. */
  digest(text: string): string;
};

/** The port for what needs cryptography: `ports/system-secrets.ts` in the service, a cheap one in unit tests. */
export type Secrets = {
  /** An encoded hash with its own salt and parameters. */
  hashPassword(password: string): Promise<string>;
  verifyPassword(hash: string, password: string): Promise<boolean>;
  /** A fixed-length digest, for tokens with 128 random bits or more and for comparing request bodies. */
  digest(text: string): string;
};

/** Keeps secrets that have to be read again: sealed with a master key that is not in the database. */
export type Vault = {
  /** `about` names what the secret belongs to; it is opened with the same words only. */
  seal(plain: Uint8Array, about: string): string;
  /** Undefined if it was sealed with another master key, is about something else, or was changed. */
  open(sealed: string, about: string): Uint8Array | undefined;
};

/** Codes of an authenticator (RFC 6238); `ports/one-time-codes.ts`. */
export type OneTimeCodes = {
  /** Base32. */
  newSecret(): string;
  /** The 30 s step that `code` belongs to, one of either side of now; undefined if it is none of them. */
  stepOf(secret: string, code: string, now: number): number | undefined;
  /** `otpauth://totp/…` for an authenticator. */
  uriOf(login: string, secret: string): string;
  /** The same as an SVG picture for its camera. */
  qrOf(uri: string): string;
};

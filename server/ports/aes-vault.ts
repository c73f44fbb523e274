import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Vault } from '../core/secrets.ts';

const CIPHER = 'aes-256-gcm';
/** NIST SP 800-38D: 96 bit nonces, random; a master key seals a few thousand times in its life, far from 2^32. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = 'v1';

/** AES-256-GCM under one master key. What a secret is about is authenticated with it: rows cannot be exchanged. */
export const aesVault = (masterKey: Uint8Array): Vault => ({
  seal: (plain, about) => {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, masterKey, nonce);
    cipher.setAAD(Buffer.from(about, 'utf8'));
    const sealed = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    return `${VERSION}.${sealed.toString('base64url')}`;
  },
  open: (text, about) => {
    const [version, body = ''] = text.split('.');
    const sealed = Buffer.from(body, 'base64url');
    if (version !== VERSION || sealed.length < NONCE_BYTES + TAG_BYTES) return undefined;
    const decipher = createDecipheriv(CIPHER, masterKey, sealed.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(about, 'utf8'));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    try {
      return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    } catch {
      return undefined;
    }
  },
});

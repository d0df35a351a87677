import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const version = 1;
const nonceLength = 12;
const tagLength = 16;

/**
 * AES-256-GCM: version (1 byte), random nonce (12), ciphertext, tag (16). One key serves a few
 * thousand messages at most, far below what random nonces of 96 bits allow (NIST SP 800-38D, 8.3).
 */
export function encrypt(key: Buffer, associated: string, plaintext: Buffer): Buffer {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength });
  cipher.setAAD(Buffer.from(associated, 'utf8'));
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([Buffer.of(version), nonce, body, cipher.getAuthTag()]);
}

/** Throws for another key, other associated text, and any changed byte. */
export function decrypt(key: Buffer, associated: string, sealed: Buffer): Buffer {
  if (sealed.length < 1 + nonceLength + tagLength || sealed[0] !== version) {
    throw new Error('This is nothing that was encrypted here.');
  }
  const nonce = sealed.subarray(1, 1 + nonceLength);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength });
  decipher.setAAD(Buffer.from(associated, 'utf8'));
  decipher.setAuthTag(sealed.subarray(-tagLength));
  const body = sealed.subarray(1 + nonceLength, -tagLength);
  return Buffer.concat([decipher.update(body), decipher.final()]);
}

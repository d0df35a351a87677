import { randomBytes } from 'node:crypto';
import { decrypt, encrypt } from './aes-gcm.js';
import { SealBroken } from './seal.js';

/** A new key for one tender's quotes: 32 random bytes. */
export function newKey(): Buffer {
  return randomBytes(32);
}

/** A tender's key as it may be stored: encrypted under the installation's, for this tender only. */
export function wrapKey(sealKey: Buffer, tenderId: string, key: Buffer): Buffer {
  return encrypt(sealKey, associated(tenderId), key);
}

/** Throws `SealBroken` under another installation's key, for another tender, and when changed. */
export function unwrapKey(sealKey: Buffer, tenderId: string, wrapped: Buffer): Buffer {
  try {
    return decrypt(sealKey, associated(tenderId), wrapped);
  } catch (cause) {
    throw new SealBroken(`The key of tender ${tenderId} cannot be unwrapped.`, { cause });
  }
}

function associated(tenderId: string): string {
  return `commonpurse tender key v1|${tenderId}`;
}

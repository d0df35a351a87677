import { randomBytes } from 'node:crypto';
import { decrypt, encrypt } from './aes-gcm.js';
import { sealHashOf, type SealedFor } from './seal-hash.js';

/** What may be recorded of a quote before the opening. */
export interface Sealed {
  /** In hex; see `sealHashOf`. */
  readonly sealHash: string;
  /** In base64. */
  readonly ciphertext: string;
}

/** What was sealed: the text, and the salt (hex) with which anyone can check its hash. */
export interface Unsealed {
  readonly salt: string;
  readonly text: string;
}

/** A seal that does not open: another key, another quote, or changed since. */
export class SealBroken extends Error {}

const saltLength = 32;
const lengthLength = 4;
const step = 1024;

/**
 * Seals a text for one quote under its tender's key. The ciphertext is as long as a text of
 * `roomFor` bytes (or the text, if longer) needs in steps of 1 KiB, so that it does not tell how
 * many digits a price has when `roomFor` counts the longest ones.
 */
export function sealText(key: Buffer, of: SealedFor, text: string, roomFor = 0): Sealed {
  const salt = randomBytes(saltLength);
  const body = Buffer.from(text, 'utf8');
  const room = saltLength + lengthLength + Math.max(body.length, roomFor);
  const padded = Buffer.alloc(Math.ceil(room / step) * step);
  salt.copy(padded);
  padded.writeUInt32BE(body.length, saltLength);
  body.copy(padded, saltLength + lengthLength);
  return {
    sealHash: sealHashOf(of, salt.toString('hex'), text),
    ciphertext: encrypt(key, associated(of), padded).toString('base64'),
  };
}

/** Throws `SealBroken` unless key, quote, ciphertext and hash all belong together. */
export function unsealText(key: Buffer, of: SealedFor, sealed: Sealed): Unsealed {
  const padded = decrypted(key, of, sealed.ciphertext);
  const salt = padded.subarray(0, saltLength).toString('hex');
  const from = saltLength + lengthLength;
  const text = padded.toString('utf8', from, from + padded.readUInt32BE(saltLength));
  if (sealHashOf(of, salt, text) !== sealed.sealHash) {
    throw new SealBroken(`Quote ${of.quoteId} does not match its seal hash.`);
  }
  return { salt, text };
}

function decrypted(key: Buffer, of: SealedFor, ciphertext: string): Buffer {
  const bytes = Buffer.from(ciphertext, 'base64');
  try {
    if (bytes.toString('base64') !== ciphertext) throw new Error('This is no base64.');
    return decrypt(key, associated(of), bytes);
  } catch (cause) {
    throw new SealBroken(`Quote ${of.quoteId} cannot be unsealed.`, { cause });
  }
}

function associated({ tenderId, supplierId, quoteId }: SealedFor): string {
  return `commonpurse quote v1|${tenderId}|${supplierId}|${quoteId}`;
}

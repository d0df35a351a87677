import { createHash } from 'node:crypto';

/** Which quote a seal is for. A sealed text opens under these three ids only. */
export interface SealedFor {
  readonly tenderId: string;
  readonly supplierId: string;
  readonly quoteId: string;
}

const domain = 'commonpurse quote seal v1';

/**
 * What a supplier is held to from the moment of sealing, and can check after the opening: SHA-256,
 * in hex, of six lines of UTF-8 text: the domain, the three ids, the salt (hex) and the sealed text.
 * Ids and salt hold no line break, so no two quotes give the same lines; the salt keeps the hash
 * from being tried out with likely prices.
 */
export function sealHashOf(
  { tenderId, supplierId, quoteId }: SealedFor,
  salt: string,
  text: string,
): string {
  const lines = [domain, tenderId, supplierId, quoteId, salt, text].join('\n');
  return createHash('sha256').update(lines, 'utf8').digest('hex');
}

import canonicalize from 'canonicalize';
import type { QuoteLine } from '#messages/quotes';

/** What is sealed: the RFC 8785 text of the lines, which anyone can make again after the opening. */
export function textOf(lines: readonly QuoteLine[]): string {
  const text = canonicalize(lines);
  if (text === undefined) throw new Error('A quote without lines has no text.');
  return text;
}

const longestReason = '…'.repeat(500);
const widest = { fromQuantity: 10_000_000, unitPricePence: 1_000_000_000_00 };

/** Bytes that these lines would need at most with other prices, quantities, answers and reasons. */
export function roomFor(lines: readonly QuoteLine[]): number {
  const longest = lines.map(({ lotId, tiers }): QuoteLine => ({
    lotId,
    meetsSpecification: false,
    reason: longestReason,
    basis: 'incremental',
    tiers: tiers.map(() => widest),
  }));
  return Buffer.byteLength(textOf(longest), 'utf8');
}

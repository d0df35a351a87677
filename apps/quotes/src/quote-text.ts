import canonicalize from 'canonicalize';
import { mostBundles, mostRebates, type QuoteLine, type QuoteTerms } from '#messages/quotes';

/** What a seal hides: the lines, and what holds for all of them together. */
export interface QuotePlain extends QuoteTerms {
  readonly lines: readonly QuoteLine[];
}

/** A quote with what is said alone: clients may send null, or an empty list, for “not said”. */
export function plainQuote({ lines, ...terms }: QuotePlain): QuotePlain {
  return { lines: lines.map(plainLine), ...termsOf(terms) };
}

/**
 * What is sealed: RFC 8785 text, which anyone can make again after the opening. A quote without
 * terms of its own is its list of lines, as it always was; one with terms is an object.
 */
export function textOf(quote: QuotePlain): string {
  const plain = plainQuote(quote);
  const hasTerms = Object.keys(plain).length > 1;
  const text = canonicalize(hasTerms ? plain : plain.lines);
  if (text === undefined) throw new Error('A quote without lines has no text.');
  return text;
}

/** The quote that such a text is of. */
export function plainOf(text: string): QuotePlain {
  const read = JSON.parse(text) as readonly QuoteLine[] | QuotePlain;
  return 'lines' in read ? read : { lines: read };
}

/** The terms over all lots, without what says nothing. */
export function termsOf({ capacity, bundles, rebates }: QuoteTerms): QuoteTerms {
  return {
    ...(capacity != null && { capacity }),
    ...(bundles?.length && { bundles }),
    ...(rebates?.length && { rebates }),
  };
}

function plainLine(line: QuoteLine): QuoteLine {
  const { capacity, minimumAward, fixedFeePence, deliveryPencePerSchool, ...rest } = line;
  return {
    ...rest,
    ...(capacity != null && { capacity }),
    ...(minimumAward != null && { minimumAward }),
    ...(fixedFeePence != null && { fixedFeePence }),
    ...(deliveryPencePerSchool != null && { deliveryPencePerSchool }),
  };
}

const longestReason = '…'.repeat(500);
const most = { units: 10_000_000, pence: 1_000_000_000_00, basisPoints: 10_000 };
const widest = { fromQuantity: most.units, unitPricePence: most.pence };

/**
 * Bytes that a quote for these lots with as many tiers needs at most: with other prices, answers
 * and reasons, and with every term that there can be, so that none shows by being there.
 */
export function roomFor(lines: readonly QuoteLine[]): number {
  const longest = lines.map(({ lotId, tiers }): QuoteLine => ({
    lotId,
    meetsSpecification: false,
    reason: longestReason,
    basis: 'incremental',
    tiers: tiers.map(() => widest),
    capacity: most.units,
    minimumAward: most.units,
    fixedFeePence: most.pence,
    deliveryPencePerSchool: most.pence,
  }));
  const bundle = { lotIds: lines.map(({ lotId }) => lotId), offBasisPoints: most.basisPoints };
  const step = { fromSpendPence: most.pence, rateBasisPoints: most.basisPoints };
  const text = textOf({
    lines: longest,
    capacity: most.units,
    bundles: Array.from({ length: mostBundles }, () => bundle),
    rebates: Array.from({ length: mostRebates }, () => step),
  });
  return Buffer.byteLength(text, 'utf8');
}

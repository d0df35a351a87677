import { awardLot, costPence } from '#libs/allocation';
import { formatPounds } from '#libs/money';
import type { QuoteLine, RevealedQuote } from '#messages/quotes';
import type { RankedQuote, TenderLot } from '#messages/tenders';

/** An assessor's reason why a quote for a lot does not count. */
export interface SetAside {
  readonly lotId: string;
  readonly quoteId: string;
  readonly reason: string;
}

type Offer = { readonly quote: RevealedQuote; readonly line: QuoteLine };
type LotToRank = Pick<TenderLot, 'lotId' | 'quantity' | 'ceilingPence'>;

/**
 * The quotes for a lot by what exactly the tendered quantity costs, cheapest first; behind them
 * those that do not count, by supplier, each with its reason.
 */
export function rankLot(
  lot: LotToRank,
  quotes: readonly RevealedQuote[],
  setAside: readonly SetAside[],
): RankedQuote[] {
  const offers = offersFor(lot.lotId, quotes);
  const aside = offers.flatMap(({ quote, line }) => {
    const reason = reasonAgainst(lot, quote.quoteId, line, setAside);
    return reason === undefined ? [] : [{ ...nameOf(quote), ...reason }];
  });
  const counting = offers.filter(({ quote }) =>
    aside.every(({ quoteId }) => quoteId !== quote.quoteId),
  );
  return [
    ...rankedByCost(lot, counting),
    ...aside.toSorted((a, b) => (a.supplierName < b.supplierName ? -1 : 1)),
  ];
}

/** The quotes that count, cheapest first. */
export function validIn(ranking: readonly RankedQuote[]): (RankedQuote & { totalPence: number })[] {
  return ranking.flatMap(({ totalPence, ...quote }) =>
    totalPence === null || quote.setAside !== undefined ? [] : [{ ...quote, totalPence }],
  );
}

export function offersFor(lotId: string, quotes: readonly RevealedQuote[]): Offer[] {
  return quotes.flatMap((quote) => {
    const line = quote.lines.find((one) => one.lotId === lotId);
    return line ? [{ quote, line }] : [];
  });
}

function rankedByCost({ quantity }: LotToRank, offers: readonly Offer[]): RankedQuote[] {
  const priced = offers.map(({ quote, line }) => ({ quoteId: quote.quoteId, schedule: line }));
  const { ranking, abnormallyLow } = awardLot(priced, quantity, { spareUnits: false });
  return ranking.map(({ quoteId, costPence: totalPence }) => {
    const { quote } = offers.find((offer) => offer.quote.quoteId === quoteId)!;
    const low = abnormallyLow.some((note) => note.quoteId === quoteId);
    return { ...nameOf(quote), totalPence, ...(low && { abnormallyLow: true }) };
  });
}

/** The supplier's own "no" comes first, then an assessor's, then the ceiling. */
function reasonAgainst(
  { lotId, quantity, ceilingPence }: LotToRank,
  quoteId: string,
  line: QuoteLine,
  setAside: readonly SetAside[],
): Pick<RankedQuote, 'totalPence' | 'setAside'> | undefined {
  if (!line.meetsSpecification) {
    const setAside = `Does not meet the specification: ${line.reason ?? 'no reason given'}`;
    return { totalPence: null, setAside };
  }
  const assessed = setAside.find((one) => one.lotId === lotId && one.quoteId === quoteId);
  if (assessed) return { totalPence: null, setAside: assessed.reason };
  const most = BigInt(ceilingPence) * BigInt(quantity);
  const totalPence = costPence(line, quantity);
  if (BigInt(totalPence) <= most) return undefined;
  return { totalPence, setAside: `Above the ceiling of ${formatPounds(ceilingPence)}` };
}

function nameOf({ quoteId, supplierId, supplierName }: RevealedQuote) {
  return { quoteId, supplierId, supplierName };
}

import { costPence } from '#libs/allocation';
import { splitByLargestRemainder, sumPence } from '#libs/money';
import type { QuoteBundle, QuoteRebate, RevealedQuote } from '#messages/quotes';
import type { ChosenLot, ChosenWin } from './award-choices.js';
import type { LotToPart, WinToPart } from './award-shares.js';

/** What a win costs before its fees, in pence. */
export interface PricedWin extends ChosenWin {
  readonly goodsPence: number;
  /** Bundle discounts and rebates, by the spend that earned them. */
  readonly discountPence: number;
}

/** The wins of each lot with their goods and discounts. */
export function pricedWins(chosen: readonly ChosenLot[]): PricedWin[][] {
  const wins = chosen.flatMap((lot) => lot.wins);
  const suppliers = [...new Set(wins.map(({ offer }) => offer.quote))];
  const discounts = new Map(
    suppliers.flatMap((quote) => {
      const own = wins.filter(({ offer }) => offer.quote === quote);
      return discountsOf(quote, own);
    }),
  );
  return chosen.map((lot) =>
    lot.wins.map((win) => ({
      ...win,
      goodsPence: costPence(win.offer.line, win.quantity),
      discountPence: discounts.get(win.offer.offerId) ?? 0,
    })),
  );
}

/** One supplier's discounts: rounded once, half a penny up, and parted by largest remainder. */
function discountsOf(
  { bundles = [], rebates = [] }: RevealedQuote,
  wins: readonly ChosenWin[],
): [string, number][] {
  const goods = wins.map(({ offer, quantity }) => costPence(offer.line, quantity));
  const spend = sumPence(goods);
  const won = new Set(wins.map(({ offer }) => offer.lot.lotId));
  const earned = bundles.filter(({ lotIds }) => lotIds.every((lotId) => won.has(lotId)));
  const rebate = rateAt(rebates, spend);
  const shares = wins.map(({ offer }, i) => {
    const points = rebate + bundleRate(earned, offer.lot.lotId);
    return { id: offer.offerId, weight: BigInt(goods[i]!) * BigInt(points) };
  });
  const exact = shares.reduce((all, { weight }) => all + weight, 0n);
  const total = Number((exact + 5_000n) / 10_000n);
  return splitByLargestRemainder(total, shares).map(({ id, pence }) => [id, pence]);
}

function bundleRate(bundles: readonly QuoteBundle[], lotId: string): number {
  const own = bundles.filter(({ lotIds }) => lotIds.includes(lotId));
  return own.reduce((all, { offBasisPoints }) => all + offBasisPoints, 0);
}

/** The highest step reached gives its rate on the whole spend. */
function rateAt(rebates: readonly QuoteRebate[], spendPence: number): number {
  const reached = rebates
    .filter(({ fromSpendPence }) => fromSpendPence <= spendPence)
    .toSorted((a, b) => a.fromSpendPence - b.fromSpendPence);
  return reached.at(-1)?.rateBasisPoints ?? 0;
}

/** What was chosen, priced, as plain data that is to be parted. */
export function lotsToPart(
  quotes: readonly RevealedQuote[],
  chosen: readonly ChosenLot[],
): LotToPart[] {
  const priced = pricedWins(chosen);
  return chosen.map(({ lot, ranking }, i) => {
    const counted = ranking.filter(({ totalPence }) => totalPence !== null);
    const schedules = counted.flatMap(({ quoteId }) => {
      const quote = quotes.find((one) => one.quoteId === quoteId);
      const line = quote?.lines.find(({ lotId }) => lotId === lot.lotId);
      return line ? [{ basis: line.basis, tiers: line.tiers }] : [];
    });
    return { lot, wins: priced[i]!.map(winToPart), schedules };
  });
}

function winToPart({ offer, quantity, goodsPence, discountPence }: PricedWin): WinToPart {
  const { quote, line } = offer;
  return {
    quoteId: quote.quoteId,
    quantity,
    goodsPence,
    discountPence,
    fixedFeePence: line.fixedFeePence ?? 0,
    deliveryPence: line.deliveryPencePerSchool ?? 0,
    schedule: { basis: line.basis, tiers: line.tiers.map((tier) => ({ ...tier })) },
  };
}

import { costPence, discountsPence } from '#libs/allocation';
import type { RevealedQuote } from '#messages/quotes';
import type { ChosenLot, ChosenWin } from './award-choices.js';
import type { LotToPart, WinToPart } from './invoiced-lot.js';

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

function discountsOf(quote: RevealedQuote, wins: readonly ChosenWin[]): [string, number][] {
  const bought = wins.map(({ offer, quantity }) => ({
    lotId: offer.lot.lotId,
    goodsPence: costPence(offer.line, quantity),
  }));
  const pence = discountsPence(quote, bought);
  return wins.map(({ offer }, i) => [offer.offerId, pence[i]!]);
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

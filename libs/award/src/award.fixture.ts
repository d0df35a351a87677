import type { Lot, Quote, TenderModel } from './tender-model.js';

/** A quote with one price for every unit, named after its supplier and lot. */
export function flatQuote(
  supplierId: string,
  lotId: string,
  unitPricePence: number,
  more: Partial<Quote> = {},
): Quote {
  const schedule = { basis: 'all-units', tiers: [{ fromQuantity: 1, unitPricePence }] } as const;
  return { quoteId: `${supplierId}/${lotId}`, supplierId, lotId, schedule, ...more };
}

/** One lot and its flat prices by supplier. */
export function oneLot(
  quantity: number,
  prices: Readonly<Record<string, number>>,
  more: Partial<Lot> = {},
): TenderModel {
  return {
    lots: [{ lotId: 'L', quantity, ...more }],
    quotes: Object.entries(prices).map(([supplierId, pence]) => flatQuote(supplierId, 'L', pence)),
  };
}

/** A is dearer for Y than B, but two units of it reach the rebate on all that A supplies. */
export const rebateInReach: TenderModel = {
  lots: [
    { lotId: 'X', quantity: 1 },
    { lotId: 'Y', quantity: 5 },
  ],
  quotes: [flatQuote('A', 'X', 600), flatQuote('A', 'Y', 333), flatQuote('B', 'Y', 299)],
  rebates: [{ supplierId: 'A', steps: [{ fromSpendPence: 1000, rateBasisPoints: 1000 }] }],
};

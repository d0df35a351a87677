import { formatWhole } from '#libs/money';
import { lotOf, mostUnitsOf } from './exact-cost.js';
import type { Award, TenderModel } from './tender-model.js';

/** What an award breaks, as sentences; an empty list for a feasible one. */
export function violations(model: TenderModel, award: Award): string[] {
  const wins = award.map((win) => ({ ...win, quote: quoteOf(model, win.quoteId) }));
  const suppliers = [...new Set(wins.map(({ quote }) => quote.supplierId))];
  return [
    ...wins.flatMap(({ quote, quantity }) => {
      const least = Math.max(1, quote.minimumAward ?? 1);
      const most = Math.min(quote.capacity ?? Infinity, mostUnitsOf(lotOf(model, quote.lotId)));
      if (Number.isSafeInteger(quantity) && quantity >= least && quantity <= most) return [];
      const range = `${least} to ${most} whole units`;
      return [`Quote ${quote.quoteId} is awarded ${quantity}, which is not ${range}.`];
    }),
    ...model.lots.flatMap((lot) => {
      const winners = wins.filter(({ quote }) => quote.lotId === lot.lotId);
      const filled = winners.reduce((all, { quantity }) => all + quantity, 0);
      const faults = [];
      if (filled > mostUnitsOf(lot)) faults.push(`Lot ${lot.lotId} is awarded ${filled} units.`);
      if (filled < lot.quantity && lot.reserveUnitPence === undefined) {
        faults.push(`Lot ${lot.lotId} lacks ${formatWhole(lot.quantity - filled)} units.`);
      }
      if (winners.length > (lot.maxSuppliers ?? Infinity)) {
        faults.push(`Lot ${lot.lotId} has ${winners.length} winners.`);
      }
      return faults;
    }),
    ...suppliers.flatMap((supplierId) => {
      const own = wins.filter(({ quote }) => quote.supplierId === supplierId);
      const units = own.reduce((all, { quantity }) => all + quantity, 0);
      if (units <= (model.supplierCapacity?.[supplierId] ?? Infinity)) return [];
      return [`Supplier ${supplierId} is awarded ${formatWhole(units)} units.`];
    }),
    ...(suppliers.length > (model.maxWinners ?? Infinity)
      ? [`There are ${suppliers.length} winning suppliers.`]
      : []),
  ];
}

function quoteOf(model: TenderModel, quoteId: string) {
  const quote = model.quotes.find((one) => one.quoteId === quoteId);
  if (quote) return quote;
  throw new RangeError(`There is no quote ${quoteId}.`);
}

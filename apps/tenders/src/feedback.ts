import type { AwardedLot, LotFeedback } from '#messages/tenders';
import { validIn } from './lot-ranking.js';

/** A supplier's own figures beside the winner's, for each awarded lot that it quoted for. */
export function feedbackOn(awarded: readonly AwardedLot[], supplierId: string): LotFeedback[] {
  return awarded.flatMap((lot) => {
    const own = lot.ranking.find((quote) => quote.supplierId === supplierId);
    if (!own) return [];
    const { lotId, item, description, quantity, totalPence, supplierName } = lot;
    const valid = validIn(lot.ranking);
    const cheaper = valid.filter((quote) => quote.totalPence < (own.totalPence ?? 0));
    return [
      {
        lotId,
        item,
        description,
        quantity,
        won: lot.quoteId === own.quoteId,
        ownTotalPence: own.totalPence,
        setAside: own.setAside ?? null,
        winnerName: supplierName,
        winnerTotalPence: totalPence,
        place: own.setAside === undefined ? 1 + cheaper.length : null,
        of: valid.length,
      },
    ];
  });
}

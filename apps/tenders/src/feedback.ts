import { sumPence } from '#libs/money';
import type { AwardedLot, LotFeedback } from '#messages/tenders';
import { validIn } from './lot-ranking.js';

/** A supplier's own figures beside the winners', for each awarded lot that it quoted for. */
export function feedbackOn(awarded: readonly AwardedLot[], supplierId: string): LotFeedback[] {
  const lotIds = [...new Set(awarded.map(({ lotId }) => lotId))];
  return lotIds.flatMap((lotId) => {
    const parts = awarded.filter((part) => part.lotId === lotId);
    const most = parts.reduce((a, b) => (b.quantity > a.quantity ? b : a));
    const own = most.ranking.find((quote) => quote.supplierId === supplierId);
    if (!own) return [];
    const won = parts.find((part) => part.quoteId === own.quoteId);
    const valid = validIn(most.ranking);
    const cheaper = valid.filter((quote) => quote.totalPence < (own.totalPence ?? 0));
    const { item, description } = most;
    const winner = won ?? most;
    return [
      {
        lotId,
        item,
        description,
        quantity: sumPence(parts.map(({ quantity }) => quantity)),
        won: won !== undefined,
        ownTotalPence: own.totalPence,
        setAside: own.setAside ?? null,
        winnerName: winner.supplierName,
        winnerTotalPence: winner.totalPence,
        place: own.setAside === undefined ? 1 + cheaper.length : null,
        of: valid.length,
        ...(parts.length > 1 && { winners: parts.map(winnerOf) }),
        ...(parts.length > 1 && won && { ownQuantity: won.quantity }),
      },
    ];
  });
}

function winnerOf({ supplierName, quantity, totalPence }: AwardedLot) {
  return { supplierName, quantity, totalPence };
}

import type { Actor } from '#messages/messages';
import type { AwardedShare, LotShare, TenderLot } from '#messages/tenders';
import type { Eye } from './tender-view.js';
import type { TenderRow } from './tenders.read-model.js';
import { ownsDemand } from './visibility.js';

/** Overseers see every share once it is recommended; a school its own once it is awarded. */
export function sharesFor(row: TenderRow, lot: TenderLot, actor: Actor, eye: Eye): LotShare[] {
  const { consortiumId } = row;
  return partsOf(row, lot.lotId, eye).flatMap(({ supplierName, shares }) =>
    shares
      .filter(({ schoolUrn }) => eye === 'all' || ownsDemand(actor, { consortiumId, schoolUrn }))
      .map((share) => ({ ...share, supplierName, lastPricePence: lastPrice(lot, share) })),
  );
}

function partsOf({ awarded, recommended, quotes }: TenderRow, lotId: string, eye: Eye) {
  if (awarded) return awarded.filter((part) => part.lotId === lotId);
  if (eye !== 'all') return [];
  const parts = recommended.find((one) => one.lotId === lotId)?.parts ?? [];
  return parts.map(({ quoteId, shares }) => {
    const quote = quotes.find((one) => one.quoteId === quoteId);
    return { supplierName: quote?.supplierName ?? '', shares };
  });
}

function lastPrice({ demand }: TenderLot, { schoolUrn }: AwardedShare): number | null {
  return demand.find((wanted) => wanted.schoolUrn === schoolUrn)?.lastPricePence ?? null;
}

import { oversees } from '#libs/decider';
import type { Actor } from '#messages/messages';
import type { Drop, TenderLot, TenderLotView, TenderView } from '#messages/tenders';
import { rankLot } from './lot-ranking.js';
import type { TenderRow } from './tenders.read-model.js';
import { isSupplierOnly, ownsDemand, ownsSupplier } from './visibility.js';

type Names = ReadonlyMap<string, string>;

/** How much someone may see: all; a supplier's delivery pack; or a school's own part. */
type Eye = 'all' | 'supplier' | 'school';

/** A tender as this person may see it. */
export function viewOf(row: TenderRow, actor: Actor, names: Names): TenderView {
  const eye = eyeOf(actor, row.consortiumId);
  const isAll = eye === 'all';
  const { tenderId, roundId, consortiumId, title, status, closesAt, paymentDays } = row;
  return {
    tenderId,
    roundId,
    consortiumId,
    title,
    status,
    closesAt,
    paymentDays,
    deliveryTerms: row.deliveryTerms,
    lots: row.lots.map((lot) => lotView(row, lot, actor, eye, names)),
    authorId: isAll ? row.authorId : '',
    firstOpenerId: isAll ? row.firstOpenerId : null,
    recommendedBy: isAll ? row.recommendedBy : null,
    reason: isAll || status === 'cancelled' ? row.reason : null,
    returnedReason: isAll ? row.returnedReason : null,
    demo: row.demo,
  };
}

function eyeOf(actor: Actor, consortiumId: string): Eye {
  if (oversees(actor, consortiumId)) return 'all';
  return isSupplierOnly(actor, consortiumId) ? 'supplier' : 'school';
}

function lotView(
  row: TenderRow,
  lot: TenderLot,
  actor: Actor,
  eye: Eye,
  names: Names,
): TenderLotView {
  const { demand: _, ceilingPence, ...plain } = lot;
  const isAll = eye === 'all';
  const isRanked = isAll && isOpened(row);
  const recommended = row.recommended.find(({ lotId }) => lotId === lot.lotId);
  return {
    ...plain,
    ceilingPence: eye === 'supplier' ? null : ceilingPence,
    drops: dropsFor(row.consortiumId, lot, actor, eye, names),
    ranking: isRanked ? rankLot(lot, row.quotes, row.setAside) : [],
    recommendedQuoteId: isAll ? (recommended?.quoteId ?? null) : null,
    winner: winnerFor(row, lot.lotId, actor, eye),
  };
}

function isOpened({ status }: TenderRow): boolean {
  return status === 'opened' || status === 'recommended' || status === 'awarded';
}

/** A school sees its own doors: what another one needs is that one's business. */
function dropsFor(
  consortiumId: string,
  { demand }: TenderLot,
  actor: Actor,
  eye: Eye,
  names: Names,
): Drop[] {
  return demand
    .filter(({ schoolUrn }) => eye !== 'school' || ownsDemand(actor, { consortiumId, schoolUrn }))
    .map(({ schoolUrn, quantity, max }) => {
      const schoolName = names.get(schoolUrn);
      return { schoolUrn, ...(schoolName && { schoolName }), firm: quantity, most: max };
    });
}

/** A supplier learns of itself here, and of the winner beside its own figures in the feedback. */
function winnerFor(row: TenderRow, lotId: string, actor: Actor, eye: Eye): TenderLotView['winner'] {
  const lot = row.awarded?.find((awarded) => awarded.lotId === lotId);
  if (!lot) return null;
  const { supplierId, supplierName, totalPence } = lot;
  if (eye === 'supplier' && !ownsSupplier(actor, row.consortiumId, supplierId)) return null;
  return { supplierId, supplierName, totalPence };
}

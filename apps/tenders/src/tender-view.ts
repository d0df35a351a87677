import { oversees } from '#libs/decider';
import type { Actor } from '#messages/messages';
import type { Drop, LotWinner, TenderLot, TenderLotView, TenderView } from '#messages/tenders';
import { rankLot } from './lot-ranking.js';
import { scoresOf } from './lot-scores.js';
import { sharesFor } from './lot-shares-view.js';
import type { TenderRow } from './tenders.read-model.js';
import { isSupplierOnly, ownsDemand, ownsSupplier } from './visibility.js';

type Names = ReadonlyMap<string, string>;

/** How much someone may see: all; a supplier's delivery pack; or a school's own part. */
export type Eye = 'all' | 'supplier' | 'school';

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
    sharingRule: row.sharingRule,
    ...(row.spareUnits !== null && { spareUnits: row.spareUnits }),
    ...(row.maxWinners !== null && { maxWinners: row.maxWinners }),
    ...(row.scoring && { scoring: row.scoring }),
    ...(isAll && row.solved && { solved: row.solved }),
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
  const { demand: _, ceilingPence, reserveUnitPence, ...plain } = lot;
  const isAll = eye === 'all';
  const isRanked = isAll && isOpened(row);
  const { lots, quotes, setAside, qualities } = row;
  const ranking = isRanked ? rankLot(lot, quotes, setAside, qualities, lots) : [];
  const winners = winnersFor(row, lot.lotId, actor, eye);
  const shares = eye === 'supplier' ? [] : sharesFor(row, lot, actor, eye);
  const recommended = row.recommended.find(({ lotId }) => lotId === lot.lotId);
  return {
    ...plain,
    ceilingPence: eye === 'supplier' ? null : ceilingPence,
    ...(isAll && reserveUnitPence !== undefined && { reserveUnitPence }),
    drops: dropsFor(row.consortiumId, lot, actor, eye, names),
    ranking,
    recommendedQuoteId: isAll ? (recommended?.quoteId ?? null) : null,
    winner: winners[0] ? winnerOf(winners[0]) : null,
    ...(row.awarded && { winners }),
    ...(shares.length > 0 && { shares }),
    ...(isRanked && row.scoring?.kind === 'relative' && { scores: scoresOf(row, ranking) }),
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

/**
 * Most units first. A supplier learns of itself here, and of the others beside its own figures in
 * the feedback.
 */
function winnersFor(row: TenderRow, lotId: string, actor: Actor, eye: Eye): LotWinner[] {
  return (row.awarded ?? [])
    .filter((part) => part.lotId === lotId)
    .filter(
      ({ supplierId }) => eye !== 'supplier' || ownsSupplier(actor, row.consortiumId, supplierId),
    )
    .map(({ supplierId, supplierName, quoteId, quantity, totalPence }) => {
      return { supplierId, supplierName, quoteId, quantity, totalPence };
    });
}

function winnerOf({ supplierId, supplierName, totalPence }: LotWinner) {
  return { supplierId, supplierName, totalPence };
}

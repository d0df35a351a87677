import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { savingRow, type PriceSchedule, type SchoolDemand } from '#libs/allocation';
import { ratioPence } from '#libs/money';
import type { QuoteLine } from '#messages/quotes';
import type { LockedDemand, LockedLot } from '#messages/rounds';
import type { ComputedShares, ShareRow } from '#messages/savings';
import type { AwardedLot, AwardedShare, TenderEvent } from '#messages/tenders';

export type AwardData = Extract<TenderEvent, { type: 'TenderAwarded' }>['data'];

/** One opened quote, as far as savings need it. */
export interface OpenedQuote {
  readonly quoteId: string;
  readonly lines: readonly QuoteLine[];
}

/** All that the shares of a round follow from: events, and nothing else. */
export interface ShareInputs {
  readonly lots: readonly LockedLot[];
  readonly quotes: readonly OpenedQuote[];
  readonly award: AwardData;
}

/**
 * Each school's share of each awarded lot, to the penny. Pure: whoever has the events gets the
 * same rows and the same hash.
 */
export function computeShares({ lots, quotes, award }: ShareInputs): ComputedShares {
  const inputs = award.lots.map((awarded) => ({
    awarded,
    demand: lots.find(({ lotId }) => lotId === awarded.lotId)?.demand ?? [],
    schedules: validSchedules(awarded, quotes),
  }));
  const rows = inputs.flatMap(({ awarded, demand, schedules }) =>
    awarded.shares.map((share) => shareRow(awarded, share, demand, schedules)),
  );
  const hashed = canonicalize({ rule: award.sharingRule, inputs }) ?? '';
  return {
    roundId: award.roundId,
    consortiumId: award.consortiumId,
    rule: award.sharingRule,
    inputHash: createHash('sha256').update(hashed).digest('hex'),
    rows,
  };
}

/** The schedules of all quotes that counted in the award of a lot, by quote id. */
export function validSchedules(lot: AwardedLot, quotes: readonly OpenedQuote[]): PriceSchedule[] {
  return lot.ranking
    .filter(({ totalPence }) => totalPence !== null)
    .map(({ quoteId }) => quoteId)
    .sort()
    .flatMap((quoteId) => {
      const quote = quotes.find((one) => one.quoteId === quoteId);
      const line = quote?.lines.find(({ lotId }) => lotId === lot.lotId);
      return line ? [{ basis: line.basis, tiers: line.tiers }] : [];
    });
}

function shareRow(
  lot: AwardedLot,
  share: AwardedShare,
  demand: readonly LockedDemand[],
  schedules: readonly PriceSchedule[],
): ShareRow {
  const wanted = demand.find(({ schoolUrn }) => schoolUrn === share.schoolUrn);
  const row = savingRow(schoolDemand(share, wanted), share.paysPence, schedules);
  return {
    urn: share.schoolUrn,
    partyId: share.partyId,
    lotId: lot.lotId,
    item: lot.item,
    supplier: lot.supplierName,
    quantity: share.quantity,
    pricePence: ratioPence(lot.totalPence, 1, lot.quantity),
    paysPence: row.paysPence,
    baselinePence: row.baselinePence,
    savingPence: row.savingPence,
    competitionPence: row.competitionPence,
    aggregationPence: row.aggregationPence,
    evidenceGrade: row.evidenceGrade,
    evidenceReference: wanted?.evidenceReference ?? null,
  };
}

/** What a school got, with its last price where there is evidence for it. */
export function schoolDemand(share: AwardedShare, wanted: LockedDemand | undefined): SchoolDemand {
  const { schoolUrn: id, quantity } = share;
  const grade = wanted?.evidenceGrade ?? 'none';
  if (grade === 'none' || wanted?.lastPricePence == null) return { id, quantity };
  return { id, quantity, lastPrice: { pricePence: wanted.lastPricePence, grade } };
}

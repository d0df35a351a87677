import { createHash } from 'node:crypto';
import { canonicalText } from '#libs/event-store';
import { sumPence } from '#libs/money';
import type { QuoteLine } from '#messages/quotes';
import type { LockedDemand, LockedLot } from '#messages/rounds';
import type { Baseline, RunningCost } from '#messages/savings';
import type { AwardedLot, AwardedShare, TenderEvent } from '#messages/tenders';
import { schoolDemand } from './alone-price.js';

export type AwardData = Extract<TenderEvent, { type: 'TenderAwarded' }>['data'];

/** One opened quote, as far as savings need it. */
export interface OpenedQuote {
  readonly quoteId: string;
  readonly lines: readonly QuoteLine[];
}

/** What became of one school's units of one lot from one supplier. */
export interface Delivered {
  readonly lotId: string;
  readonly supplierId: string;
  readonly schoolUrn: string;
  /** Units declared never to come. */
  readonly short: number;
  readonly invoiced: number;
  readonly invoicedPence: number;
  readonly credited: number;
  readonly creditedPence: number;
}

/** A last price that takes the place of what the school said with its demand. */
export interface CorrectedBaseline extends Baseline {
  readonly schoolUrn: string;
  readonly lotId: string;
}

/** All that the shares of a round follow from: events, and nothing else. */
export interface ShareInputs {
  readonly lots: readonly LockedLot[];
  readonly quotes: readonly OpenedQuote[];
  readonly award: AwardData;
  /** May a group of schools buy up to a cheaper tier? Yes unless the round said otherwise. */
  readonly spareUnits?: boolean;
  readonly deliveries?: readonly Delivered[];
  readonly corrections?: readonly CorrectedBaseline[];
  readonly runningCosts?: readonly RunningCost[];
  /** After the end nothing more comes: what is not billed by then never came. */
  readonly ended?: boolean;
}

/** A lot with all its parts: one for each supplier that won some of it. */
export interface WholeLot {
  readonly lotId: string;
  readonly item: string;
  readonly supplier: string;
  readonly quantity: number;
  readonly totalPence: number;
  readonly vatRateBasisPoints: number;
  readonly parts: readonly AwardedLot[];
  readonly demand: readonly LockedDemand[];
  /** Does a last price count that is not the one of the award? */
  readonly isCorrected: boolean;
  /** That no school may pay more than, for one unit; Infinity for a lot without any. */
  readonly ceilingPence: number;
  /** What every quote that counted says of this lot. */
  readonly lines: readonly QuoteLine[];
}

/** One school's units of a lot, from whichever supplier; in the order of the award. */
export interface SchoolUnits {
  readonly urn: string;
  readonly partyId: string;
  readonly vatRecovered: boolean;
  readonly wanted: LockedDemand | undefined;
  readonly shares: readonly { readonly part: AwardedLot; readonly share: AwardedShare }[];
}

/** The awarded lots, each with its demand as it counts now and the quotes beside it. */
export function wholeLots({ lots, quotes, award, corrections = [] }: ShareInputs): WholeLot[] {
  return [...new Set(award.lots.map(({ lotId }) => lotId))].map((lotId) => {
    const parts = award.lots.filter((part) => part.lotId === lotId);
    const [first] = parts as [AwardedLot];
    const locked = lots.find((lot) => lot.lotId === lotId);
    const said = locked?.demand ?? [];
    const demand = said.map((wanted) => corrected(wanted, lotId, corrections));
    return {
      lotId,
      item: first.item,
      supplier: [...new Set(parts.map(({ supplierName }) => supplierName))].join(' and '),
      quantity: sumPence(parts.map(({ quantity }) => quantity)),
      totalPence: sumPence(parts.map(({ totalPence }) => totalPence)),
      vatRateBasisPoints: first.vatRateBasisPoints,
      parts,
      demand,
      isCorrected: demand.some((wanted, i) => lastPriceOf(wanted) !== lastPriceOf(said[i]!)),
      ceilingPence: locked?.ceilingPence ?? Infinity,
      lines: validLines(first, quotes),
    };
  });
}

/** The schools of a lot, in the order of the award. */
export function schoolsOfLot({ parts, demand }: WholeLot): SchoolUnits[] {
  const all = parts.flatMap((part) => part.shares.map((share) => ({ part, share })));
  const byUrn = new Map<string, typeof all>();
  for (const one of all) {
    const { schoolUrn } = one.share;
    byUrn.set(schoolUrn, [...(byUrn.get(schoolUrn) ?? []), one]);
  }
  const wantedBy = new Map(demand.map((wanted) => [wanted.schoolUrn, wanted]));
  return [...byUrn].map(([urn, shares]) => ({
    urn,
    partyId: shares[0]!.share.partyId,
    vatRecovered: shares[0]!.share.vatRecovered,
    wanted: wantedBy.get(urn),
    shares,
  }));
}

/** What the quotes that counted in the award of a lot say of it, by quote id. */
export function validLines(
  { lotId, ranking }: AwardedLot,
  quotes: readonly OpenedQuote[],
): QuoteLine[] {
  return ranking
    .filter(({ totalPence }) => totalPence !== null)
    .map(({ quoteId }) => quoteId)
    .sort()
    .flatMap((quoteId) => {
      const quote = quotes.find((one) => one.quoteId === quoteId);
      return quote?.lines.find((line) => line.lotId === lotId) ?? [];
    });
}

/** SHA-256 over all inputs in one order, in hex: what order they came in changes nothing. */
export function inputHashOf(inputs: ShareInputs): string {
  const { award, deliveries = [], runningCosts = [], spareUnits = true, ended = false } = inputs;
  const lots = wholeLots(inputs).map((whole) => {
    const { supplier: _, ceilingPence, parts, demand, isCorrected, lines, ...lot } = whole;
    return {
      ...lot,
      // As it was hashed before anything could be corrected.
      ...(isCorrected && { isCorrected, ceilingPence }),
      parts: sorted(parts, (part) => `${part.supplierId} ${part.quoteId}`).map((part) => ({
        ...part,
        ranking: sorted(part.ranking, ({ quoteId }) => quoteId),
        shares: sorted(part.shares, ({ schoolUrn }) => schoolUrn),
      })),
      demand: sorted(demand, ({ schoolUrn }) => schoolUrn),
      lines,
    };
  });
  const hashed = canonicalText({
    rule: award.sharingRule,
    spareUnits,
    ended,
    lots: sorted(lots, ({ lotId }) => lotId),
    deliveries: sorted(deliveries, (one) => `${one.lotId} ${one.supplierId} ${one.schoolUrn}`),
    runningCosts: sorted(runningCosts, ({ costId }) => costId),
  });
  return createHash('sha256').update(hashed).digest('hex');
}

function corrected(
  wanted: LockedDemand,
  lotId: string,
  corrections: readonly CorrectedBaseline[],
): LockedDemand {
  const found = corrections.find(
    (one) => one.lotId === lotId && one.schoolUrn === wanted.schoolUrn,
  );
  if (!found) return wanted;
  const { evidenceReference, evidenceHash, evidenceDay, evidenceKind, ...rest } = wanted;
  const { lotId: _, schoolUrn: __, ...baseline } = found;
  return { ...rest, ...baseline };
}

function lastPriceOf(wanted: LockedDemand): number | undefined {
  return schoolDemand(wanted, wanted).lastPrice?.pricePence;
}

function sorted<One>(list: readonly One[], keyOf: (one: One) => string): One[] {
  return list
    .map((one) => ({ one, key: keyOf(one) }))
    .sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)))
    .map(({ one }) => one);
}

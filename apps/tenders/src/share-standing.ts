import { formatPounds, formatWhole, sumPence, timesPence } from '#libs/money';
import type { AwardedShare, DearerSchool, RecommendedPart, TenderLot } from '#messages/tenders';

/** What one school pays in the end for a lot, over all its suppliers, and for how many units. */
export interface Standing {
  readonly lot: TenderLot;
  readonly schoolUrn: string;
  /** That it asked for. */
  readonly quantity: number;
  readonly sharePence: number;
  /** That it gets, spare units included. */
  readonly boughtQuantity: number;
  /** By all its suppliers together. */
  readonly invoicedPence: number;
  readonly lastPricePence: number | null;
}

export function standingsOf(lot: TenderLot, parts: readonly RecommendedPart[]): Standing[] {
  const shares = parts.flatMap((part) => part.shares);
  return lot.demand.flatMap(({ schoolUrn, lastPricePence }) => {
    const own = shares.filter((share) => share.schoolUrn === schoolUrn);
    if (own.length === 0) return [];
    const quantity = sumPence(own.map(firmUnits));
    const sharePence = sumPence(own.map((share) => share.sharePence ?? share.paysPence));
    const boughtQuantity = sumPence(own.map((share) => share.quantity));
    const invoicedPence = sumPence(own.map(({ paysPence }) => paysPence));
    const standing = { quantity, sharePence, boughtQuantity, invoicedPence, lastPricePence };
    return [{ lot, schoolUrn, ...standing }];
  });
}

function firmUnits({ quantity, spareQuantity = 0 }: AwardedShare): number {
  return quantity - spareQuantity;
}

/** Schools that would pay more for a unit than they last did, by their own word. */
export function dearerSchools(standings: readonly Standing[]): DearerSchool[] {
  return standings.flatMap(({ lot, schoolUrn, quantity, sharePence, lastPricePence }) => {
    if (lastPricePence === null) return [];
    const atLastPricePence = timesPence(lastPricePence, quantity);
    if (sharePence <= atLastPricePence) return [];
    return [{ lotId: lot.lotId, schoolUrn, sharePence, atLastPricePence }];
  });
}

/**
 * The first school that would pay more than the ceiling in the end, or be invoiced more than it, as a
 * sentence without its end. What it is invoiced has to be reserved, whatever comes back to it.
 */
export function overCeiling(
  standings: readonly Standing[],
  nameOf: (schoolUrn: string) => string,
): string | undefined {
  for (const { lot, schoolUrn, ...one } of standings) {
    const most = timesPence(lot.ceilingPence, one.quantity);
    if (one.sharePence > most) {
      const share = `would pay ${formatPounds(one.sharePence)} for ${lot.item}`;
      return `${nameOf(schoolUrn)} ${share}, and its ceiling is ${formatPounds(most)}`;
    }
    const mostInvoiced = timesPence(lot.ceilingPence, one.boughtQuantity);
    if (one.invoicedPence > mostInvoiced) {
      const units = `${formatWhole(one.boughtQuantity)} of ${lot.item}`;
      const invoiced = `would be invoiced ${formatPounds(one.invoicedPence)} for ${units}`;
      return `${nameOf(schoolUrn)} ${invoiced}, and its ceiling is ${formatPounds(mostInvoiced)}`;
    }
  }
  return undefined;
}

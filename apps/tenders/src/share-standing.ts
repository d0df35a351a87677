import { formatPounds, sumPence, timesPence } from '#libs/money';
import type { AwardedShare, DearerSchool, RecommendedPart, TenderLot } from '#messages/tenders';

/** What one school pays in the end for a lot, over all its suppliers, and for how many units. */
export interface Standing {
  readonly lot: TenderLot;
  readonly schoolUrn: string;
  /** That it asked for. */
  readonly quantity: number;
  readonly sharePence: number;
  readonly lastPricePence: number | null;
}

export function standingsOf(lot: TenderLot, parts: readonly RecommendedPart[]): Standing[] {
  const shares = parts.flatMap((part) => part.shares);
  return lot.demand.flatMap(({ schoolUrn, lastPricePence }) => {
    const own = shares.filter((share) => share.schoolUrn === schoolUrn);
    if (own.length === 0) return [];
    const quantity = sumPence(own.map(firmUnits));
    const sharePence = sumPence(own.map((share) => share.sharePence ?? share.paysPence));
    return [{ lot, schoolUrn, quantity, sharePence, lastPricePence }];
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

/** The first school that would pay more than the ceiling, as a sentence without its end. */
export function overCeiling(
  standings: readonly Standing[],
  nameOf: (schoolUrn: string) => string,
): string | undefined {
  const over = standings.find(
    ({ lot, quantity, sharePence }) => sharePence > timesPence(lot.ceilingPence, quantity),
  );
  if (!over) return undefined;
  const { lot, quantity, sharePence, schoolUrn } = over;
  const most = formatPounds(timesPence(lot.ceilingPence, quantity));
  const share = `${nameOf(schoolUrn)} would pay ${formatPounds(sharePence)} for ${lot.item}`;
  return `${share}, and its ceiling is ${most}`;
}

import { awardLot, countOf } from '#libs/allocation';
import { formatPounds, formatWhole } from '#libs/money';
import type { LotTruth } from './what-if.js';

/** The quote that a lot would go to, and what would be bought there. Money in pence. */
export interface Choice {
  readonly quoteId: string;
  readonly supplierName: string | null;
  readonly costPence: number;
  readonly buyQuantity: number;
  readonly spareQuantity: number;
}

/** The cheapest quote for a quantity, and what is to be known of the choice, as sentences. */
export function chooseQuote(
  lot: LotTruth,
  quantity: number,
  spareUnits: boolean,
): { readonly choice: Choice | undefined; readonly notes: readonly string[] } {
  if (quantity === 0) return { choice: undefined, notes: ['Nobody else wants any of this lot.'] };
  const { ranking, excluded, tiedIds } = awardLot(offersFor(lot), quantity, {
    ceilingPricePence: lot.ceilingPence,
    spareUnits,
  });
  const tied = ranking.filter(({ quoteId }) => tiedIds.includes(quoteId));
  const first = tied.find(({ quoteId }) => quoteId === lot.winnerId) ?? ranking[0];
  if (!first) return { choice: undefined, notes: [nobody(lot, excluded.length)] };
  const { costPence, buyQuantity, spareQuantity } = first;
  const { quoteId, supplierName } = lot.quotes.find((one) => one.quoteId === first.quoteId)!;
  const choice = { quoteId, supplierName, costPence, buyQuantity, spareQuantity };
  const notes = [
    ...(tied.length > 1 ? ['Several quotes cost the same here; one of them is shown.'] : []),
    ...spareNote(lot, choice),
    ...minimumNote(lot, quantity),
  ];
  return { choice, notes };
}

function offersFor({ quotes }: LotTruth) {
  return quotes.map(({ quoteId, line: { basis, tiers } }) => ({
    quoteId,
    schedule: { basis, tiers },
  }));
}

function nobody({ ceilingPence }: LotTruth, excluded: number): string {
  const ceiling = formatPounds(ceilingPence);
  return excluded > 0
    ? `Every quote is above the ceiling of ${ceiling}: the lot would not be bought.`
    : 'There is no quote: the lot would not be bought.';
}

function spareNote({ unit }: LotTruth, { buyQuantity, spareQuantity, costPence }: Choice) {
  if (spareQuantity === 0) return [];
  const units = countOf(buyQuantity, unit);
  const cost = formatPounds(costPence);
  return [
    `${units} would be bought, ${formatWhole(spareQuantity)} of them spare: that costs less, ${cost}.`,
  ];
}

function minimumNote({ minimumQuantity }: LotTruth, quantity: number): string[] {
  if (quantity >= minimumQuantity) return [];
  const [left, least] = [formatWhole(quantity), formatWhole(minimumQuantity)];
  return [`${left} are below the round’s minimum of ${least}: the lot would not be tendered.`];
}

import { formatPounds, formatWhole, sumPence, timesPence } from '#libs/money';
import { costPence, costWithSpare, type PriceSchedule, type Purchase } from './price-schedule.js';

/** A valid quote for one lot. The id is stable and says nothing about when it came. */
export interface LotQuote {
  readonly quoteId: string;
  readonly schedule: PriceSchedule;
}

/** The rules of one lot that goes to a single winner. */
export interface LotRules {
  /** The most that a unit may cost, in pence. */
  readonly ceilingPricePence?: number;
  /** May more be bought than is needed, when that costs less? Yes unless told otherwise. */
  readonly spareUnits?: boolean;
}

/** A quote in its place: equal costs share a rank. Money in pence. */
export interface RankedQuote extends Purchase {
  readonly quoteId: string;
  readonly rank: number;
  /** How much dearer than the first. */
  readonly behindPence: number;
}

/** A quote and a sentence that says what is the matter with it. */
export interface QuoteNote {
  readonly quoteId: string;
  readonly sentence: string;
}

/** The quotes of a lot by total cost. */
export interface LotAward {
  readonly ranking: readonly RankedQuote[];
  /** The cheapest; absent when there is none, or a tie that the published order must break. */
  readonly winnerId?: string;
  /** The quotes that share the first place, when more than one does. */
  readonly tiedIds: readonly string[];
  /** Dearer than the ceiling. */
  readonly excluded: readonly QuoteNote[];
  /** To be asked about before anything is decided; still ranked. */
  readonly abnormallyLow: readonly QuoteNote[];
}

/**
 * Ranks the valid quotes of a single-winner lot by what `quantity` units cost. Price alone: quality
 * and the tie-break of the tender come after. The time of submission never counts.
 * Throws RangeError for a quantity below 1 and faulty schedules.
 */
export function awardLot(
  quotes: readonly LotQuote[],
  quantity: number,
  { ceilingPricePence, spareUnits = true }: LotRules = {},
): LotAward {
  if (quantity < 1) throw new RangeError('There is nothing to award.');
  const priced = quotes
    .map((quote) => ({ quoteId: quote.quoteId, ...purchase(quote.schedule, quantity, spareUnits) }))
    .toSorted((a, b) => a.costPence - b.costPence || (a.quoteId < b.quoteId ? -1 : 1));
  const most = ceilingPricePence === undefined ? Infinity : timesPence(ceilingPricePence, quantity);
  const within = priced.filter((quote) => quote.costPence <= most);
  const tied = within.filter((quote) => quote.costPence === within[0]!.costPence);
  return {
    ranking: within.map((quote) => ({
      ...quote,
      rank: 1 + within.filter((other) => other.costPence < quote.costPence).length,
      behindPence: quote.costPence - within[0]!.costPence,
    })),
    ...(tied.length === 1 && { winnerId: tied[0]!.quoteId }),
    tiedIds: tied.length > 1 ? tied.map(({ quoteId }) => quoteId) : [],
    excluded: priced
      .filter((quote) => quote.costPence > most)
      .map(({ quoteId, costPence: cost }) => ({
        quoteId,
        sentence: overCeiling(cost, most, quantity),
      })),
    abnormallyLow: abnormallyLow(priced),
  };
}

function purchase(schedule: PriceSchedule, quantity: number, spareUnits: boolean): Purchase {
  if (spareUnits) return costWithSpare(schedule, quantity);
  return { costPence: costPence(schedule, quantity), buyQuantity: quantity, spareQuantity: 0 };
}

function overCeiling(cost: number, most: number, quantity: number): string {
  const ceiling = `the ceiling of ${formatPounds(most)} for ${formatWhole(quantity)}`;
  return `${formatPounds(cost)} is over ${ceiling}.`;
}

const underMean = { percent: 40n, what: 'the mean of the others' };
const underNext = { percent: 30n, what: 'the next quote' };

/**
 * Quotes to be asked about, by what they cost in pence: 40 % or more under the mean of the others, or
 * 30 % or more under the next.
 */
export function abnormallyLow(
  quotes: readonly { readonly quoteId: string; readonly costPence: number }[],
): QuoteNote[] {
  const ascending = quotes.toSorted((a, b) => a.costPence - b.costPence);
  const all = sumPence(ascending.map((quote) => quote.costPence));
  return ascending.flatMap(({ quoteId, costPence: cost }, i) => {
    const next = ascending[i + 1];
    const others = ascending.length - 1;
    if (!next) return [];
    const reasons = [
      ...reason(cost, next.costPence, 1, underNext),
      ...reason(cost, all - cost, others, underMean),
    ];
    if (reasons.length === 0) return [];
    const sentence = `${formatPounds(cost)} is ${reasons.join(' and ')}: ask why before deciding.`;
    return [{ quoteId, sentence }];
  });
}

/** Compared without division: cost ≤ (100 − percent) % of sum ÷ count. */
function reason(
  cost: number,
  sum: number,
  count: number,
  { percent, what }: typeof underMean,
): string[] {
  const [low, high] = [BigInt(cost) * BigInt(count), BigInt(sum)];
  if (high === 0n || low * 100n > high * (100n - percent)) return [];
  const tenths = String(((high - low) * 1000n) / high).padStart(2, '0');
  return [`${tenths.slice(0, -1)}.${tenths.slice(-1)} % under ${what}`];
}

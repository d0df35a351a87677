import { assertPence, sumPence, timesPence } from '#libs/money';
import { costFunction, withSpareUnits } from './cost-function.js';
import { leastCostPence, type PriceSchedule } from './price-schedule.js';
import { totalQuantity, type Demand, type SharingRule } from './shared-lot.js';
import { equalPrice } from './sharing-rules.js';

/** How well a last price is proved: A invoice, B order or offer, C note. */
export type EvidenceGrade = 'A' | 'B' | 'C';

/** The price in pence a unit that a school last paid, and its evidence. */
export interface LastPrice {
  readonly pricePence: number;
  readonly grade: EvidenceGrade;
}

/** What one school wants of a lot. No last price without evidence for it. */
export interface SchoolDemand extends Demand {
  readonly lastPrice?: LastPrice;
}

/** One lot after its award. */
export interface AwardedLot {
  readonly demands: readonly SchoolDemand[];
  /** Every valid quote's schedule, the winner's among them. */
  readonly quotes: readonly PriceSchedule[];
  readonly awarded: PriceSchedule;
  /** May a group buy up to the next tier? Yes unless the round says otherwise. */
  readonly spareUnits?: boolean;
  /** `equal_price` unless the round chose another before quotes opened. */
  readonly rule?: SharingRule;
}

/** The money of a saving, in pence: saving = baseline − pays = competition + aggregation. */
export interface SavingTotals {
  readonly quantity: number;
  readonly paysPence: number;
  readonly baselinePence: number;
  readonly savingPence: number;
  /** Baseline − alone: what the quotes saved without any grouping. Never below zero. */
  readonly competitionPence: number;
  /** Alone − pays: what grouping caused. May be below zero. */
  readonly aggregationPence: number;
}

/** One school's saving on one lot. */
export interface SavingRow extends SavingTotals {
  readonly id: string;
  readonly evidenceGrade: EvidenceGrade | 'none';
}

/** Each school's saving on a lot, in the order of demands. Throws RangeError without a quote. */
export function savingRows(lot: AwardedLot): SavingRow[] {
  const { demands, quotes, awarded, spareUnits = true, rule = equalPrice } = lot;
  const parts = rule.parts({
    costOfPence: (quantity) => leastCostPence(awarded, quantity, spareUnits),
    cost: spareUnits ? withSpareUnits(costFunction(awarded)) : costFunction(awarded),
    demands: demands.map((demand) => ({
      ...demand,
      baselinePence: baselinePence(demand, quotes, spareUnits),
    })),
  });
  const pays = new Map(parts.map(({ id, pence }) => [id, pence]));
  return demands.map((demand) => savingRow(demand, pays.get(demand.id)!, quotes, spareUnits));
}

/** One school's saving from what it pays, projected or invoiced. */
export function savingRow(
  demand: SchoolDemand,
  paysPence: number,
  quotes: readonly PriceSchedule[],
  spareUnits = true,
): SavingRow {
  return savingBeside(demand, paysPence, bestQuotePence(quotes, demand.quantity, spareUnits));
}

/**
 * The same where the best of all quotes at the school's own quantity is known already, in pence:
 * quotes may have terms that a schedule does not hold. Infinity where no quote would serve it alone;
 * throws RangeError then, unless there is a last price.
 */
export function savingBeside(
  demand: SchoolDemand,
  paysPence: number,
  bestPence: number,
): SavingRow {
  const { lastPrice, quantity } = demand;
  const baseline = assertPence(lastPrice ? timesPence(lastPrice.pricePence, quantity) : bestPence);
  const alone = Math.min(baseline, bestPence);
  return {
    id: demand.id,
    quantity,
    paysPence,
    baselinePence: baseline,
    savingPence: baseline - paysPence,
    competitionPence: baseline - alone,
    aggregationPence: alone - paysPence,
    evidenceGrade: lastPrice?.grade ?? 'none',
  };
}

/** Rows added up: a school's lots, a lot's schools, or all. `worthwhile`: no dearer than before. */
export function savingTotals(
  rows: readonly SavingTotals[],
): SavingTotals & { readonly worthwhile: boolean } {
  const sum = (of: (row: SavingTotals) => number) => sumPence(rows.map(of));
  const savingPence = sum((row) => row.savingPence);
  return {
    quantity: sum((row) => row.quantity),
    paysPence: sum((row) => row.paysPence),
    baselinePence: sum((row) => row.baselinePence),
    savingPence,
    competitionPence: sum((row) => row.competitionPence),
    aggregationPence: sum((row) => row.aggregationPence),
    worthwhile: savingPence >= 0,
  };
}

/**
 * What the school would have paid: its last price × quantity, in pence. Without evidence of a last
 * price, the best quote at its own quantity, never a guess.
 */
export function baselinePence(
  { quantity, lastPrice }: SchoolDemand,
  quotes: readonly PriceSchedule[],
  spareUnits = true,
): number {
  if (lastPrice) return timesPence(lastPrice.pricePence, quantity);
  return bestQuotePence(quotes, quantity, spareUnits);
}

/**
 * What the school would pay with these quotes but by itself: the cheaper of its last price and the
 * best of all quotes at its own quantity. The winner's low tiers alone would not be fair: nobody
 * buys there, so a supplier can price them high and flatter the grouping.
 */
export function alonePence(
  demand: SchoolDemand,
  quotes: readonly PriceSchedule[],
  spareUnits = true,
): number {
  const best = bestQuotePence(quotes, demand.quantity, spareUnits);
  return Math.min(baselinePence(demand, quotes, spareUnits), best);
}

/**
 * The same for several schools that buy as one, such as a trust: the cheaper of what they would pay
 * each alone and the best of all quotes at their summed quantity.
 */
export function aloneTogetherPence(
  demands: readonly SchoolDemand[],
  quotes: readonly PriceSchedule[],
  spareUnits = true,
): number {
  const apart = sumPence(demands.map((demand) => alonePence(demand, quotes, spareUnits)));
  return Math.min(apart, bestQuotePence(quotes, totalQuantity(demands), spareUnits));
}

/** The cheapest of all quotes at a quantity, in pence. Throws RangeError when there is no quote. */
export function bestQuotePence(
  quotes: readonly PriceSchedule[],
  quantity: number,
  spareUnits = true,
): number {
  if (quotes.length === 0) throw new RangeError('Without a quote there is nothing to compare.');
  return Math.min(...quotes.map((quote) => leastCostPence(quote, quantity, spareUnits)));
}

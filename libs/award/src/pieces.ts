import { exactPerPenny, goodsOf, lotOf, mostUnitsOf } from './exact-cost.js';
import type { Quote, TenderModel } from './tender-model.js';

/**
 * A tier of a quote as far as it can be awarded: `low` to `high` units, whose goods cost exactly
 * base + unit × quantity, in ten-millionths of a penny. For all-units tiers the base is nothing; for
 * incremental ones it holds the dearer units below.
 */
export interface Piece {
  readonly low: number;
  readonly high: number;
  readonly base: bigint;
  readonly unit: bigint;
}

/** What a quote can win at most: its own capacity, its supplier's, the lot. */
export function mostOf(model: TenderModel, quote: Quote): number {
  const most = mostUnitsOf(lotOf(model, quote.lotId));
  const ofSupplier = model.supplierCapacity?.[quote.supplierId] ?? Infinity;
  return Math.min(quote.capacity ?? Infinity, ofSupplier, most);
}

/** The tiers that can be awarded, without those below the minimum award or above what it can win. */
export function piecesOf(model: TenderModel, quote: Quote): Piece[] {
  const { tiers, basis, perUnits = 1 } = quote.schedule;
  const most = mostOf(model, quote);
  const least = Math.max(1, quote.minimumAward ?? 1);
  return tiers.flatMap(({ fromQuantity, unitPricePence }, i) => {
    const low = Math.max(fromQuantity, least);
    const high = Math.min(most, (tiers[i + 1]?.fromQuantity ?? Infinity) - 1);
    if (low > high) return [];
    const unit = BigInt(unitPricePence) * (exactPerPenny / BigInt(perUnits));
    const base = goodsOf(quote.schedule, low) - unit * BigInt(low);
    return [{ low, high, base: basis === 'all-units' ? 0n : base, unit }];
  });
}

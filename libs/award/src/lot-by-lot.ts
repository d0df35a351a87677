import type { Highs } from 'highs';
import { inOrder } from './components.js';
import { exactCost, penceOf } from './exact-cost.js';
import { violations } from './feasibility.js';
import { proveCost, searchOf } from './part-search.js';
import type { Award, TenderModel } from './tender-model.js';

/** What is bought when each lot is awarded as if it were the only one. */
export interface LotByLot {
  readonly award: Award;
  /** What it costs, with the discounts that it happens to earn. */
  readonly costPence: number;
  /** Why it may not be awarded at all: limits that span lots. */
  readonly violations: readonly string[];
}

/**
 * Each lot at its own least cost, without bundles, rebates, capacities over lots and limits on
 * winners; then priced as a whole. Nothing when a lot cannot be filled.
 */
export function lotByLot(highs: Highs, model: TenderModel): LotByLot | undefined {
  const { lots, quotes } = inOrder(model);
  const awards = lots.map((lot) => {
    const own = quotes.filter(({ lotId }) => lotId === lot.lotId);
    const search = searchOf({ lots: [lot], quotes: own });
    proveCost({ highs, secondsLeft: () => Infinity }, search);
    return search.best?.award;
  });
  if (!awards.every((one) => one !== undefined)) return undefined;
  const award = awards.flat();
  const costPence = penceOf(exactCost(model, award).total);
  return { award, costPence, violations: violations(model, award) };
}

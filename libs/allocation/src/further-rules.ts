import { formatPounds, formatWhole } from '#libs/money';
import { fillToLevel } from './claims.js';
import { contribution } from './contribution.js';
import { compareFractions, floorOf, fraction, fractionOf, minus, most, over } from './fraction.js';
import { plus, sumFractions, times, toNumber, zero, type Fraction } from './fraction.js';
import { mostNucleolusPlayers, nucleolusOfTable } from './nucleolus.js';
import { onGrid, penniesOf } from './pennies.js';
import { aloneCosts, CannotShare, costFunctionOfLot, separableCosts } from './shared-lot.js';
import { totalCost, totalQuantity } from './shared-lot.js';
import type { CertifiedShares, SharedLot, SharingRule } from './shared-lot.js';
import { tableGame } from './table-game.js';

/**
 * What each school adds to the cost, on average over all orders in which they could join: the
 * Shapley value. See `contribution`; Σ is brought to the rounded cost of the lot.
 */
export const contributionRule: SharingRule = {
  ...rule('contribution', 'Contribution', (lot) => contributionShares(lot).shares),
  certified: contributionShares,
};

/** More would take minutes. */
const mostContributionUnits = 10_000_000;

function contributionShares(lot: SharedLot): CertifiedShares {
  const total = totalQuantity(lot.demands);
  if (total > mostContributionUnits) {
    const most = `at most ${formatWhole(mostContributionUnits)} units`;
    const advice = `these are ${formatWhole(total)}: count in larger ones`;
    throw new CannotShare(`Contribution is worked out for ${most}; ${advice}.`);
  }
  const { shares, certificate } = contribution(
    costFunctionOfLot(lot),
    lot.demands.map(({ quantity }) => quantity),
  );
  const sum = Float64Array.from(shares)
    .sort()
    .reduce((all, share) => all + share, 0);
  const scale = sum === 0 ? 1 : toNumber(totalCost(lot)) / sum;
  return { shares: shares.map((share) => onGrid(share * scale)), certificate };
}

/** C·c ÷ Σc: everyone saves the same per cent of what it would pay alone on the same schedule. */
export const proportionalToBaseline = rule(
  'proportional_to_baseline',
  'In proportion to the cost alone',
  (lot) => {
    const alone = aloneCosts(lot);
    const [total, sum] = [totalCost(lot), sumFractions(alone)];
    if (sum.n === 0n && total.n !== 0n) throw new CannotShare('Alone, everyone pays nothing.');
    return alone.map((cost) => (cost.n === 0n ? zero : over(times(total, cost), sum)));
  },
);

/** min(b, λq), λ so that it sums to C: one price, but nobody pays more than before. */
export const heldHarmlessEqualPrice = rule(
  'held_harmless_equal_price',
  'Equal price, nobody worse off',
  (lot) => {
    const vessels = lot.demands.map(({ quantity, baselinePence }) => ({
      weight: fraction(BigInt(quantity)),
      cap: quantity === 0 ? zero : fractionOf(baselinePence),
    }));
    const total = totalCost(lot);
    const shares = fillToLevel(total, vessels);
    return shares ?? notWorthwhile(total, sumFractions(vessels.map(({ cap }) => cap)));
  },
);

/**
 * Serial cost sharing (H. Moulin and S. Shenker, 1992): with q ascending, everyone pays an equal
 * part of what it would cost if all wanted as little as the smallest; those who want more share the
 * rise to the next in the same way. What larger schools want never changes what a smaller one pays.
 * The cost must not fall with quantity, so F̃(t) = min F(s) over t ≤ s ≤ Q is shared.
 */
export const serial = rule('serial', 'Serial', (lot) =>
  serialShares(
    lot.demands.map(({ quantity }) => quantity),
    risingCost(lot),
  ),
);

/** The same for any cost of a summed quantity, in pence; where it falls, shares may too. */
export function serialShares(
  quantities: readonly number[],
  costOfPence: (quantity: number) => number,
): Fraction[] {
  const ascending = quantities.filter((quantity) => quantity > 0).sort((a, b) => a - b);
  const share = new Map([[0, zero]]);
  let [sum, cost, paid] = [0, zero, zero];
  ascending.forEach((quantity, i) => {
    const count = ascending.length - i;
    const next = fractionOf(costOfPence(sum + count * quantity));
    paid = plus(paid, over(minus(next, cost), fraction(BigInt(count))));
    share.set(quantity, paid);
    [sum, cost] = [sum + quantity, next];
  });
  return quantities.map((quantity) => share.get(quantity)!);
}

/**
 * Everyone saves the same amount, but nobody more than the others would save with it, c − SC, and
 * nobody is paid for taking part.
 */
export const equalSavingCapped = rule('equal_saving_capped', 'Equal saving', (lot) => {
  const [alone, separable] = [aloneCosts(lot), separableCosts(lot)];
  const total = totalCost(lot);
  const saved = minus(sumFractions(alone), total);
  if (saved.n < 0n) return notWorthwhile(total, sumFractions(alone));
  const vessels = alone.map((cost, i) => ({
    weight: fraction(1n),
    cap: most(zero, minus(cost, most(zero, separable[i]!))),
  }));
  const savings = fillToLevel(saved, vessels);
  if (!savings) throw new CannotShare('The saving is larger than what each one may get of it.');
  return alone.map((cost, i) => minus(cost, savings[i]!));
});

/**
 * SC + (C − ΣSC)·(c − SC) ÷ Σ(c − SC): each pays what it alone causes, and of the rest in proportion
 * to what taking part spares it (alternate cost avoided, or separable costs – remaining benefits:
 * P. D. Straffin and J. P. Heaney, Game theory and the Tennessee Valley Authority, 1981).
 */
export const separableCost = rule('separable_cost', 'Separable cost', (lot) =>
  alternateCostAvoided(totalCost(lot), aloneCosts(lot), separableCosts(lot)),
);

/** The same from plain figures, of a table game too: of gains it is Gately's point (1974). */
export function alternateCostAvoided(
  total: Fraction,
  alone: readonly Fraction[],
  separable: readonly Fraction[],
): Fraction[] {
  const spared = alone.map((cost, i) => minus(cost, separable[i]!));
  const sum = sumFractions(spared);
  const rest = minus(total, sumFractions(separable));
  if (rest.n === 0n) return [...separable];
  if (sum.n === 0n) throw new CannotShare('Taking part spares nobody anything.');
  return separable.map((cost, i) => plus(cost, over(times(rest, spared[i]!), sum)));
}

/** The payments that leave the most aggrieved group as content as can be; at most 10 schools. */
export const nucleolusRule = rule('nucleolus', 'Nucleolus', (lot) => {
  const taking = lot.demands.map((_, i) => i).filter((i) => lot.demands[i]!.quantity > 0);
  if (taking.length > mostNucleolusPlayers) {
    const most = `at most ${mostNucleolusPlayers} schools`;
    throw new CannotShare(`The nucleolus is for ${most}; ${taking.length} take part.`);
  }
  const game = tableGame(taking.length, (members) =>
    fractionOf(lot.costOfPence(totalQuantity(members.map((i) => lot.demands[taking[i]!]!)))),
  );
  const alone = sumFractions(aloneCosts(lot));
  if (compareFractions(alone, totalCost(lot)) < 0) return notWorthwhile(totalCost(lot), alone);
  const shares = new Map(nucleolusOfTable(game).map((share, i) => [taking[i]!, share]));
  return lot.demands.map((_, i) => shares.get(i) ?? zero);
});

function rule(
  id: string,
  name: string,
  shares: (lot: SharedLot) => readonly Fraction[],
): SharingRule {
  const parts = (lot: SharedLot) => {
    const exact = shares(lot);
    return penniesOf(
      lot.costOfPence(totalQuantity(lot.demands)),
      lot.demands.map((demand, i) => ({ id: demand.id, share: exact[i]! })),
    );
  };
  return { id, version: 1, name, shares, parts };
}

/** t ↦ min F(s) over t ≤ s ≤ Q: the least is at t, at an end of a piece behind it, or at Q. */
function risingCost(lot: SharedLot): (quantity: number) => number {
  const total = totalQuantity(lot.demands);
  const ends = costFunctionOfLot(lot).flatMap(({ fromQuantity: at }) => [at - 1, at]);
  const turns = [...ends.filter((at) => at >= 0 && at < total), total];
  const costs = turns.map((at) => ({ at, pence: lot.costOfPence(at) }));
  return (quantity) =>
    costs.reduce(
      (best, { at, pence }) => (at > quantity ? Math.min(best, pence) : best),
      lot.costOfPence(quantity),
    );
}

function notWorthwhile(total: Fraction, otherwise: Fraction): never {
  const [cost, before] = [total, otherwise].map((money) => formatPounds(Number(floorOf(money))));
  throw new CannotShare(`Together it costs ${cost}, apart ${before}: it is not worthwhile.`);
}

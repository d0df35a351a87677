import {
  auditCore,
  contribution,
  costAt,
  costFunction,
  costFunctionOfLot,
  costFunctionOfTable,
  equalPrice,
  equalSavingCapped,
  formatFraction,
  fraction,
  fractionOf,
  mostUnits,
  nucleolusRule,
  penniesOf,
  proportionalToBaseline,
  separableCost,
  serialShares,
  shapleyOfTable,
  sumFractions,
  tableGame,
  tierFaults,
  toNumber,
  totalQuantity,
  withLumpRebate,
  withSpareUnits,
  zero,
  type CostFunction,
  type Fraction,
  type SharedLot,
} from '#libs/allocation';
import { answers, idOf, valuesOf } from './case-families.js';
import { numberIn, numbersIn, Unsupported, type Input } from './case-inputs.js';

/** One lot with price tiers: every sharing rule, audited against every group. */
export function purchaseTiers(input: Input): object {
  const lot = lotOf(numbersIn(input, 'quantities'), tieredCost(input));
  const total = lot.costOfPence(totalQuantity(lot.demands));
  if (typeof input.totalCostPence === 'number' && input.totalCostPence !== total) {
    throw new Unsupported(`These tiers come to ${total} pence, not to ${input.totalCostPence}.`);
  }
  const by = (shares: () => readonly Fraction[]) => () => shared(lot, shares());
  const byContribution =
    lot.demands.length <= mostEnumerated
      ? by(() => shapleyOfTable(tableOf(lot)))
      : () => withFigures(lot, contributionOf(lot), contributionOf(lot).map(fractionOf));
  return answers({
    shapley: byContribution,
    equal_price: by(() => equalPrice.shares(lot)),
    proportional_to_standalone: by(() => proportionalToBaseline.shares(lot)),
    serial: by(() => serialOf(lot)),
    equal_savings: by(() => equalSavings(lot)),
    equal_saving_capped: by(() => equalSavingCapped.shares(lot)),
    scrb_aca: by(() => separableCost.shares(lot)),
    nucleolus: by(() => nucleolusRule.shares(lot)),
  });
}

export function serialSharing(input: Input): object {
  const quantities = input.quantities ?? input.demands;
  const lot = lotOf(numbersIn({ quantities }, 'quantities'), costOf(input));
  const { values, fractions } = valuesOf(serialOf(lot));
  return { serial: { values, costPence: values, fractions } };
}

/** A cost in a formula, C(S) = a·q − b·q². */
export function analytic(input: Input): object {
  const lot = lotOf(numbersIn(input, 'quantities'), costOf(input));
  const few = lot.demands.length <= mostEnumerated;
  return {
    shapley: few ? valuesOf(shapleyOfTable(tableOf(lot))) : { values: contributionOf(lot) },
    equal_price: valuesOf(equalPrice.shares(lot)),
  };
}

/** A fixed sum once the pooled quantity reaches a threshold: how it is shared. */
export function thresholdRebate(input: Input): object {
  const rebate = numberIn(input, 'rebate');
  const free = [{ fromQuantity: 0, costPence: 0, slopePence: 0 }];
  const lot = lotOf(
    numbersIn(input, 'quantities'),
    withLumpRebate(free, numberIn(input, 'threshold'), -rebate),
  );
  if (lot.demands.length > mostEnumerated) {
    return { shapley_share_of_rebate: { values: contributionOf(lot) } };
  }
  return { shapley_share_of_rebate: valuesOf(shapleyOfTable(tableOf(lot))) };
}

/** Up to here all 2ⁿ groups are tried, for an answer in fractions. */
const mostEnumerated = 16;

function tieredCost(input: Input): CostFunction {
  if (!Array.isArray(input.tiers)) throw new Unsupported('“tiers” is not a list.');
  const tiers = input.tiers.map((tier: Input) => ({
    fromQuantity: numberIn(tier, 'from_'),
    unitPricePence: numberIn(tier, 'unitPence'),
  }));
  const faults = tierFaults(tiers);
  if (faults.length > 0) throw new Unsupported(faults.join(' '));
  if (input.mode !== 'all_units' && input.mode !== 'incremental') {
    throw new Unsupported('“mode” is neither all_units nor incremental.');
  }
  const basis = input.mode === 'all_units' ? 'all-units' : 'incremental';
  const cost = costFunction({ basis, tiers });
  return input.spareUnits === true ? withSpareUnits(cost) : cost;
}

function costOf(input: Input): CostFunction {
  if (input.tiers !== undefined) return tieredCost(input);
  if (input.costTable !== undefined) return costFunctionOfTable(numbersIn(input, 'costTable'));
  const [a, b] = [numberIn(input, 'a'), numberIn(input, 'b')];
  const total = numbersIn(input, 'quantities').reduce((sum, quantity) => sum + quantity, 0);
  if (!(total < mostUnits)) throw new Unsupported('Too many units to count.');
  return costFunctionOfTable(Array.from({ length: total + 1 }, (_, t) => a * t - b * t * t));
}

function lotOf(quantities: readonly number[], cost: CostFunction): SharedLot {
  const whole = quantities.every((quantity) => Number.isSafeInteger(quantity) && quantity >= 0);
  if (!whole) throw new Unsupported('A quantity is not a whole number from 0.');
  const demands = quantities.map((quantity, i) => ({ id: idOf(i), quantity, baselinePence: 0 }));
  return { demands, cost, costOfPence: (quantity) => costAt(cost, quantity) };
}

function tableOf(lot: SharedLot) {
  return tableGame(lot.demands.length, (members) =>
    fractionOf(lot.costOfPence(totalQuantity(members.map((i) => lot.demands[i]!)))),
  );
}

function contributionOf(lot: SharedLot): readonly number[] {
  return contribution(
    costFunctionOfLot(lot),
    lot.demands.map(({ quantity }) => quantity),
  ).shares;
}

/** On F as it is: cases state whether it rises. */
function serialOf({ demands, costOfPence }: SharedLot): Fraction[] {
  return serialShares(
    demands.map(({ quantity }) => quantity),
    costOfPence,
  );
}

/** The whole saving in equal parts, however much more than its due that leaves to anyone. */
function equalSavings({ demands, costOfPence }: SharedLot): Fraction[] {
  const alone = demands.map(({ quantity }) => fractionOf(costOfPence(quantity)));
  const total = fractionOf(-costOfPence(totalQuantity(demands)));
  const saved = sumFractions([...alone, total]);
  const taking = BigInt(demands.filter(({ quantity }) => quantity > 0).length);
  const each = taking === 0n ? zero : fraction(-saved.n, saved.d * taking);
  return alone.map((cost, i) => (demands[i]!.quantity === 0 ? zero : sumFractions([cost, each])));
}

function shared(lot: SharedLot, shares: readonly Fraction[]): object {
  const figures = withFigures(lot, shares.map(toNumber), shares);
  return { ...figures, fractions: shares.map(formatFraction) };
}

function withFigures(
  lot: SharedLot,
  costPence: readonly number[],
  shares: readonly Fraction[],
): object {
  const { demands, costOfPence } = lot;
  const payers = demands.map((demand, i) => ({ ...demand, paysPence: costPence[i]! }));
  const audit = auditCore(costFunctionOfLot(lot), payers);
  const alone = demands.map(({ quantity }) => costOfPence(quantity));
  const named = demands.map(({ id }, i) => ({ id, share: shares[i]! }));
  const parts = penniesOf(costOfPence(totalQuantity(demands)), named);
  return {
    costPence,
    savingPence: alone.map((cost, i) => cost - costPence[i]!),
    roundedCostPence: parts.map(({ pence }) => pence),
    worstCoalitionOvercharge: audit.worstPence,
    worstCoalition: audit.group.map(Number),
    inCore: audit.holds,
    individuallyRational: alone.every((cost, i) => costPence[i]! <= cost + 1e-6),
  };
}

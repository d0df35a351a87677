import {
  aloneOfTable,
  alternateCostAvoided,
  compareFractions,
  constrainedEqualAwards,
  constrainedEqualLosses,
  everyone,
  fillToLevel,
  formatFraction,
  fraction,
  fractionOf,
  marginalsOfTable,
  mostNucleolusPlayers,
  mostTablePlayers,
  nucleolusOfGains,
  nucleolusOfTable,
  over,
  penniesOf,
  plus,
  proportionalAwards,
  randomArrivalAwards,
  shapleyOfTable,
  sumFractions,
  tableGame,
  talmudAwards,
  times,
  toNumber,
  zero,
  type ClaimsRule,
  type ExcessMeasure,
  type Fraction,
  type TableGame,
} from '#libs/allocation';
import { splitByLargestRemainder } from '#libs/money';
import { namesIn, numberIn, numbersIn, Unsupported, type Input } from './case-inputs.js';

export interface Values {
  readonly values: readonly number[];
  readonly fractions: readonly string[];
}

/** Answers in both forms: the nearest doubles, and exactly. */
export function valuesOf(shares: readonly Fraction[]): Values {
  return { values: shares.map(toNumber), fractions: shares.map(formatFraction) };
}

/** Answers that exist; a rule that has none for this case is left out. */
export function answers<Answer>(rules: Record<string, () => Answer>): Record<string, Answer> {
  return Object.fromEntries(
    Object.entries(rules).flatMap(([rule, answer]) => {
      try {
        return [[rule, answer()]];
      } catch (failure) {
        if (failure instanceof RangeError) return [];
        throw failure;
      }
    }),
  );
}

/** Ids that sort as their index does, so that ties go to the lowest index. */
export function idOf(index: number): string {
  return String(index).padStart(9, '0');
}

export function tableOfGains(input: Input): object {
  const game = tableIn(input);
  return answers({
    ...sharedRules(game),
    nucleolus: () => valuesOf(nucleolusOfGains(game)),
    proportional_nucleolus: () => valuesOf(nucleolusOfGains(game, 'per-cost')),
    per_capita_nucleolus: () => valuesOf(nucleolusOfGains(game, 'per-member')),
  });
}

export function tableOfCosts(input: Input): object {
  return answers(rulesOfCosts(tableIn(input)));
}

/** C(S) is the dearest member's cost: a runway, a hall, a licence for the largest of them. */
export function sharedFacility(input: Input): object {
  const costs = numbersIn(input, 'cost').map(fractionOf);
  if (costs.length > mostTablePlayers) return { shapley: valuesOf(bySections(costs)) };
  const game = tableGame(costs.length, (members) => {
    const own = members.map((i) => costs[i]!);
    return own.reduce(
      (dearest, cost) => (toNumber(cost) > toNumber(dearest) ? cost : dearest),
      zero,
    );
  });
  return answers(rulesOfCosts(game));
}

/** Whoever needs a further section pays an equal part of it: the Shapley value of any number. */
function bySections(costs: readonly Fraction[]): Fraction[] {
  const ascending = costs.toSorted(compareFractions);
  let [paid, before] = [zero, zero];
  const shares = ascending.map((cost, i) => {
    const section = fraction(cost.n * before.d - before.n * cost.d, cost.d * before.d);
    paid = plus(paid, over(section, fraction(BigInt(costs.length - i))));
    before = cost;
    return paid;
  });
  return costs.map((cost) => {
    return shares[ascending.findIndex((one) => compareFractions(one, cost) === 0)]!;
  });
}

/** Relative scores of prices: weight × lowest ÷ price. */
export function scoring(input: Input): object {
  const formula = String(input.formula ?? 'weight*lowest/price').replaceAll(/\s/g, '');
  if (formula !== 'weight*lowest/price') throw new Unsupported(`“${formula}” is not known.`);
  const prices = numbersIn(input, 'prices').map(fractionOf);
  const weight = fractionOf(numberIn(input, 'weight'));
  if (prices.some(({ n }) => n <= 0n)) throw new Unsupported('A price is not above 0.');
  const lowest = prices.reduce((least, one) => (compareFractions(one, least) < 0 ? one : least));
  return { score: valuesOf(prices.map((price) => over(times(weight, lowest), price))) };
}

export function claims(input: Input): object {
  const estate = fractionOf(numberIn(input, 'estate'));
  const claimed = numbersIn(input, 'claims').map(fractionOf);
  const by = (rule: ClaimsRule) => () => valuesOf(rule(estate, claimed));
  return answers({
    proportional: by(proportionalAwards),
    cea: by(constrainedEqualAwards),
    cel: by(constrainedEqualLosses),
    talmud: by(talmudAwards),
    ...(claimed.length <= mostTablePlayers && { random_arrival: by(randomArrivalAwards) }),
  });
}

export function heldHarmless(input: Input): object {
  const total = numberIn(input, 'totalCostPence');
  const baselines = numbersIn(input, 'baselinePence');
  const quantities = numbersIn(input, 'quantities');
  if (quantities.length !== baselines.length) {
    throw new Unsupported('There are not as many “quantities” as “baselinePence”.');
  }
  const vessels = quantities.map((quantity, i) => ({
    weight: fractionOf(quantity),
    cap: quantity === 0 ? zero : fractionOf(baselines[i]!),
  }));
  const shares = fillToLevel(fractionOf(total), vessels);
  if (!shares) return { feasible: false };
  const { values: costPence, fractions } = valuesOf(shares);
  const named = shares.map((share, i) => ({ id: idOf(i), share }));
  const roundedCostPence = penniesOf(total, named).map(({ pence }) => pence);
  return { feasible: true, costPence, fractions, roundedCostPence };
}

export function largestRemainder(input: Input): object {
  const tieBreak = input.tieBreak ?? 'lowest index';
  if (tieBreak !== 'lowest index') throw new Unsupported('Ties go to the lowest index only.');
  const weights = numbersIn(input, 'weights').map(fractionOf);
  const unit = weights.reduce((all, { d }) => all * d, 1n);
  const whole = weights.map(({ n, d }, i) => ({ id: idOf(i), weight: (n * unit) / d }));
  const parts = splitByLargestRemainder(numberIn(input, 'amount'), whole);
  return { shares: parts.map(({ pence }) => pence) };
}

function rulesOfCosts(game: TableGame): Record<string, () => Values> {
  const nucleolus = (measure: ExcessMeasure) => () => valuesOf(nucleolusOfTable(game, measure));
  const few = game.players <= mostNucleolusPlayers;
  return {
    ...sharedRules(game),
    scrb_aca: () => separable(game),
    ...(few && {
      nucleolus: nucleolus('whole'),
      proportional_nucleolus: nucleolus('per-cost'),
      per_capita_nucleolus: nucleolus('per-member'),
    }),
  };
}

/** Rules that are the same for gains and for costs. */
function sharedRules(game: TableGame): Record<string, () => Values> {
  const total = game.values[everyone(game)]!;
  const alone = aloneOfTable(game);
  const rest = (parts: readonly Fraction[]) => {
    const left = sumFractions([total, ...parts.map(({ n, d }) => ({ n: -n, d }))]);
    const each = fraction(left.n, left.d * BigInt(game.players));
    return valuesOf(parts.map((part) => sumFractions([part, each])));
  };
  return {
    shapley: () => valuesOf(shapleyOfTable(game)),
    gately: () => separable(game),
    equal_savings: () => rest(alone),
    equal_nonseparable: () => rest(marginalsOfTable(game)),
    proportional_to_standalone: () => {
      const sum = sumFractions(alone);
      return valuesOf(alone.map(({ n, d }) => fraction(n * total.n * sum.d, d * total.d * sum.n)));
    },
  };
}

function separable(game: TableGame): Values {
  const total = game.values[everyone(game)]!;
  return valuesOf(alternateCostAvoided(total, aloneOfTable(game), marginalsOfTable(game)));
}

function tableIn(input: Input): TableGame {
  const names = namesIn(input, 'players', mostTablePlayers);
  const table = input.coalitionValues ?? input.coalitionCosts ?? input.costs ?? input.values;
  if (typeof table !== 'object' || table === null) throw new Unsupported('There is no table.');
  const byMask = new Map(
    Object.entries(table).map(([group, value]) => [
      maskOf(group, names),
      fractionOf(Number(value)),
    ]),
  );
  return tableGame(names.length, (members) => {
    if (members.length === 0) return zero;
    const value = byMask.get(members.reduce((mask, i) => mask | (1 << i), 0));
    if (value) return value;
    throw new Unsupported(`The group ${members.map((i) => names[i]).join(', ')} has no value.`);
  });
}

/** `13`, `1,3` or `{1, 3}`: the names of members one after the other. */
function maskOf(group: string, names: readonly string[]): number {
  const longest = names
    .map((name, i) => ({ name, i }))
    .sort((a, b) => b.name.length - a.name.length);
  let [mask, rest] = [0, group.replace(/[\s{}[\]()]/g, '')];
  while (rest !== '') {
    const found = longest.find(({ name }) => rest.startsWith(name.replace(/\s/g, '')));
    if (!found) throw new Unsupported(`“${group}” is not a group of these players.`);
    mask |= 1 << found.i;
    rest = rest.slice(found.name.replace(/\s/g, '').length).replace(/^[,;|+-]/, '');
  }
  return mask;
}

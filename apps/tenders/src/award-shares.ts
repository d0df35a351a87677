import {
  baselinePence,
  CannotShare,
  equalPriceShares,
  findSharingRule,
  penniesOfLots,
  shareLot,
  type LotColumn,
  type PriceSchedule,
  type SharingRule,
} from '#libs/allocation';
import { splitByLargestRemainder, sumPence } from '#libs/money';
import type { LockedDemand } from '#messages/rounds';
import type { AwardedShare, RecommendedPart } from '#messages/tenders';
import {
  invoicedLot,
  netOf,
  type InvoicedLot,
  type InvoiceLine,
  type LotToPart,
} from './invoiced-lot.js';
import type { Served } from './part-schools.js';

/** The rule of the round, and what it holds for. */
export interface SharingTerms {
  readonly rule: { readonly id: string; readonly version: number };
  readonly spareUnits: boolean;
}

/** The parts of each lot, or why the rule has no answer. */
export type PartedLots =
  { readonly parts: readonly (readonly RecommendedPart[])[] } | { readonly cannotShare: string };

/**
 * Who gets and pays what: invoiced one price for everybody within a part and one's own delivery; in
 * the end by the round's rule over the lot's goods, discounts by the spend and fees by the unit.
 * Where several suppliers share a lot everybody pays the lot's one blended price, whatever the rule.
 * Σ sharePence = Σ paysPence = the lot's total.
 */
export function partLots(lots: readonly LotToPart[], terms: SharingTerms): PartedLots {
  const rule = findSharingRule(terms.rule.id, terms.rule.version);
  if (!rule) throw new Error(`There is no rule ${terms.rule.id}, version ${terms.rule.version}.`);
  try {
    const invoiced = lots.map(invoicedLot);
    const columns = invoiced.flatMap((lot) => {
      const column = columnOf(lot, rule, terms.spareUnits);
      return column ? [{ lot, column }] : [];
    });
    const { cells } = penniesOfLots(columns.map(({ column }) => column));
    const shared = new Map(columns.map(({ lot }, i) => [lot, cells[i]!]));
    return { parts: invoiced.map((lot) => partsOf(lot, shared.get(lot))) };
  } catch (failure) {
    if (failure instanceof CannotShare) return { cannotShare: failure.message };
    throw failure;
  }
}

/** What the rule makes each school pay; nothing where that is what it is invoiced. */
function columnOf(of: InvoicedLot, rule: SharingRule, spareUnits: boolean): LotColumn | undefined {
  const isOne = of.parts.length === 1;
  const hasSpare = of.schools.some(({ spareQuantity }) => spareQuantity > 0);
  const isEqual = rule.id === 'equal_price';
  if (isOne && isEqual && !hasSpare) return undefined;
  const net = sumPence(of.wins.map(netOf));
  const own = of.schools.map((school) => sumPence(deliveriesTo(school, of)));
  const shared = isOne && !isEqual ? byRule(of, rule, spareUnits) : byUnit(of, net);
  return {
    item: of.lot.lotId,
    totalPence: net + sumPence(own),
    schools: of.schools.map(({ wanted }) => wanted.schoolUrn),
    exact: shared.exact.map((pence, i) => pence + own[i]!),
    parts: shared.parts.map((pence, i) => pence + own[i]!),
  };
}

function deliveriesTo(school: Served, { parts }: InvoicedLot): number[] {
  const lines = parts.flatMap((part) => part.lines);
  return lines.filter(({ served }) => served === school).map((line) => line.deliveryPence);
}

type Columns = Pick<LotColumn, 'exact' | 'parts'>;

/** One price for every unit that was asked for. */
function byUnit({ schools }: InvoicedLot, net: number): Columns {
  const demands = schools.map(firmOf);
  const units = sumPence(demands.map(({ quantity }) => quantity));
  return {
    exact: demands.map(({ quantity }) => (net * quantity) / units),
    parts: equalPriceShares(net, demands).map(({ pence }) => pence),
  };
}

/** Goods by the rule, discounts by what of the goods each pays, the fixed fee by the unit. */
function byRule(of: InvoicedLot, rule: SharingRule, spareUnits: boolean): Columns {
  const [win] = of.wins;
  const { schedule, goodsPence, discountPence, fixedFeePence } = win!;
  const demands = of.schools.map((served) => ({
    ...firmOf(served),
    baselinePence: baselineOf(served.wanted, firmOf(served).quantity, of.schedules, spareUnits),
  }));
  const goods = shareLot(rule, {
    demands,
    schedule,
    spareUnits,
    totalPence: goodsPence,
    audit: false,
  });
  const off = splitByLargestRemainder(
    discountPence,
    goods.parts.map(({ id, pence }) => ({ id, weight: Math.max(0, pence) })),
  );
  const fee = equalPriceShares(fixedFeePence, demands);
  const units = sumPence(demands.map(({ quantity }) => quantity));
  const rate = goodsPence === 0 ? 1 : (goodsPence - discountPence) / goodsPence;
  return {
    exact: goods.exactPence.map(
      (pence, i) => pence * rate + (fixedFeePence * demands[i]!.quantity) / units,
    ),
    parts: goods.parts.map(({ pence }, i) => pence - off[i]!.pence + fee[i]!.pence),
  };
}

function firmOf({ wanted, quantity, spareQuantity }: Served) {
  return { id: wanted.schoolUrn, quantity: quantity - spareQuantity };
}

/** By its last price, where there is evidence; else the best quote at its own quantity. */
function baselineOf(
  { schoolUrn: id, evidenceGrade: grade, lastPricePence }: LockedDemand,
  quantity: number,
  schedules: readonly PriceSchedule[],
  spareUnits: boolean,
): number {
  const isProved = grade !== 'none' && lastPricePence !== null;
  const lastPrice = isProved ? { pricePence: lastPricePence, grade } : undefined;
  return baselinePence({ id, quantity, ...(lastPrice && { lastPrice }) }, schedules, spareUnits);
}

function partsOf(of: InvoicedLot, shared: readonly number[] | undefined): RecommendedPart[] {
  const ruled = new Map(shared?.flatMap((pence, i) => sharesOver(of, of.schools[i]!, pence)) ?? []);
  return of.parts.map(({ win, lines }) => {
    const { quoteId, quantity, goodsPence, discountPence, fixedFeePence } = win;
    const feesPence = fixedFeePence + sumPence(lines.map((line) => line.deliveryPence));
    return {
      quoteId,
      quantity,
      goodsPence,
      feesPence,
      discountPence,
      totalPence: goodsPence + feesPence - discountPence,
      shares: lines.map((line) => shareOf(line, ruled.get(line))),
    };
  });
}

/** A school's share over the suppliers that serve it, by the units. */
function sharesOver(of: InvoicedLot, school: Served, pence: number): [InvoiceLine, number][] {
  const lines = of.parts.flatMap((part) => part.lines).filter(({ served }) => served === school);
  const weights = lines.map(({ quantity }, i) => ({
    id: String(i).padStart(3, '0'),
    weight: lines.length === 1 ? 1 : quantity,
  }));
  return splitByLargestRemainder(pence, weights).map((part, i) => [lines[i]!, part.pence]);
}

function shareOf(line: InvoiceLine, sharePence: number | undefined): AwardedShare {
  const { schoolUrn, partyId, vatRecovered } = line.served.wanted;
  return {
    schoolUrn,
    partyId,
    quantity: line.quantity,
    ...(line.spareQuantity > 0 && { spareQuantity: line.spareQuantity }),
    paysPence: line.paysPence,
    ...(sharePence !== undefined && { sharePence }),
    ...(line.deliveryPence > 0 && { deliveryPence: line.deliveryPence }),
    vatRecovered,
  };
}

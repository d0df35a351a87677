import {
  baselinePence,
  CannotShare,
  equalPriceShares,
  findSharingRule,
  shareLot,
  type LotToShare,
} from '#libs/allocation';
import {
  formatPounds,
  splitByLargestRemainder,
  sumPence,
  timesPence,
  type Part,
} from '#libs/money';
import { schoolDemand } from './alone-price.js';
import type { SchoolUnits, ShareInputs, WholeLot } from './share-inputs.js';

/** What the rule makes each school pay for all that was awarded, in the order of schools. */
export interface SharesOfRule {
  readonly sharePence: readonly number[];
  /** Why a corrected last price changed no share, as a sentence. */
  readonly notSharedAnew?: string;
}

/** Rules that look at what each school would have paid otherwise. */
const looksAtBaselines = ['held_harmless_equal_price'];

/**
 * As the award says; by the corrected last prices where the rule looks at them. Where it then has no
 * answer, or one above a school's ceiling, which no award may have, the awarded shares stay.
 */
export function sharesOfRule(
  inputs: ShareInputs,
  lot: WholeLot,
  schools: readonly SchoolUnits[],
): SharesOfRule {
  const awarded = schools.map(({ shares }) =>
    sumPence(shares.map(({ share }) => share.sharePence ?? share.paysPence)),
  );
  const isReached = lot.isCorrected && looksAtBaselines.includes(inputs.award.sharingRule.id);
  // Several suppliers of one lot: everybody pays its one price, whatever the rule.
  if (!isReached || lot.parts.length > 1 || lot.lines.length === 0) return { sharePence: awarded };
  try {
    const sharePence = sharesAnew(inputs, lot, schools);
    const notSharedAnew = overCeiling(lot, schools, sharePence);
    if (notSharedAnew === undefined) return { sharePence };
    return { sharePence: awarded, notSharedAnew };
  } catch (failure) {
    if (!(failure instanceof CannotShare)) throw failure;
    return { sharePence: awarded, notSharedAnew: failure.message };
  }
}

function sharesAnew(
  { award, spareUnits }: ShareInputs,
  lot: WholeLot,
  schools: readonly SchoolUnits[],
): number[] {
  const { id, version } = award.sharingRule;
  const rule = findSharingRule(id, version);
  if (!rule) throw new Error(`There is no sharing rule ${id}, version ${version}.`);
  const { parts } = shareLot(rule, { ...goodsToShare(lot, schools, spareUnits), audit: false });
  const pence = withDiscountAndFee(lot, schools, parts);
  return schools.map((school, i) => pence[i]! + deliveryOf(school));
}

function overCeiling(
  { item, ceilingPence }: WholeLot,
  schools: readonly SchoolUnits[],
  sharePence: readonly number[],
): string | undefined {
  const most = schools.map((school) => timesPence(ceilingPence, firmOf(school)));
  const at = sharePence.findIndex((pence, i) => pence > most[i]!);
  if (at < 0) return undefined;
  const [pays, ceiling] = [formatPounds(sharePence[at]!), formatPounds(most[at]!)];
  return `School ${schools[at]!.urn} would pay ${pays} for ${item}, and its ceiling is ${ceiling}.`;
}

/** As at the award: a discount by what of the goods each pays, the fixed fee by the unit. */
function withDiscountAndFee(
  { parts: [part] }: WholeLot,
  schools: readonly SchoolUnits[],
  goods: readonly Part[],
): number[] {
  const { discountPence = 0, feesPence = 0 } = part!;
  const fixedFee = feesPence - sumPence(schools.map(deliveryOf));
  const weights = goods.map(({ id, pence }) => ({ id, weight: Math.max(0, pence) }));
  const off = splitByLargestRemainder(discountPence, weights);
  const fee = equalPriceShares(
    fixedFee,
    schools.map((school) => ({ id: school.urn, quantity: firmOf(school) })),
  );
  return goods.map(({ pence }, i) => sumPence([pence, -off[i]!.pence, fee[i]!.pence]));
}

/** The goods of a lot that one supplier won, as the rule saw them at the award. */
export function goodsToShare(
  { parts: [part], lines }: WholeLot,
  schools: readonly SchoolUnits[],
  spareUnits = true,
): LotToShare {
  const { basis, tiers, totalPence, goodsPence } = part!;
  return {
    demands: schools.map((school) => {
      const quantity = firmOf(school);
      const demand = schoolDemand({ schoolUrn: school.urn, quantity }, school.wanted);
      return { id: school.urn, quantity, baselinePence: baselinePence(demand, lines, spareUnits) };
    }),
    schedule: { basis, tiers },
    spareUnits,
    totalPence: goodsPence ?? totalPence - sumPence(schools.map(deliveryOf)),
  };
}

/** What it asked for: spare units were bought beyond that, and nobody pays more for having them. */
export function firmOf({ shares }: SchoolUnits): number {
  return sumPence(shares.map(({ share }) => share.quantity - (share.spareQuantity ?? 0)));
}

/** Charged for each school, beside the goods. */
export function deliveryOf({ shares }: SchoolUnits): number {
  return sumPence(shares.map(({ share }) => share.deliveryPence ?? 0));
}

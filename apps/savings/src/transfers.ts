import {
  baselinePence,
  CannotShare,
  equalPriceShares,
  findSharingRule,
  fraction,
  minus,
  penniesOf,
  shareLot,
  sumFractions,
  times,
  type LotToShare,
} from '#libs/allocation';
import { splitByLargestRemainder, sumPence, type Part } from '#libs/money';
import type { ShareRow, Transfer } from '#messages/savings';
import { schoolDemand } from './alone-price.js';
import type { Came } from './delivered.js';
import { rowsBySchool, type CostShares } from './running-costs.js';
import type { SchoolUnits, ShareInputs, WholeLot } from './share-inputs.js';

/**
 * What each school of a lot pays beyond its invoices, in the order of schools; sums to zero. By the
 * rule as awarded: what a school's unit is dearer or cheaper than the one price stays, so where
 * units never came its transfer shrinks with them, and the mean that is left over is taken out.
 */
export function lotTransfers(
  inputs: ShareInputs,
  lot: WholeLot,
  schools: readonly SchoolUnits[],
  came: readonly Came[],
): number[] {
  const awarded = transfersOfRule(inputs, lot, schools);
  if (awarded.every((pence) => pence === 0)) return awarded;
  const units = sumPence(came.map(({ quantity }) => quantity));
  if (units === 0) return schools.map(() => 0);
  if (came.every(({ quantity, ordered }) => quantity === ordered)) return awarded;
  const scaled = came.map(({ quantity, ordered }, i) =>
    fraction(BigInt(awarded[i]!) * BigInt(quantity), BigInt(Math.max(1, ordered))),
  );
  const perUnit = times(sumFractions(scaled), fraction(1n, BigInt(units)));
  const exact = scaled.map((share, i) =>
    minus(share, times(perUnit, fraction(BigInt(came[i]!.quantity)))),
  );
  return penniesOf(
    0,
    exact.map((share, i) => ({ id: schools[i]!.urn, share })),
  ).map(({ pence }) => pence);
}

/** As the award says; by the corrected last prices where the rule looks at them. */
function transfersOfRule(
  inputs: ShareInputs,
  lot: WholeLot,
  schools: readonly SchoolUnits[],
): number[] {
  const isCorrected = (inputs.corrections ?? []).some(({ lotId }) => lotId === lot.lotId);
  const again = isCorrected ? transfersAnew(inputs, lot, schools) : undefined;
  return (
    again ??
    schools.map(({ shares }) =>
      sumPence(shares.map(({ share }) => (share.sharePence ?? share.paysPence) - share.paysPence)),
    )
  );
}

/** Rules that look at what each school would have paid otherwise. */
const looksAtBaselines = ['held_harmless_equal_price'];

function transfersAnew(
  inputs: ShareInputs,
  lot: WholeLot,
  schools: readonly SchoolUnits[],
): number[] | undefined {
  const { id, version } = inputs.award.sharingRule;
  const rule = findSharingRule(id, version);
  const { parts: won, lines } = lot;
  if (!rule || !looksAtBaselines.includes(id)) return undefined;
  if (won.length > 1 || lines.length === 0) return undefined;
  try {
    const { parts } = shareLot(rule, goodsToShare(lot, schools, inputs.spareUnits));
    const pence = withDiscountAndFee(lot, schools, parts);
    return schools.map(({ shares }, i) => {
      const { deliveryPence = 0, paysPence } = shares[0]!.share;
      return pence[i]! + deliveryPence - paysPence;
    });
  } catch (failure) {
    if (failure instanceof CannotShare) return undefined;
    throw failure;
  }
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
function firmOf({ shares }: SchoolUnits): number {
  return sumPence(shares.map(({ share }) => share.quantity - (share.spareQuantity ?? 0)));
}

function deliveryOf({ shares }: SchoolUnits): number {
  return sumPence(shares.map(({ share }) => share.deliveryPence ?? 0));
}

/** Every transfer of a round, by school and then by party; those of nothing are left out. */
export function transfersOf(
  rows: readonly ShareRow[],
  { reimbursed, payees }: CostShares,
): Transfer[] {
  const ofSchools = [...rowsBySchool(rows)].map(([schoolUrn, own]) => {
    const amountPence = sumPence([
      ...own.map(({ transferPence = 0 }) => transferPence),
      reimbursed.get(schoolUrn) ?? 0,
    ]);
    return { schoolUrn, partyId: own[0]!.partyId, amountPence };
  });
  const ofParties = [...payees].map(([partyId, pence]) => ({ partyId, amountPence: -pence }));
  return [...ofSchools, ...ofParties].filter(({ amountPence }) => amountPence !== 0);
}

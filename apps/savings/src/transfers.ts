import {
  CannotShare,
  findSharingRule,
  fraction,
  minus,
  penniesOf,
  shareLot,
  sumFractions,
  times,
  type LotToShare,
} from '#libs/allocation';
import { sumPence, timesPence } from '#libs/money';
import type { ShareRow, Transfer } from '#messages/savings';
import { bestAlonePence, schoolDemand } from './alone-price.js';
import type { Came } from './delivered.js';
import type { CostShares } from './running-costs.js';
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
  if (!rule || !looksAtBaselines.includes(id) || lot.parts.length > 1) return undefined;
  try {
    const { parts } = shareLot(rule, lotToShare(lot, schools, inputs.spareUnits));
    return schools.map(({ shares: [only] }, i) => {
      const { deliveryPence = 0, paysPence } = only!.share;
      return parts[i]!.pence + deliveryPence - paysPence;
    });
  } catch (failure) {
    if (failure instanceof CannotShare) return undefined;
    throw failure;
  }
}

/** A lot that one supplier won, as the rule sees it: without what is charged for one school's door. */
export function lotToShare(
  { parts: [part], lines, totalPence }: WholeLot,
  schools: readonly SchoolUnits[],
  spareUnits = true,
): LotToShare {
  const { basis, tiers } = part!;
  const delivery = schools.flatMap(({ shares }) =>
    shares.map(({ share }) => share.deliveryPence ?? 0),
  );
  return {
    demands: schools.map(({ urn, wanted, shares }) => {
      const quantity = sumPence(shares.map(({ share }) => share.quantity));
      const { lastPrice } = schoolDemand({ schoolUrn: urn, quantity }, wanted);
      const best = bestAlonePence(lines, quantity, spareUnits);
      const pays = sumPence(shares.map(({ share }) => share.paysPence));
      const otherwise = best === Infinity ? pays : best;
      const baselinePence = lastPrice ? timesPence(lastPrice.pricePence, quantity) : otherwise;
      return { id: urn, quantity, baselinePence };
    }),
    schedule: { basis, tiers },
    spareUnits,
    totalPence: totalPence - sumPence(delivery),
  };
}

/** Every transfer of a round, by school and then by party; those of nothing are left out. */
export function transfersOf(
  rows: readonly ShareRow[],
  { reimbursed, payees }: CostShares,
): Transfer[] {
  const urns = [...new Set(rows.map(({ urn }) => urn))].sort();
  const ofSchools = urns.map((schoolUrn) => {
    const own = rows.filter(({ urn }) => urn === schoolUrn);
    const amountPence = sumPence([
      ...own.map(({ transferPence = 0 }) => transferPence),
      reimbursed.get(schoolUrn) ?? 0,
    ]);
    return { schoolUrn, partyId: own[0]!.partyId, amountPence };
  });
  const ofParties = [...payees].map(([partyId, pence]) => ({ partyId, amountPence: -pence }));
  return [...ofSchools, ...ofParties].filter(({ amountPence }) => amountPence !== 0);
}

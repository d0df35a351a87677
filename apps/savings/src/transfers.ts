import { fraction, minus, penniesOf, sumFractions, times, type Fraction } from '#libs/allocation';
import { sumPence } from '#libs/money';
import type { ShareRow, Transfer } from '#messages/savings';
import type { Came } from './delivered.js';
import { rowsBySchool, type CostShares } from './running-costs.js';
import type { SchoolUnits } from './share-inputs.js';
import { deliveryOf, firmOf } from './shares-of-rule.js';

/** A school of a lot, what came of its units, and what the rule makes it pay for all of them. */
export interface Settled {
  readonly school: SchoolUnits;
  readonly came: Came;
  readonly sharePence: number;
}

/**
 * What each school of a lot pays beyond its invoices, in the order given; sums to zero. Where units
 * never came a school's share shrinks to those that it asked for and got: spare ones go first. What
 * this leaves over, because others' invoices shrink by other prices, is taken out by the same units.
 * So one price stays one price, whichever supplier's units are missing.
 */
export function lotTransfers(schools: readonly Settled[]): number[] {
  if (schools.every(({ came }) => came.quantity === came.ordered)) {
    return schools.map(({ came, sharePence }) => sharePence - came.awardedPence);
  }
  const units = schools.map(firmUnits);
  const all = sumPence(units);
  if (all === 0) return schools.map(() => 0);
  const scaled = schools.map((one, i) => minus(goodsShare(one, units[i]!), goodsBilled(one)));
  const perUnit = times(sumFractions(scaled), fraction(1n, BigInt(all)));
  const exact = scaled.map((share, i) => minus(share, times(perUnit, fraction(BigInt(units[i]!)))));
  return penniesOf(
    0,
    exact.map((share, i) => ({ id: schools[i]!.school.urn, share })),
  ).map(({ pence }) => pence);
}

/** Units that it asked for and that came. */
function firmUnits({ school, came }: Settled): number {
  return Math.min(firmOf(school), came.quantity);
}

/** Its share of those, without delivery, which is each school's own. */
function goodsShare({ school, sharePence }: Settled, units: number): Fraction {
  return partOf(sharePence - deliveryOf(school), units, firmOf(school));
}

/** What is billed for all that came, at each supplier's price, without delivery. */
function goodsBilled({ school, came }: Settled): Fraction {
  return sumFractions(
    school.shares.map(({ share: { paysPence, deliveryPence = 0 } }, n) => {
      const { quantity, ordered } = came.parts[n]!;
      return partOf(paysPence - deliveryPence, quantity, ordered);
    }),
  );
}

function partOf(pence: number, units: number, of: number): Fraction {
  return fraction(BigInt(pence) * BigInt(units), BigInt(Math.max(1, of)));
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

import { splitByLargestRemainder, sumPence } from '#libs/money';
import type { ShareRow } from '#messages/savings';
import type { ShareInputs } from './share-inputs.js';

/** What running a round cost, by school and by the party that gets it back. */
export interface CostShares {
  readonly totalPence: number;
  /** Each school's part of everything. */
  readonly bySchool: ReadonlyMap<string, number>;
  /** Of that, what it pays to those who spent it. */
  readonly reimbursed: ReadonlyMap<string, number>;
  readonly payees: ReadonlyMap<string, number>;
}

/** Every school of the award bears an equal part of each cost; pennies by largest remainder. */
export function costShares({ award, runningCosts = [] }: ShareInputs): CostShares {
  const shares = award.lots.flatMap((lot) => lot.shares);
  const schools = [...new Set(shares.map(({ schoolUrn }) => schoolUrn))].sort();
  const bySchool = new Map<string, number>();
  const reimbursed = new Map<string, number>();
  const payees = new Map<string, number>();
  const add = (to: Map<string, number>, key: string, pence: number) =>
    to.set(key, sumPence([to.get(key) ?? 0, pence]));
  for (const { amountPence, paidToPartyId } of schools.length > 0 ? runningCosts : []) {
    const weights = schools.map((id) => ({ id, weight: 1 }));
    for (const { id, pence } of splitByLargestRemainder(amountPence, weights)) {
      add(bySchool, id, pence);
      if (paidToPartyId !== undefined) add(reimbursed, id, pence);
    }
    if (paidToPartyId !== undefined) add(payees, paidToPartyId, amountPence);
  }
  return { totalPence: sumPence(bySchool.values()), bySchool, reimbursed, payees: sorted(payees) };
}

/** A school's part over its own rows, by what it pays: so that it adds up by lot too. */
export function withRunningCosts(
  rows: readonly ShareRow[],
  { bySchool }: CostShares,
): readonly ShareRow[] {
  if (bySchool.size === 0) return rows;
  const ofRow = new Map<ShareRow, number>();
  for (const [urn, own] of rowsBySchool(rows)) {
    const pence = bySchool.get(urn) ?? 0;
    const pays = own.map(({ paysPence }) => Math.max(0, paysPence));
    const nothing = pays.every((weight) => weight === 0);
    const weights = own.map(({ lotId: id }, i) => ({ id, weight: nothing ? 1 : pays[i]! }));
    splitByLargestRemainder(pence, weights).forEach((part, i) => ofRow.set(own[i]!, part.pence));
  }
  return rows.map((row) => {
    const runningCostPence = ofRow.get(row) ?? 0;
    return runningCostPence === 0 ? row : { ...row, runningCostPence };
  });
}

/** Schools in the order of their URNs, each with its rows. */
export function rowsBySchool(rows: readonly ShareRow[]): ReadonlyMap<string, ShareRow[]> {
  const found = new Map<string, ShareRow[]>();
  for (const row of rows) {
    const own = found.get(row.urn);
    if (own) own.push(row);
    else found.set(row.urn, [row]);
  }
  return sorted(found);
}

function sorted<One>(map: ReadonlyMap<string, One>): ReadonlyMap<string, One> {
  return new Map([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
}

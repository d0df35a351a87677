import type { Part } from '#libs/money';
import { contribution, type ContributionCertificate } from './contribution.js';
import { auditCore, type CoreAudit } from './core-audit.js';
import { costFunction, withSpareUnits, type CostFunction } from './cost-function.js';
import { toNumber } from './fraction.js';
import { penniesOf } from './pennies.js';
import { leastCostPence, type PriceSchedule } from './price-schedule.js';
import { totalQuantity, type SharedLot, type SharingRule } from './shared-lot.js';
import { equalPriceShares } from './sharing-rules.js';

/** One lot whose goods are to be shared. Money in pence. */
export interface LotToShare {
  readonly demands: SharedLot['demands'];
  /** What the supplier asks for the goods, without fees and discounts. */
  readonly schedule: PriceSchedule;
  /** May a group buy up to the next tier? Yes unless the round says otherwise. */
  readonly spareUnits?: boolean;
  /**
   * What the goods cost; what the schedule asks for exactly the summed quantity unless said. What it
   * is above the least cost of that quantity, everyone pays by the unit.
   */
  readonly totalPence?: number;
}

/** A shared lot: whole pence in the order of demands, and what can be said of them. */
export interface LotShares {
  readonly parts: readonly Part[];
  /** Before rounding. */
  readonly exactPence: readonly number[];
  /** Could a group have paid less? Absent where all groups would take too long to check. */
  readonly audit?: CoreAudit;
  /** Only of `contribution`: the other rules are worked out in fractions. */
  readonly certificate?: ContributionCertificate;
}

/** Schools × units up to which all groups are checked: some seconds. */
const mostAuditSteps = 3e9;

/** Shares a lot by a rule. Throws CannotShare where the rule has no answer for this lot. */
export function shareLot(rule: SharingRule, lot: LotToShare): LotShares {
  const { demands, schedule, spareUnits = true } = lot;
  const cost = lotCost(lot);
  const costOfPence = (quantity: number) => leastCostPence(schedule, quantity, spareUnits);
  const quantity = totalQuantity(demands);
  const leastPence = costOfPence(quantity);
  const exact = rule.shares({ demands, cost, costOfPence });
  const named = demands.map(({ id }, i) => ({ id, share: exact[i]! }));
  const surplusPence = (lot.totalPence ?? leastCostPence(schedule, quantity, false)) - leastPence;
  const surplus = equalPriceShares(surplusPence, demands);
  const parts = penniesOf(leastPence, named).map(({ id, pence }, i) => ({
    id,
    pence: pence + surplus[i]!.pence,
  }));
  const perUnit = quantity === 0 ? 0 : surplusPence / quantity;
  const exactPence = exact.map((share, i) => toNumber(share) + perUnit * demands[i]!.quantity);
  const quantities = demands.map((demand) => demand.quantity);
  return {
    parts,
    exactPence,
    ...(demands.length * quantity <= mostAuditSteps && {
      audit: auditCore(cost, payersOf(demands, exactPence)),
    }),
    ...(rule.id === 'contribution' && { certificate: contribution(cost, quantities).certificate }),
  };
}

/** What any group would pay on this schedule: F, or F̃ where it may buy spare units. */
export function lotCost({ schedule, spareUnits = true }: LotToShare): CostFunction {
  const exact = costFunction(schedule);
  return spareUnits ? withSpareUnits(exact) : exact;
}

function payersOf(demands: SharedLot['demands'], exactPence: readonly number[]) {
  return demands.map(({ id, quantity }, i) => ({ id, quantity, paysPence: exactPence[i]! }));
}

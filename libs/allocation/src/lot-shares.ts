import type { Part } from '#libs/money';
import type { ContributionCertificate } from './contribution.js';
import { auditCore, type CoreAudit } from './core-audit.js';
import { costAt, costFunction, withSpareUnits, type CostFunction } from './cost-function.js';
import { fraction, plus, toNumber, zero, type Fraction } from './fraction.js';
import { penniesOf } from './pennies.js';
import { leastCostPence, type PriceSchedule } from './price-schedule.js';
import { costFunctionOfLot, totalQuantity } from './shared-lot.js';
import type { CertifiedShares, SharedLot, SharingRule } from './shared-lot.js';

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
  /** False where nobody asks whether a group could have paid less: that takes longest. */
  readonly audit?: boolean;
}

/** A shared lot: whole pence in the order of demands, and what can be said of them. */
export interface LotShares {
  /** Σ is what the lot costs; each is the penny below or above its exact share. */
  readonly parts: readonly Part[];
  /** Before rounding. */
  readonly exactPence: readonly number[];
  /** Could a group have paid less? Absent where not asked, or too long to check for all groups. */
  readonly audit?: CoreAudit;
  /** Only of `contribution`: the other rules are worked out in fractions. */
  readonly certificate?: ContributionCertificate;
}

/** Shares a lot by a rule. Throws CannotShare where the rule has no answer for this lot. */
export function shareLot(rule: SharingRule, lot: LotToShare): LotShares {
  const { demands, schedule, spareUnits = true, audit } = lot;
  const costOfPence = (quantity: number) => leastCostPence(schedule, quantity, spareUnits);
  const quantity = totalQuantity(demands);
  const totalPence = lot.totalPence ?? leastCostPence(schedule, quantity, false);
  const surplusPence = totalPence - costOfPence(quantity);
  return shareCost(rule, { demands, cost: lotCost(lot), costOfPence }, surplusPence, audit);
}

/**
 * The same where the cost of any quantity is known, with terms that a schedule does not hold. What
 * is to be paid above it, everyone pays by the unit; below zero it is taken off by the unit.
 */
export function shareCost(
  rule: SharingRule,
  lot: SharedLot,
  surplusPence = 0,
  isAudited = true,
): LotShares {
  const { demands, costOfPence } = lot;
  const { shares, certificate }: CertifiedShares = rule.certified?.(lot) ?? {
    shares: rule.shares(lot),
  };
  const exact = withSurplus(lot, shares, surplusPence);
  const exactPence = exact.map(toNumber);
  const named = demands.map(({ id }, i) => ({ id, share: exact[i]! }));
  const audit = isAudited ? auditOf(lot, exactPence) : undefined;
  return {
    parts: penniesOf(costOfPence(totalQuantity(demands)) + surplusPence, named),
    exactPence,
    ...(audit && { audit }),
    ...(certificate && { certificate }),
  };
}

/** What any group would pay on this schedule: F, or F̃ where it may buy spare units. */
export function lotCost({ schedule, spareUnits = true }: LotToShare): CostFunction {
  const exact = costFunction(schedule);
  return spareUnits ? withSpareUnits(exact) : exact;
}

function withSurplus(
  { demands }: SharedLot,
  shares: readonly Fraction[],
  surplusPence: number,
): readonly Fraction[] {
  if (surplusPence === 0) return shares;
  const units = BigInt(totalQuantity(demands));
  return shares.map((share, i) => {
    const { quantity } = demands[i]!;
    const part = quantity === 0 ? zero : fraction(BigInt(surplusPence) * BigInt(quantity), units);
    return plus(share, part);
  });
}

/** Schools × units up to which all groups are checked: some seconds. */
const mostAuditSteps = 3e9;

/** What prices for 100 or 1,000 units are rounded by in all, no group could have spared. */
function auditOf(lot: SharedLot, exactPence: readonly number[]): CoreAudit | undefined {
  const { demands, costOfPence } = lot;
  const quantity = totalQuantity(demands);
  if (demands.length * quantity > mostAuditSteps) return undefined;
  const cost = costFunctionOfLot(lot);
  const payers = demands.map((demand, i) => ({ ...demand, paysPence: exactPence[i]! }));
  const rounding = Math.abs(costOfPence(quantity) - costAt(cost, quantity));
  return auditCore(cost, payers, 1e-4 + rounding);
}

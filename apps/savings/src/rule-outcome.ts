import { totalQuantity } from '#libs/allocation';
import { sumPence } from '#libs/money';
import type {
  ComparedAudit,
  ComparedLot,
  ComparedSchool,
  RuleOutcome,
  RuleSpread,
  RuleTotals,
} from '#messages/rule-comparison';
import type { ComparedRule } from './compare-rules.js';
import type { IndicativeShare } from './indicative.js';

/** One rule's figures for somebody: totals for every member, schools and groups only for some. */
export function outcomeFor(
  { rule, cannot, audits, schools }: ComparedRule,
  onlySchools?: ReadonlySet<string>,
): RuleOutcome {
  const sums = cannot === null ? totalsOf(schools) : null;
  if (!onlySchools) {
    const spread = cannot === null ? spreadOf(schools) : null;
    return { rule, cannot, totals: sums, spread, audits, schools };
  }
  const own = schools.filter(({ schoolUrn }) => onlySchools.has(schoolUrn));
  return { rule, cannot, totals: sums, spread: null, audits: audits.map(unnamed), schools: own };
}

export function lotOf({ lot, demands, totalPence }: IndicativeShare): ComparedLot {
  const { lotId, item, unit, indicativeTiers } = lot;
  return {
    lotId,
    item,
    unit,
    quantity: totalQuantity(demands),
    schools: demands.length,
    costPence: totalPence,
    onlyCeiling: indicativeTiers.length === 0,
  };
}

/** Saving of what it would have cost, in hundredths of a per cent; none of nothing. */
export function savedBasisPoints({ savingPence, baselinePence }: ComparedSchool): number | null {
  return baselinePence > 0 ? Math.round((savingPence * 10_000) / baselinePence) : null;
}

function totalsOf(schools: readonly ComparedSchool[]): RuleTotals {
  const sum = (of: (school: ComparedSchool) => number) => sumPence(schools.map(of));
  return {
    paysPence: sum((school) => school.paysPence),
    baselinePence: sum((school) => school.baselinePence),
    savingPence: sum((school) => school.savingPence),
    transferringSchools: schools.filter(({ transferPence }) => transferPence !== 0).length,
    transfersPence: sum(({ transferPence }) => Math.max(0, transferPence)),
  };
}

function spreadOf(schools: readonly ComparedSchool[]): RuleSpread {
  const saved = schools.flatMap((school) => savedBasisPoints(school) ?? []).sort((a, b) => a - b);
  return {
    leastBasisPoints: saved[0] ?? null,
    mostBasisPoints: saved.at(-1) ?? null,
    worseOff: schools
      .filter(({ savingPence }) => savingPence < 0)
      .map(({ schoolUrn }) => schoolUrn),
  };
}

/** Who pays how much is not every member's business before the award; that somebody does is. */
function unnamed(audit: ComparedAudit): ComparedAudit {
  return { ...audit, worstPence: null, group: [] };
}

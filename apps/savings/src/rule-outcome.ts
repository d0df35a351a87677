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

/** One rule's figures for somebody: its cost for every member, all the rest only for some. */
export function outcomeFor(
  { rule, cannot, audits, schools }: ComparedRule,
  onlySchools?: ReadonlySet<string>,
): RuleOutcome {
  const totals = cannot === null ? totalsOf(schools) : null;
  if (!onlySchools) {
    const spread = cannot === null ? spreadOf(schools) : null;
    return { rule, cannot, totals, spread, audits, schools };
  }
  return {
    rule,
    cannot: cannot === null ? null : unexplained,
    totals: totals && withoutOthers(totals),
    spread: null,
    audits: audits.map(unnamed),
    schools: schools.filter(({ schoolUrn }) => onlySchools.has(schoolUrn)),
  };
}

/** The reason may say what all schools paid before. */
const unexplained = 'It cannot share this demand at these prices; the lead reads why.';

/** What the schools paid before, and what follows from it, tells a leaving school's last price. */
function withoutOthers({ paysPence }: RuleTotals): RuleTotals {
  return {
    paysPence,
    baselinePence: null,
    savingPence: null,
    transferringSchools: null,
    transfersPence: null,
  };
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

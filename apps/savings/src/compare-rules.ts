import {
  CannotShare,
  equalPriceShares,
  penniesOfLots,
  shareLot,
  sharingRules,
  type SharingRule,
} from '#libs/allocation';
import { sumPence } from '#libs/money';
import type { ComparedAudit, ComparedSchool, RuleOutcome } from '#messages/rule-comparison';
import type { IndicativeShare } from './indicative.js';

/** One rule on all lots, for nobody in particular: whoever asks is shown what they may see. */
export type ComparedRule = Pick<RuleOutcome, 'rule' | 'cannot' | 'audits' | 'schools'>;

/** The newest version of every rule, the default first. */
export const comparedRules: readonly SharingRule[] = sharingRules.filter(
  ({ id }, i) => sharingRules.findLastIndex((rule) => rule.id === id) === i,
);

/** What one rule makes each school pay, whether a group could pay less, and what must move. */
export function compareRule(rule: SharingRule, lots: readonly IndicativeShare[]): ComparedRule {
  const named = { id: rule.id, version: rule.version } as ComparedRule['rule'];
  const shared = [];
  for (const lot of lots) {
    const result = sharedBy(rule, lot);
    if (typeof result === 'string') {
      const cannot = `${lot.lot.item}: ${result}`;
      return { rule: named, cannot, audits: [], schools: [] };
    }
    shared.push(result);
  }
  const equal = lots.map(({ totalPence, demands }) =>
    equalPriceShares(totalPence, demands).map(({ pence }) => pence),
  );
  // Invoices carry one price, so its pennies are theirs: by lot, and nothing has to move.
  const pays = rule.id === 'equal_price' ? equal : penniesOf(lots, shared);
  const audits = shared.map(({ audit }, i) => auditOf(lots[i]!, audit));
  return { rule: named, cannot: null, audits, schools: schoolsOf(lots, pays, equal) };
}

type Shared = ReturnType<typeof shareLot>;

function sharedBy(rule: SharingRule, lot: IndicativeShare): Shared | string {
  try {
    return shareLot(rule, lot);
  } catch (error) {
    if (error instanceof CannotShare) return error.message;
    throw error;
  }
}

function penniesOf(lots: readonly IndicativeShare[], shared: readonly Shared[]) {
  const { cells } = penniesOfLots(
    lots.map(({ lot, demands, totalPence }, i) => ({
      item: lot.lotId,
      totalPence,
      schools: demands.map(({ id }) => id),
      exact: shared[i]!.exactPence,
      parts: shared[i]!.parts.map(({ pence }) => pence),
    })),
  );
  return cells;
}

function auditOf({ lot }: IndicativeShare, audit: Shared['audit']): ComparedAudit {
  const { lotId, item } = lot;
  if (!audit) return { lotId, item, holds: null, worstPence: null, group: [] };
  const { holds, worstPence, group } = audit;
  return { lotId, item, holds, worstPence, group };
}

type Pence = readonly (readonly number[])[];

/** Every school over its lots, in order of URN. */
function schoolsOf(lots: readonly IndicativeShare[], pays: Pence, equal: Pence): ComparedSchool[] {
  const rows = new Map<string, ComparedSchool>();
  lots.forEach(({ demand, demands }, i) =>
    demand.forEach(({ schoolUrn, partyId }, j) => {
      const before = rows.get(schoolUrn);
      const sum = (of: keyof ComparedSchool & `${string}Pence`, pence: number) =>
        sumPence([before?.[of] ?? 0, pence]);
      const [paysPence, baselinePence] = [pays[i]![j]!, demands[j]!.baselinePence];
      rows.set(schoolUrn, {
        schoolUrn,
        partyId,
        paysPence: sum('paysPence', paysPence),
        baselinePence: sum('baselinePence', baselinePence),
        savingPence: sum('savingPence', baselinePence - paysPence),
        transferPence: sum('transferPence', paysPence - equal[i]![j]!),
      });
    }),
  );
  return [...rows.values()].sort((a, b) => (a.schoolUrn < b.schoolUrn ? -1 : 1));
}

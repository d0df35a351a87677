import { auditSentence } from '#libs/allocation';
import { formatPounds } from '#libs/money';
import type { ComparedAudit, RuleComparison, RuleOutcome } from '#messages/rule-comparison';
import { sharingRules, type SharingRule } from '#messages/rounds';
import { formatBytes, formatPlural } from './kit/view-filters.js';
import type { Names } from './names.js';
import {
  comparisonFile,
  lotsTable,
  rulesTable,
  schoolsChart,
  schoolsTable,
} from './rule-comparison-tables.js';
import { ruleWords } from './sharing-rule-words.js';

/** All that the page shows: every rule in a line, one of them school by school. */
export function comparisonPage(
  comparison: RuleComparison,
  names: Names,
  seesAll: boolean,
  chosen?: SharingRule,
) {
  const { rules, sharingRule, proposedRule, basis, lots, schools, pending } = comparison;
  const shown = chosen ?? proposedRule ?? sharingRule;
  const outcome = rules.find(({ rule }) => rule.id === shown);
  return {
    pending,
    seesAll,
    hasDemand: lots.length > 0,
    basis: basisWords(basis, schools),
    table: rulesTable(comparison, seesAll),
    fileSize: formatBytes(Buffer.byteLength(comparisonFile(comparison, names))),
    silent: rules.flatMap(({ rule, cannot }) =>
      cannot === null ? [] : [`${ruleWords[rule.id].name} has no answer. ${cannot}`],
    ),
    ceilings: lots.filter(({ onlyCeiling }) => onlyCeiling).map(({ item }) => item),
    lots: lotsTable(comparison),
    selected: outcome ? selectedOf(outcome, comparison, names, seesAll) : null,
    explained: sharingRules.map((id) => ({ ...ruleWords[id], isNow: id === sharingRule })),
    inputHash: comparison.inputHash,
  };
}

function basisWords(basis: RuleComparison['basis'], schools: number): string {
  const who = formatPlural(schools, 'school');
  return basis === 'locked'
    ? `Worked out on the locked demand of ${who}.`
    : `Worked out on what ${who} ${schools === 1 ? 'has' : 'have'} committed to so far.`;
}

function selectedOf(
  outcome: RuleOutcome,
  { schools: inAll }: RuleComparison,
  names: Names,
  seesAll: boolean,
) {
  const { rule, totals, cannot, schools } = outcome;
  const { name, sentence } = ruleWords[rule.id];
  const hasRows = schools.length > 0;
  return {
    id: rule.id,
    version: rule.version,
    name,
    sentence,
    cannot,
    chart: hasRows ? schoolsChart(outcome, names) : null,
    table: hasRows ? schoolsTable(outcome, names) : null,
    totals: totals && totalWords(totals, inAll),
    transfers: totals && transferWords(totals),
    worseOff: worseOffWords(outcome, names),
    audits: outcome.audits.map((audit) => `${audit.item}: ${auditWords(audit, names, seesAll)}`),
  };
}

type Totals = NonNullable<RuleOutcome['totals']>;

function totalWords({ paysPence, baselinePence, savingPence }: Totals, schools: number): string {
  const together = `All ${formatPlural(schools, 'school')} together would pay`;
  if (baselinePence === null || savingPence === null) {
    return `${together} ${formatPounds(paysPence)}.`;
  }
  const [pays, before] = [formatPounds(paysPence), formatPounds(baselinePence)];
  const difference = formatPounds(Math.abs(savingPence));
  return (
    `${together} ${pays} instead of ${before}: ` +
    `${difference} ${savingPence < 0 ? 'more' : 'less'}.`
  );
}

function transferWords({ transferringSchools, transfersPence }: Totals): string | null {
  if (transferringSchools === null || transfersPence === null) return null;
  if (transferringSchools === 0) {
    return 'Suppliers’ invoices already carry these shares: no money moves between schools.';
  }
  return (
    `Suppliers invoice one price for everybody. After that ${formatPounds(transfersPence)} would ` +
    `move through the pooled fund between ${formatPlural(transferringSchools, 'school')}, and ` +
    'what is paid in is exactly what is paid back.'
  );
}

function worseOffWords({ spread }: RuleOutcome, { school }: Names): string | null {
  if (!spread) return null;
  if (spread.worseOff.length === 0) return 'No school would pay more than without the round.';
  return `Would pay more than without the round: ${spread.worseOff.map(school).join(', ')}.`;
}

/** The group is named to those who see all demand; the others hear whether there is one. */
function auditWords(audit: ComparedAudit, { school }: Names, seesAll: boolean): string {
  const { holds, worstPence, group } = audit;
  if (holds === null) return 'there are too many schools and units to check every group.';
  if (!holds && !seesAll) return 'a group of schools could have paid less on its own.';
  const all = { holds, worstPence: worstPence ?? 0, group, groupQuantity: 0 };
  return auditSentence(all, school);
}

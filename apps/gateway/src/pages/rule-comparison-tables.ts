import { writeCsv } from '#libs/csv';
import { formatPounds, poundsText, sumPence } from '#libs/money';
import type {
  ComparedLot,
  ComparedSchool,
  RuleComparison,
  RuleOutcome,
} from '#messages/rule-comparison';
import type { SharingRule } from '#messages/rounds';
import { dataTable, type Column, type DataTable } from './kit/data-table.js';
import { barChart, type BarChart } from './kit/figures.js';
import type { Names } from './names.js';
import { unitsOf } from './round-words.js';
import { ruleWords } from './sharing-rule-words.js';

/** Could some group pay less without the others, in any lot? Undefined where not all were checked. */
export function isContestable({ audits }: RuleOutcome): boolean | undefined {
  if (audits.some(({ holds }) => holds === false)) return true;
  return audits.some(({ holds }) => holds === null) ? undefined : false;
}

/** The rules side by side; the name of each leads to its schools. */
export function rulesTable(
  { rules, roundId, sharingRule, proposedRule }: RuleComparison,
  seesAll: boolean,
): DataTable {
  const mark = (id: SharingRule) =>
    id === sharingRule ? ' (this round)' : id === proposedRule ? ' (proposed)' : '';
  return dataTable({
    caption: 'The rules side by side',
    rows: rules,
    columns: [
      {
        heading: 'Rule',
        value: ({ rule }: RuleOutcome) => ruleWords[rule.id].name + mark(rule.id),
        href: ({ rule }) => `/rounds/${roundId}/sharing?rule=${rule.id}`,
      },
      ...(seesAll ? spreadColumns : ownColumns),
      {
        heading: 'Can it be contested?',
        value: (outcome) => (outcome.totals ? contested(isContestable(outcome)) : null),
      },
      ...(seesAll ? transferColumns : ownTransfer),
    ],
  });
}

const spreadColumns: readonly Column<RuleOutcome>[] = [
  {
    heading: 'Smallest saving',
    value: ({ spread }) => spread?.leastBasisPoints,
    kind: 'basis-points',
  },
  {
    heading: 'Largest saving',
    value: ({ spread }) => spread?.mostBasisPoints,
    kind: 'basis-points',
  },
  { heading: 'Schools worse off', value: ({ spread }) => spread?.worseOff.length, kind: 'count' },
];

const ownColumns: readonly Column<RuleOutcome>[] = [
  { heading: 'You would pay', value: own(({ paysPence }) => paysPence), kind: 'pence' },
  { heading: 'You would save', value: own(({ savingPence }) => savingPence), kind: 'pence' },
];

const transferColumns: readonly Column<RuleOutcome>[] = [
  {
    heading: 'Schools that pay in or get back',
    value: ({ totals }) => totals?.transferringSchools,
    kind: 'count',
  },
  { heading: 'Money that moves', value: ({ totals }) => totals?.transfersPence, kind: 'pence' },
];

const ownTransfer: readonly Column<RuleOutcome>[] = [
  {
    heading: 'You would pay in, or get back (−)',
    value: own(({ transferPence }) => transferPence),
    kind: 'pence',
  },
];

function own(of: (school: ComparedSchool) => number) {
  return ({ schools }: RuleOutcome) => (schools.length > 0 ? sumPence(schools.map(of)) : null);
}

function contested(isSo: boolean | undefined): string {
  if (isSo === undefined) return 'Not checked';
  return isSo ? 'Yes' : 'No';
}

/** What one rule gives each school; for somebody of a school, their own. */
export function schoolsTable({ schools, rule }: RuleOutcome, { school }: Names): DataTable {
  return dataTable({
    caption: `${ruleWords[rule.id].name}: school by school`,
    rows: schools,
    totalLabel: 'All together',
    columns: [
      { heading: 'School', value: ({ schoolUrn }: ComparedSchool) => school(schoolUrn) },
      money('Would cost without the round', ({ baselinePence }) => baselinePence),
      money('Pays', ({ paysPence }) => paysPence),
      money('Saves', ({ savingPence }) => savingPence),
      { heading: 'Saves, per cent', value: savedShare, kind: 'basis-points' },
      money('Pays in, or gets back (−)', ({ transferPence }) => transferPence),
    ],
  });
}

function money(heading: string, value: (row: ComparedSchool) => number): Column<ComparedSchool> {
  return { heading, value, kind: 'pence', total: true };
}

export function savedShare({ savingPence, baselinePence }: ComparedSchool): number | null {
  return baselinePence > 0 ? Math.round((savingPence * 10_000) / baselinePence) : null;
}

export function schoolsChart({ schools, rule }: RuleOutcome, { school }: Names): BarChart {
  const bars = schools.toSorted((a, b) => b.savingPence - a.savingPence);
  return barChart(
    `Saving of each school: ${ruleWords[rule.id].name}`,
    bars.map(({ schoolUrn, savingPence }) => ({
      label: school(schoolUrn),
      value: savingPence,
      text: formatPounds(savingPence),
    })),
  );
}

/** The demand and the prices that all of it rests on. */
export function lotsTable({ lots, basis }: RuleComparison): DataTable {
  return dataTable({
    caption: basis === 'locked' ? 'Locked demand' : 'Committed so far',
    rows: lots,
    totalLabel: 'All lots',
    columns: [
      { heading: 'Lot', value: ({ item }: ComparedLot) => item },
      { heading: 'Schools', value: ({ schools }) => schools, kind: 'count' },
      { heading: 'Wanted', value: ({ quantity }) => quantity, kind: 'count' },
      { heading: 'Unit', value: (lot) => unitsOf(lot) },
      {
        heading: 'Cost at indicative prices',
        value: ({ costPence }) => costPence,
        kind: 'pence',
        total: true,
      },
    ],
  });
}

const fileColumns = [
  'rule',
  'version',
  'urn',
  'school',
  'would_have_cost',
  'pays',
  'saving',
  'saving_percent',
  'pays_in',
  'can_be_contested',
  'no_answer_because',
] as const;

/** Every rule and every school that the asker may see, in pounds with two decimals. */
export function comparisonFile({ rules }: RuleComparison, { school }: Names): string {
  return writeCsv(
    fileColumns,
    rules.flatMap((outcome): Record<string, string | number>[] => {
      const { rule, cannot, schools } = outcome;
      const named = { rule: rule.id, version: rule.version };
      if (cannot !== null) return [{ ...named, no_answer_because: cannot }];
      return schools.map((row) => {
        const saved = savedShare(row);
        return {
          ...named,
          urn: row.schoolUrn,
          school: school(row.schoolUrn),
          would_have_cost: poundsText(row.baselinePence),
          pays: poundsText(row.paysPence),
          saving: poundsText(row.savingPence),
          saving_percent: saved === null ? '' : poundsText(saved),
          pays_in: poundsText(row.transferPence),
          can_be_contested: contested(isContestable(outcome)).toLowerCase(),
        };
      });
    }),
  );
}

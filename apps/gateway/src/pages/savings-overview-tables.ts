import { formatPounds } from '#libs/money';
import type { RoundSummary } from '#messages/rounds';
import type { RuleComparison } from '#messages/rule-comparison';
import type { SavingsAmounts, SavingsLine, SavingsOverview } from '#messages/savings';
import { dataTable, type Column, type DataTable } from './kit/data-table.js';
import { barChart, type BarChart } from './kit/figures.js';
import { formatDay } from './kit/view-filters.js';
import { roundStates } from './round-words.js';
import { savedShare } from './savings-figures.js';

/** "Year to 31 August 2027". */
export function yearWords(lastDay: string): string {
  return `Year to ${formatDay(lastDay)}`;
}

/** Lines of any kind; columns of nothing but nought are left out. */
export function linesTable(
  { lines, total }: SavingsOverview,
  caption: string,
  heading: string,
  nameOf?: (key: string) => string,
): DataTable {
  return dataTable({
    caption,
    rows: lines,
    totalLabel: 'All together',
    columns: [
      {
        heading,
        value: ({ key, label }: SavingsLine) => nameOf?.(key) ?? label,
        href: ({ roundId }) => (roundId ? `/rounds/${roundId}/savings` : undefined),
      },
      ...amountColumns(total),
      { heading: 'Saved, per cent', value: savedShare, kind: 'basis-points' },
    ],
  });
}

export function roundLinesTable(
  { lines, total }: SavingsOverview,
  rounds: readonly RoundSummary[],
): DataTable {
  const stateOf = ({ key }: SavingsLine) => {
    const status = rounds.find(({ roundId }) => roundId === key)?.status;
    return status && roundStates[status];
  };
  return dataTable({
    caption: 'Rounds with savings',
    whenEmpty: 'No round has been awarded yet: savings show here from the award on.',
    rows: lines,
    totalLabel: 'All rounds',
    columns: [
      {
        heading: 'Round',
        value: ({ label }: SavingsLine) => label,
        href: ({ key }) => `/rounds/${key}/savings`,
      },
      {
        heading: 'State',
        value: (line) => stateOf(line)?.text,
        tag: (line) => stateOf(line)?.colour,
      },
      { heading: 'Schools', value: ({ schools }) => schools, kind: 'count' },
      ...amountColumns(total),
    ],
  });
}

/** Rounds without an award, by their own rule at indicative prices: promised by nobody. Savings only to overseers. */
export function potentialTable(found: readonly RuleComparison[]): DataTable {
  const rows = found.flatMap(({ roundId, title, schools, sharingRule, rules }) => {
    const own = rules.find(({ rule }) => rule.id === sharingRule)?.totals;
    return own && schools > 0 ? [{ ...own, roundId, title, schools }] : [];
  });
  const isAll = rows.every(({ baselinePence }) => baselinePence !== null);
  type Row = (typeof rows)[number];
  const before = (of: 'baselinePence' | 'savingPence', heading: string): Column<Row>[] =>
    isAll ? [{ heading, value: (row) => row[of], kind: 'pence' }] : [];
  return dataTable({
    caption: 'Potential: rounds without an award yet',
    rows,
    columns: [
      {
        heading: 'Round',
        value: ({ title }) => title,
        href: ({ roundId }) => `/rounds/${roundId}/sharing`,
      },
      { heading: 'Schools so far', value: ({ schools }) => schools, kind: 'count' },
      ...before('baselinePence', 'Would have cost'),
      { heading: 'Would pay', value: (row) => row.paysPence, kind: 'pence' },
      ...before('savingPence', 'Could save'),
    ],
  });
}

/** What competition and buying together brought in each year. */
export function overviewChart(
  { lines }: SavingsOverview,
  nameOf: (key: string) => string,
): BarChart {
  return barChart(
    'Saved in each year',
    lines.map(({ key, competitionPence, aggregationPence, savingPence }) => ({
      label: nameOf(key),
      value: competitionPence,
      second: aggregationPence,
      text: formatPounds(savingPence),
    })),
    ['Competition between suppliers', 'Buying together'],
  );
}

function amountColumns(total: SavingsAmounts): Column<SavingsLine>[] {
  const pence = (heading: string, value: (line: SavingsAmounts) => number) => ({
    heading,
    value,
    kind: 'pence' as const,
    total: true,
  });
  const always = [
    pence('Would have cost', (line) => line.baselinePence),
    pence('Paid', (line) => line.paysPence),
    pence('Saved', (line) => line.savingPence),
    pence('By competition', (line) => line.competitionPence),
    pence('By buying together', (line) => line.aggregationPence),
  ];
  const where = [
    pence('Running the rounds', (line) => line.runningCostPence),
    pence('VAT nobody gets back, less of it', (line) => line.vatEffectPence),
    pence('Saved, net', (line) => line.netPence),
    pence('Of the saving, new', (line) => line.newPence),
    pence('Sustained, beside it', (line) => line.sustainedPence),
  ];
  const said = [
    total.runningCostPence !== 0,
    total.vatEffectPence !== 0,
    total.netPence !== total.savingPence,
    total.sustainedPence !== 0,
    total.sustainedPence !== 0,
  ];
  return [...always, ...where.filter((_, i) => said[i])];
}

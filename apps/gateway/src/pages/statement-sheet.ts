import { formatPounds, ratioPence } from '#libs/money';
import type { ShareRow, Source, Statement } from '#messages/savings';
import { dataTable, type Column, type DataTable } from './kit/data-table.js';
import type { BarChart } from './kit/figures.js';
import type { Names } from './names.js';
import { netAnswers, savedShare } from './savings-figures.js';
import { savingsChart, statementTable } from './savings-tables.js';
import { savingStates, standingWords } from './settlement-tables.js';
import { auditsOf, correctionsOf, evidenceOf, ruleAnswers, workingsOf } from './statement-words.js';
import { formatPercent } from './kit/view-filters.js';

/** A figure and what it is. */
interface Answer {
  readonly key: string;
  readonly value: string;
}

/** All that a statement says, once: its page and its PDF cannot disagree. */
export interface StatementSheet {
  readonly school: string;
  readonly party: string;
  readonly round: string;
  readonly standing: string;
  readonly numbers: readonly { name: string; value: string; note: string }[];
  /** Where the saving came from, in a sentence. */
  readonly why: string;
  readonly table: DataTable;
  readonly chart: BarChart;
  readonly hasLoss: boolean;
  /** Only where it is invoiced something else than its share, or other costs come to it. */
  readonly money: DataTable | null;
  readonly net: readonly Answer[];
  readonly lots: readonly {
    readonly item: string;
    readonly workings: readonly string[];
    readonly prices: string;
    readonly evidence: string;
    readonly state: string;
    readonly sources: readonly Source[];
  }[];
  readonly rule: readonly Answer[];
  readonly audits: readonly string[];
  readonly corrections: readonly string[];
}

export function sheetOf(statement: Statement, { school, party }: Names): StatementSheet {
  const { rows, schoolUrn, title } = statement;
  const name = school(schoolUrn);
  return {
    school: name,
    party: party(rows[0]?.partyId ?? ''),
    round: title,
    standing: standingWords(statement),
    numbers: numbersOf(statement),
    why: whyOf(statement),
    table: statementTable(rows),
    chart: savingsChart(
      `Saving of ${name}, lot by lot`,
      rows.map((row) => ({ ...row, label: row.item })),
    ),
    hasLoss: rows.some(({ aggregationPence }) => aggregationPence < 0),
    money: rows.some(hasMore) ? moneyTable(rows) : null,
    net: netAnswers(rows),
    lots: rows.map((row) => ({
      item: row.item,
      workings: workingsOf(row),
      prices: pricesOf(row),
      evidence: evidenceOf(row),
      state: savingStates[row.status ?? 'committed'],
      sources: row.sources.toSorted(byStage),
    })),
    rule: ruleAnswers(statement, school),
    audits: auditsOf(statement, school),
    corrections: correctionsOf(statement),
  };
}

function numbersOf({ total }: Statement) {
  const share = savedShare(total);
  return [
    { name: 'Would have cost', value: formatPounds(total.baselinePence), note: 'Without VAT' },
    { name: 'Paid', value: formatPounds(total.paysPence), note: 'Without VAT' },
    {
      name: 'Saved',
      value: formatPounds(total.savingPence),
      note: share === null ? '' : `${formatPercent(share)} of what it would have cost`,
    },
  ];
}

function whyOf({ total: { savingPence, competitionPence, aggregationPence } }: Statement): string {
  const [competition, together] = [competitionPence, aggregationPence].map(formatPounds);
  return `Of the ${formatPounds(savingPence)}, ${competition} is what competition between suppliers brought, and ${together} what only buying together brought.`;
}

/** What a unit was, or would have been, and what it is. */
function pricesOf({ quantity, baselinePence, pricePence, evidenceGrade }: ShareRow): string {
  if (quantity === 0) return 'None of it came.';
  const before = evidenceGrade === 'none' ? 'The best quote for its own quantity was' : 'It was';
  const [was, is] = [ratioPence(baselinePence, 1, quantity), pricePence].map(formatPounds);
  return `${before} ${was} a unit, and is ${is}.`;
}

function hasMore(row: ShareRow): boolean {
  const { transferPence = 0, runningCostPence = 0, irrecoverableVatPence } = row;
  return transferPence !== 0 || runningCostPence !== 0 || irrecoverableVatPence !== undefined;
}

/** From what suppliers bill to what it costs the school in the end. */
function moneyTable(rows: readonly ShareRow[]): DataTable {
  const pence = (heading: string, value: (row: ShareRow) => number): Column<ShareRow> => ({
    heading,
    value,
    kind: 'pence',
    total: true,
  });
  const invoiced = (row: ShareRow) => row.invoicedPence ?? row.paysPence;
  const transfer = (row: ShareRow) => row.transferPence ?? 0;
  const vat = ({ irrecoverableVatPence }: ShareRow) => irrecoverableVatPence?.pays ?? 0;
  const running = (row: ShareRow) => row.runningCostPence ?? 0;
  return dataTable({
    caption: 'What it pays, and how',
    rows,
    totalLabel: 'All together',
    columns: [
      { heading: 'Lot', value: ({ item }: ShareRow) => item },
      pence('Invoiced', invoiced),
      pence('Transfer', transfer),
      pence('Paid', (row) => row.paysPence),
      pence('VAT not got back', vat),
      pence('Running the round', running),
      pence('In all', (row) => row.paysPence + vat(row) + running(row)),
    ],
  });
}

const stages = ['round', 'submissions', 'tender', 'order', 'savings'];

/** As a round goes: demand, quotes, award, order and what came of it. */
function byStage(a: Source, b: Source): number {
  const stage = ({ stream }: Source) => stages.indexOf(stream.slice(0, stream.indexOf('-')));
  return stage(a) - stage(b) || a.revision - b.revision;
}

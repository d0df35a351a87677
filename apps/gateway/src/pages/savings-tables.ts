import { writeCsv } from '#libs/csv';
import { formatPounds, poundsText } from '#libs/money';
import type { ShareRow } from '#messages/savings';
import { dataTable, type Column, type DataTable } from './kit/data-table.js';
import { barChart, type BarChart } from './kit/figures.js';
import { evidenceWords } from './round-words.js';
import { savedShare, type Saved, type SavedLine } from './savings-figures.js';

/** The same five amounts, and the per cent, at the end of every table of savings. */
function savedColumns<Row extends Saved>(): Column<Row>[] {
  const pence = (heading: string, value: (row: Row) => number): Column<Row> => ({
    heading,
    value,
    kind: 'pence',
    total: true,
  });
  return [
    pence('Would have cost', (row) => row.baselinePence),
    pence('Paid', (row) => row.paysPence),
    pence('Saved', (row) => row.savingPence),
    { heading: 'Saved, per cent', value: savedShare, kind: 'basis-points' },
    pence('By competition', (row) => row.competitionPence),
    pence('By buying together', (row) => row.aggregationPence),
  ];
}

export function schoolsTable(
  lines: readonly SavedLine[],
  schoolOf: (urn: string) => string,
  hrefOf: (urn: string) => string,
  caption = 'School by school',
): DataTable {
  return dataTable({
    caption,
    rows: lines,
    totalLabel: 'All schools',
    columns: [
      {
        heading: 'School',
        value: ({ key }: SavedLine) => schoolOf(key),
        href: ({ key }) => hrefOf(key),
      },
      ...savedColumns<SavedLine>(),
    ],
  });
}

export function lotsTable(lines: readonly SavedLine[]): DataTable {
  return dataTable({
    caption: 'Lot by lot',
    rows: lines,
    totalLabel: 'All lots',
    columns: [
      { heading: 'Lot', value: ({ rows }: SavedLine) => rows[0]?.item },
      { heading: 'Supplier', value: ({ rows }) => rows[0]?.supplier },
      {
        heading: 'Units',
        value: ({ rows }) => rows.reduce((sum, { quantity }) => sum + quantity, 0),
        kind: 'count',
      },
      { heading: 'Price of a unit', value: ({ rows }) => rows[0]?.pricePence, kind: 'pence' },
      ...savedColumns<SavedLine>(),
    ],
  });
}

/** One school's lots, with what its comparison rests on. */
export function statementTable(rows: readonly ShareRow[]): DataTable {
  return dataTable({
    caption: 'What was bought and what it saved',
    rows,
    totalLabel: 'All together',
    columns: [
      { heading: 'Lot', value: ({ item }: ShareRow) => item },
      { heading: 'Supplier', value: ({ supplier }) => supplier },
      { heading: 'Units', value: ({ quantity }) => quantity, kind: 'count' },
      { heading: 'Price of a unit', value: ({ pricePence }) => pricePence, kind: 'pence' },
      ...savedColumns<ShareRow>(),
      { heading: 'Evidence of the last price', value: evidenceOf },
    ],
  });
}

export function evidenceOf({ evidenceGrade, evidenceReference }: ShareRow): string {
  if (evidenceGrade === 'none') return 'None: the best quote at its own quantity stands in';
  const grade = evidenceWords[evidenceGrade];
  return evidenceReference ? `${grade}: ${evidenceReference}` : grade;
}

/** Effects stacked from one zero line; below zero to the left. */
export function savingsChart(
  caption: string,
  bars: readonly (Saved & { label: string })[],
): BarChart {
  return barChart(
    caption,
    bars.map(({ label, competitionPence, aggregationPence, savingPence }) => ({
      label,
      value: competitionPence,
      second: aggregationPence,
      text: formatPounds(savingPence),
    })),
    ['Competition between suppliers', 'Buying together'],
  );
}

const fileColumns = [
  'urn',
  'school',
  'item',
  'supplier',
  'quantity',
  'unit_price',
  'pays',
  'baseline',
  'saving',
  'competition_effect',
  'aggregation_effect',
  'evidence_grade',
  'evidence',
] as const;

/** Every row of every school, in pounds with two decimals: what a finance system reads. */
export function sharesFile(rows: readonly ShareRow[], schoolOf: (urn: string) => string): string {
  return writeCsv(
    fileColumns,
    rows.map((row) => ({
      urn: row.urn,
      school: schoolOf(row.urn),
      item: row.item,
      supplier: row.supplier,
      quantity: row.quantity,
      unit_price: poundsText(row.pricePence),
      pays: poundsText(row.paysPence),
      baseline: poundsText(row.baselinePence),
      saving: poundsText(row.savingPence),
      competition_effect: poundsText(row.competitionPence),
      aggregation_effect: poundsText(row.aggregationPence),
      evidence_grade: row.evidenceGrade,
      evidence: row.evidenceReference,
    })),
  );
}

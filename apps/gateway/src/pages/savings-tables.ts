import { writeCsv } from '#libs/csv';
import { formatPounds, poundsText } from '#libs/money';
import type { ShareRow } from '#messages/savings';
import { dataTable, type Column, type DataTable } from './kit/data-table.js';
import { barChart, type BarChart } from './kit/figures.js';
import { savedShare, type Saved, type SavedLine } from './savings-figures.js';

/** The same five amounts at the end of every table of savings. */
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
      { heading: 'Saved, per cent', value: savedShare, kind: 'basis-points' },
    ],
  });
}

export function lotsTable(lines: readonly SavedLine[]): DataTable {
  return dataTable({
    caption: 'Lot by lot',
    rows: lines,
    totalLabel: 'All lots',
    columns: [
      { heading: 'Lot', value: ({ rows: [row] }: SavedLine) => row && lotWords(row) },
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

/** One school's lots; what each comparison rests on is said below the table. */
export function statementTable(rows: readonly ShareRow[]): DataTable {
  return dataTable({
    caption: 'What was bought and what it saved',
    rows,
    totalLabel: 'All together',
    columns: [
      { heading: 'Lot', value: lotWords },
      { heading: 'Units', value: ({ quantity }) => quantity, kind: 'count' },
      { heading: 'Price of a unit', value: ({ pricePence }) => pricePence, kind: 'pence' },
      ...savedColumns<ShareRow>(),
    ],
  });
}

function lotWords({ item, supplier }: ShareRow): string {
  return `${item}, ${supplier}`;
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
  'invoiced',
  'transfer',
  'running_cost',
  'vat_on_baseline',
  'vat_on_invoiced',
  'status',
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
      invoiced: poundsText(row.invoicedPence ?? row.paysPence),
      transfer: poundsText(row.transferPence ?? 0),
      running_cost: poundsText(row.runningCostPence ?? 0),
      vat_on_baseline: poundsText(row.irrecoverableVatPence?.baseline ?? 0),
      vat_on_invoiced: poundsText(row.irrecoverableVatPence?.pays ?? 0),
      status: row.status ?? '',
    })),
  );
}

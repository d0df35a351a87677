import { countOf, savingTotals, type SavingTotals } from '#libs/allocation';
import { formatPounds } from '#libs/money';
import { html, type Html } from './html.js';
import type { LotShares, RoundShares, ShareRow } from './shares.js';
import { table, type Column } from './statement-table.js';
import { percentSaved } from './words.js';

/** What one school bought. */
export interface SchoolShares {
  readonly urn: string;
  readonly school: string;
  readonly rows: readonly (ShareRow & { readonly lot: LotShares })[];
  readonly totals: SavingTotals;
}

/** Every school of a round, by URN. */
export function schoolsOf({ lots }: RoundShares): SchoolShares[] {
  const bySchool = new Map<string, (ShareRow & { lot: LotShares })[]>();
  for (const lot of lots) {
    for (const row of lot.rows) {
      bySchool.set(row.urn, [...(bySchool.get(row.urn) ?? []), { ...row, lot }]);
    }
  }
  return [...bySchool]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([urn, rows]) => ({ urn, school: rows[0]!.school, rows, totals: savingTotals(rows) }));
}

/** A page for each school, to hand to its governors. */
export function schoolPages(schools: readonly SchoolShares[]): Html[] {
  return schools.map(schoolPage);
}

type Row = SchoolShares['rows'][number];

function schoolPage({ urn, school, rows, totals }: SchoolShares, i: number): Html {
  const money = (name: string, pence: (row: SavingTotals) => number): Column<Row> => ({
    name,
    cell: (row) => formatPounds(pence(row)),
    total: formatPounds(pence(totals)),
    isNumber: true,
  });
  const columns: Column<Row>[] = [
    { name: 'Item', cell: ({ lot }) => lot.award.lot.item.description, total: 'All items' },
    { name: 'Supplier', cell: ({ supplier }) => supplier },
    {
      name: 'Quantity',
      cell: ({ quantity, lot }) => countOf(quantity, lot.award.lot.item.unit),
      isNumber: true,
    },
    money('Would have cost', ({ baselinePence }) => baselinePence),
    money('Cost', ({ paysPence }) => paysPence),
    money('Saved', ({ savingPence }) => savingPence),
    money('By competition', ({ competitionPence }) => competitionPence),
    money('By buying together', ({ aggregationPence }) => aggregationPence),
  ];
  return html`<section class="page">
    <h2>${school} (${urn})</h2>
    <p class="large">${summary(totals)}</p>
    ${table(`What ${school} bought`, columns, rows, `school-${i + 1}`)}
  </section>`;
}

function summary(totals: SavingTotals): string {
  const [before, cost] = [formatPounds(totals.baselinePence), formatPounds(totals.paysPence)];
  const start = `It would have cost ${before} and cost ${cost}`;
  if (totals.savingPence < 0) return `${start}: ${formatPounds(-totals.savingPence)} more.`;
  return `${start}: ${formatPounds(totals.savingPence)} saved (${percentSaved(totals)}).`;
}

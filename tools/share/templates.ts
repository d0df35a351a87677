import { writeCsv, type CsvCell } from '#libs/csv';
import { demandColumns } from './demand-file.js';
import { itemColumns } from './items-file.js';
import type { Files } from './output.js';
import { quoteColumns } from './quotes-file.js';

/** Headers with rows that are invented and say so; as they are, they can be shared. */
export function templates(): Files {
  return {
    'demand.csv': sheet(demandColumns, [
      ['100001', 'Example Primary (replace)', 'copier-paper', 40, 40, 50, '14.60', 'A'],
      ['100002', 'Example High (replace)', 'copier-paper', 75, '', '', '13.85', 'B'],
      ['100003', 'Example Nursery (replace)', 'copier-paper', 6, '', '', '', ''],
      ['100001', 'Example Primary (replace)', 'glue-sticks', 12, '', '', '7.20', 'A'],
      ['100002', 'Example High (replace)', 'glue-sticks', 20, '', '', '6.95', 'C'],
    ]),
    'quotes.csv': sheet(quoteColumns, [
      ['Example Supplies (replace)', 'copier-paper', 1, '14.90', 'all-units', '', '', ''],
      ['Example Supplies (replace)', 'copier-paper', 100, '13.10', 'all-units', '', '', ''],
      ['Example Stationers (replace)', 'copier-paper', 1, '14.50', 'incremental', '', '', ''],
      ['Example Stationers (replace)', 'copier-paper', 51, '12.95', 'incremental', '', '', ''],
      ['Example Stationers (replace)', 'glue-sticks', 1, '6.80', 'all-units', '', '', ''],
      ['Example Supplies (replace)', 'glue-sticks', 1, '7.10', 'all-units', '', '', ''],
      ['Example Supplies (replace)', 'glue-sticks', 30, '6.40', 'all-units', '', '', ''],
    ]),
    'items.csv': sheet(itemColumns, [
      ['copier-paper', 'Example: copier paper, box of 5 reams', '30197642-8', 'box', 1, '15.00', 1],
      ['glue-sticks', 'Example: glue sticks, pack of 12', '24911200-5', 'pack', 1, '', 1],
    ]),
  };
}

function sheet<Column extends string>(
  columns: readonly Column[],
  rows: readonly (readonly CsvCell[])[],
): string {
  return writeCsv(
    columns,
    rows.map(
      (row) =>
        Object.fromEntries(columns.map((column, i) => [column, row[i]])) as Record<Column, CsvCell>,
    ),
  );
}

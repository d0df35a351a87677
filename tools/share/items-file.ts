import { mostUnitPricePence } from '#libs/allocation';
import { namedRow, type ReadRows } from './demand-file.js';
import { quoted, readSheet, RowCells } from './sheets.js';

/** What an item is. Money in pence. */
export interface Item {
  readonly row: number;
  readonly item: string;
  readonly description: string;
  readonly cpv?: string;
  /** One unit in the singular: `box`. */
  readonly unit: string;
  /** Units that are packed together. */
  readonly caseSize?: number;
  /** The most that a unit may cost. */
  readonly reservePricePence?: number;
  /** How many suppliers may share the item. */
  readonly maxSuppliers: number;
}

const required = ['item', 'description'] as const;
const known = ['cpv', 'unit', 'case_size', 'reserve_price', 'max_suppliers'] as const;
/** Taken where an item list has them; nothing is worked out from them. */
const passedOver = ['finance_code', 'months'] as const;

/** The columns of `items.csv`, in the order of the template. */
export const itemColumns = [...required, ...known] as const;

type Column = (typeof itemColumns)[number] | (typeof passedOver)[number];

/** Reads `items.csv`, or the sheet “items” of a workbook. */
export function readItems(path: string): ReadRows<Item> {
  const columns = [...itemColumns, ...passedOver];
  const sheet = readSheet<Column>(path, 'items', { columns, required });
  const faults = [...sheet.faults];
  const seen = new Map<string, number>();
  const rows = sheet.rows.map((from) => {
    const cells = new RowCells(sheet.file, from, faults);
    const item = itemOf(cells);
    const before = seen.get(item.item);
    if (before !== undefined) {
      cells.fault(
        'item',
        `${quoted(item.item)} stands in row ${before} already. Keep one of them.`,
      );
    }
    seen.set(item.item, before ?? cells.row);
    return item;
  });
  return { file: sheet.file, rows, named: rows.map(namedRow), faults };
}

/** What is known of an item that no list describes. */
export function undescribed(item: string): Item {
  return { row: 0, item, description: item, unit: 'unit', maxSuppliers: 1 };
}

function itemOf(cells: RowCells<Column>): Item {
  const cpv = cells.text('cpv');
  if (cpv !== '' && !/^\d{8}(-\d)?$/.test(cpv)) {
    cells.fault('cpv', `${quoted(cpv)} is not a CPV code such as 30197630-1.`);
  }
  return {
    row: cells.row,
    item: cells.text('item'),
    description: cells.text('description'),
    ...(cpv !== '' && { cpv }),
    unit: cells.text('unit') || 'unit',
    caseSize: cells.whole('case_size', 1, 100_000),
    reservePricePence: cells.pounds('reserve_price', mostUnitPricePence),
    maxSuppliers: cells.whole('max_suppliers', 1, 100) ?? 1,
  };
}

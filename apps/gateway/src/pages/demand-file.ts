import { readCsv, writeCsv, type CsvFault } from '#libs/csv';
import { poundsText } from '#libs/money';
import type { DemandLine, Lot } from '#messages/rounds';
import { evidenceIn, type Note } from './demand-file-evidence.js';
import { kindOf } from './evidence-form.js';
import { readCount } from './kit/typed-values.js';

const columns = [
  'lot',
  'description',
  'unit',
  'wanted',
  'at_least',
  'at_most',
  'last_price',
  'evidence',
  'evidence_reference',
  'evidence_day',
  'evidence_sha256',
  'benchmark_price',
  'benchmark_source',
] as const;
export type Cells = Readonly<Record<(typeof columns)[number], string>>;

/** The file to fill in: a row for each lot, with what was asked before. */
export function demandTemplate(lots: readonly Lot[], lines: readonly DemandLine[]): string {
  const rows = lots.map((lot) => {
    const line = lines.find(({ lotId }) => lotId === lot.lotId);
    const { lastPricePence = null } = line ?? {};
    return {
      lot: lot.item,
      description: lot.description,
      unit: lot.unit,
      wanted: line?.desired,
      at_least: line?.min,
      at_most: line?.max,
      last_price: lastPricePence === null ? '' : poundsText(lastPricePence),
      evidence: line ? kindOf(line) : '',
      evidence_reference: line?.evidenceReference,
      evidence_day: line?.evidenceDay,
      evidence_sha256: line?.evidenceHash,
      benchmark_price:
        line?.benchmarkPricePence === undefined ? '' : poundsText(line.benchmarkPricePence),
      benchmark_source: line?.benchmarkSource,
    };
  });
  return writeCsv(columns, rows);
}

/** The lines of a filled-in file, or what is wrong with it: then no lines. */
export function readDemandFile(
  file: Uint8Array,
  lots: readonly Lot[],
): { readonly lines: readonly DemandLine[]; readonly faults: readonly CsvFault[] } {
  const { rows, faults } = readCsv(file, { columns, required: ['lot'], maxRows: 100 });
  if (faults.length > 0) return { lines: [], faults };
  const found: CsvFault[] = [];
  const seen = new Set<string>();
  const lines = rows.flatMap(({ row, cells }) => {
    const fault = (column: string, sentence: string) => {
      found.push({ row, column, sentence });
    };
    const lot = lots.find(({ item }) => item === cells.lot.toLowerCase());
    if (!lot) {
      const all = lots.map(({ item }) => item).join(', ');
      fault('lot', `“${cells.lot}” is no lot of this round: ${all}.`);
      return [];
    }
    if (seen.has(lot.lotId)) fault('lot', `${lot.item} is there twice: keep one row.`);
    seen.add(lot.lotId);
    return readRow(lot, cells, fault);
  });
  if (found.length === 0 && lines.length === 0) {
    const sentence = 'No row says how much you want: fill in the column “wanted”.';
    return { lines: [], faults: [{ sentence }] };
  }
  return found.length > 0 ? { lines: [], faults: found } : { lines, faults: [] };
}

function readRow(lot: Lot, cells: Cells, fault: Note): DemandLine[] {
  const filled = [cells.wanted, cells.at_least, cells.at_most].some((cell) => cell !== '');
  if (!filled) return [];
  const desired = countIn('wanted', cells.wanted, fault);
  const min = cells.at_least === '' ? 0 : countIn('at_least', cells.at_least, fault);
  const max = cells.at_most === '' ? desired : countIn('at_most', cells.at_most, fault);
  if (desired === 0 && cells.wanted !== '' && readCount(cells.wanted) === 0) {
    fault('wanted', 'Leave the quantities empty if you want none of this lot.');
  }
  if (min > desired) fault('at_least', 'This is more than you want.');
  if (max < desired) fault('at_most', 'This is less than you want.');
  return [{ lotId: lot.lotId, min, desired, max, ...evidenceIn(cells, fault) }];
}

function countIn(column: string, cell: string, fault: Note): number {
  const count = readCount(cell);
  if (count !== undefined && count <= mostUnits) return count;
  const why = cell === '' ? 'This is empty.' : `“${cell.slice(0, 24)}” cannot be read.`;
  fault(column, `${why} Write a whole number up to 10,000,000, such as 40.`);
  return 0;
}

const mostUnits = 10_000_000;

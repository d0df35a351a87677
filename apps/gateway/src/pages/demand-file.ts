import { readCsv, writeCsv, type CsvFault } from '#libs/csv';
import { parsePounds, poundsText } from '#libs/money';
import type { DemandLine, EvidenceGrade, Lot } from '#messages/rounds';
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
] as const;
type Cells = Readonly<Record<(typeof columns)[number], string>>;

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
      evidence: line ? gradeWords[line.evidenceGrade] : '',
      evidence_reference: line?.evidenceReference,
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

type Note = (column: string, sentence: string) => void;

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

function evidenceIn(cells: Cells, fault: Note) {
  const unknown = { lastPricePence: null, evidenceGrade: 'none' as const };
  const evidence = cells.evidence.toLowerCase();
  if (cells.last_price === '' && (evidence === '' || evidence === 'none')) return unknown;
  const evidenceGrade = gradeOf(evidence);
  if (evidenceGrade === undefined || evidenceGrade === 'none') {
    fault('evidence', 'Write invoice, order, note, or none with an empty price.');
    return unknown;
  }
  const { pence, fault: wrong } = parsePounds(cells.last_price);
  if (wrong !== undefined) fault('last_price', wrong);
  if (cells.evidence_reference === '') {
    fault('evidence_reference', 'Say where the evidence is, such as an invoice number.');
  }
  const evidenceReference = cells.evidence_reference.slice(0, 200);
  return { lastPricePence: pence ?? 0, evidenceGrade, evidenceReference };
}

const gradeWords: Readonly<Record<EvidenceGrade, string>> = {
  A: 'invoice',
  B: 'order',
  C: 'note',
  none: 'none',
};

function gradeOf(evidence: string): EvidenceGrade | undefined {
  const grades = Object.keys(gradeWords) as EvidenceGrade[];
  return grades.find((grade) => gradeWords[grade] === evidence || grade.toLowerCase() === evidence);
}

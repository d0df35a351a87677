import { londonDay } from '#libs/calendar';
import { parsePounds } from '#libs/money';
import { evidenceGrades, type DemandLine, type EvidenceGrade } from '#messages/rounds';
import type { Cells } from './demand-file.js';
import { gradeOfKind } from './evidence-form.js';
import { readDay } from './kit/typed-values.js';

/** Says what is wrong with a cell of the row at hand. */
export type Note = (column: string, sentence: string) => void;

type Evidence = Omit<DemandLine, 'lotId' | 'min' | 'desired' | 'max'>;

/** What a row says of the last price, of its document, and of what stands beside it. */
export function evidenceIn(cells: Cells, fault: Note): Evidence {
  return { ...lastPriceIn(cells, fault), ...benchmarkIn(cells, fault) };
}

function lastPriceIn(cells: Cells, fault: Note): Evidence {
  const unknown = { lastPricePence: null, evidenceGrade: 'none' as const };
  const evidence = cells.evidence.toLowerCase();
  if (cells.last_price === '' && (evidence === '' || evidence === 'none')) {
    if (cells.evidence_sha256 !== '') {
      fault('evidence', 'Say what the document is, and the price that it shows.');
    }
    return unknown;
  }
  const evidenceGrade = gradeOf(evidence);
  if (evidenceGrade === undefined || evidenceGrade === 'none') {
    fault('evidence', 'Write invoice, order, offer, note, or none with an empty price.');
    return unknown;
  }
  const { pence, fault: wrong } = parsePounds(cells.last_price);
  if (wrong !== undefined) fault('last_price', wrong);
  if (cells.evidence_reference === '') {
    fault('evidence_reference', 'Say where the evidence is, such as an invoice number.');
  }
  return {
    lastPricePence: pence ?? 0,
    evidenceGrade,
    evidenceReference: cells.evidence_reference.slice(0, 200),
    ...(gradeOfKind(evidence) && { evidenceKind: evidence as 'invoice' }),
    ...documentIn(cells, fault),
  };
}

/** By its kind; or by its letter, as early files have it. */
function gradeOf(evidence: string): EvidenceGrade | undefined {
  return gradeOfKind(evidence) ?? evidenceGrades.find((one) => one.toLowerCase() === evidence);
}

function documentIn(cells: Cells, fault: Note): Partial<Evidence> {
  const { evidence_day: written, evidence_sha256: typed } = cells;
  const day = dayIn(written);
  const hash = typed.replaceAll(/\s/g, '').toLowerCase();
  if (day === undefined) {
    fault('evidence_day', 'Write a real date such as 2026-03-27 or 27/03/2026.');
  } else if (day > londonDay(new Date().toISOString())) {
    fault('evidence_day', 'This day is still to come.');
  }
  if (hash !== '' && !/^[0-9a-f]{64}$/.test(hash)) {
    fault('evidence_sha256', 'Write the 64 digits from 0 to 9 and a to f, or leave it empty.');
  }
  return { ...(day && { evidenceDay: day }), ...(hash && { evidenceHash: hash }) };
}

/** As it should be written, or as a spreadsheet of this country makes it; '' for none. */
function dayIn(written: string): string | undefined {
  if (written === '') return '';
  const [, y1, m1, d1] = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(written) ?? [];
  const [, d2, m2, y2] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(written) ?? [];
  return readDay(d1 ?? d2 ?? '', m1 ?? m2 ?? '', y1 ?? y2 ?? '');
}

function benchmarkIn(cells: Cells, fault: Note): Partial<Evidence> {
  const { benchmark_price: price, benchmark_source: source } = cells;
  if (price === '' && source === '') return {};
  const { pence, fault: wrong } = parsePounds(price);
  if (wrong !== undefined) fault('benchmark_price', wrong);
  if (source === '') fault('benchmark_source', 'Say where the list or framework price is from.');
  return { benchmarkPricePence: pence ?? 0, benchmarkSource: source.slice(0, 200) };
}

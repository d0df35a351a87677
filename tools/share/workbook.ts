import { stringify } from 'csv-stringify/sync';
import { unzipSync } from 'fflate';
import { readWorksheet, type WorksheetCells } from './worksheet.js';
import { attributeOf, eachTag, stringsOf } from './workbook-xml.js';

/** A sheet of a workbook as the CSV that it could have been saved as, or sentences about it. */
export interface SheetAsCsv {
  readonly csv: Uint8Array;
  readonly faults: readonly string[];
}

/** The most that the parts of a workbook may unpack to: a small file can hold a huge one. */
const mostUnpackedBytes = 64 * 1024 * 1024;

/** Says why a workbook cannot be read. */
class WrongWorkbook extends Error {}

/**
 * Reads the sheet with this name, or else the first one. Rows keep their numbers, figures the
 * fifteen digits that a spreadsheet keeps; a cell with a formula or an error is a fault, because
 * what it last showed may be out of date.
 */
export function csvOfWorkbook(bytes: Uint8Array, sheetName: string): SheetAsCsv {
  try {
    const sheet = sheetOf(bytes, sheetName);
    return { csv: new TextEncoder().encode(csvOf(sheet)), faults: sheet.faults };
  } catch (failure) {
    if (failure instanceof WrongWorkbook) return refused(failure.message);
    return refused(
      'This workbook is damaged and cannot be read. Save it again, or save it as CSV.',
    );
  }
}

/** Is it a ZIP file, as a workbook is? */
export function isZip(bytes: Uint8Array): boolean {
  return [0x50, 0x4b, 0x03, 0x04].every((byte, i) => bytes[i] === byte);
}

function refused(sentence: string): SheetAsCsv {
  return { csv: new Uint8Array(), faults: [sentence] };
}

function sheetOf(bytes: Uint8Array, sheetName: string): WorksheetCells {
  const sizes = sizesOf(bytes);
  if (!sizes.has(book)) {
    throw new WrongWorkbook('This is a ZIP file, but not an Excel workbook (.xlsx).');
  }
  const parts = unpack(bytes, sizes, [book, bookLinks]);
  const links = linksOf(parts.get(bookLinks) ?? '');
  const [place, strings] = [sheetPlace(parts.get(book)!, links, sheetName), links.get('strings')];
  const more = unpack(bytes, sizes, [place, ...(strings ? [strings] : [])]);
  return readWorksheet(more.get(place)!, stringsOf(more.get(strings ?? '') ?? ''));
}

const book = 'xl/workbook.xml';
const bookLinks = 'xl/_rels/workbook.xml.rels';

/** What each part claims to unpack to; nothing is unpacked for it. */
function sizesOf(bytes: Uint8Array): Map<string, number> {
  const sizes = new Map<string, number>();
  unzipSync(bytes, {
    filter: ({ name, originalSize }) => {
      sizes.set(name, originalSize);
      return false;
    },
  });
  return sizes;
}

/** Unpacks into as much space as was claimed and not a byte more, once that is little enough. */
function unpack(
  bytes: Uint8Array,
  sizes: ReadonlyMap<string, number>,
  names: readonly string[],
): Map<string, string> {
  const size = names.reduce((sum, name) => sum + (sizes.get(name) ?? 0), 0);
  if (size > mostUnpackedBytes) {
    const [claimed, most] = [size, mostUnpackedBytes].map((count) => Math.round(count / 1024 ** 2));
    const too = `This workbook unpacks to ${claimed} MB, more than the ${most} MB allowed`;
    throw new WrongWorkbook(`${too}. Save the sheet alone, as CSV.`);
  }
  const files = unzipSync(bytes, { filter: ({ name }) => names.includes(name) });
  const decoder = new TextDecoder('utf-8', { fatal: true });
  return new Map(Object.entries(files).map(([name, data]) => [name, decoder.decode(data)]));
}

/** Where the parts of a workbook are: worksheets by their id, the shared texts as `strings`. */
function linksOf(xml: string): Map<string, string> {
  const links = new Map<string, string>();
  eachTag(xml, 'Relationship', (attributes) => {
    const target = attributes.Target ?? '';
    const place = target.startsWith('/') ? target.slice(1) : `xl/${target}`;
    const key = attributes.Type?.endsWith('/sharedStrings') ? 'strings' : (attributes.Id ?? '');
    links.set(key, place);
  });
  return links;
}

function sheetPlace(xml: string, links: ReadonlyMap<string, string>, wanted: string): string {
  const sheets: { name: string; place: string }[] = [];
  eachTag(xml, 'sheet', (attributes) => {
    const place = links.get(attributeOf(attributes, 'id') ?? '');
    if (place) sheets.push({ name: (attributes.name ?? '').trim().toLowerCase(), place });
  });
  const found = sheets.find(({ name }) => name === wanted) ?? sheets[0];
  if (!found) throw new WrongWorkbook('This workbook has no sheet.');
  return found.place;
}

function csvOf({ rows, width }: WorksheetCells): string {
  const lines = Array.from(rows, (row) => {
    if (!row?.some((cell) => cell)) return '\n';
    return stringify([Array.from({ length: width }, (_, i) => row[i] ?? '')]);
  });
  return lines.join('');
}

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { alder, SmallCluster, type Who } from './small-cluster.js';
import { inDays, openRound, openTender } from './small-round.js';
import { expectNoInsides } from './wire.js';

let cluster: SmallCluster;
let demandPage: string;
let sheetPage: string;

beforeAll(async () => {
  cluster = await SmallCluster.open();
  demandPage = `/rounds/${await openRound(cluster)}/demand/${alder}/file`;
  sheetPage = `/tenders/${await openTender(cluster, { [alder]: 10 }, () => inDays(7))}/quote`;
  await cluster.quiet();
}, 60_000);
afterAll(() => cluster.close());

/** Sends a file by the form of a page, as a browser would; nothing may be recorded by it. */
async function upload(who: Who, page: string, field: string, file: Blob, name = 'file.csv') {
  const { url } = cluster.wire;
  const headers = { cookie: await cluster.cookieOf(who), origin: url };
  const form = await (await fetch(`${url}${page}`, { headers })).text();
  const [, action = ''] = /action="([^"]*\/file\?[^"]*)"/.exec(form) ?? [];
  const body = new FormData();
  body.set(field, file, name);
  const before = await cluster.store.head();
  const answer = await fetch(`${url}${action}`, { method: 'POST', body, headers });
  const text = await answer.text();
  expectNoInsides(text);
  expect(await cluster.store.head()).toBe(before);
  return { status: answer.status, said: plain(text) };
}

/** The words of a page. */
function plain(html: string): string {
  const words = html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
  const marks: Record<string, string> = { quot: '"', '#39': "'", amp: '&', lt: '<', gt: '>' };
  return words.replace(/&(quot|#39|amp|lt|gt);/g, (_, mark: string) => marks[mark] ?? '');
}

const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');
const latin = (text: string) => Buffer.from(text, 'latin1');
const zip = Buffer.from([0x50, 0x4b, 0x03, 0x04, 1, 2, 3]);

type Row = readonly [what: string, file: string | Buffer, says: RegExp, status?: number];

/** What no file may be, whatever it is for. */
const wrongFiles = (header: string): Row[] => [
  ['an empty one', '', /The selected file is empty/],
  ['blanks alone', ' \n \n', /This file is empty/],
  ['a header alone', header, /has a header but no rows below it/],
  [
    'another header',
    'name;count\nPaper;4\n',
    /The column “lot” is missing.*separated by semicolons/,
  ],
  ['a workbook', zip, /an Excel workbook or a ZIP file, not a CSV file. In your spreadsheet/],
  ['a PDF', Buffer.from('%PDF-1.7 and so on'), /This is a PDF, not a CSV file/],
  ['a web page', '<!doctype html><table></table>', /This is a web page, not a CSV file/],
  ['UTF-16', utf16(`${header}copier-paper\n`), /in UTF-16, not in UTF-8/],
  ['Latin-1', latin(`${header}caf\u00e9\n`), /not in UTF-8: see line 2/],
  ['a NUL', `${header}copier\u0000\n`, /Line 2 holds a character that is no text/],
  ['an open quotation mark', `${header}"copier\n`, /opens a quotation mark .* never closed/],
  ['over a megabyte', 'x'.repeat(1_100_000), /too large/, 413],
];

const blob = (file: string | Buffer) =>
  new Blob([typeof file === 'string' ? file : Uint8Array.from(file)]);

describe('A file of demand is turned away, and nothing is committed:', () => {
  const header =
    'lot,description,unit,wanted,at_least,at_most,last_price,evidence,evidence_reference\n';
  const row = (cells: string) => `${header}copier-paper,,,${cells}\n`;

  it.each<Row>([
    ...wrongFiles(header),
    ['0 units', row('0,,,,,'), /Leave the quantities empty if you want none/],
    ['less than 0', row('-4,,,,,'), /“-4” cannot be read\. Write a whole number/],
    ['"12abc"', row('12abc,,,,,'), /“12abc” cannot be read\. Write a whole number/],
    ['one and a half', row('1.5,,,,,'), /“1\.5” cannot be read/],
    ['a million million', row('1000000000000,,,,,'), /whole number up to 10,000,000/],
    ['more than the most', row('9,,8,,,'), /This is less than you want/],
    ['less than the least', row('9,10,,,,'), /This is more than you want/],
    [
      '12.345 pounds',
      row('9,,,12.345,invoice,A1'),
      /“12\.345” has three decimals: prices have at most two/,
    ],
    ['a price of words', row('9,,,cheap,invoice,A1'), /“cheap” is not a number/],
    [
      'a formula',
      row('"=1+1",,,,,'),
      /begins with “=”, as a formula does\. Type its value instead/,
    ],
    ['an unknown lot', `${header}ink,,,4,,,,,\n`, /“ink” is no lot of this round: copier-paper/],
    ['a lot twice', `${row('4,,,,,')}copier-paper,,,5,,,,,\n`, /there twice: keep one row/],
    ['100,000 rows', header + 'x\n'.repeat(100_000), /more than 100 rows/],
  ])('%s', async (_, file, says, status = 400) => {
    const answer = await upload('alderBuyer', demandPage, 'file', blob(file));
    expect(answer).toMatchObject({ status, said: expect.stringMatching(says) });
  });

  it('a file of another name, and no file', async () => {
    const sent = await upload('alderBuyer', demandPage, 'file', blob(header), 'demand.xlsx');
    expect(sent).toMatchObject({ status: 400, said: expect.stringMatching(/must be a CSV/) });
    const other = await upload('alderBuyer', demandPage, 'picture', blob(header));
    expect(other.status).toBe(400);
  });
});

describe('A price sheet is turned away, and nothing is sealed:', () => {
  const header =
    'lot,description,unit,quantity,meets_specification,reason,basis,from_quantity,unit_price\n';
  const row = (from: string, price: string) => `copier-paper,,,,yes,,all-units,${from},${price}\n`;

  it.each<Row>([
    ...wrongFiles(header),
    ['12.345 pounds', header + row('1', '12.345'), /“12\.345” has three decimals/],
    ['a price below zero', header + row('1', '-9.00'), /“-9\.00” is below zero/],
    ['a gap before the first', header + row('10', '9.00'), /start it from 1/],
    [
      'falling quantities',
      header + row('1', '9') + row('50', '8') + row('20', '7'),
      /List them by rising quantity/,
    ],
    [
      'two from one quantity',
      header + row('1', '9') + row('1', '8'),
      /hold from 1: keep one of them/,
    ],
    ['half a unit', header + row('1.5', '9'), /is not a whole number/],
    [
      'an unknown lot',
      `${header}ink,,,,yes,,all-units,1,9.00\n`,
      /There is no lot “ink” in this tender/,
    ],
    ['no price', header + row('1', ''), /This file has no price/],
    ['100,000 rows', header + 'x\n'.repeat(100_000), /more than 2,000 rows/],
  ])('%s', async (_, file, says, status = 400) => {
    const answer = await upload('ashdown', sheetPage, 'sheet', blob(file));
    expect(answer).toMatchObject({ status, said: expect.stringMatching(says) });
  });
});

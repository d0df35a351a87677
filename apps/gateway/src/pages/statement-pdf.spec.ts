import { beforeAll, describe, expect, it } from '@jest/globals';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { ShareRow, Statement } from '#messages/savings';
import type { Names } from './names.js';
import { statementPdf } from './statement-pdf.js';
import { sheetOf, type StatementSheet } from './statement-sheet.js';

const row = (item: string, quantity: number, pence: readonly number[]): ShareRow => {
  const [pricePence, paysPence, baselinePence, competitionPence] = pence as [
    number,
    number,
    number,
    number,
  ];
  return {
    urn: '990008',
    partyId: 'party',
    lotId: item,
    item,
    supplier: item === 'copier-paper' ? 'Quillstone' : 'Brackenfold',
    quantity,
    pricePence,
    paysPence,
    baselinePence,
    savingPence: baselinePence - paysPence,
    competitionPence,
    aggregationPence: baselinePence - competitionPence - paysPence,
    evidenceGrade: 'A',
    evidenceReference: 'Invoice 20417',
    evidenceDay: '2026-03-27',
    evidenceHash: 'ab'.repeat(32),
    status: 'realised',
  };
};
const rows = [
  row('copier-paper', 13, [1235, 160_55, 233_35, 0]),
  row('exercise-books', 9, [2035, 183_15, 167_85, 0]),
];
const sum = (of: (one: ShareRow) => number) => rows.reduce((all, one) => all + of(one), 0);
const statement: Statement = {
  roundId: 'r',
  consortiumId: 'c',
  title: 'Paper & books, autumn',
  schoolUrn: '990008',
  status: 'settled',
  rule: { id: 'equal_price', version: 1 },
  inputHash: 'cd'.repeat(32),
  rows: rows.map((one) => ({
    ...one,
    sources: [
      { label: 'Demand of all schools locked', stream: 'round-1', revision: 40 },
      { label: 'Award approved', stream: 'tender-1', revision: 9 },
    ],
  })),
  total: {
    paysPence: sum((one) => one.paysPence),
    baselinePence: sum((one) => one.baselinePence),
    savingPence: sum((one) => one.savingPence),
    competitionPence: sum((one) => one.competitionPence),
    aggregationPence: sum((one) => one.aggregationPence),
  },
  audits: [
    {
      lotId: 'copier-paper',
      item: 'copier-paper',
      holds: true,
      worstPence: 0,
      group: [],
      groupQuantity: 0,
      spareUnits: true,
    },
  ],
};
const names: Names = {
  members: [],
  school: () => 'Ysgol Tŵr-y-Felin & St Aldwyth’s',
  party: () => 'Governing body',
};

interface Node {
  readonly role?: string;
  readonly alt?: string;
  readonly lang?: string;
  readonly children?: readonly Node[];
}

async function read(bytes: Buffer) {
  const pdf = await getDocument({ data: new Uint8Array(bytes), verbosity: 0 }).promise;
  const texts: string[] = [];
  const roles: Node[] = [];
  for (let number = 1; number <= pdf.numPages; number++) {
    const page = await pdf.getPage(number);
    const { items } = await page.getTextContent();
    texts.push(items.map((item) => ('str' in item ? item.str : '')).join(' '));
    roles.push(...flat((await page.getStructTree()) as Node));
  }
  const { info } = await pdf.getMetadata();
  const { Marked } = (await pdf.getMarkInfo()) ?? {};
  const read = { pages: pdf.numPages, text: texts.join(' ').replaceAll(/\s+/g, ' '), roles };
  await pdf.destroy();
  return { ...read, info: info as Record<string, unknown>, Marked };
}

function flat(node: Node): Node[] {
  return [node, ...(node.children ?? []).flatMap(flat)];
}

describe('The PDF of a statement', () => {
  let sheet: StatementSheet;
  let bytes: Buffer;
  let pdf: Awaited<ReturnType<typeof read>>;

  beforeAll(async () => {
    sheet = sheetOf(statement, names);
    bytes = await statementPdf(sheet);
    pdf = await read(bytes);
  });

  it('has every figure of the page, to the penny', () => {
    const cells = [...sheet.table.rows, sheet.table.totals ?? []].flat().map(({ text }) => text);
    expect(cells).toContain('−£15.30');
    for (const text of [...cells, ...sheet.numbers.map(({ value }) => value)]) {
      expect(pdf.text).toContain(text);
    }
    expect(pdf.text).toContain('All together £401.20 £343.70 £57.50');
  });

  it('says how the share was worked out, and what it rests on', () => {
    expect(pdf.text).toContain('Of the £57.50, £0.00 is what competition between suppliers');
    expect(pdf.text).toContain('equal_price, version 1');
    expect(pdf.text).toContain('no group of schools could have paid less on its own');
    expect(pdf.text).toContain('cd'.repeat(32));
    expect(pdf.text).toContain('It was £17.95 a unit, and is £12.35.');
    expect(pdf.text).toContain('“Invoice 20417”, of 27 March 2026 (grade A)');
    expect(pdf.text).toContain('ab'.repeat(32));
    expect(pdf.text).toContain('Award approved (tender-1, 9)');
  });

  it('fits on one page in the ordinary case, and shows the letters of names', () => {
    expect(pdf.pages).toBe(1);
    expect(pdf.text).toContain('Ysgol Tŵr-y-Felin & St Aldwyth’s');
  });

  it('is tagged: title, language, headings, header cells, a chart in words', () => {
    expect(pdf.Marked).toBe(true);
    expect(pdf.info).toMatchObject({
      Title: 'Savings of Ysgol Tŵr-y-Felin and St Aldwyth’s: Paper and books, autumn',
      Language: 'en-GB',
    });
    const roles = pdf.roles.map(({ role }) => role);
    for (const role of ['H1', 'H2', 'P', 'Table', 'TR', 'TH', 'TD', 'Figure']) {
      expect(roles).toContain(role);
    }
    const figure = pdf.roles.find(({ role }) => role === 'Figure');
    expect(figure?.alt).toContain('copier-paper £72.80, exercise-books −£15.30');
    expect(bytes.toString('latin1')).toContain('pdfuaid:part>1<');
  });

  it('says of an invented statement that it is', async () => {
    const { text } = await read(await statementPdf(sheet, true));
    expect(text).toContain('These schools, suppliers and prices are invented.');
    expect(pdf.text).not.toContain('invented');
  });

  it('is the same bytes for the same figures, whenever it is made', async () => {
    expect(bytes.equals(await statementPdf(sheetOf(statement, names)))).toBe(true);
  });
});

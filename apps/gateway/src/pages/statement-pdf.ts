import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import PDFDocument from 'pdfkit';
import type { DataTable } from './kit/data-table.js';
import { projectFolder } from './kit/site-files.js';
import { drawChart } from './statement-pdf-chart.js';
import type { StatementSheet } from './statement-sheet.js';

type Document = PDFKit.PDFDocument;

const fontFolder = join(
  projectFolder,
  'node_modules/@expo-google-fonts/atkinson-hyperlegible-next',
);
/** Made to be told apart letter by letter; embedded, as an accessible file wants it. */
const fonts = {
  text: readFileSync(join(fontFolder, '400Regular/AtkinsonHyperlegibleNext_400Regular.ttf')),
  bold: readFileSync(join(fontFolder, '700Bold/AtkinsonHyperlegibleNext_700Bold.ttf')),
};
const ink = '#0b0c0c';
const rule = '#b1b4b6';

/**
 * A statement for governors as a tagged PDF (PDF/UA-1): a title, a language, headings, tables with
 * their header cells, and the chart's figures in words. The same sheet gives the same bytes. An
 * invented one says so.
 */
export async function statementPdf(sheet: StatementSheet, isInvented = false): Promise<Buffer> {
  const document = begin(sheet);
  const parts: Buffer[] = [];
  const made = new Promise<Buffer>((resolve, reject) => {
    document.on('data', (part: Buffer) => parts.push(part));
    document.on('end', () => resolve(Buffer.concat(parts)));
    document.on('error', reject);
  });
  const root = document.struct('Document');
  document.addStructure(root);
  if (isInvented) paragraph(document, root, invented);
  writeHead(document, root, sheet);
  paragraph(document, root, sheet.why);
  document.moveDown(0.5);
  drawChart(document, root, sheet.chart);
  writeTable(document, root, sheet.table);
  if (sheet.money) writeTable(document, root, sheet.money);
  writeAnswers(document, root, 'What is left of it, and how far it has come', sheet.net);
  const lots = sheet.lots.map(
    ({ item, state, prices, evidence }) =>
      `${item} (${state.toLowerCase()}). ${prices} ${evidence}`,
  );
  writeList(document, root, 'What it rests on', lots);
  writeList(document, root, 'Corrected since it was settled', sheet.corrections);
  writeAnswers(document, root, 'How the share was worked out', sheet.rule);
  writeList(document, root, 'The events behind it', sourcesOf(sheet));
  root.end();
  document.end();
  return made;
}

const invented = 'Demonstration. These schools, suppliers and prices are invented.';

function begin({ school, round }: StatementSheet): Document {
  const Title = plain(`Savings of ${school}: ${round}`).replaceAll('&', 'and');
  const document = new PDFDocument({
    size: 'A4',
    margins: { top: 40, bottom: 40, left: 48, right: 48 },
    pdfVersion: '1.7',
    subset: 'PDF/UA' as never,
    tagged: true,
    lang: 'en-GB',
    displayTitle: true,
    // No time of making: equal figures, equal bytes. When things happened stands in the events.
    info: { Title, Creator: 'Commonpurse', Producer: 'Commonpurse', CreationDate: new Date(0) },
    font: fonts.text as never,
  });
  document.registerFont('text', fonts.text);
  document.registerFont('bold', fonts.bold);
  return document.fillColor(ink);
}

type Structure = PDFKit.PDFDocument extends { struct(...args: never[]): infer S } ? S : never;

function writeHead(document: Document, root: Structure, sheet: StatementSheet): void {
  const { school, party, round, standing, numbers } = sheet;
  heading(document, root, 'H1', `What ${school} saved`, 18);
  paragraph(
    document,
    root,
    `${round}. Contracting party: ${party}. ${standing} Amounts are without VAT.`,
  );
  document.moveDown(0.3);
  const top = document.y;
  const width = widthOf(document) / numbers.length;
  let bottom = top;
  numbers.forEach(({ name, value, note }, i) => {
    const x = document.page.margins.left + i * width;
    const lines: [string, string, number][] = [
      [name, 'text', 9],
      [value, 'bold', 16],
      [note, 'text', 8],
    ];
    element(document, root, 'P', () => {
      document.y = top;
      for (const [text, font, size] of lines.filter(([said]) => said !== '')) {
        document
          .font(font)
          .fontSize(size)
          .text(plain(text), x, document.y, { width: width - 8 });
      }
    });
    bottom = Math.max(bottom, document.y);
  });
  document.x = document.page.margins.left;
  document.y = bottom + 4;
}

/** Header cells name their columns and rows; the last row is the sum. */
function writeTable(document: Document, root: Structure, table: DataTable): void {
  heading(document, root, 'H2', table.caption, 11);
  const [first, ...others] = table.heads;
  const wide = others.length > 5 ? 0.24 : 0.3;
  const narrow = (widthOf(document) * (1 - wide)) / others.length;
  const cell = (text: string, isNumber: boolean) => ({
    text: plain(text),
    align: { x: isNumber ? ('right' as const) : ('left' as const), y: 'center' as const },
  });
  const head = (text: string, isNumber: boolean, scope: 'Row' | 'Column', bold = true) => ({
    ...cell(text, isNumber),
    type: 'TH' as const,
    scope,
    font: { src: bold ? 'bold' : 'text' },
  });
  const body = (cells: readonly { text: string; numeric: boolean }[], bold: boolean) =>
    cells.map(({ text, numeric }, i) =>
      i === 0
        ? head(text, false, 'Row', bold)
        : { ...cell(text, numeric), ...(bold && { font: { src: 'bold' } }) },
    );
  document.font('text').fontSize(8);
  document.table({
    structParent: root,
    columnStyles: [widthOf(document) * wide, ...others.map(() => narrow)],
    rowStyles: { border: [0, 0, 0.5, 0], borderColor: rule, padding: [3, 3, 3, 0] },
    data: [
      [
        head(first?.text ?? '', false, 'Column'),
        ...others.map(({ text, numeric }) => head(text, numeric, 'Column')),
      ],
      ...table.rows.map((cells) => body(cells, false)),
      ...(table.totals ? [body(table.totals, true)] : []),
    ],
  } as never);
  document.x = document.page.margins.left;
  document.moveDown(0.4);
}

function writeAnswers(
  document: Document,
  root: Structure,
  title: string,
  answers: StatementSheet['net'],
): void {
  if (answers.length === 0) return;
  heading(document, root, 'H2', title, 11);
  for (const { key, value } of answers) {
    element(document, root, 'P', () => {
      document
        .font('bold')
        .fontSize(8)
        .text(`${plain(key)}${key.endsWith('?') ? '' : ':'} `, { continued: true });
      document.font('text').text(plain(value));
    });
  }
  document.moveDown(0.4);
}

function writeList(
  document: Document,
  root: Structure,
  title: string,
  sentences: readonly string[],
): void {
  if (sentences.length === 0) return;
  heading(document, root, 'H2', title, 11);
  for (const sentence of sentences) paragraph(document, root, sentence);
  document.moveDown(0.4);
}

/** Where each event lies, named once. */
function sourcesOf({ lots }: StatementSheet): string[] {
  const all = lots.flatMap(({ sources }) => sources);
  const named = all.map(({ label, stream, revision }) => `${label} (${stream}, ${revision})`);
  const once = [...new Set(named)];
  return once.length > 0 ? [`${once.join('; ')}.`] : [];
}

function heading(
  document: Document,
  root: Structure,
  type: 'H1' | 'H2',
  text: string,
  size: number,
): void {
  element(document, root, type, () => {
    document.font('bold').fontSize(size).text(plain(text));
  });
  document.moveDown(0.15);
}

function paragraph(document: Document, root: Structure, text: string): void {
  element(document, root, 'P', () => {
    document.font('text').fontSize(8).text(plain(text));
  });
}

function element(document: Document, root: Structure, type: string, draw: () => void): void {
  root.add(document.struct(type as 'P', draw as never));
}

function widthOf({ page }: Document): number {
  return page.width - page.margins.left - page.margins.right;
}

/** What the typeface cannot show becomes a question mark, never an empty box. */
function plain(text: string): string {
  return text
    .replaceAll('→', 'to')
    .replaceAll(/[^\u0020-\u024f\u2010-\u2026\u20ac\u2122\u2212]/gu, '?');
}

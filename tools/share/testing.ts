import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { jest } from '@jest/globals';
import { runShare } from './run.js';

/** Files by name, as text or as they are. */
export type Given = Record<string, string | Uint8Array>;

/** What a run leaves. */
export const outputs = ['audit.txt', 'award.csv', 'shares.csv', 'statement.html'];

/** 91 trays cost more than 100; St Rowan’s had a better price; Alder has no last price. */
export const round: Given = {
  'demand.csv': `urn,school,item,quantity,max,last_price_paid,evidence_grade
990001,Alder School,trays,31,40,,
990002,Birch & Sons <School>,trays,40,,30.00,A
990003,St Rowan's,trays,20,24,24.00,B
990001,Alder School,pens,7,,2.10,C
990002,Birch & Sons <School>,pens,4,,1.99,
`,
  'quotes.csv': `supplier,item,from_quantity,unit_price,basis
Larch,trays,1,28.40,
Larch,trays,50,26.90,
Larch,trays,100,24.40,
Maple,trays,1,27.95,all-units
Larch,pens,1,2.00,incremental
Larch,pens,6,1.33,incremental
`,
};

/** A folder of its own for each case, gone afterwards. */
export class Desk {
  private readonly folders: string[] = [];

  /** Puts files into a new folder. */
  lay(files: Given): string {
    const folder = mkdtempSync(join(tmpdir(), 'share-spec-'));
    this.folders.push(folder);
    mkdirSync(join(folder, 'in'));
    for (const [name, data] of Object.entries(files)) writeFileSync(join(folder, 'in', name), data);
    return folder;
  }

  clear(): void {
    for (const folder of this.folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  }
}

/** What a run said and left. */
export interface Ran {
  readonly code: number;
  readonly said: string;
  readonly faults: string[];
  readonly wrote: string[];
  readonly read: (name: string) => string;
}

/** Runs it in this process on the files of a folder: demand.csv and quotes.csv unless named. */
export async function run(folder: string, ...args: string[]): Promise<Ran> {
  const [out, err] = [jest.spyOn(console, 'log'), jest.spyOn(console, 'error')];
  const [said, faults] = [[] as string[], [] as string[]];
  out.mockImplementation((line: string) => said.push(line));
  err.mockImplementation((line: string) => faults.push(line));
  const defaults = ['demand', 'quotes'].flatMap((name) =>
    args.includes(`--${name}`) ? [] : [`--${name}`, join(folder, 'in', `${name}.csv`)],
  );
  const place = join(folder, 'out');
  try {
    const code = await runShare([...defaults, '--out', place, ...args], {});
    const read = (name: string) => readFileSync(join(place, name), 'utf8');
    return { code, said: said.join('\n'), faults, wrote: listOf(place), read };
  } finally {
    out.mockRestore();
    err.mockRestore();
  }
}

export function listOf(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** The rows of a CSV that was written, each by column; none of ours holds a comma in quotes. */
export function rowsOf(csv: string): Record<string, string>[] {
  const [header, ...lines] = csv.replace('\uFEFF', '').trim().split('\r\n');
  const columns = header!.split(',');
  return lines.map((line) =>
    Object.fromEntries(line.split(',').map((cell, i) => [columns[i]!, cell])),
  );
}

/** A workbook of sheets, each a list of cells in XML: `<row><c …>…</c></row>`. */
export function workbook(sheets: Record<string, string>, strings: readonly string[] = []) {
  const names = Object.keys(sheets);
  const links = names.map((_, i) => link(`r${i}`, 'worksheet', `worksheets/sheet${i}.xml`));
  const parts: Record<string, string> = {
    'xl/workbook.xml': `<workbook xmlns:r="rel"><sheets>${names
      .map((name, i) => `<sheet name="${name}" sheetId="${i + 1}" r:id="r${i}"/>`)
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${links.join('')}${link(
      'rs',
      'sharedStrings',
      '/xl/sharedStrings.xml',
    )}</Relationships>`,
    'xl/sharedStrings.xml': `<sst>${strings
      .map((text) => `<si><r><t>${text}</t></r><rPh><t>aside</t></rPh></si>`)
      .join('')}</sst>`,
  };
  names.forEach((name, i) => {
    parts[`xl/worksheets/sheet${i}.xml`] =
      `<x:worksheet xmlns:x="main"><x:sheetData>${sheets[name]}</x:sheetData></x:worksheet>`;
  });
  return zipSync(Object.fromEntries(Object.entries(parts).map(([k, v]) => [k, strToU8(v)])));
}

/** Rows of plain cells for a worksheet: numbers as numbers, words as words in place. */
export function cells(...rows: (string | number)[][]): string {
  const cell = (value: string | number) =>
    typeof value === 'number'
      ? `<c><v>${value}</v></c>`
      : `<c t="inlineStr"><is><t>${value}</t></is></c>`;
  return rows.map((row) => `<row>${row.map(cell).join('')}</row>`).join('');
}

function link(id: string, type: string, target: string): string {
  return `<Relationship Id="${id}" Type="http://example.org/${type}" Target="${target}"/>`;
}

import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { readGiasFile, WrongFile } from './gias-file.js';

const columns = [
  'URN',
  'LA (name)',
  'EstablishmentName',
  'EstablishmentStatus (name)',
  'PhaseOfEducation (name)',
  'UKPRN',
  'Postcode',
  'UPRN',
];
const header = columns.join(',');
const oak = '100001,Tarnbury,Oak Lane Primary School,Open,Primary,10000001,TB1 1AA,100023001';

describe('The establishments file', () => {
  it('gives the open schools, by the names of the columns wherever they stand', () => {
    const { schools, rows } = read(header, oak);
    const expected = {
      row: 2,
      urn: '100001',
      name: 'Oak Lane Primary School',
      phase: 'Primary',
      localAuthority: 'Tarnbury',
      postcode: 'TB1 1AA',
    };
    expect({ schools, rows }).toEqual({ schools: [expected], rows: 1 });
    const turned = (line: string) => line.split(',').reverse().join(',');
    expect(read(turned(header), turned(oak)).schools).toEqual([expected]);
  });

  it('is read as Windows-1252, or as UTF-8 when it was saved again', () => {
    const line = oak.replace('Oak Lane', 'St Anne’s École');
    const windows = Buffer.from([...`${header}\r\n${line}`].map(windowsByte));
    const expected = 'St Anne’s École Primary School';
    expect(readGiasFile(windows).schools[0]?.name).toBe(expected);
    expect(readGiasFile(Buffer.from(`\ufeff${header}\n${line}`)).schools[0]?.name).toBe(expected);
  });

  it('leaves out closed schools, those not open yet, and blank rows', () => {
    const closed = oak.replace('100001', '100002').replace('Open', 'Closed');
    const proposed = oak.replace('100001', '100003').replace('Open', 'Proposed to open');
    const closing = oak.replace('100001', '100004').replace('Open', 'Open, but proposed to close');
    const quoted = closing.replace(/Open, but[^,]*/, '"$&"');
    const file = read(header, closed, ',,,,,,,', '', proposed, quoted);
    expect(file).toMatchObject({ rows: 3, notOpen: 2, problems: [] });
    expect(file.schools.map(({ urn, row }) => [urn, row])).toEqual([['100004', 6]]);
  });

  it('names the row of everything that cannot be used, and uses the rest', () => {
    const { problems, schools } = read(
      header,
      oak.replace('100001', '1.00001E+05'),
      oak.replace('100001', '10001'),
      oak,
      oak,
      oak.replace('100001', '100005').replace('Oak Lane Primary School', ' '),
      `${oak.replace('100001', '100006')},surplus`,
    );
    expect(problems.map(({ row, message }) => `Row ${row}: ${message}`)).toEqual([
      'Row 2: URN "1.00001E+05" was shortened by a spreadsheet; take the original file.',
      'Row 3: URN "10001" is not a number of six digits.',
      'Row 5: URN 100001 is in row 4 already.',
      'Row 6: School 100005 has no name.',
      'Row 7: has 9 columns and the header 8; a comma is out of place.',
    ]);
    expect(schools.map(({ row }) => row)).toEqual([4]);
  });

  it('warns of other numbers that a spreadsheet shortened, and keeps the school', () => {
    const { warnings, schools } = read(header, oak.replace('100023001', '1.00023E+11'));
    expect(warnings).toEqual([
      { row: 2, message: 'UPRN "1.00023E+11" was shortened by a spreadsheet; it is left out.' },
    ]);
    expect(schools).toHaveLength(1);
  });

  it.each([
    ['an empty file', '', 'The file is empty.'],
    ['the file of links', 'URN,LinkURN,LinkName', 'This is the file of links.'],
    ['the file of groups', 'URN,Group UID,Group Name', 'This is the file of groups.'],
    ['another CSV file', 'a,b\n1,2', 'This is not the file of establishments: no column "URN"'],
    ['a spreadsheet', 'PK\u0003\u0004', 'This is a ZIP archive or a spreadsheet'],
    ['UTF-16', Buffer.from(header, 'utf16le'), 'This is not a CSV file of plain text.'],
    ['an open quote', `${header}\n100001,"Tarnbury`, 'The file is broken near line 2'],
  ])('refuses %s in a sentence that says what to do', (_, content, sentence) => {
    const refused = () => readGiasFile(Buffer.from(content as string));
    expect(refused).toThrow(WrongFile);
    expect(refused).toThrow(sentence);
    expect(refused).toThrow('Download "Establishment fields CSV"');
  });

  it('reads the register of test schools with its 140 columns', () => {
    const example = '../shared/data/gias/fbit-gias.csv';
    if (!existsSync(example)) {
      console.log(`${example} is not here, so it was not read.`);
      return;
    }
    const { rows, schools, problems } = readGiasFile(readFileSync(example));
    expect({ rows, schools: schools.length, problems }).toEqual({
      rows: 60,
      schools: 60,
      problems: [],
    });
    const links = readFileSync('../shared/data/gias/fbit-gias_links.csv');
    expect(() => readGiasFile(links)).toThrow('This is the file of links.');
  });
});

function read(...lines: string[]) {
  return readGiasFile(Buffer.from(lines.join('\r\n')));
}

function windowsByte(character: string): number {
  return { '’': 0x92, É: 0xc9 }[character] ?? character.charCodeAt(0);
}

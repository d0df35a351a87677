import { describe, expect, it } from '@jest/globals';
import type { DemandLine, Lot } from '#messages/rounds';
import { demandTemplate, readDemandFile } from './demand-file.js';
import { costPence, readDemand, typedDemand, typedFields, worstCases } from './demand-form.js';
import { Form } from './kit/form.js';

const lot = (lotId: string, item: string): Lot => ({
  lotId,
  item,
  description: `${item}, as usual`,
  specification: 'White.',
  unit: 'box',
  caseSize: 1,
  ceilingPence: 13_25,
  minimumQuantity: 0,
  financeCode: 'E22',
  vatRateBasisPoints: 2000,
  indicativeTiers: [],
});
const lots = [lot('lot-1', 'copier-paper'), lot('lot-2', 'hand-towels')];
const paper: DemandLine = {
  lotId: 'lot-1',
  min: 30,
  desired: 38,
  max: 40,
  lastPricePence: 12_35,
  evidenceGrade: 'A',
  evidenceReference: 'invoice 20417',
  evidenceKind: 'invoice',
};
const proved: DemandLine = {
  ...paper,
  evidenceKind: 'offer',
  evidenceGrade: 'B',
  evidenceDay: '2026-03-27',
  evidenceHash: 'ab'.repeat(32),
  benchmarkPricePence: 17_95,
  benchmarkSource: 'List of 1 March',
};

const header = 'lot,wanted,at_least,at_most,last_price,evidence,evidence_reference';
const read = (rows: string) => readDemandFile(Buffer.from(`${header}\n${rows}`), lots);
const faults = (rows: string) =>
  read(rows).faults.map(({ column, sentence }) => [column, sentence]);

describe('A file of demand', () => {
  it('comes back as it was given out', () => {
    const { lines } = readDemandFile(Buffer.from(demandTemplate(lots, [paper])), lots);
    expect(lines).toEqual([paper]);
    const full = readDemandFile(Buffer.from(demandTemplate(lots, [proved])), lots);
    expect(full).toEqual({ lines: [proved], faults: [] });
  });

  it('takes a day as spreadsheets write it, and a grade’s letter of early files', () => {
    const head = `${header},evidence_day`;
    const file = `${head}\ncopier-paper,5,,,12.35,A,invoice 20417,27/03/2026`;
    const [line] = readDemandFile(Buffer.from(file), lots).lines;
    expect(line).toMatchObject({ evidenceGrade: 'A', evidenceDay: '2026-03-27' });
    expect(line).not.toHaveProperty('evidenceKind');
  });

  it.each([
    ['evidence_day', '31/02/2026', 'Write a real date'],
    ['evidence_day', '2999-01-01', 'still to come'],
    ['evidence_sha256', 'abc', 'Write the 64 digits'],
    ['benchmark_price', '17.95', 'Say where the list or framework price is from.'],
    ['benchmark_source', 'A list', 'Write pounds and pence'],
  ])('says what is wrong with the %s %s', (column, cell, sentence) => {
    const file = `${header},${column}\ncopier-paper,5,,,12.35,invoice,20417,${cell}`;
    const said = readDemandFile(Buffer.from(file), lots).faults.map((fault) => fault.sentence);
    expect(said).toEqual([expect.stringContaining(sentence)]);
  });

  it('takes an empty least for none, and an empty most for what is wanted', () => {
    expect(read('hand-towels,9,,,,,').lines).toEqual([
      { lotId: 'lot-2', min: 0, desired: 9, max: 9, lastPricePence: null, evidenceGrade: 'none' },
    ]);
  });

  it.each([
    ['rulers,3,,,,,', 'lot', '“rulers” is no lot of this round: copier-paper, hand-towels.'],
    ['copier-paper,,2,,,,', 'wanted', 'This is empty. Write a whole number'],
    ['copier-paper,1.5,,,,,', 'wanted', '“1.5” cannot be read. Write a whole number'],
    ['copier-paper,0,,,,,', 'wanted', 'Leave the quantities empty'],
    ['copier-paper,20000000,,,,,', 'wanted', 'up to 10,000,000'],
    ['copier-paper,5,6,,,,', 'at_least', 'This is more than you want.'],
    ['copier-paper,5,,4,,,', 'at_most', 'This is less than you want.'],
    ['copier-paper,5,,,12.345,invoice,x', 'last_price', 'has three decimals'],
    ['copier-paper,5,,,12.35,,', 'evidence', 'Write invoice, order, offer, note, or none'],
    ['copier-paper,5,,,12.35,invoice,', 'evidence_reference', 'Say where the evidence is'],
  ])('says what is wrong with %s', (row, column, sentence) => {
    expect(faults(row)).toContainEqual([column, expect.stringContaining(sentence)]);
    expect(read(row).lines).toEqual([]);
  });

  it('is refused when it wants one lot twice, or nothing', () => {
    const twice = 'copier-paper,5,,,,,\ncopier-paper,6,,,,,';
    expect(faults(twice)).toEqual([['lot', 'copier-paper is there twice: keep one row.']]);
    expect(faults('copier-paper,,,,,,')[0]?.[1]).toMatch(/^No row says how much you want/);
  });
});

describe('The form of demand', () => {
  it('starts with the lines that it reads again', () => {
    const form = new Form(typedDemand(lots, [paper]));
    expect(readDemand(form, lots)).toEqual([paper]);
    expect(form.problems).toEqual([]);
    expect(readDemand(new Form(typedDemand(lots, [proved])), lots)).toEqual([proved]);
  });

  it('carries all that stands in it through the page of answers', () => {
    const form = new Form(typedDemand(lots, [proved]));
    const kept = typedFields(form, lots).map(({ name, value }) => [name, value]);
    expect(readDemand(new Form(Object.fromEntries(kept)), lots)).toEqual([proved]);
  });

  it('asks what a document shows, and for a real day and fingerprint', () => {
    const typed = { 'desired-0': '5', 'evidence-0': 'none', 'hash-0': 'ab'.repeat(32) };
    const form = new Form(typed);
    readDemand(form, lots);
    expect(form.error('evidence-0')).toMatch(/Say what the document about copier-paper is/);
    const wrong = new Form({
      ...typedDemand(lots, [proved]),
      'seen-0-day': '31',
      'seen-0-month': '2',
      'hash-0': 'xyz',
      'benchmarkSource-0': '',
    });
    readDemand(wrong, lots);
    expect(wrong.error('seen-0')).toMatch(/must be a real date/);
    expect(wrong.error('hash-0')).toMatch(/64 digits/);
    expect(wrong.error('benchmarkSource-0')).toMatch(/source of the list or framework price/);
  });

  it('wants something of at least one lot', () => {
    const form = new Form({});
    expect(readDemand(form, lots)).toEqual([]);
    expect(form.error('desired-0')).toMatch(/at least one lot, or say “not this time”/);
  });

  it('wants either a price with its evidence, or neither', () => {
    const typed = { 'desired-0': '5', 'last-0': '12.35', 'evidence-0': 'none' };
    const form = new Form(typed);
    readDemand(form, lots);
    expect(form.error('last-0')).toMatch(/Say what shows the last price of copier-paper/);
  });

  it('reckons VAT into the worst case only where it is a cost', () => {
    expect(costPence(worstCases(lots, [paper], true))).toBe(530_00);
    expect(costPence(worstCases(lots, [paper], false))).toBe(636_00);
  });
});

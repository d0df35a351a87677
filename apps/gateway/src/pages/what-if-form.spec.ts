import { describe, expect, it } from '@jest/globals';
import type { WhatIf } from '#messages/what-if';
import { Form, type Typed } from './kit/form.js';
import { readWhatIf } from './what-if-form.js';

const truth = {
  roundId: 'r1',
  takingPart: ['990001', '990002'],
  lots: [{ lotId: 'l1', item: 'meal-trays' }],
  quotes: [{ quoteId: 'q1', lotId: 'l1', supplierName: 'Platterleaf' }],
} as unknown as WhatIf;

function read(typed: Typed) {
  const form = new Form(typed);
  const asked = readWhatIf(form, truth);
  return { asked, problems: form.problems.map(({ field, sentence }) => `${field}: ${sentence}`) };
}

describe('A question of what if', () => {
  it('is read from the address as it was typed', () => {
    const typed = { rule: 'serial', without: '990001', lot: 'l1', replaces: 'q1', supplier: '' };
    const prices = { 'from-0': '1', 'price-0': '28.40', 'from-1': '', 'price-1': '' };
    expect(read({ ...typed, ...prices, basis: 'incremental' })).toEqual({
      asked: {
        roundId: 'r1',
        rule: 'serial',
        withoutSchoolUrn: '990001',
        lotId: 'l1',
        replacesQuoteId: 'q1',
        basis: 'incremental',
        tiers: ['1:2840'],
      },
      problems: [],
    });
    expect(read({ basis: 'all-units', lot: '', rule: '' }).asked).toEqual({ roundId: 'r1' });
  });

  it('with two answers in one place is not answered by none of them', () => {
    const twice = 'The address gives two answers here: choose one';
    const fields = ['rule', 'without', 'lot', 'basis', 'from-0', 'price-4'];
    for (const field of fields) {
      const { asked, problems } = read({ [field]: ['serial', 'contribution'] });
      expect([asked, problems]).toEqual([{ roundId: 'r1' }, [`${field}: ${twice}`]]);
    }
  });

  it('about prices wants lot and prices both', () => {
    const lot = 'lot: Select the lot that these prices are for';
    expect(read({ 'from-0': '1', 'price-0': '28.40' }).problems).toEqual([lot]);
    expect(read({ replaces: 'q1' }).problems).toEqual([lot]);
    const price = 'from-0: Enter at least one price to try out for meal-trays';
    expect(read({ lot: 'l1', replaces: 'q1' }).problems).toEqual([price]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { accountWords } from './account-names.js';
import { eventAddress, eventTitle, factsOf } from './event-words.js';

const partyId = '0190a000-0000-7000-8000-000000000001';
const names = {
  school: (urn: string) => (urn === '990001' ? 'Tarnbury Academy' : undefined),
  party: (id: string) => (id === partyId ? 'Brightmire Trust' : undefined),
  supplier: () => undefined,
  person: () => 'Fay Finance',
};

describe('An event in words', () => {
  it('is called what happened, and has an address', () => {
    expect(eventTitle('InvoiceMatched')).toBe('Invoice matched');
    expect(eventAddress({ stream: 'order-a.b', revision: 3 })).toBe(
      '/events?stream=order-a.b&revision=3',
    );
  });

  it('tells amounts, days and names, and leaves ids and lists to the stored text', () => {
    const facts = factsOf(
      {
        partyId,
        schoolUrn: '990001',
        supplierId: partyId,
        invoiceId: partyId,
        amountPence: 1235,
        dueDay: '2026-12-01',
        paidBy: partyId,
        lines: [1, 2],
        note: null,
      },
      names,
    );
    expect(facts).toEqual([
      { key: 'Party', value: 'Brightmire Trust' },
      { key: 'School', value: 'Tarnbury Academy' },
      { key: 'Amount', value: '£12.35' },
      { key: 'Due day', value: '1 December 2026' },
      { key: 'Paid by', value: 'Fay Finance' },
    ]);
  });
});

describe('An account', () => {
  const owners = { party: () => 'Brightmire Trust', supplier: () => 'Quillstone' };

  it.each([
    ['Assets:Bank', 'Bank account'],
    [`Assets:Calls:${partyId}`, 'Called from Brightmire Trust, not yet paid in'],
    [`Liabilities:Members:${partyId}`, 'Held for Brightmire Trust'],
    [`Liabilities:Suppliers:${partyId}`, 'Owed to Quillstone'],
    [`Equity:Encumbrance:${partyId}`, 'Reserved for Brightmire Trust'],
    ['Equity:Reservations', 'Reservations of all parties'],
    ['Expenses:Bank-charges', 'Expenses:Bank-charges'],
  ])('%s is said as "%s"', (account, words) => {
    expect(accountWords(account, owners)).toBe(words);
  });
});

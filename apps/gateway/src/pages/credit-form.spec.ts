import { describe, expect, it } from '@jest/globals';
import type { OrderLineView, OrderView } from '#messages/orders';
import { creditTotals, readCredits } from './credit-form.js';
import { netField, quantityField } from './invoice-form.js';
import { Form } from './kit/form.js';

const line: OrderLineView = {
  lotId: 'paper',
  item: 'copier-paper',
  description: 'Paper',
  unit: 'box',
  financeCode: 'E19',
  vatRateBasisPoints: 2000,
  schoolUrn: '990001',
  partyId: 'p1',
  quantity: 3,
  paysPence: 1003,
  vatRecovered: true,
  received: 3,
  invoiced: 3,
  invoicedPence: 1003,
  short: 0,
  credited: 0,
  creditedPence: 0,
};

/** Billed in two invoices of 501 and 502 pence, VAT of 100 each. */
function order(creditedPence = 0, vatPence = 0): OrderView {
  const bill = (netPence: number) => ({
    partyId: 'p1',
    lines: [{ lotId: 'paper', schoolUrn: '990001', quantity: 1, netPence }],
  });
  const note = { partyId: 'p1', vatByLot: [{ lotId: 'paper', vatPence }] };
  return {
    lines: [{ ...line, creditedPence }],
    invoices: [bill(501), bill(502)],
    creditNotes: creditedPence > 0 ? [note] : [],
  } as unknown as OrderView;
}

const credited = (pounds: string, of = order()) => {
  const form = new Form({ [netField(line)]: pounds });
  return creditTotals(of, readCredits(form, of.lines));
};

describe('A credit note that is filled in', () => {
  it('has VAT like an invoice, and exactly what was billed when all comes back', () => {
    expect(credited('5.00')).toEqual({ netPence: 500, vatPence: 100, grossPence: 600 });
    expect(credited('10.03')).toEqual({ netPence: 1003, vatPence: 200, grossPence: 1203 });
    expect(credited('5.03', order(500, 100))).toMatchObject({ vatPence: 100 });
  });

  it('may give back money without units, and says when money is missing or nothing is given', () => {
    const free = readCredits(new Form({ [netField(line)]: '1' }), [line]);
    expect(free.map(({ credit }) => credit)).toMatchObject([{ quantity: 0, netPence: 100 }]);
    const units = new Form({ [quantityField(line)]: '1' });
    readCredits(units, [line]);
    expect(units.summary()).toMatchObject([
      { text: 'Enter the net amount that comes back for copier-paper' },
    ]);
    const nothing = new Form({});
    expect(readCredits(nothing, [line])).toEqual([]);
    expect(nothing.problems).toHaveLength(1);
  });
});

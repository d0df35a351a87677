import { describe, expect, it } from '@jest/globals';
import type { OrderLineView } from '#messages/orders';
import {
  contractPence,
  netField,
  proposedInvoice,
  quantityField,
  readLines,
  totalsOf,
} from './invoice-form.js';
import { Form } from './kit/form.js';

const line = (schoolUrn: string, over: Partial<OrderLineView> = {}): OrderLineView => ({
  lotId: 'paper',
  item: 'copier-paper',
  description: 'Paper',
  unit: 'box',
  financeCode: 'E19',
  vatRateBasisPoints: 2000,
  schoolUrn,
  partyId: 'p1',
  quantity: 3,
  paysPence: 1000,
  vatRecovered: true,
  received: 3,
  invoiced: 0,
  invoicedPence: 0,
  short: 0,
  credited: 0,
  creditedPence: 0,
  ...over,
});

describe('An invoice that is filled in', () => {
  it('bills what came and is on no invoice; the invoices of a line add up to its price', () => {
    const whole = [0, 1, 2].map((invoiced) => contractPence(line('990001', { invoiced }), 1));
    expect(whole).toEqual([333, 334, 333]);
    const rest = line('990001', { received: 2, invoiced: 1 });
    expect(proposedInvoice([rest])).toEqual({
      [quantityField(rest)]: '1',
      [netField(rest)]: '3.34',
    });
  });

  it('reckons VAT once for each lot', () => {
    const lines = [line('990001', { paysPence: 3 }), line('990002', { paysPence: 3 })];
    const typed = readLines(new Form(proposedInvoice(lines)), lines);
    expect(totalsOf(typed)).toEqual({ netPence: 6, vatPence: 1, grossPence: 7 });
  });

  it('works a net amount out that is left empty, and leaves lines of nothing out', () => {
    const [first, second] = [line('990001'), line('990002')];
    const form = new Form({ [quantityField(first)]: '2', [quantityField(second)]: '0' });
    const typed = readLines(form, [first, second]);
    expect(typed.map(({ bill }) => bill)).toEqual([
      { lotId: 'paper', schoolUrn: '990001', quantity: 2, netPence: 667 },
    ]);
  });

  it('says when it would bill nothing', () => {
    const form = new Form({});
    expect(readLines(form, [line('990001')])).toEqual([]);
    expect(form.summary()).toEqual([
      { text: 'Enter at least one quantity: this invoice would bill nothing.' },
    ]);
  });
});

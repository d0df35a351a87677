import { describe, expect, it } from '@jest/globals';
import {
  supplierId,
  getter,
  opened,
  after,
  given,
  balancesOf,
  bill,
  note,
  payIn,
  pay,
  refunded,
  refund,
  type Asked,
} from './fund.fixture.js';

describe('A credit note in the fund', () => {
  it('comes off the unpaid invoice: less is called, and less is paid', () => {
    const events = after(bill(getter, 100_00), note(getter, 20_00));
    expect(events.at(-1)?.data).toMatchObject({
      applied: [{ invoiceId: 'invoice I 1', amountPence: 24_00, leftPence: 96_00 }],
      refundPence: 0,
      costPence: 20_00,
    });
    expect(balancesOf(events)).toEqual({
      [`Assets:Calls:${getter}`]: 96_00,
      [`Liabilities:Suppliers:${supplierId}`]: -96_00,
    });
    given(events, payIn(getter, 96_01)).refuses('contribution-exceeds-calls');
    const [paid] = given(
      after(bill(getter, 100_00), note(getter, 20_00), payIn(getter, 96_00)),
      pay(),
    ).events();
    expect(paid?.data).toMatchObject({ amountPence: 96_00 });
  });

  it('is the party’s credit when it has paid in already, and is used for its next invoice', () => {
    const events = after(bill(getter, 100_00), payIn(getter, 120_00), note(getter, 20_00));
    expect(balancesOf(events)).toMatchObject({ [`Liabilities:Members:${getter}`]: -24_00 });
    const [call] = given(events, bill(getter, 50_00, 'I 2')).events();
    expect(call).toMatchObject({ type: 'CashCalled', data: { amountPence: 36_00 } });
    const small = given(events, bill(getter, 10_00, 'I 2')).events();
    expect(small.map(({ type }) => type)).toEqual(['InvoicePosted']);
  });

  it('leaves nothing to pay of an invoice that it takes back whole', () => {
    const events = after(bill(getter, 100_00), note(getter, 100_00));
    expect(balancesOf(events)).toEqual({});
    given(events, pay()).refuses('invoice-paid');
  });

  it('is owed back by the supplier when the invoice is paid, and the party’s once it comes', () => {
    const paid = after(bill(getter, 100_00), payIn(getter, 120_00), pay(), note(getter, 20_00));
    expect(paid.at(-1)?.data).toMatchObject({ applied: [], refundPence: 24_00 });
    expect(balancesOf(paid)).toEqual({
      [`Assets:Refunds:${supplierId}`]: 24_00,
      [`Liabilities:Awaited:${getter}`]: -24_00,
    });
    given(paid, refund(getter, 1)).refuses('refund-exceeds-held');
    const steps: Asked[] = [
      bill(getter, 100_00),
      payIn(getter, 120_00),
      pay(),
      note(getter, 20_00),
    ];
    expect(balancesOf(after(...steps, refunded(10_00)))).toMatchObject({
      [`Liabilities:Members:${getter}`]: -10_00,
      [`Liabilities:Awaited:${getter}`]: -14_00,
    });
    given(after(...steps, refunded(10_00)), refunded(14_01, 'again')).refuses(
      'refund-exceeds-credit',
    );
    given(after(...steps, refunded(10_00)), refunded(14_00)).refuses('bank-line-recorded');
    given(after(...steps), refunded(0)).refuses('nothing-received');
    const all = after(...steps, refunded(24_00), refund(getter, 24_00));
    expect(balancesOf(all)).toEqual({});
    given(opened, refunded(1)).refuses('unknown-credit-note');
  });

  it('gives back to the budget what it cost', () => {
    const events = after(bill(getter, 900_00), note(getter, 400_00));
    given(events, bill(getter, 500_00, 'I 2')).events();
    given(events, bill(getter, 500_05, 'I 2')).refuses('budget-exceeded');
  });

  it('is posted once, and only for invoices that the fund has taken', () => {
    const events = after(bill(getter, 100_00), note(getter, 90_00));
    given(events, note(getter, 90_00)).refuses('credit-note-posted');
    given(events, note(getter, 20_00, 'C 2')).refuses('credit-exceeds-invoices');
    given(opened, note(getter, 20_00)).refuses('credit-exceeds-invoices');
  });
});

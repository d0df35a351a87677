import { describe, expect, it } from '@jest/globals';
import { Refused } from '#libs/decider';
import type { FundEvent } from '#messages/ledger';
import {
  roundId,
  payer,
  getter,
  other,
  urnOf,
  opened,
  after,
  given,
  balancesOf,
  bill,
  note,
  payIn,
  pay,
  refund,
  moving,
  type Asked,
} from './fund.fixture.js';

describe('Transfers in the fund', () => {
  const steps = [moving({ [payer]: 30_00, [getter]: -20_00, [other]: -10_00 })];
  /** The same after a correction. */
  const less = { [payer]: 22_00, [getter]: -12_00, [other]: -10_00 };

  it('call the payers and credit the receivers in one entry that moves no cash yet', () => {
    const events = after(...steps);
    expect(events.at(-1)).toMatchObject({ type: 'TransfersPosted', data: { passed: [] } });
    expect(balancesOf(events)).toEqual({
      [`Assets:Calls:${payer}`]: 30_00,
      [`Liabilities:Awaited:${getter}`]: -20_00,
      [`Liabilities:Awaited:${other}`]: -10_00,
    });
  });

  it('are handed on as they are paid in, to each by what it waits for, and can be paid back', () => {
    const [part] = given(after(...steps), payIn(payer, 15_00)).events();
    const passed = { roundId, fromPartyId: payer };
    expect(part?.data).toMatchObject({
      passed: [
        { ...passed, toPartyId: getter, amountPence: 10_00 },
        { ...passed, toPartyId: other, amountPence: 5_00 },
      ],
    });
    const half = after(...steps, payIn(payer, 15_00));
    given(half, refund(getter, 10_01)).refuses('refund-exceeds-held');
    given(half, refund(getter, 0)).refuses('nothing-refunded');
    const all: Asked[] = [
      ...steps,
      payIn(payer, 30_00),
      refund(getter, 20_00),
      refund(other, 10_00),
    ];
    expect(balancesOf(after(...all))).toEqual({});
  });

  it('are paid back once: neither the refund nor its line of the bank statement comes twice', () => {
    const events = after(...steps, payIn(payer, 30_00), refund(getter, 5_00));
    given(events, refund(getter, 5_00, 'another line', `refund ${getter}`)).refuses(
      'refund-recorded',
    );
    given(events, refund(other, 5_00, ` refund ${getter}`, 'another')).refuses(
      'bank-line-recorded',
    );
    expect(given(events, refund(getter, 5_00, 'another')).events()).toHaveLength(1);
  });

  it('are paid back by a line that paid no supplier, and the other way round', () => {
    const paid = after(
      bill(payer, 10_00),
      bill(payer, 10_00, 'I 2'),
      ...steps,
      payIn(payer, 54_00),
      pay('I 1', 'a line', '2026-05-23'),
    );
    given(paid, refund(getter, 5_00, 'a line')).refuses('bank-line-recorded');
    const [batch] = given(paid, pay('I 2', 'a line', '2026-05-23')).events();
    expect(batch?.type).toBe('SupplierPaid');
    const [gone] = given(paid, refund(getter, 5_00, 'its own')).events();
    given([...paid, gone as FundEvent], pay('I 2', 'its own', '2026-05-23')).refuses(
      'bank-line-recorded',
    );
  });

  it('wait until the payer’s invoices are paid in: no supplier waits for them', () => {
    const billed = [bill(payer, 100_00), ...steps];
    const [first] = given(after(...billed), payIn(payer, 120_00)).events();
    expect(first?.data).not.toHaveProperty('passed');
    const [paid] = given(after(...billed, payIn(payer, 120_00)), pay()).events();
    expect(paid?.data).toMatchObject({ amountPence: 120_00 });
  });

  it('use the payer’s credit first, and set off what the receiver owes', () => {
    const before: Asked[] = [
      bill(payer, 100_00),
      payIn(payer, 120_00),
      note(payer, 100_00),
      bill(getter, 50_00, 'I 2'),
    ];
    const events = after(...before, ...steps);
    expect(balancesOf(events)).toMatchObject({
      [`Liabilities:Members:${payer}`]: -90_00,
      [`Assets:Calls:${getter}`]: 40_00,
      [`Liabilities:Members:${other}`]: -10_00,
    });
  });

  it('are set off against an earlier settlement of the round that is not paid in yet', () => {
    const again = [...steps, moving(less, 1)];
    expect(balancesOf(after(...again))).toEqual({
      [`Assets:Calls:${payer}`]: 22_00,
      [`Liabilities:Awaited:${getter}`]: -12_00,
      [`Liabilities:Awaited:${other}`]: -10_00,
    });
  });

  it('come back the other way when the first settlement has been paid in and out', () => {
    const first: Asked[] = [
      ...steps,
      payIn(payer, 30_00),
      refund(getter, 20_00),
      refund(other, 10_00),
    ];
    const again = after(...first, moving(less, 1));
    expect(balancesOf(again)).toEqual({
      [`Assets:Calls:${getter}`]: 8_00,
      [`Liabilities:Awaited:${payer}`]: -8_00,
    });
  });

  it('take the payer’s reservation for the round first, then its free budget', () => {
    const reservationId = `${roundId}.${urnOf[payer]}`;
    const schoolUrn = urnOf[payer];
    const held = { reservationId, partyId: payer, schoolUrn, roundId, requestId: 'r' };
    const before: Asked[] = [['ReserveFunds', { ...held, amountPence: 1000_00 }]];
    const [posted] = given(after(...before), steps[0]!).events();
    expect(posted?.data).toMatchObject({ consumed: [{ reservationId, amountPence: 30_00 }] });
    const [freed] = given(after(...steps), [
      'ReserveFunds',
      { ...held, amountPence: 980_00 },
    ]).events();
    expect(freed).toMatchObject({ type: 'ReservationRefused', data: { availablePence: 970_00 } });
  });

  it('are refused whole when a payer’s budget lacks them, with the figures', () => {
    const ask = given(opened, moving({ [payer]: 1000_01, [getter]: -1000_01 }));
    ask.refuses('budget-exceeded');
    expect(() => ask.events()).toThrow(Refused);
    expect(() => ask.events()).toThrow(
      'What school 990005 pays into the others’ shares, £1,000.01',
    );
  });

  it('give back to the receiver’s budget, but not where a party gets back its own spending', () => {
    const events = after(...steps);
    const reserve = (partyId: string, amountPence: number): Asked => [
      'ReserveFunds',
      {
        partyId,
        schoolUrn: urnOf[partyId],
        reservationId: 'x',
        roundId,
        requestId: 'r',
        amountPence,
      },
    ];
    const [held] = given(events, reserve(getter, 1020_00)).events();
    expect(held?.type).toBe('FundsReserved');
    const own = [{ partyId: getter, amountPence: -30_00 }];
    const [, body] = steps[0]!;
    const [first] = (body as { transfers: object[] }).transfers;
    const running: Asked = ['PostTransfers', { ...body, transfers: [first, ...own] }];
    const [refused] = given(after(running), reserve(getter, 1000_01)).events();
    expect(refused?.type).toBe('ReservationRefused');
  });

  it('post what a settlement asks for, even if that of an earlier one was refused', () => {
    const tooMuch = moving({ [payer]: 1000_01, [getter]: -1000_01 });
    given(opened, tooMuch).refuses('budget-exceeded');
    const events = after(moving(less, 1));
    expect(events.at(-1)).toMatchObject({ data: { asOf: 1, transfers: { length: 3 } } });
    expect(given(events, tooMuch).events()).toEqual([]);
  });

  it('remember that a later settlement moves nothing: an earlier one is past then', () => {
    const events = after(moving({}, 1));
    expect(events.at(-1)).toMatchObject({ data: { transfers: [], entry: { legs: [] } } });
    expect(given(events, steps[0]!).events()).toEqual([]);
    const back = after(...steps, moving({}, 1));
    expect(balancesOf(back)).toEqual({});
  });

  it('add up to nothing, name each school once, and are posted once', () => {
    given(opened, moving({ [payer]: 1, [getter]: -2 })).refuses('transfers-unbalanced');
    expect(given(after(...steps), steps[0]!).events()).toEqual([]);
    const line = { schoolUrn: urnOf[payer], partyId: payer };
    const twice = [
      { ...line, amountPence: 5 },
      { ...line, amountPence: -5 },
    ];
    const [name, body] = steps[0]!;
    given(opened, [name, { ...body, transfers: twice }]).refuses('transfer-repeated');
  });
});

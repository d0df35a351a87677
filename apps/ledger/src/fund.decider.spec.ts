import { describe, expect, it } from '@jest/globals';
import { specify } from '#specification';
import type { FundEvent } from '#messages/ledger';
import { fund } from './fund.decider.js';

const given = specify(fund);
const fundId = '0190a000-0000-7000-8000-00000000000f';
const consortiumId = '0190a000-0000-7000-8000-00000000000c';
const partyId = '0190a000-0000-7000-8000-00000000000a';
const supplierId = '0190a000-0000-7000-8000-00000000000d';
const roundId = '0190a000-0000-7000-8000-00000000000e';
const requestId = '0190a000-0000-7000-8000-0000000000aa';
const contributionId = '0190a000-0000-7000-8000-0000000000cc';
const invoiceId = '0190a000-0000-7000-8000-0000000000bb';
const schoolUrn = '990008';
const reservationId = `${roundId}.${schoolUrn}`;
const which = { fundId, consortiumId };

const opened: FundEvent = {
  type: 'FundOpened',
  data: { ...which, name: 'Tarnbury pooled fund', holderPartyId: partyId, openedBy: 'someone' },
};
const budget = (amountPence: number): FundEvent => ({
  type: 'BudgetApproved',
  data: { ...which, partyId, amountPence, minuteReference: 'FGB 12', approvedBy: 'someone' },
});
const reserve = (amountPence: number) => ({
  fundId,
  reservationId,
  partyId,
  schoolUrn,
  roundId,
  requestId,
  amountPence,
});
const reserved = (amountPence: number): FundEvent => ({
  type: 'FundsReserved',
  data: { ...which, reservationId, partyId, schoolUrn, roundId, requestId, amountPence },
});
const invoice = {
  fundId,
  invoiceId,
  roundId,
  partyId,
  supplierId,
  supplierName: 'Quillstone',
  invoiceNumber: 'Q-17',
  dueDay: '2026-07-01',
  netPence: 86_45,
  vatPence: 17_29,
  grossPence: 103_74,
  schools: [{ schoolUrn, costPence: 86_45 }],
};
const posted = (): FundEvent[] => [
  ...given(opened, budget(100_00), reserved(86_45)).when('PostInvoice', invoice).events(),
];
const contribution = (amountPence: number, bankReference = 'BACS 1') => ({
  fundId,
  contributionId: requestId,
  partyId,
  amountPence,
  bankReference,
  receivedDay: '2026-05-20',
});
const payment = {
  fundId,
  paymentId: requestId,
  invoiceId,
  bankReference: 'PAY 1',
  paidDay: '2026-05-21',
};

describe('A pooled fund', () => {
  it('is opened once', () => {
    const body = { ...which, name: 'Tarnbury pooled fund', holderPartyId: partyId };
    given().when('OpenFund', body).records(opened);
    given(opened).when('OpenFund', body).refuses('fund-exists');
  });

  it('takes a budget, and not one below what is committed', () => {
    const body = { ...which, partyId, amountPence: 100_00, minuteReference: 'FGB 12' };
    given(opened).when('ApproveBudget', body).records(budget(100_00));
    given(opened, budget(200_00), reserved(150_00))
      .when('ApproveBudget', body)
      .refuses('budget-below-commitments');
  });

  it('reserves within the budget, and answers in words when it cannot', () => {
    const [held] = given(opened, budget(100_00)).when('ReserveFunds', reserve(60_00)).events();
    expect(held).toMatchObject({ type: 'FundsReserved', data: { amountPence: 60_00 } });
    const [second] = given(opened, budget(100_00), reserved(60_00))
      .when('ReserveFunds', { ...reserve(50_00), reservationId: 'another' })
      .events();
    expect(second).toMatchObject({ type: 'ReservationRefused', data: { availablePence: 40_00 } });
    expect(second?.data).toMatchObject({ reason: expect.stringContaining('£40.00') });
    const [none] = given(opened).when('ReserveFunds', reserve(1)).events();
    expect(none?.data).toMatchObject({ reason: expect.stringContaining('approved no budget') });
  });

  it('replaces a reservation of the same name rather than adding to it', () => {
    const [held] = given(opened, budget(100_00), reserved(60_00))
      .when('ReserveFunds', reserve(90_00))
      .events();
    expect(held).toMatchObject({ type: 'FundsReserved', data: { amountPence: 90_00 } });
  });

  it('keeps what is held while less is asked, until that demand is committed', () => {
    const less = { ...reserve(40_00), requestId: contributionId };
    const before = [opened, budget(100_00), reserved(60_00)];
    const [held] = given(...before)
      .when('ReserveFunds', less)
      .events();
    expect(held).toMatchObject({ type: 'FundsReserved', data: { amountPence: 60_00 } });
    const committed = { fundId, reservationId, amountPence: 40_00, requestId: contributionId };
    const [reduced] = given(...before, held as FundEvent)
      .when('ReduceReservation', committed)
      .events();
    expect(reduced).toMatchObject({ type: 'ReservationReduced', data: { amountPence: 40_00 } });
  });

  it('gives nothing back for demand after which more was asked', () => {
    const stale = { fundId, reservationId, amountPence: 40_00, requestId: contributionId };
    given(opened, budget(100_00), reserved(60_00)).when('ReduceReservation', stale).records();
  });

  it('gives back what a reservation no longer needs', () => {
    const body = { fundId, reservationId, amountPence: 0 };
    const [reduced] = given(opened, budget(100_00), reserved(60_00))
      .when('ReduceReservation', body)
      .events();
    expect(reduced).toMatchObject({
      type: 'ReservationReduced',
      data: { amountPence: 0, entry: { legs: [{ debitPence: 60_00 }, { creditPence: 60_00 }] } },
    });
    given(opened).when('ReduceReservation', body).records();
  });

  it('calls cash, uses the reservation and owes the supplier when an invoice is matched', () => {
    const [call, posting] = posted();
    expect(call).toMatchObject({ type: 'CashCalled', data: { amountPence: 103_74 } });
    expect(posting).toMatchObject({
      type: 'InvoicePosted',
      data: { consumed: [{ reservationId, amountPence: 86_45 }], costPence: 86_45 },
    });
    given(opened, budget(100_00), reserved(86_45), ...posted())
      .when('PostInvoice', invoice)
      .refuses('invoice-posted');
  });

  it('posts an invoice for something free of charge, and owes nothing for it', () => {
    const nothing = { netPence: 0, vatPence: 0, grossPence: 0 };
    const free = { ...invoice, ...nothing, schools: [{ schoolUrn, costPence: 0 }] };
    const events = given(opened, budget(100_00)).when('PostInvoice', free).events();
    expect(events).toMatchObject([{ type: 'InvoicePosted', data: { entry: { legs: [] } } }]);
    given(opened, budget(100_00), ...events)
      .when('PaySupplier', payment)
      .refuses('invoice-paid');
  });

  it('posts no invoice that neither a reservation nor the budget covers', () => {
    given(opened, budget(86_44)).when('PostInvoice', invoice).refuses('budget-exceeded');
  });

  it('takes contributions up to what is called, each bank line once', () => {
    const before = [opened, budget(100_00), reserved(86_45), ...posted()];
    const [first] = given(...before)
      .when('RecordContribution', contribution(50_00))
      .events();
    expect(first).toMatchObject({ type: 'ContributionReceived', data: { amountPence: 50_00 } });
    given(...before)
      .when('RecordContribution', contribution(103_75))
      .refuses('contribution-exceeds-calls');
    given(...before)
      .when('RecordContribution', contribution(0))
      .refuses('nothing-received');
    given(...before, first as FundEvent)
      .when('RecordContribution', contribution(10_00))
      .refuses('bank-line-recorded');
    given(...before)
      .when('RecordContribution', { ...contribution(10_00), receivedDay: '2026-06-02' })
      .refuses('day-in-future');
  });

  it('pays an invoice once, in full, from the cash held for its party', () => {
    const before = [opened, budget(100_00), reserved(86_45), ...posted()];
    given(...before)
      .when('PaySupplier', payment)
      .refuses('cash-not-held');
    const received = given(...before)
      .when('RecordContribution', contribution(103_74))
      .events();
    const [paid] = given(...before, ...received)
      .when('PaySupplier', payment)
      .events();
    expect(paid).toMatchObject({ type: 'SupplierPaid', data: { amountPence: 103_74 } });
    given(...before, ...received, paid as FundEvent)
      .when('PaySupplier', payment)
      .refuses('invoice-paid');
    given(opened).when('PaySupplier', payment).refuses('unknown-invoice');
  });

  it('is not there before it is opened', () => {
    given().when('ReserveFunds', reserve(1)).refuses('not-found');
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fold, type AnyDecider } from '#libs/decider';
import { sumPence, vatPence } from '#libs/money';
import type { CreditLine, InvoiceLine, OrderEvent } from '#messages/orders';
import { specify } from '#specification';
import { order } from './order.decider.js';
import { dale, line, lines, orderId, placed, received } from './order.fixture.js';
import { creditedVat, type Order } from './order-state.js';
import { refusalOf } from './refusal.fixture.js';
import { brook, consortiumId, hill, paper, towels } from './round.fixture.js';

const given = specify(order);
const someone = { actor: { id: 'someone', kind: 'person', grants: [] } } as const;
const { placedBy: _, leftOut: __, paymentDays: ___, lines: ____, ...which } = placed().data;

const bill = (ordered: (typeof lines)[number]): InvoiceLine => {
  const { lotId, schoolUrn, quantity, paysPence } = ordered;
  return { lotId, schoolUrn, quantity, netPence: paysPence };
};
const totals = (priced: readonly CreditLine[]) => {
  const netPence = sumPence(priced.map((one) => one.netPence));
  const lots = [...new Set(priced.map(({ lotId }) => lotId))].map((id) =>
    sumPence(priced.filter(({ lotId }) => lotId === id).map((one) => one.netPence)),
  );
  const vat = sumPence(lots.map((net) => vatPence(net, 2000)));
  return { netPence, vatPence: vat, grossPence: netPence + vat };
};

function invoiced(vatRecovered = true): OrderEvent[] {
  const ordered = lines.map((one) => ({ ...one, vatRecovered }));
  const of = ordered.filter(({ partyId }) => partyId === hill.partyId);
  const billed = of.map(bill);
  const data = { ...which, partyId: hill.partyId, lines: billed, ...totals(billed) };
  const paper = { invoiceId: 'i', invoiceNumber: 'EP 1', invoiceDay: '2026-06-20' };
  return [
    placed({ lines: ordered }),
    ...received(ordered),
    {
      type: 'InvoiceMatched',
      data: { ...data, ...paper, dueDay: '2026-07-20', schools: [], recordedBy: 'finance' },
    },
  ];
}

const back = (who: typeof hill, lot: typeof paper, quantity: number, netPence: number) => ({
  lotId: lot.lotId,
  schoolUrn: who.schoolUrn,
  quantity,
  netPence,
});
const note = (credited: CreditLine[], number = 'C 1') => ({
  orderId,
  creditNoteId: `id of ${number}`,
  consortiumId,
  partyId: hill.partyId,
  creditNoteNumber: number,
  creditDay: '2026-06-25',
  lines: credited,
  ...totals(credited),
  reason: 'Two boxes were wet.',
});

describe('A credit note', () => {
  it('gives back units and money of what was invoiced, or money alone', () => {
    const credited = [back(hill, paper, 2, 2470), back(dale, paper, 0, 100)];
    const sent = note(credited);
    const { consortiumId: own, ...fields } = sent;
    given(...invoiced())
      .when('RecordCreditNote', sent, someone)
      .records({
        type: 'CreditNoteMatched',
        data: {
          ...which,
          ...fields,
          consortiumId: own,
          vatByLot: [{ lotId: paper.lotId, vatPence: 514 }],
          schools: [
            { schoolUrn: hill.schoolUrn, costPence: 2470 },
            { schoolUrn: dale.schoolUrn, costPence: 100 },
          ],
          recordedBy: 'someone',
        },
      });
  });

  it('gives back to the budget the VAT too where it is not recovered', () => {
    const [matched] = given(...invoiced(false))
      .when('RecordCreditNote', note([back(hill, paper, 2, 2470)]))
      .events();
    expect(matched?.data).toMatchObject({
      schools: [{ schoolUrn: hill.schoolUrn, costPence: 2470 + 494 }],
    });
  });

  it('gives back no more units and no more money than were invoiced, with the figures', () => {
    const record = (...credited: CreditLine[]) =>
      given(...invoiced()).when('RecordCreditNote', note(credited));
    record(back(hill, paper, 8, 2470)).refuses('credit-exceeds-invoiced');
    record(back(hill, paper, 7, 8646)).refuses('credit-exceeds-price');
    expect(refusalOf(() => record(back(hill, paper, 8, 1)).events())).toContain(
      '8 credited, but 7 (box) invoiced. Credit only what was invoiced.',
    );
    const first = given(...invoiced())
      .when('RecordCreditNote', note([back(hill, paper, 5, 8000)]))
      .events() as OrderEvent[];
    const second = (credited: CreditLine) =>
      given(...invoiced(), ...first).when('RecordCreditNote', note([credited], 'C 2'));
    second(back(hill, paper, 3, 1)).refuses('credit-exceeds-invoiced');
    second(back(hill, paper, 2, 646)).refuses('credit-exceeds-price');
    expect(second(back(hill, paper, 2, 645)).events()).toHaveLength(1);
    given(placed(), ...received())
      .when('RecordCreditNote', note([back(hill, paper, 1, 1)]))
      .refuses('credit-exceeds-invoiced');
  });

  it('states the totals of its lines', () => {
    const sent = note([back(hill, paper, 2, 2470)]);
    const record = (change: object) =>
      given(...invoiced()).when('RecordCreditNote', { ...sent, ...change });
    record({ netPence: 2471 }).refuses('credit-net-wrong');
    record({ vatPence: 493 }).refuses('credit-vat-wrong');
    record({ grossPence: 2470 }).refuses('credit-gross-wrong');
    expect(refusalOf(() => record({ vatPence: 493 }).events())).toContain(
      'The credit note states £4.93 of VAT; it should be £4.94',
    );
  });

  it('is for one party, for each line once, of something, on a day that can be', () => {
    const record = (sent: ReturnType<typeof note>, ...more: OrderEvent[]) =>
      given(...invoiced(), ...more).when('RecordCreditNote', sent);
    record(note([back(brook, paper, 1, 1)])).refuses('line-not-on-order');
    record(note([back(hill, towels, 0, 0)])).refuses('credit-line-empty');
    const twice = [back(hill, paper, 1, 1), back(hill, paper, 1, 1)];
    record(note(twice)).refuses('line-repeated');
    const late = { ...note([back(hill, paper, 1, 1)]), creditDay: '2099-01-01' };
    record(late).refuses('credit-day-far-ahead');
    given().when('RecordCreditNote', late).refuses('not-found');
  });

  it('is recorded once, by its id and by its number', () => {
    const sent = note([back(hill, paper, 1, 100)]);
    const before = given(...invoiced())
      .when('RecordCreditNote', sent)
      .events() as OrderEvent[];
    const again = given(...invoiced(), ...before);
    again.when('RecordCreditNote', sent).refuses('credit-note-exists');
    const renamed = { ...sent, creditNoteId: 'another', creditNoteNumber: ' c1' };
    again.when('RecordCreditNote', renamed).refuses('credit-note-number-used');
  });
});

describe('The credit notes of an invoice', () => {
  it('give back all of its VAT to the penny, in however many parts', () => {
    const parts = fc.array(fc.integer({ min: 1, max: 4000 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(parts, (pence) => {
        const one = [line(paper, hill, 1, sumPence(pence))];
        const billed = one.map(bill);
        let state = fold(order as unknown as AnyDecider, undefined, [
          placed({ lines: one }),
          ...received(one),
        ]) as Order;
        const matched = { ...which, partyId: hill.partyId, lines: billed, ...totals(billed) };
        state = order.evolve.InvoiceMatched(state, {
          ...matched,
          invoiceId: 'i',
          invoiceNumber: 'i',
          invoiceDay: '',
          dueDay: '',
          schools: [],
          recordedBy: '',
        }) as Order;
        const vat = pence.map((netPence, i) => {
          const credited = [back(hill, paper, 0, netPence)];
          const vatByLot = creditedVat(state, hill.partyId, credited);
          const sent = { ...which, ...note(credited, `C ${i}`), vatByLot, schools: [] };
          state = order.evolve.CreditNoteMatched(state, { ...sent, recordedBy: '' }) as Order;
          return sumPence(vatByLot.map((lot) => lot.vatPence));
        });
        expect(sumPence(vat)).toBe(vatPence(sumPence(pence), 2000));
        expect(vat.every((each) => each >= 0)).toBe(true);
      }),
    );
  });
});

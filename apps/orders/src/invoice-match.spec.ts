import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { splitByLargestRemainder, sumPence, vatPence } from '#libs/money';
import { specify } from '#specification';
import type { InvoiceLine, OrderEvent, OrderLine } from '#messages/orders';
import { netOfUnits } from './invoice-match.js';
import type { Data } from './order-state.js';
import { order } from './order.decider.js';
import {
  dale,
  line,
  lines,
  orderId,
  placed,
  received,
  supplierId,
  tenderId,
} from './order.fixture.js';
import { refusalOf } from './refusal.fixture.js';
import { brook, consortiumId, fundId, hill, paper, roundId, towels } from './round.fixture.js';

const given = specify(order);
const finance = { actor: { id: 'finance', kind: 'person', grants: [] } } as const;
const bill = (ordered: OrderLine, quantity: number, netPence: number): InvoiceLine => {
  return { lotId: ordered.lotId, schoolUrn: ordered.schoolUrn, quantity, netPence };
};
const [brookPaper, hillPaper, dalePaper, hillTowels] = lines as [
  OrderLine,
  OrderLine,
  OrderLine,
  OrderLine,
];

/** An invoice whose totals add up: VAT once per lot. */
function invoice(partyId: string, billed: InvoiceLine[], number = 'EP 1001') {
  const netPence = sumPence(billed.map((one) => one.netPence));
  const vat = sumPence(
    [...new Set(billed.map(({ lotId }) => lotId))].map((id) =>
      vatPence(
        sumPence(billed.filter(({ lotId }) => lotId === id).map((one) => one.netPence)),
        2000,
      ),
    ),
  );
  return {
    orderId,
    invoiceId: `id of ${number}`,
    consortiumId,
    partyId,
    invoiceNumber: number,
    invoiceDay: '2026-06-20',
    lines: billed,
    netPence,
    vatPence: vat,
    grossPence: netPence + vat,
  };
}

const whole = invoice(hill.partyId, [
  bill(hillPaper, 7, 8645),
  bill(dalePaper, 9, 11_116),
  bill(hillTowels, 3, 3100),
]);
const delivered = [placed(), ...received()];

function matched(sent: typeof whole): OrderEvent {
  const { consortiumId: _, ...fields } = sent;
  const which = { orderId, tenderId, roundId, consortiumId, fundId, supplierId };
  const data = { ...fields, ...which, supplierName: 'Example Paper', dueDay: '2026-07-20' };
  return { type: 'InvoiceMatched', data: { ...data, schools: [], recordedBy: 'finance' } };
}

function recorded(events: readonly OrderEvent[]): Data<'InvoiceMatched'> {
  const [event] = events;
  if (event?.type !== 'InvoiceMatched') throw new Error('No invoice was matched.');
  return event.data;
}

describe('An invoice', () => {
  it('is matched with order and receipts, due by the tender’s payment days', () => {
    const event = matched(whole) as { data: Data<'InvoiceMatched'> };
    const schools = [
      { schoolUrn: '990007', costPence: 11_745 },
      { schoolUrn: '990008', costPence: 11_116 },
    ];
    given(...delivered)
      .when('RecordInvoice', whole, finance)
      .records({ type: 'InvoiceMatched', data: { ...event.data, schools } });
  });

  it('costs a school its share of the VAT that its party cannot recover', () => {
    const ordered = [
      line(paper, hill, 7, 8645, false),
      line(paper, dale, 9, 11_116, false),
      line(towels, hill, 3, 3100, false),
    ];
    const { vatPence: vat, schools } = recorded(
      given(placed({ lines: ordered }), ...received(ordered))
        .when('RecordInvoice', whole)
        .events(),
    );
    // Paper: 20 % of £197.61 is £39.52, of which £17.29 and £22.23; towels: £6.20.
    expect(vat).toBe(3952 + 620);
    expect(schools).toEqual([
      { schoolUrn: '990007', costPence: 8645 + 1729 + 3100 + 620 },
      { schoolUrn: '990008', costPence: 11_116 + 2223 },
    ]);
  });

  it('bills only what has come and is not billed yet, with the figures', () => {
    const short = [placed(), ...received([{ ...brookPaper, quantity: 32 }])];
    const all = given(...short).when(
      'RecordInvoice',
      invoice(brook.partyId, [bill(brookPaper, 38, 46_930)]),
    );
    expect(refusalOf(() => all.events())).toBe(
      'copier-paper for school 990006: 38 billed, but 32 (box) received. Bill only what has come.',
    );
    const part = invoice(brook.partyId, [bill(brookPaper, 32, 39_520)]);
    const { netPence } = recorded(
      given(...short)
        .when('RecordInvoice', part)
        .events(),
    );
    expect(netPence).toBe(39_520);
    given(...short, matched(part))
      .when('RecordInvoice', invoice(brook.partyId, [bill(brookPaper, 1, 1235)], 'EP 1002'))
      .refuses('invoice-exceeds-receipt');
  });

  it('keeps to the price of the contract, to the penny', () => {
    const dear = invoice(hill.partyId, [bill(hillPaper, 7, 8646)]);
    const sent = given(...delivered).when('RecordInvoice', dear);
    expect(refusalOf(() => sent.events())).toBe(
      'copier-paper for school 990007: 7 billed at £86.46 net; by the contract they cost £86.45.',
    );
    given(...delivered)
      .when('RecordInvoice', dear)
      .refuses('invoice-price-differs');
  });

  it('is for one party’s own lines, each once', () => {
    const others = invoice(brook.partyId, [bill(hillPaper, 7, 8645)]);
    given(...delivered)
      .when('RecordInvoice', others)
      .refuses('line-not-on-order');
    const twice = invoice(hill.partyId, [bill(hillPaper, 3, 3705), bill(hillPaper, 4, 4940)]);
    given(...delivered)
      .when('RecordInvoice', twice)
      .refuses('line-repeated');
    given().when('RecordInvoice', whole).refuses('not-found');
  });

  it('adds up: net, VAT once for each lot, and both together', () => {
    const wrong = [
      [{ netPence: whole.netPence + 1 }, 'invoice-net-wrong'],
      [{ vatPence: whole.vatPence - 1 }, 'invoice-vat-wrong'],
      [{ grossPence: whole.netPence }, 'invoice-gross-wrong'],
    ] as const;
    for (const [change, code] of wrong) {
      given(...delivered)
        .when('RecordInvoice', { ...whole, ...change })
        .refuses(code);
    }
  });

  it('comes once, under a number of its own', () => {
    const past = [...delivered, matched(whole)];
    const next = invoice(brook.partyId, [bill(brookPaper, 38, 46_930)], 'EP 1002');
    given(...past)
      .when('RecordInvoice', { ...next, invoiceId: whole.invoiceId })
      .refuses('invoice-exists');
    given(...past)
      .when('RecordInvoice', { ...next, invoiceNumber: ' ep1001' })
      .refuses('invoice-number-used');
    given(...past)
      .when('RecordInvoice', { ...next, invoiceDay: '9999-12-31' })
      .refuses('invoice-day-far-ahead');
    expect(
      recorded(
        given(...past)
          .when('RecordInvoice', next)
          .events(),
      ).netPence,
    ).toBe(46_930);
  });
});

describe('The price of part of a line', () => {
  const cut = fc.tuple(
    fc.integer({ min: 1, max: 10_000 }),
    fc.integer({ min: 0, max: 100_000_000 }),
    fc.array(fc.nat({ max: 100 }), { minLength: 1, maxLength: 8 }),
  );

  it('adds up to the whole line, however it is cut, and is never below zero', () => {
    fc.assert(
      fc.property(cut, ([quantity, paysPence, weights]) => {
        const rising = weights.map((weight, n) => ({ id: String(n), weight: weight + 1 }));
        const parts = splitByLargestRemainder(quantity, rising).map(({ pence }) => pence);
        let invoiced = 0;
        const nets = parts.map((units) => {
          const net = netOfUnits({ paysPence, quantity, invoiced }, units);
          invoiced += units;
          return net;
        });
        expect(Math.min(...nets)).toBeGreaterThanOrEqual(0);
        expect(sumPence(nets)).toBe(paysPence);
      }),
    );
  });
});

describe('What schools’ budgets give for an invoice', () => {
  const share = fc.tuple(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 0, max: 1_000_000 }));

  it('sums to the net, with the VAT where it is not recovered', () => {
    fc.assert(
      fc.property(fc.array(share, { minLength: 1, maxLength: 9 }), fc.boolean(), (wanted, back) => {
        const ordered = wanted.flatMap(([quantity, pays], n) => {
          const who = { ...hill, schoolUrn: `99000${n}` };
          return [line(paper, who, quantity, pays, back), line(towels, who, 1, pays % 997, back)];
        });
        const sent = invoice(
          hill.partyId,
          ordered.map((one) => bill(one, one.quantity, one.paysPence)),
        );
        const past = [placed({ lines: ordered }), ...received(ordered)];
        const { schools, netPence, grossPence } = recorded(
          given(...past)
            .when('RecordInvoice', sent)
            .events(),
        );
        const budgets = sumPence(schools.map(({ costPence }) => costPence));
        expect(budgets).toBe(back ? netPence : grossPence);
      }),
    );
  });
});

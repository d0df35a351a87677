import { describe, expect, it } from '@jest/globals';
import { specify } from '#specification';
import { order } from './order.decider.js';
import {
  award,
  dale,
  lines,
  orderId,
  placed,
  received,
  supplierId,
  tenderId,
} from './order.fixture.js';
import { refusalOf } from './refusal.fixture.js';
import { brook, consortiumId, hill, paper, roundId, towels } from './round.fixture.js';

const given = specify(order);
const lead = { id: 'lead', kind: 'person', grants: [] } as const;
const place = { tenderId, supplierId, consortiumId };
const facts = (change: Partial<typeof award> = {}) => ({
  actor: lead,
  facts: { award: { ...award, ...change } },
});

describe('An order', () => {
  it('holds what the supplier won, for schools with something to get', () => {
    given().when('PlaceOrder', place, facts()).records(placed());
  });

  it('leaves out schools whose party has no contract in force, and says whom', () => {
    const inForce = [{ partyId: brook.partyId, supplierId }];
    given()
      .when('PlaceOrder', place, facts({ inForce }))
      .records(placed({ lines: lines.slice(0, 1), leftOut: [hill, dale] }));
  });

  it('needs at least one contract in force with this supplier', () => {
    const inForce = [{ partyId: brook.partyId, supplierId: 'another' }];
    given().when('PlaceOrder', place, facts({ inForce })).refuses('no-contract-in-force');
  });

  it('is placed once, from an award of its own consortium', () => {
    given(placed()).when('PlaceOrder', place, facts()).refuses('order-exists');
    given()
      .when('PlaceOrder', place, { facts: { award: null } })
      .refuses('not-found');
    given()
      .when('PlaceOrder', place, facts({ consortiumId: 'another' }))
      .refuses('not-found');
    given()
      .when('PlaceOrder', place, facts({ lots: [] }))
      .refuses('nothing-awarded');
  });
});

describe('A receipt', () => {
  const receiptId = 'a0000000-0000-4000-8000-000000000001';
  const from = { orderId, receiptId, consortiumId, schoolUrn: hill.schoolUrn };
  const buyer = { actor: { id: 'buyer', kind: 'person', grants: [] } } as const;
  const came = (...quantities: [string, number][]) =>
    quantities.map(([lotId, quantity]) => ({ lotId, quantity }));

  it('says what came to one school’s door, part by part', () => {
    const first = came([paper.lotId, 4], [towels.lotId, 0]);
    const data = { ...from, roundId, partyId: hill.partyId, receivedBy: 'buyer' };
    given(placed())
      .when('RecordReceipt', { ...from, lines: first, note: 'One box wet.' }, buyer)
      .records({ type: 'GoodsReceived', data: { ...data, lines: first, note: 'One box wet.' } });
    const rest = { ...data, receiptId: 'second', lines: came([paper.lotId, 3]) };
    given(placed(), { type: 'GoodsReceived', data: { ...data, lines: first } })
      .when('RecordReceipt', { ...from, receiptId: 'second', lines: rest.lines }, buyer)
      .records({ type: 'GoodsReceived', data: rest });
  });

  it('is of no more than was ordered, with the figures', () => {
    given(placed())
      .when('RecordReceipt', { ...from, lines: came([paper.lotId, 8]) })
      .refuses('more-than-ordered');
    const again = given(placed(), ...received(lines.slice(1, 2))).when('RecordReceipt', {
      ...from,
      lines: came([paper.lotId, 1]),
    });
    expect(refusalOf(() => again.events())).toContain(
      'copier-paper: 1 now, 7 before, but 7 ordered.',
    );
  });

  it('is of something, ordered for this school, each thing once', () => {
    const record = (...quantities: [string, number][]) => ({ ...from, lines: came(...quantities) });
    given(placed())
      .when('RecordReceipt', record([paper.lotId, 0]))
      .refuses('nothing-received');
    given(placed())
      .when('RecordReceipt', record(['another', 1]))
      .refuses('lot-not-ordered');
    given(placed())
      .when('RecordReceipt', record([paper.lotId, 1], [paper.lotId, 1]))
      .refuses('lot-repeated');
    given(placed())
      .when('RecordReceipt', { ...record([paper.lotId, 1]), schoolUrn: '990099' })
      .refuses('school-not-on-order');
    given()
      .when('RecordReceipt', record([paper.lotId, 1]))
      .refuses('not-found');
  });

  it('is recorded once', () => {
    given(placed(), ...received(lines.slice(0, 1)))
      .when('RecordReceipt', { ...from, receiptId: 'receipt 0', lines: came([paper.lotId, 1]) })
      .refuses('receipt-exists');
  });
});

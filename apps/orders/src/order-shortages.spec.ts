import { describe, expect, it } from '@jest/globals';
import { fold, type AnyDecider } from '#libs/decider';
import { allowedTo } from '#messages/messages';
import { DeclareShortage, type OrderEvent } from '#messages/orders';
import { specify } from '#specification';
import { netOfUnits } from './invoice-match.js';
import { order } from './order.decider.js';
import { orderId, placed, received } from './order.fixture.js';
import type { Order } from './order-state.js';
import { refusalOf } from './refusal.fixture.js';
import { consortiumId, hill, paper } from './round.fixture.js';

const given = specify(order);
const someone = { actor: { id: 'someone', kind: 'person', grants: [] } } as const;
const { placedBy: _, leftOut: __, paymentDays: ___, lines: ____, ...which } = placed().data;

const shortage = {
  orderId,
  shortageId: 'a shortage',
  consortiumId,
  schoolUrn: hill.schoolUrn,
  lotId: paper.lotId,
  quantity: 2,
  reason: 'The mill has stopped making it.',
};
const declared: OrderEvent = {
  type: 'ShortageDeclared',
  data: {
    ...shortage,
    tenderId: which.tenderId,
    roundId: which.roundId,
    supplierId: which.supplierId,
    partyId: hill.partyId,
    declaredBy: 'someone',
  },
};

describe('A shortage', () => {
  it('takes what will never come off one line', () => {
    given(placed()).when('DeclareShortage', shortage, someone).records(declared);
  });

  it('is declared by the supplier or the lead: a school cannot leave what was awarded', () => {
    expect(allowedTo(DeclareShortage).toSorted()).toEqual(['lead', 'supplier']);
  });

  it('is of no more than is still to come, with the figures', () => {
    const again = { ...shortage, shortageId: 'another', quantity: 6 };
    given(placed(), declared)
      .when('DeclareShortage', again)
      .refuses('shortage-exceeds-undelivered');
    expect(
      refusalOf(() => given(placed(), declared).when('DeclareShortage', again).events()),
    ).toContain('6 declared short, but only 5 of 7');
    given(placed(), ...received())
      .when('DeclareShortage', shortage)
      .refuses('shortage-exceeds-undelivered');
  });

  it('is of something ordered for this school, and declared once', () => {
    given(placed(), declared).when('DeclareShortage', shortage).refuses('shortage-exists');
    given(placed())
      .when('DeclareShortage', { ...shortage, lotId: 'another' })
      .refuses('lot-not-ordered');
    given(placed())
      .when('DeclareShortage', { ...shortage, schoolUrn: '990099' })
      .refuses('school-not-on-order');
    given().when('DeclareShortage', shortage).refuses('not-found');
  });

  it('leaves no room for it at the door, and says so', () => {
    const receipt = { orderId, receiptId: 'r', consortiumId, schoolUrn: hill.schoolUrn };
    const record = (quantity: number) =>
      given(placed(), declared).when('RecordReceipt', {
        ...receipt,
        lines: [{ lotId: paper.lotId, quantity }],
      });
    record(6).refuses('more-than-ordered');
    expect(refusalOf(() => record(6).events())).toContain('of which 2 were declared short');
    expect(record(5).events()).toHaveLength(1);
  });

  it('leaves the price of the rest as it was: its part of the price of what was ordered', () => {
    const state = fold(order as unknown as AnyDecider, undefined, [placed(), declared]) as Order;
    const short = state.lines.find(({ schoolUrn }) => schoolUrn === hill.schoolUrn);
    expect(netOfUnits(short!, 5)).toBe(Math.round((8645 * 5) / 7));
  });
});

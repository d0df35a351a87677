import { describe, expect, it } from '@jest/globals';
import { specify } from '#specification';
import type { FundView, RoundSettlement } from '#messages/ledger';
import type { DeliveryStanding } from '#messages/orders';
import type { RoundEvent } from '#messages/rounds';
import { round } from './round.decider.js';
import {
  brook,
  closesAt,
  committed,
  consortiumId,
  drafted,
  fundId,
  hill,
  opened,
  paper,
  request,
  requested,
  roundId,
  terms,
  towels,
  wants,
} from './round.fixture.js';

const given = specify(round);
const lead = { id: 'lead', kind: 'person', grants: [] } as const;
const fund = { fundId, consortiumId } as FundView;
const by = { actor: lead, facts: { fund } };
const nothingOrdered = { orders: 0, undelivered: 0, uninvoiced: 0, invoices: 0, creditNotes: 0 };
const which = { roundId, consortiumId, fundId };
const { consortiumId: _, fundId: __, ...revision } = terms;

describe('A round as a draft', () => {
  it('is drafted once, by whom it says', () => {
    given().when('DraftRound', terms, by).records(drafted);
    given(drafted).when('DraftRound', terms, by).refuses('round-exists');
  });

  it('draws on a fund of its own consortium', () => {
    const others = { fund: { ...fund, consortiumId: 'another' } };
    given().when('DraftRound', terms, { facts: others }).refuses('not-found');
  });

  it('closes in the future, on a day that working days can be counted to', () => {
    given()
      .when('DraftRound', terms, { ...by, at: closesAt })
      .refuses('closing-past');
    const far = { ...terms, closesAt: '2031-06-12T11:00:00.000Z' };
    given().when('DraftRound', far, by).refuses('closing-too-far');
  });

  it('has every lot and item once', () => {
    const sameId = { ...terms, lots: [paper, { ...towels, lotId: paper.lotId }] };
    given().when('DraftRound', sameId, by).refuses('lot-repeated');
    const sameItem = { ...terms, lots: [paper, { ...towels, item: paper.item }] };
    given().when('DraftRound', sameItem, by).refuses('item-repeated');
  });

  it('has a ceiling for every lot, and indicative prices from rising quantities', () => {
    const free = { ...terms, lots: [{ ...paper, ceilingPence: 0 }] };
    given().when('DraftRound', free, by).refuses('ceiling-missing');
    const falling = { ...paper, indicativeTiers: paper.indicativeTiers.toReversed() };
    given()
      .when('DraftRound', { ...terms, lots: [falling] }, by)
      .refuses('indicative-tiers-faulty');
  });

  it('is revised until it opens, within its consortium and fund', () => {
    const revised = { ...terms, title: 'Winter supplies', lots: [towels] };
    given(drafted)
      .when('ReviseRound', { ...revision, title: 'Winter supplies', lots: [towels] }, by)
      .records({ type: 'RoundRevised', data: { ...revised, revisedBy: 'lead' } });
    given(drafted, opened).when('ReviseRound', revision, by).refuses('round-not-draft');
    given().when('ReviseRound', revision, by).refuses('not-found');
  });

  it('opens as it was last revised', () => {
    const revised = { ...terms, title: 'Winter supplies' };
    given(drafted, { type: 'RoundRevised', data: { ...revised, revisedBy: 'lead' } })
      .when('OpenRound', { roundId })
      .records({ type: 'CommitmentOpened', data: revised });
  });

  it('opens three working days before it closes, bank holidays left out, and only once', () => {
    // 12 June 2026 is a Friday.
    given(drafted)
      .when('OpenRound', { roundId }, { at: '2026-06-09T18:00:00.000Z' })
      .records(opened);
    const late = { at: '2026-06-10T08:00:00.000Z' };
    given(drafted).when('OpenRound', { roundId }, late).refuses('closes-too-soon');
    // 25 May 2026 is a bank holiday.
    const whitsun = { ...terms, closesAt: '2026-05-27T11:00:00.000Z', draftedBy: 'lead' };
    given({ type: 'RoundDrafted', data: whitsun })
      .when('OpenRound', { roundId }, { at: '2026-05-22T08:00:00.000Z' })
      .refuses('closes-too-soon');
    given(drafted, opened).when('OpenRound', { roundId }).refuses('round-not-draft');
    given().when('OpenRound', { roundId }).refuses('not-found');
  });
});

describe('A round that ends', () => {
  const reason = 'The supplier market has changed.';
  const locked: RoundEvent = {
    type: 'RoundLocked',
    data: { ...terms, lots: [], demandHash: '', estimatedValuePence: 0, released: [] },
  };
  const settled = {
    postedInvoices: 2,
    unpaidInvoices: 0,
    postedCreditNotes: 0,
    openSupplierRefunds: 0,
    reservedPence: 0,
  };
  const orders = (
    delivery: Partial<DeliveryStanding>,
    settlement: Partial<RoundSettlement> = {},
  ) => ({
    actor: lead,
    facts: {
      delivery: { ...nothingOrdered, orders: 1, invoices: 2, ...delivery },
      settlement: { ...settled, ...settlement },
    },
  });

  it('gives all the money back when it is cancelled', () => {
    const waiting = requested(request(3, { ...hill, schoolUrn: '990001' }, wants(paper, 2)), true);
    given(
      drafted,
      opened,
      ...committed(request(1, hill, wants(paper, 20))),
      requested(request(2, brook, wants(paper, 10))),
      waiting,
    )
      .when(
        'CancelRound',
        { roundId, reason },
        { actor: lead, facts: { delivery: nothingOrdered } },
      )
      .records({
        type: 'RoundCancelled',
        data: {
          ...which,
          reason,
          cancelledBy: 'lead',
          released: [
            { ...brook, amountPence: 0 },
            { ...hill, amountPence: 0 },
          ],
        },
      });
  });

  it('is cancelled once, and not after its award', () => {
    const facts = { delivery: nothingOrdered };
    const cancelled: RoundEvent = {
      type: 'RoundCancelled',
      data: { ...which, reason, cancelledBy: 'lead', released: [] },
    };
    given(drafted, cancelled)
      .when('CancelRound', { roundId, reason }, { facts })
      .refuses('round-over');
    given(drafted, opened, locked)
      .when('CancelRound', { roundId, reason }, orders({}))
      .refuses('already-ordered');
    given(drafted, opened, locked)
      .when('CancelRound', { roundId, reason }, orders({ orders: 0, undelivered: 7 }))
      .refuses('already-awarded');
  });

  it('is closed when all that was ordered is delivered, invoiced, paid and refunded', () => {
    given(drafted, opened, locked)
      .when('CloseRound', { roundId }, orders({ creditNotes: 1 }, { postedCreditNotes: 1 }))
      .records({ type: 'RoundClosed', data: { ...which, closedBy: 'lead', released: [] } });
  });

  it('gives back at its close whatever the fund still holds for it', () => {
    const asked = request(1, hill, wants(paper, 20));
    const [closed] = given(drafted, opened, ...committed(asked), locked)
      .when('CloseRound', { roundId }, orders({}))
      .events();
    expect(closed?.data).toMatchObject({ released: [{ ...hill, amountPence: 0 }] });
  });

  it('is not closed before', () => {
    const close = given(drafted, opened, locked);
    const left = [
      orders({ orders: 0 }),
      orders({ undelivered: 6 }),
      orders({ uninvoiced: 6 }),
      orders({}, { unpaidInvoices: 1 }),
      orders({}, { postedInvoices: 1 }),
      orders({ creditNotes: 1 }),
      orders({ creditNotes: 1 }, { postedCreditNotes: 1, openSupplierRefunds: 1 }),
    ];
    for (const circumstances of left) {
      close.when('CloseRound', { roundId }, circumstances).refuses('round-not-settled');
    }
    given(drafted, opened).when('CloseRound', { roundId }, orders({})).refuses('round-not-locked');
  });
});

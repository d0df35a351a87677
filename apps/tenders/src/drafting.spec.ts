import { describe, it } from '@jest/globals';
import type { TenderEvent } from '#messages/tenders';
import { specify } from '#specification';
import { tender } from './tender.decider.js';
import {
  ada,
  ben,
  closesAt,
  drafted,
  locked,
  personWith,
  published,
  roundId,
  tenderId,
  terms,
  which,
} from './tender.fixture.js';

const given = specify(tender);
const { paymentDays, deliveryTerms } = terms;
const draft = { ...which, closesAt, paymentDays, deliveryTerms };
const facts = { locked, other: null };
const reason = 'Nobody wants trays any more.';
const cancelled: TenderEvent = {
  type: 'TenderCancelled',
  data: { ...which, reason, cancelledBy: 'ada' },
};

describe('A tender', () => {
  it('is drafted from the frozen demand of its round, once', () => {
    given().when('DraftTender', draft, { actor: ada, facts }).records(drafted);
    given(drafted).when('DraftTender', draft, { actor: ada, facts }).refuses('tender-exists');
  });

  it('needs a locked round of its own consortium', () => {
    const open = { locked: null, other: null };
    given().when('DraftTender', draft, { actor: ada, facts: open }).refuses('not-found');
    const elsewhere = { locked: { ...locked, consortiumId: roundId }, other: null };
    given().when('DraftTender', draft, { actor: ada, facts: elsewhere }).refuses('not-found');
  });

  it('is the only one of its round', () => {
    const twice = { locked, other: { tenderId: roundId } };
    given().when('DraftTender', draft, { actor: ada, facts: twice }).refuses('round-tendered');
  });

  it('asks for nothing that nobody wants', () => {
    const empty = { ...locked, lots: locked.lots.map((lot) => ({ ...lot, quantity: 0 })) };
    given()
      .when('DraftTender', draft, { actor: ada, facts: { locked: empty, other: null } })
      .refuses('nothing-to-tender');
  });

  it('closes in the future', () => {
    const past = { ...draft, closesAt: '2026-06-01T09:00:00.000Z' };
    given().when('DraftTender', past, { actor: ada, facts }).refuses('closing-past');
    given(drafted)
      .when('ReviseTender', { ...past, tenderId }, { actor: ada })
      .refuses('closing-past');
    given(drafted)
      .when('PublishTender', { tenderId }, { actor: ben, at: closesAt })
      .refuses('closing-past');
  });

  it('is revised while it is a draft', () => {
    const changed = { tenderId, closesAt, paymentDays: 14, deliveryTerms };
    given(drafted)
      .when('ReviseTender', changed, { actor: ben })
      .records({ type: 'TenderRevised', data: { ...terms, paymentDays: 14, revisedBy: 'ben' } });
    given(drafted, published)
      .when('ReviseTender', changed, { actor: ben })
      .refuses('tender-not-draft');
    given().when('ReviseTender', changed, { actor: ben }).refuses('not-found');
  });

  it('is published by someone who wrote none of it', () => {
    given(drafted).when('PublishTender', { tenderId }, { actor: ada }).refuses('own-tender');
    given(drafted).when('PublishTender', { tenderId }, { actor: ben }).records(published);
    const revised: TenderEvent = { type: 'TenderRevised', data: { ...terms, revisedBy: 'ben' } };
    given(drafted, revised)
      .when('PublishTender', { tenderId }, { actor: ben })
      .refuses('own-tender');
    given(drafted, revised)
      .when('PublishTender', { tenderId }, { actor: ada })
      .refuses('own-tender');
    given(drafted, revised)
      .when('PublishTender', { tenderId }, { actor: personWith('cem', 'lead') })
      .records({
        type: 'TenderPublished',
        data: { ...terms, sharingRuleVersion: 1, publishedBy: 'cem' },
      });
    given(drafted, published)
      .when('PublishTender', { tenderId }, { actor: ben })
      .refuses('tender-not-draft');
  });

  it('is cancelled at any time before the award', () => {
    const cancel = { tenderId, reason };
    given(drafted).when('CancelTender', cancel, { actor: ada }).records(cancelled);
    given(drafted, published).when('CancelTender', cancel, { actor: ada }).records(cancelled);
    given(drafted, cancelled)
      .when('CancelTender', cancel, { actor: ada })
      .refuses('tender-cancelled');
    given(drafted, cancelled)
      .when('PublishTender', { tenderId }, { actor: ben })
      .refuses('tender-cancelled');
    given().when('CancelTender', cancel, { actor: ada }).refuses('not-found');
  });
});

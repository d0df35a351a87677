import { describe, it } from '@jest/globals';
import { specify } from '#specification';
import { shares } from './shares.decider.js';
import { roundId } from './shares.fixture.js';

describe('The cost of running a round', () => {
  const given = specify(shares);
  const cost = {
    roundId,
    consortiumId: 'c',
    costId: 'c1',
    description: 'Lead’s hours',
    hours: 14,
    amountPence: 33_600,
  };
  const recorded = {
    type: 'RunningCostRecorded',
    data: { ...cost, recordedBy: 'someone' },
  } as const;
  const facts = { facts: { round: { consortiumId: 'c', isMember: true, valuePence: 33_600 } } };

  it('is recorded, and replaced by the same id', () => {
    given().when('RecordRunningCost', cost, facts).records(recorded);
    given(recorded).when('RecordRunningCost', cost, facts).refuses('cost-unchanged');
    const less = { ...cost, amountPence: 30_000 };
    given(recorded)
      .when('RecordRunningCost', less, facts)
      .records({ type: 'RunningCostRecorded', data: { ...less, recordedBy: 'someone' } });
  });

  it('is never more than all that the round buys', () => {
    given()
      .when('RecordRunningCost', { ...cost, amountPence: 33_601 }, facts)
      .refuses('cost-above-round');
  });

  it('belongs to a round of that consortium', () => {
    given()
      .when('RecordRunningCost', cost, { facts: { round: null } })
      .refuses('not-found');
  });
});

describe('A cost that goes back to who bore it', () => {
  const given = specify(shares);
  const which = { roundId, costId: 'c1' };
  const cost = {
    ...which,
    consortiumId: 'c',
    description: 'Legal advice',
    amountPence: 33_600,
    paidToPartyId: 'lead',
    evidenceReference: 'INV 7',
  };
  const facts = { facts: { round: { consortiumId: 'c', isMember: true, valuePence: 33_600 } } };
  const waits = (more: object = {}, recordedBy = 'a colleague') =>
    ({
      type: 'RunningCostRecorded',
      data: { ...cost, ...more, recordedBy, awaitsConfirmation: true },
    }) as const;
  const confirmed = {
    type: 'RunningCostConfirmed',
    data: { ...cost, recordedBy: 'a colleague', confirmedBy: 'someone' },
  } as const;

  it('goes to a member, and by a document', () => {
    const round = { consortiumId: 'c', isMember: false, valuePence: 33_600 };
    given().when('RecordRunningCost', cost, { facts: { round } }).refuses('payee-not-a-member');
    const { evidenceReference: _, ...unproved } = cost;
    given().when('RecordRunningCost', unproved, facts).refuses('cost-not-proved');
  });

  it('counts by the word of two', () => {
    given().when('RecordRunningCost', cost, facts).records(waits({}, 'someone'));
    given(waits({}, 'someone')).when('ConfirmRunningCost', which).refuses('own-cost');
    given(waits()).when('ConfirmRunningCost', which).records(confirmed);
  });

  it('is confirmed once, and only where money moves', () => {
    given(waits(), confirmed).when('ConfirmRunningCost', which).refuses('cost-not-waiting');
    given(waits())
      .when('ConfirmRunningCost', { ...which, costId: 'another' })
      .refuses('not-found');
    const { paidToPartyId: _, ...notional } = cost;
    const recorded = { ...notional, recordedBy: 'a colleague' };
    given({ type: 'RunningCostRecorded', data: recorded })
      .when('ConfirmRunningCost', which)
      .refuses('cost-not-waiting');
  });

  it('is changed by the word of two as well, even to nothing', () => {
    const { paidToPartyId: _, ...notional } = { ...cost, amountPence: 0 };
    given(waits(), confirmed)
      .when('RecordRunningCost', notional, facts)
      .records({
        type: 'RunningCostRecorded',
        data: { ...notional, recordedBy: 'someone', awaitsConfirmation: true },
      });
    given(waits())
      .when('RecordRunningCost', notional, facts)
      .records({ type: 'RunningCostRecorded', data: { ...notional, recordedBy: 'someone' } });
  });

  it('that was recorded before two had to agree counts as it did', () => {
    const early = {
      type: 'RunningCostRecorded',
      data: { ...cost, recordedBy: 'a colleague' },
    } as const;
    given(early).when('ConfirmRunningCost', which).refuses('cost-not-waiting');
    given(early)
      .when('RecordRunningCost', { ...cost, amountPence: 1 }, facts)
      .records(waits({ amountPence: 1 }, 'someone'));
  });
});

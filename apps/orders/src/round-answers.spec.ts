import { describe, it } from '@jest/globals';
import { specify } from '#specification';
import type { RoundEvent } from '#messages/rounds';
import { round } from './round.decider.js';
import {
  brook,
  closesAt,
  committed,
  drafted,
  opened,
  paper,
  request,
  requested,
  requestId,
  roundId,
  standing,
  terms,
  wants,
} from './round.fixture.js';

const given = specify(round);
const open = [drafted, opened];
const { schoolUrn } = brook;
const answer = (n: number) => ({ roundId, requestId: requestId(n), schoolUrn });
const first = request(1, brook, wants(paper, 10));
const second = request(2, brook, wants(paper, 20));
const { lines: _, worstCasePence: __, vatRecovered: ___, requestId: ____, ...whose } = first;
const withdrawn: RoundEvent = { type: 'DemandWithdrawn', data: whose };
const reason = 'The budget has £12.00 left.';

describe('The fund’s answer', () => {
  it('makes a request count, or says why not', () => {
    given(...open, requested(first))
      .when('ConfirmDemand', answer(1))
      .records({ type: 'DemandCommitted', data: first });
    given(...open, requested(first))
      .when('RefuseDemand', { ...answer(1), reason })
      .records({ type: 'DemandRefused', data: { ...whose, requestId: requestId(1), reason } });
  });

  it('counts after approval, not before', () => {
    const approved: RoundEvent = { type: 'DemandApproved', data: { ...first, approvedBy: 'head' } };
    given(...open, requested(first, true))
      .when('ConfirmDemand', answer(1))
      .refuses('stale-request');
    given(...open, requested(first, true), approved)
      .when('ConfirmDemand', answer(1))
      .records({ type: 'DemandCommitted', data: first });
  });

  it('counts for each request in turn, as the fund holds its money for each in turn', () => {
    const both = [...open, requested(first), requested(second)];
    const inTurn: RoundEvent = { type: 'DemandCommitted', data: first };
    given(...both)
      .when('ConfirmDemand', answer(1))
      .records(inTurn);
    given(...both, inTurn)
      .when('ConfirmDemand', answer(2))
      .records({ type: 'DemandCommitted', data: second });
  });

  it('is stale once the request is answered or withdrawn, or the round is locked', () => {
    const locked: RoundEvent = {
      type: 'RoundLocked',
      data: { ...terms, lots: [], demandHash: '', estimatedValuePence: 0, released: [] },
    };
    const pasts = [committed(first), [requested(first), withdrawn], [requested(first), locked], []];
    for (const past of pasts) {
      given(...open, ...past)
        .when('ConfirmDemand', answer(1))
        .refuses('stale-request');
      given(...open, ...past)
        .when('RefuseDemand', { ...answer(1), reason })
        .refuses('stale-request');
    }
    given().when('ConfirmDemand', answer(1)).refuses('not-found');
  });

  it('may come after the closing time, while the round is not locked', () => {
    given(...open, requested(first))
      .when('ConfirmDemand', answer(1), { at: closesAt })
      .records({ type: 'DemandCommitted', data: first });
  });
});

describe('A school that changes its mind', () => {
  const withdraw = { roundId, schoolUrn };
  const decline = { facts: { standing } };

  it('withdraws what counts, waits or is being reserved, while the round is open', () => {
    for (const past of [committed(first), [requested(first)], [requested(first, true)]]) {
      given(...open, ...past)
        .when('WithdrawDemand', withdraw)
        .records(withdrawn);
    }
    given(...open, ...committed(first))
      .when('WithdrawDemand', withdraw, { at: closesAt })
      .refuses('commitment-closed');
  });

  it('withdraws only what is there', () => {
    given(...open)
      .when('WithdrawDemand', withdraw)
      .refuses('nothing-to-withdraw');
    given(...open, ...committed(first), withdrawn)
      .when('WithdrawDemand', withdraw)
      .refuses('nothing-to-withdraw');
  });

  it('says “not this time” once, with or without a reason', () => {
    given(...open)
      .when('DeclineRound', { ...withdraw, reason: 'Stock in hand.' }, decline)
      .records({ type: 'RoundDeclined', data: { ...whose, reason: 'Stock in hand.' } });
    given(...open)
      .when('DeclineRound', withdraw, decline)
      .records({ type: 'RoundDeclined', data: whose });
    given(...open, { type: 'RoundDeclined', data: whose })
      .when('DeclineRound', withdraw, decline)
      .refuses('already-declined');
  });

  it('says “not this time” only as a member, and with nothing asked for', () => {
    given(...open)
      .when('DeclineRound', withdraw, { facts: { standing: null } })
      .refuses('not-a-member');
    given(...open, ...committed(first))
      .when('DeclineRound', withdraw, decline)
      .refuses('demand-stands');
  });

  it('may ask after “not this time”, and then say it again', () => {
    given(...open, { type: 'RoundDeclined', data: whose }, requested(first), withdrawn)
      .when('DeclineRound', withdraw, decline)
      .records({ type: 'RoundDeclined', data: whose });
  });
});

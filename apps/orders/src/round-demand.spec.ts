import { describe, expect, it } from '@jest/globals';
import { specify } from '#specification';
import { refusalOf } from './refusal.fixture.js';
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
  towels,
  wants,
} from './round.fixture.js';

const given = specify(round);
const buyer = { id: 'buyer', kind: 'person', grants: [] } as const;
const head = { id: 'head', kind: 'person', grants: [] } as const;
const by = { actor: buyer, facts: { standing } };
const ask = { roundId, requestId: requestId(1), schoolUrn: brook.schoolUrn };
const open = [drafted, opened];
const small = request(1, { ...brook, worstCasePence: 10 * 1325 }, wants(paper, 10));

describe('The demand of a school', () => {
  it('asks the fund for its worst case: Σ max × ceiling', () => {
    const lines = [wants(paper, 10, { max: 12 }), wants(towels, 5)];
    const worstCasePence = 12 * 1325 + 5 * 1280;
    given(...open)
      .when('CommitDemand', { ...ask, lines }, by)
      .records(requested(request(1, { ...brook, worstCasePence }, ...lines)));
  });

  it('counts VAT that its party cannot recover, rounded once a line', () => {
    const lines = [wants(paper, 1), wants(towels, 1)];
    const facts = { standing: { ...standing, vatRecovery: 'none' } };
    const who = { ...brook, vatRecovered: false, worstCasePence: 1325 + 265 + 1280 + 256 };
    given(...open)
      .when('CommitDemand', { ...ask, lines }, { actor: buyer, facts })
      .records(requested(request(1, who, ...lines)));
  });

  it('is never more than a fund can hold, whatever was typed', () => {
    const lines = [wants(paper, 10, { max: 10_000_000 }), wants(towels, 10)];
    const dear = { ...terms, lots: [{ ...paper, ceilingPence: 100_000_000_00 }, towels] };
    given({ ...drafted, data: { ...drafted.data, ...dear } }, { ...opened, data: dear })
      .when('CommitDemand', { ...ask, lines }, by)
      .refuses('demand-too-large');
  });

  it('waits for an approver above the buyer’s limit, and always without one', () => {
    const lines = [wants(paper, 10)];
    const limited = (limitPence: number | null) => ({
      actor: buyer,
      facts: { standing: { ...standing, limitPence } },
    });
    given(...open)
      .when('CommitDemand', { ...ask, lines }, limited(13_250))
      .records(requested(small));
    for (const limit of [13_249, null]) {
      given(...open)
        .when('CommitDemand', { ...ask, lines }, limited(limit))
        .records(requested(small, true));
    }
  });

  it('is a member’s, in an open round and in time', () => {
    const lines = [wants(paper, 10)];
    const commit = { ...ask, lines };
    given(...open)
      .when('CommitDemand', commit, { facts: { standing: null } })
      .refuses('not-a-member');
    given(...open)
      .when('CommitDemand', commit, { facts: { standing: { ...standing, joined: false } } })
      .refuses('not-a-member');
    given(...open)
      .when('CommitDemand', commit, { ...by, at: closesAt })
      .refuses('commitment-closed');
    given(drafted).when('CommitDemand', commit, by).refuses('not-found');
    given().when('CommitDemand', commit, by).refuses('not-found');
  });

  it('is told when commitment closed', () => {
    const late = { ...by, at: closesAt };
    const commit = given(...open).when('CommitDemand', { ...ask, lines: [wants(paper, 1)] }, late);
    expect(refusalOf(() => commit.events())).toBe(
      'Commitment to “Autumn supplies” closed on Friday 12 June 2026, 12:00pm: its quantities are fixed.',
    );
  });

  it('names each lot of the round once', () => {
    const other = { ...paper, lotId: requestId(9) };
    given(...open)
      .when('CommitDemand', { ...ask, lines: [wants(other, 10)] }, by)
      .refuses('lot-unknown');
    given(...open)
      .when('CommitDemand', { ...ask, lines: [wants(paper, 10), wants(paper, 1)] }, by)
      .refuses('lot-repeated');
  });

  it('rises from least to wanted to most, or says which lot does not', () => {
    const faulty = [wants(paper, 1240, { min: 1300 }), wants(paper, 10, { max: 9 })];
    for (const line of faulty) {
      given(...open)
        .when('CommitDemand', { ...ask, lines: [line] }, by)
        .refuses('quantities-out-of-order');
    }
    const commit = given(...open).when('CommitDemand', { ...ask, lines: faulty.slice(0, 1) }, by);
    expect(refusalOf(() => commit.events())).toContain(
      'copier-paper: you need at least 1,300, want 1,240 and take at most 1,240.',
    );
  });

  it('has a last price exactly when it has evidence, and says where that is', () => {
    const line = wants(paper, 10);
    const cases = [
      [{ ...line, lastPricePence: null }, 'evidence-without-price'],
      [{ ...line, evidenceGrade: 'none' }, 'price-without-evidence'],
      [{ ...line, evidenceReference: undefined }, 'evidence-reference-missing'],
    ] as const;
    for (const [faulty, code] of cases) {
      given(...open)
        .when('CommitDemand', { ...ask, lines: [faulty] }, by)
        .refuses(code);
    }
    const { lotId, min, desired, max } = line;
    const none = { lotId, min, desired, max, lastPricePence: null, evidenceGrade: 'none' } as const;
    given(...open)
      .when('CommitDemand', { ...ask, lines: [none] }, by)
      .records(requested(request(1, { ...brook, worstCasePence: 13_250 }, none)));
  });

  it('has a new id for every request', () => {
    given(...open, ...committed(small))
      .when('CommitDemand', { ...ask, lines: [wants(paper, 11)] }, by)
      .refuses('request-exists');
  });
});

describe('A request that waits', () => {
  const approve = { roundId, requestId: requestId(1), schoolUrn: brook.schoolUrn };
  const waiting = [...open, requested(small, true)];
  const approved = { type: 'DemandApproved', data: { ...small, approvedBy: 'head' } } as const;

  it('is approved by someone other than its requester', () => {
    given(...waiting)
      .when('ApproveDemand', approve, { actor: head })
      .records(approved);
    given(...waiting)
      .when('ApproveDemand', approve, { actor: buyer })
      .refuses('own-request');
  });

  it('is rejected with a reason', () => {
    const { lines: _, worstCasePence: __, vatRecovered: ___, ...whose } = small;
    given(...waiting)
      .when('RejectDemand', { ...approve, reason: 'Too much.' }, { actor: head })
      .records({
        type: 'DemandRejected',
        data: { ...whose, reason: 'Too much.', rejectedBy: 'head' },
      });
  });

  it('is approved or rejected once, in time, and only while it is the latest', () => {
    const at = { actor: head, at: closesAt };
    const later = requested({ ...small, requestId: requestId(2) }, true);
    given(...waiting, later)
      .when('ApproveDemand', approve, { actor: head })
      .refuses('not-waiting');
    given(...waiting, approved)
      .when('ApproveDemand', approve, { actor: head })
      .refuses('not-waiting');
    given(...waiting)
      .when('ApproveDemand', approve, at)
      .refuses('commitment-closed');
    given(...waiting, approved)
      .when('RejectDemand', { ...approve, reason: 'Too much.' }, { actor: head })
      .refuses('not-waiting');
  });
});

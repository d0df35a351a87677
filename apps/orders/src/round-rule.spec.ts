import { describe, expect, it } from '@jest/globals';
import { specify } from '#specification';
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
  requestId,
  roundId,
  standing,
  terms,
  wants,
} from './round.fixture.js';

const given = specify(round);
const lead = { actor: { id: 'lead', kind: 'person', grants: [] } } as const;
const head = { actor: { id: 'head', kind: 'person', grants: [] } } as const;
const [first, second] = [1, 2].map((n) => `90000000-0000-4000-8000-00000000000${n}`) as [
  string,
  string,
];
const reason = 'Large orders bring the price down for all.';
const which = { roundId, consortiumId };

const both = [
  drafted,
  opened,
  ...committed(request(1, brook, wants(paper, 30))),
  ...committed(request(2, hill, wants(paper, 361))),
];
const proposing = { roundId, proposalId: first, sharingRule: 'contribution', reason } as const;
const proposed: RoundEvent = {
  type: 'SharingRuleProposed',
  data: {
    ...which,
    proposalId: first,
    sharingRule: 'contribution',
    version: 1,
    reason,
    proposedBy: 'lead',
  },
};
const accepting = (school: typeof brook, proposalId = first) => ({
  roundId,
  proposalId,
  schoolUrn: school.schoolUrn,
});
const accepted = (school: typeof brook): RoundEvent => ({
  type: 'SharingRuleAccepted',
  data: { ...which, proposalId: first, ...school, acceptedBy: 'head' },
});
const agreed = (...schools: (typeof brook)[]): RoundEvent => ({
  type: 'SharingRuleAgreed',
  data: {
    ...which,
    proposalId: first,
    sharingRule: 'contribution',
    version: 1,
    acceptedBy: schools.map(({ schoolUrn }) => schoolUrn),
  },
});
const withdrawn = (school: typeof brook): RoundEvent => ({
  type: 'DemandWithdrawn',
  data: { ...which, fundId, ...school },
});

describe('The sharing rule of a round', () => {
  it('is chosen in the draft, with what a group may buy up to', () => {
    const chosen = { ...terms, sharingRule: 'serial', spareUnits: false } as const;
    const facts = { fund: { fundId, consortiumId } };
    given()
      .when('DraftRound', chosen, { ...lead, facts })
      .records({ type: 'RoundDrafted', data: { ...chosen, draftedBy: 'lead' } });
    const { consortiumId: _, fundId: __, ...revision } = terms;
    given({ type: 'RoundDrafted', data: { ...chosen, draftedBy: 'lead' } })
      .when('ReviseRound', revision, lead)
      .records({ type: 'RoundRevised', data: { ...terms, revisedBy: 'lead' } });
  });

  it('is proposed by the lead while schools may still change their minds', () => {
    given(...both)
      .when('ProposeSharingRule', proposing, lead)
      .records(proposed);
    given(drafted).when('ProposeSharingRule', proposing, lead).refuses('round-not-open');
    given().when('ProposeSharingRule', proposing, lead).refuses('not-found');
    given(...both)
      .when('ProposeSharingRule', proposing, { ...lead, at: closesAt })
      .refuses('commitment-closed');
  });

  it('is not proposed where it holds or is proposed already, nor under an old proposal’s id', () => {
    given(...both)
      .when('ProposeSharingRule', { ...proposing, sharingRule: 'equal_price' }, lead)
      .refuses('rule-already-so');
    given(...both, proposed)
      .when('ProposeSharingRule', { ...proposing, proposalId: second }, lead)
      .refuses('rule-already-proposed');
    given(...both, proposed)
      .when('ProposeSharingRule', { ...proposing, sharingRule: 'serial' }, lead)
      .refuses('proposal-exists');
  });

  it('changes with the last school’s consent, and not before', () => {
    given(...both, proposed)
      .when('AcceptSharingRule', accepting(hill), head)
      .records(accepted(hill));
    given(...both, proposed, accepted(hill))
      .when('AcceptSharingRule', accepting(brook), head)
      .records(accepted(brook), agreed(brook, hill));
  });

  it('changes at once while no school is bound by it', () => {
    given(drafted, opened).when('ProposeSharingRule', proposing, lead).records(proposed, agreed());
  });

  it('changes when the only school that has not accepted withdraws', () => {
    given(...both, proposed, accepted(hill))
      .when('WithdrawDemand', { roundId, schoolUrn: brook.schoolUrn }, head)
      .records(withdrawn(brook), agreed(hill));
  });

  it('waits for a school that the fund has not answered, until the fund refuses', () => {
    const asking = [drafted, opened, requested(request(3, brook, wants(paper, 30))), proposed];
    given(...asking)
      .when('AcceptSharingRule', accepting(brook), head)
      .records(accepted(brook), agreed(brook));
    const refusal = { roundId, schoolUrn: brook.schoolUrn, requestId: requestId(3), reason: 'No.' };
    const { lines: _, worstCasePence: __, vatRecovered: ___, ...whose } = request(3, brook);
    given(...asking)
      .when('RefuseDemand', refusal)
      .records({ type: 'DemandRefused', data: { ...whose, reason: 'No.' } }, agreed());
  });

  it('needs the consent of a school anew that withdrew or got nothing, and came back', () => {
    const asked = request(3, hill, wants(paper, 300));
    const { lines: _, worstCasePence: __, vatRecovered: ___, ...whose } = asked;
    const refused: RoundEvent = { type: 'DemandRefused', data: { ...whose, reason: 'No.' } };
    const asking = [...both.slice(0, 4), requested(asked), proposed, accepted(hill), refused];
    for (const gone of [[...both, proposed, accepted(hill), withdrawn(hill)], asking]) {
      given(...gone, ...committed(request(4, hill, wants(paper, 300))))
        .when('AcceptSharingRule', accepting(brook), head)
        .records(accepted(brook));
    }
    given(...both, requested(asked), proposed, accepted(hill), refused)
      .when('AcceptSharingRule', accepting(brook), head)
      .records(accepted(brook), agreed(brook, hill));
  });

  it('needs the consent of a school that committed after it was proposed', () => {
    const [asked, confirmed] = committed(request(2, hill, wants(paper, 361)));
    given(...both.slice(0, 4), proposed, asked!, confirmed!)
      .when('AcceptSharingRule', accepting(brook), head)
      .records(accepted(brook));
  });

  it('is consented to once, by a school that has something at stake', () => {
    given(...both, proposed, accepted(hill))
      .when('AcceptSharingRule', accepting(hill), head)
      .refuses('already-accepted');
    given(...both, proposed)
      .when('AcceptSharingRule', accepting({ ...hill, schoolUrn: '990001' }), head)
      .refuses('nothing-to-agree');
    given(drafted).when('AcceptSharingRule', accepting(hill), head).refuses('not-found');
  });

  it('is consented to in the proposal that is open, not in one that it took the place of', () => {
    const other: RoundEvent = {
      type: 'SharingRuleProposed',
      data: { ...proposed.data, proposalId: second, sharingRule: 'serial' } as never,
    };
    given(...both, proposed, accepted(hill), other)
      .when('AcceptSharingRule', accepting(brook), head)
      .refuses('proposal-not-open');
    given(...both, proposed, accepted(hill), accepted(brook), agreed(brook, hill))
      .when('AcceptSharingRule', accepting(brook), head)
      .refuses('proposal-not-open');
  });

  it('is what demand that comes later consents to', () => {
    const late = request(5, { ...hill, schoolUrn: '990001' }, wants(paper, 5));
    const events = given(drafted, opened, proposed, agreed(), ...committed(late)).when(
      'ProposeSharingRule',
      { ...proposing, proposalId: second },
      lead,
    );
    events.refuses('rule-already-so');
  });

  it('is fixed at lock: what was agreed is shared, and an open proposal lapses', () => {
    const ruleOf = (...past: RoundEvent[]) => {
      const event = given(...past)
        .when('LockRound', { roundId }, { at: closesAt })
        .events()
        .at(-1);
      return event?.type === 'RoundLocked' ? event.data.sharingRule : event?.type;
    };
    expect(ruleOf(...both, proposed, accepted(hill))).toBe('equal_price');
    expect(ruleOf(...both, proposed, accepted(hill), accepted(brook), agreed(brook, hill))).toBe(
      'contribution',
    );
  });
});

describe('The evidence of a last price', () => {
  const buyer = { actor: lead.actor, facts: { standing } };
  const document = {
    evidenceKind: 'invoice',
    evidenceDay: '2026-01-31',
    evidenceHash: 'ab'.repeat(32),
    benchmarkPricePence: 1400,
    benchmarkSource: 'Framework list of 2026',
  } as const;
  const line = { ...wants(paper, 130), ...document };
  const ask = { roundId, requestId: requestId(7), schoolUrn: brook.schoolUrn };

  it('goes with the demand into the lock: what the document is, its day and its hash', () => {
    const event = given(drafted, opened, ...committed(request(7, brook, line)))
      .when('LockRound', { roundId }, { at: closesAt })
      .events()
      .at(-1);
    const demand = event?.type === 'RoundLocked' ? event.data.lots[0]?.demand : [];
    expect(demand).toEqual([expect.objectContaining({ ...document, quantity: 130 })]);
  });

  it('is of the kind that its grade says', () => {
    const said = (change: object) =>
      given(drafted, opened).when(
        'CommitDemand',
        { ...ask, lines: [{ ...line, ...change }] },
        buyer,
      );
    expect(said({}).events()).toHaveLength(1);
    said({ evidenceKind: 'note' }).refuses('evidence-kind-differs');
    said({ evidenceGrade: 'B' }).refuses('evidence-kind-differs');
    said({ evidenceKind: 'list', evidenceGrade: 'B' }).refuses('evidence-is-benchmark');
    const unknown = { lastPricePence: null, evidenceGrade: 'none' };
    said(unknown).refuses('document-without-evidence');
    said({ benchmarkSource: undefined }).refuses('benchmark-incomplete');
    said({ evidenceDay: '2999-01-01' }).refuses('day-in-future');
  });
});

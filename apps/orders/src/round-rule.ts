import { sharingRules } from '#libs/allocation';
import { notFound, refuse } from '#libs/decider';
import type { AcceptSharingRule, ProposeSharingRule, RoundEvent } from '#messages/rounds';
import { inWords } from './deadlines.js';
import { evolveRound, isBound, type Round, type RoundState } from './round-state.js';

/** The lead proposes another rule while schools may still change their minds. */
export function proposeSharingRule(
  state: RoundState,
  { roundId, proposalId, sharingRule, reason, meta }: ProposeSharingRule,
): RoundEvent[] {
  if (state.status === 'draft') {
    refuse('round-not-open', 'This round is a draft: choose how it is shared in the draft itself.');
  }
  const { terms, proposal, proposalIds = [] } = agreeing(state, meta.at);
  if (proposalIds.includes(proposalId)) {
    refuse('proposal-exists', 'This proposal has been made already: start a new one.');
  }
  if (terms.sharingRule === sharingRule) {
    refuse('rule-already-so', 'This round is shared by that rule already: choose another one.');
  }
  if (proposal?.sharingRule === sharingRule) {
    refuse('rule-already-proposed', 'That rule is proposed already: the schools are being asked.');
  }
  const { version } = sharingRules.findLast(({ id }) => id === sharingRule) ?? notFound();
  const data = { roundId, consortiumId: terms.consortiumId, proposalId, sharingRule, version };
  const proposed = { ...data, reason, proposedBy: meta.actor.id };
  return withAgreement(state, [{ type: 'SharingRuleProposed', data: proposed }]);
}

/** A school that is bound by the rule as it stands consents to another one. */
export function acceptSharingRule(
  state: RoundState,
  { roundId, proposalId, schoolUrn, meta }: AcceptSharingRule,
): RoundEvent[] {
  // A draft is the lead's only: to a school it does not exist.
  if (state.status === 'draft') notFound();
  const { terms, proposal, schools } = agreeing(state, meta.at);
  if (proposal?.proposalId !== proposalId) {
    refuse(
      'proposal-not-open',
      'This proposal is not open any more: it was agreed, or another one took its place. ' +
        'Look at the round again.',
    );
  }
  const school = schools[schoolUrn];
  if (!school || !isBound(school)) {
    refuse(
      'nothing-to-agree',
      'This school has committed to nothing, so it is not asked: what it commits to later is ' +
        'shared by the rule that holds then.',
    );
  }
  if (proposal.acceptedBy.includes(schoolUrn)) {
    refuse('already-accepted', 'This school has accepted the proposal already.');
  }
  const { consortiumId } = terms;
  const data = { roundId, consortiumId, proposalId, schoolUrn, partyId: school.partyId };
  const accepted = { ...data, acceptedBy: meta.actor.id };
  return withAgreement(state, [{ type: 'SharingRuleAccepted', data: accepted }]);
}

/**
 * These events and, where no school that is bound still has to consent after them, the agreement:
 * the last one may accept, but also withdraw or be refused by the fund.
 */
export function withAgreement(state: RoundState, events: readonly RoundEvent[]): RoundEvent[] {
  const after = events.reduce<RoundState>(
    (before, { type, data }) => evolveRound[type](before, data as never),
    state,
  );
  if (after.status !== 'open' || !after.proposal) return [...events];
  const { proposalId, sharingRule, version, acceptedBy } = after.proposal;
  const bound = Object.keys(after.schools).filter((urn) => isBound(after.schools[urn]!));
  if (!bound.every((urn) => acceptedBy.includes(urn))) return [...events];
  const { roundId, consortiumId } = after.terms;
  const rule = { sharingRule, version, acceptedBy: acceptedBy.toSorted() };
  return [
    ...events,
    { type: 'SharingRuleAgreed', data: { roundId, consortiumId, proposalId, ...rule } },
  ];
}

function agreeing(state: RoundState, at: string): Round {
  if (state.status === 'none') notFound();
  const { title, closesAt } = state.terms;
  if (state.status !== 'open' || at >= closesAt) {
    refuse(
      'commitment-closed',
      `Commitment to “${title}” ended on ${inWords(closesAt)}: how it is shared is fixed.`,
    );
  }
  return state;
}

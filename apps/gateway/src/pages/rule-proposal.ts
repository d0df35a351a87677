import type { Actor } from '#messages/messages';
import type { RoundView, RuleProposal } from '#messages/rounds';
import { Form } from './kit/form.js';
import { formatPlural } from './kit/view-filters.js';
import type { Names } from './names.js';
import type { Need } from './needs.js';
import { closingWords } from './round-words.js';
import { ruleInWords, ruleWords } from './sharing-rule-words.js';
import { schoolsOf, seesAllDemand } from './visitor-rights.js';

/** What the round's page says of a proposal, and whose consent this visitor can give. */
export function proposalFor(actor: Actor, round: RoundView, names: Names, isOpen: boolean) {
  const { proposal, consortiumId } = round;
  if (!proposal) return { proposal: null, acceptances: [] };
  const approved = schoolsOf(actor, 'school-approver', consortiumId);
  const mine = isOpen ? proposal.waitingFor.filter((urn) => approved.includes(urn)) : [];
  const all = seesAllDemand(actor, consortiumId);
  return {
    proposal: {
      id: proposal.proposalId,
      rule: ruleInWords(proposal.sharingRule),
      reason: proposal.reason,
      sentence: proposalSentence(proposal),
      isOpen: proposal.status === 'open' && isOpen,
      accepted: proposal.acceptedBy.map(names.school),
      waitingFor: all && proposal.status === 'open' ? proposal.waitingFor.map(names.school) : [],
      schools: mine.map((urn) => ({ urn, name: names.school(urn) })),
    },
    // Beside the schools, in their order: a form gets its token only at the top of a page.
    acceptances: mine.map(() => new Form()),
  };
}

function proposalSentence({ status, accepted, asked, sharingRule }: RuleProposal): string {
  const { name } = ruleWords[sharingRule];
  if (status === 'agreed') return `Every school agreed on “${name}”: it is the rule of this round.`;
  const schools = formatPlural(asked, 'school');
  if (status === 'lapsed') {
    return `“${name}” was proposed, and ${accepted} of ${schools} accepted it in time: it lapsed.`;
  }
  return (
    `${accepted} of ${schools} with committed demand ${accepted === 1 ? 'has' : 'have'} accepted. ` +
    'It holds when all have; if one has not when the round closes, nothing changes.'
  );
}

/** What waits for an approver: one line for a round, whatever the number of schools. */
export function proposalNeeds(actor: Actor, open: readonly RoundView[], now: Date): Need[] {
  return open.flatMap(({ roundId, title, closesAt, consortiumId, proposal }) => {
    const approved = schoolsOf(actor, 'school-approver', consortiumId);
    if (proposal?.status !== 'open') return [];
    if (!proposal.waitingFor.some((urn) => approved.includes(urn))) return [];
    return [
      {
        text: `Say whether you accept another way to share the cost of “${title}”`,
        href: `/rounds/${roundId}`,
        detail: `Proposed: ${ruleWords[proposal.sharingRule].name}. ${closingWords(closesAt, now)}.`,
      },
    ];
  });
}

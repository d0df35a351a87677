import type { Decider } from '#libs/decider';
import { find } from '#messages/messages';
import { FindOpenedQuotes } from '#messages/quotes';
import { FindLockedRound } from '#messages/rounds';
import type { tenderCommands, TenderEvent, TenderTerms } from '#messages/tenders';
import { approve, giveBack } from './awarding.js';
import { cancel, draft, publish, revise, type DraftFacts } from './drafting.js';
import { recommend, setAside } from './recommending.js';
import { FindTenderOfRound } from './tender-of-round.query.js';
import type { Drafted, OpenedFacts, Tender } from './tender-state.js';

type Facts = {
  DraftTender: DraftFacts;
  SetQuoteAside: OpenedFacts;
  RecommendAward: OpenedFacts;
  ApproveAward: OpenedFacts;
};

const opened = ({ tenderId }: { tenderId: string }) => ({
  opened: find(FindOpenedQuotes, { tenderId }),
});

/** From the frozen demand of a round to its award. */
export const tender: Decider<Tender, typeof tenderCommands, TenderEvent, Facts> = {
  stream: ({ tenderId }) => `tender-${tenderId}`,
  scope: (state, command) => {
    if (state.status !== 'none') {
      const knownTo = state.status === 'draft' ? 'overseers' : 'members-and-suppliers';
      return { consortiumId: state.terms.consortiumId, knownTo };
    }
    return 'consortiumId' in command ? { consortiumId: command.consortiumId } : {};
  },
  initialState: { status: 'none' },

  needs: {
    DraftTender: ({ roundId }) => ({
      locked: find(FindLockedRound, { roundId }),
      other: find(FindTenderOfRound, { roundId }),
    }),
    SetQuoteAside: opened,
    RecommendAward: opened,
    ApproveAward: opened,
  },

  decide: {
    DraftTender: draft,
    ReviseTender: revise,
    PublishTender: publish,
    CancelTender: cancel,
    SetQuoteAside: setAside,
    RecommendAward: recommend,
    ApproveAward: approve,
    ReturnRecommendation: giveBack,
  },

  evolve: {
    TenderDrafted: (_, { draftedBy, ...terms }) => ({
      status: 'draft',
      terms,
      authors: [draftedBy],
      setAside: [],
    }),
    TenderRevised: (state, { revisedBy, ...terms }) => ({
      ...(state as Drafted),
      terms: terms satisfies TenderTerms,
      authors: [...(state as Drafted).authors, revisedBy],
    }),
    TenderPublished: (state) => ({ ...(state as Drafted), status: 'published' }),
    TenderCancelled: (state) => ({ ...(state as Drafted), status: 'cancelled' }),
    QuoteSetAside: (state, { lotId, quoteId, reason }) => ({
      ...(state as Drafted),
      setAside: [...(state as Drafted).setAside, { lotId, quoteId, reason }],
    }),
    AwardRecommended: (state, { lots, reason, recommendedBy }) => ({
      ...(state as Drafted),
      status: 'recommended',
      recommendation: { lots, ...(reason && { reason }), recommendedBy },
    }),
    RecommendationReturned: (state) => ({ ...(state as Drafted), status: 'published' }),
    TenderAwarded: (state) => ({ ...(state as Drafted), status: 'awarded' }),
  },
};

import type { Decider } from '#libs/decider';
import { find } from '#messages/messages';
import { FindOpenedQuotes } from '#messages/quotes';
import { FindLockedRound } from '#messages/rounds';
import type { tenderCommands, TenderEvent, TenderTerms } from '#messages/tenders';
import { approve, giveBack } from './awarding.js';
import { cancel, draft, publish, revise, type DraftFacts } from './drafting.js';
import { withScores } from './opened-quote.js';
import { recommend, score, setAside } from './recommending.js';
import { FindTenderOfRound } from './tender-of-round.query.js';
import type { Drafted, OpenedFacts, Tender, WorkedFacts } from './tender-state.js';
import { WorkOutAward } from './work-out-award.query.js';

type Facts = {
  DraftTender: DraftFacts;
  SetQuoteAside: OpenedFacts;
  RecordQualityScores: OpenedFacts;
  RecommendAward: WorkedFacts;
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
    RecordQualityScores: opened,
    RecommendAward: ({ tenderId, choices }, state) => ({
      ...opened({ tenderId }),
      worked: find(WorkOutAward, { tenderId, choices, ...standOf(state) }),
    }),
    ApproveAward: opened,
  },

  decide: {
    DraftTender: draft,
    ReviseTender: revise,
    PublishTender: publish,
    CancelTender: cancel,
    SetQuoteAside: setAside,
    RecordQualityScores: score,
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
    TenderPublished: (state, { publishedBy: _, ...terms }) => ({
      ...(state as Drafted),
      status: 'published',
      terms,
    }),
    TenderCancelled: (state) => ({ ...(state as Drafted), status: 'cancelled' }),
    QuoteSetAside: (state, { lotId, quoteId, reason }) => ({
      ...(state as Drafted),
      setAside: [...(state as Drafted).setAside, { lotId, quoteId, reason }],
    }),
    QualityScored: (state, { lotId, scores }) => ({
      ...(state as Drafted),
      qualities: withScores((state as Drafted).qualities ?? [], lotId, scores),
    }),
    AwardRecommended: (state, { lots, solved, reason, recommendedBy }) => ({
      ...(state as Drafted),
      status: 'recommended',
      recommendation: {
        lots,
        ...(solved && { solved }),
        ...(reason && { reason }),
        recommendedBy,
      },
    }),
    RecommendationReturned: (state) => ({ ...(state as Drafted), status: 'published' }),
    TenderAwarded: (state) => ({ ...(state as Drafted), status: 'awarded' }),
  },
};

/** What is worked out for another state does not hold for this one. */
function standOf(state: Tender) {
  if (state.status === 'none') return { setAside: 0, qualities: [] };
  return { setAside: state.setAside.length, qualities: state.qualities ?? [] };
}

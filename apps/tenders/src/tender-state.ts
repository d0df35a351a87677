import { notFound, refuse } from '#libs/decider';
import type { RevealedQuote } from '#messages/quotes';
import type { RecommendedLot, SolvedAward, TenderTerms } from '#messages/tenders';
import type { AwardInputs } from './award-model.js';
import type { Quality, SetAside } from './lot-ranking.js';
import type { WorkedAward } from './work-out-award.query.js';

export interface Recommendation {
  readonly lots: readonly RecommendedLot[];
  readonly solved?: SolvedAward;
  readonly reason?: string;
  readonly recommendedBy: string;
}

/** A tender that has been drafted. */
export interface Drafted {
  readonly status: 'draft' | 'published' | 'recommended' | 'awarded' | 'cancelled';
  readonly terms: TenderTerms;
  readonly authors: readonly string[];
  readonly setAside: readonly SetAside[];
  readonly qualities?: readonly Quality[];
  readonly recommendation?: Recommendation;
}

export type Tender = { readonly status: 'none' } | Drafted;

/** What a rule after the opening asks of the quotes: null before two people have opened them. */
export interface OpenedFacts {
  readonly opened: readonly RevealedQuote[] | null;
}

/** The same, and what a recommendation would be. */
export interface WorkedFacts extends OpenedFacts {
  readonly worked: WorkedAward;
}

/** What an award follows from. */
export function inputsOf(
  { terms, setAside, qualities = [] }: Drafted,
  quotes: readonly RevealedQuote[],
): AwardInputs {
  return { terms, quotes, setAside, qualities };
}

/** The tender, if it stands at this point; else a sentence that says where it stands. */
export function assertStatus(state: Tender, wanted: Drafted['status']): Drafted {
  if (state.status === 'none') notFound();
  const { status } = state;
  if (status === wanted) return state;
  if (status === 'awarded') refuse('tender-awarded', 'This tender has been awarded already.');
  if (status === 'cancelled') refuse('tender-cancelled', 'This tender was cancelled.');
  if (wanted === 'draft') {
    refuse(
      'tender-not-draft',
      'This tender is published: its terms stand. Cancel it to start anew.',
    );
  }
  if (status === 'draft') {
    refuse('tender-not-published', 'This tender is still a draft: it must be published first.');
  }
  if (status === 'recommended') {
    const sentence = 'A recommendation waits for its approval: approve or return that one first.';
    refuse('recommendation-waits', sentence);
  }
  refuse('not-recommended', 'There is no recommendation here that waits for a decision.');
}

/** The opened quotes, or a sentence that says what comes first. */
export function assertOpened({ opened }: OpenedFacts): readonly RevealedQuote[] {
  if (opened) return opened;
  const sentence =
    'The quotes of this tender are still sealed. After its closing time two people open them.';
  refuse('quotes-not-opened', sentence);
}

export function whichOf({ tenderId, roundId, consortiumId }: TenderTerms) {
  return { tenderId, roundId, consortiumId };
}

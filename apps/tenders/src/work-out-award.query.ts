import { AllowedTo, Query } from '#messages/messages';
import type { LotChoice, RecommendedPart, SolvedAward } from '#messages/tenders';
import type { Quality } from './lot-ranking.js';

/** What a recommendation would be, worked out where it holds nobody up. */
export interface WorkedAward {
  /** Of the awarded lots; null where the choices cannot be made. */
  readonly lots: readonly { lotId: string; parts: readonly RecommendedPart[] }[] | null;
  /** The round's rule has no answer for them, or makes someone pay too much. */
  readonly cannotShare?: string;
  readonly overCeiling?: string;
  /** What its rule makes of them is still being worked out. */
  readonly unshared?: true;
  /** What the solver found; absent where it has not ended, or cannot. */
  readonly solved?: SolvedAward;
  /** It has not ended: how far it has come, as a sentence. */
  readonly unfinished?: string;
}

/**
 * Asked by the decider here only. What it names of its state is why the question is another one once
 * more quotes are set aside, or scored anew.
 */
@AllowedTo('system')
export class WorkOutAward extends Query<WorkedAward> {
  /** Too much for the events' metadata; what counts of it is in the event. */
  static readonly unrecorded = true;
  readonly tenderId!: string;
  readonly choices!: readonly LotChoice[];
  readonly setAside!: number;
  readonly qualities!: readonly Quality[];
}

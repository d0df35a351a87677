import { Inject, Injectable } from '@nestjs/common';
import {
  exactCost,
  exactPerPenny,
  inputHashOf,
  solveAward,
  solveExplanation,
  type Award,
  type AwardProgress,
  type BestAward,
  type Explanation,
  type TenderModel,
} from '#libs/award';
import type { LotChoice } from '#messages/tenders';
import { chosenLots, type ChosenLot } from './award-choices.js';
import { AwardDesk, type Standing } from './award-desk.js';
import { awardModel, seedOf, validOffers, type AwardInputs, type LotOffer } from './award-model.js';
import type { PartedLots, SharingTerms } from './award-shares.js';
import { AwardSharing } from './award-sharing.js';
import type { OpenedQuote } from './opened-quote.js';
import { secondsAtMost } from './award-seconds.js';

/** A tender whose quotes are open. */
export interface OpenedTender extends AwardInputs {
  readonly sharing: SharingTerms;
  readonly quotes: readonly OpenedQuote[];
}

/** A tender with its model: its hash names it, whoever asks. */
export interface ModelledTender {
  readonly tender: OpenedTender;
  readonly offers: readonly LotOffer[];
  readonly model: TenderModel;
  readonly seed: string;
  readonly key: string;
}

/** The award of least cost, and how it would be shared. */
export interface Solution {
  readonly best: BestAward;
  readonly seconds: number;
  readonly chosen: readonly ChosenLot[];
  readonly parted: PartedLots | null;
}

/** The award of least cost and why, worked out once for each tender. */
@Injectable()
export class AwardSolving {
  constructor(
    @Inject(AwardDesk) private readonly desk: AwardDesk,
    @Inject(AwardSharing) private readonly sharing: AwardSharing,
  ) {}

  modelled(tender: OpenedTender): ModelledTender {
    const offers = validOffers(tender);
    const model = awardModel(tender, offers);
    const seed = seedOf(tender.quotes.map(({ sealHash }) => sealHash));
    const { id, version } = tender.sharing.rule;
    const key = `${inputHashOf(model)}.${seed}.${id}.${version}.${tender.sharing.spareUnits}`;
    return { tender, offers, model, seed, key };
  }

  /** Starts it when nobody has asked before. */
  standing(modelled: ModelledTender): Standing<Solution, AwardProgress> {
    return this.desk.standing(`award ${modelled.key}`, this.work(modelled));
  }

  /** The same after it has ended, or after so long. */
  settled(
    modelled: ModelledTender,
    patienceMs: number,
  ): Promise<Standing<Solution, AwardProgress>> {
    return this.desk.settled(`award ${modelled.key}`, this.work(modelled), patienceMs);
  }

  /** Without waiting for one that takes long. */
  soon(modelled: ModelledTender, patienceMs: number): Promise<Standing<Solution, AwardProgress>> {
    return this.desk.soon(`award ${modelled.key}`, this.work(modelled), patienceMs);
  }

  /** Why that award, after it is worked out or after so long. */
  explained({ model, key }: ModelledTender, award: Award, patienceMs: number) {
    return this.desk.soon<Explanation, AwardProgress>(
      `why ${key}`,
      (_, signal) => solveExplanation(model, award, { signal, seconds: secondsAtMost }),
      patienceMs,
    );
  }

  private work(modelled: ModelledTender) {
    return async (
      report: (progress: AwardProgress) => void,
      signal: AbortSignal,
    ): Promise<Solution> => {
      const { model, seed, tender } = modelled;
      const began = performance.now();
      const limits = { seconds: secondsAtMost, seed };
      const best = await solveAward(model, { ...limits, signal, onProgress: report });
      const seconds = (performance.now() - began) / 1000;
      if (!best.award) return { best, seconds, chosen: [], parted: null };
      const chosen = chosenLots(tender, choicesOf(best.award, modelled));
      const shared = await this.sharing.shared(tender, chosen);
      if (shared.state === 'failed') throw shared.failure;
      return { best, seconds, chosen, parted: shared.state === 'done' ? shared.result : null };
    };
  }
}

/** What one would choose to recommend this award. */
export function choicesOf(award: Award, { offers }: ModelledTender): LotChoice[] {
  return award.map(({ quoteId: offerId, quantity }) => {
    const { quote, lot } = offers.find((offer) => offer.offerId === offerId)!;
    return { lotId: lot.lotId, quoteId: quote.quoteId, quantity };
  });
}

/** By how much these choices cost more than the best award: whole pence, up; 0 for no more. */
export function dearerBy(
  { model }: ModelledTender,
  { award }: BestAward,
  chosen: readonly ChosenLot[],
): number {
  if (!award) return 0;
  const wins = chosen.flatMap((lot) => lot.wins);
  const own = wins.map(({ offer, quantity }) => ({ quoteId: offer.offerId, quantity }));
  const more = exactCost(model, own).total - exactCost(model, award).total;
  return more <= 0n ? 0 : Number((more + exactPerPenny - 1n) / exactPerPenny);
}

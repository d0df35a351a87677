import type { Alternative, Award, AwardProgress, BestAward, Explanation } from '#libs/award';
import type { AwardExplanationAnswer, OtherAward } from '#messages/tenders';
import type { Standing } from './award-desk.js';
import { offerIdOf } from './award-model.js';
import type { ModelledTender } from './award-solving.js';
import { failureSentence, progressView, winsView } from './best-award-view.js';

/** Why the best award is as it is, by names; or how far that has come. */
export function explanationView(
  modelled: ModelledTender,
  best: BestAward,
  standing: Standing<Explanation, AwardProgress>,
): AwardExplanationAnswer {
  if (standing.state === 'waiting') return standing;
  if (standing.state === 'failed') {
    return { state: 'failed', sentence: failureSentence(standing.failure) };
  }
  if (standing.state === 'working') {
    return { state: 'working', progress: progressView(standing) };
  }
  const { lots, limits, lotByLot } = standing.result;
  const wins = winsView(modelled, best);
  return {
    state: 'done',
    explanation: {
      inputHash: best.certificate.inputHash,
      costPence: Math.round(best.costPence ?? 0),
      lots: lots.map((lot) => ({
        lotId: lot.lotId,
        wins: wins.flatMap((win) => {
          const offerId = offerIdOf(win.quoteId, win.lotId);
          const why = lot.wins.find(({ quoteId }) => quoteId === offerId);
          if (!why) return [];
          const runnersUp = suppliersOf(why.runnersUp, modelled);
          return [{ ...win, without: otherAward(why.without), runnersUp }];
        }),
        unfilledQuantity: Math.max(0, lot.unfilledQuantity),
        alone: suppliersOf(lot.alone, modelled),
      })),
      limits: limits.map(({ limit, of, without }) => ({
        limit,
        of: of === undefined ? null : nameOf(of, modelled),
        without: otherAward(without),
      })),
      lotByLot: lotByLot
        ? {
            costPence: Math.round(lotByLot.costPence),
            dearerByPence: Math.round(lotByLot.dearerByPence),
            violations: lotByLot.violations.map((sentence) => named(sentence, modelled)),
          }
        : null,
    },
  };
}

function otherAward({ dearerByPence, atLeastDearerByPence, proved }: Alternative): OtherAward {
  const least = Math.floor(atLeastDearerByPence + 1e-6);
  return {
    dearerByPence: dearerByPence === undefined ? null : Math.round(dearerByPence),
    atLeastDearerByPence: Number.isFinite(least) ? least : null,
    proved,
  };
}

function suppliersOf(award: Award, { offers }: ModelledTender) {
  return award.map(({ quoteId, quantity }) => {
    const offer = offers.find(({ offerId }) => offerId === quoteId)!;
    return { supplierName: offer.quote.supplierName, quantity };
  });
}

/** The item of a lot, or the name of a supplier. */
function nameOf(id: string, { offers }: ModelledTender): string {
  const lot = offers.find((offer) => offer.lot.lotId === id)?.lot;
  const quote = offers.find((offer) => offer.quote.supplierId === id)?.quote;
  return lot?.item ?? quote?.supplierName ?? id;
}

/** The sentences of the model name ids. */
function named(sentence: string, modelled: ModelledTender): string {
  const ids = modelled.offers.flatMap(({ offerId, lot, quote }) => [
    [offerId, `of ${quote.supplierName} for ${lot.item}`] as const,
    [lot.lotId, lot.item] as const,
    [quote.supplierId, quote.supplierName] as const,
  ]);
  return ids.reduce((words, [id, name]) => words.replaceAll(id, name), sentence);
}

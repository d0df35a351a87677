import { feesOf, goodsOf, lotOf, penceOf, type AwardProgress, type BestAward } from '#libs/award';
import { formatPounds, sumPence } from '#libs/money';
import type { BestAwardAnswer, BestAwardView, BestWin, SolvingProgress } from '#messages/tenders';
import type { Standing } from './award-desk.js';
import { secondsAtMost } from './award-seconds.js';
import type { ModelledTender, Solution } from './award-solving.js';
import { dearerSchools, overCeiling, standingsOf } from './share-standing.js';

type Names = ReadonlyMap<string, string>;

/** How far the best award has come, for people. */
export function answerTo(
  modelled: ModelledTender,
  standing: Standing<Solution, AwardProgress>,
  names: Names,
): BestAwardAnswer {
  if (standing.state === 'waiting') return standing;
  if (standing.state === 'failed') {
    return { state: 'failed', sentence: failureSentence(standing.failure) };
  }
  if (standing.state === 'working') {
    return { state: 'working', progress: progressView(standing) };
  }
  return { state: 'done', best: bestView(modelled, standing.result, names) };
}

/** A faulty tender says what is wrong with it. */
export function failureSentence(failure: unknown): string {
  if (failure instanceof RangeError) return failure.message;
  return 'The best award could not be worked out. Compare the quotes lot by lot.';
}

export function progressView({
  progress,
  seconds,
}: Extract<Standing<unknown, AwardProgress>, { state: 'working' }>): SolvingProgress {
  return {
    phase: progress?.phase ?? 'cost',
    part: progress?.part ?? 1,
    parts: progress?.parts ?? 1,
    incumbentPence: up(progress?.incumbentPence),
    boundPence: progress?.boundPence === undefined ? null : Math.floor(progress.boundPence + 1e-6),
    gapPence: up(progress?.gapPence),
    seconds: Math.round(seconds),
    secondsAtMost,
  };
}

function up(pence: number | undefined): number | null {
  return pence === undefined ? null : Math.ceil(pence - 1e-6);
}

/** How far it is, in the middle of a sentence. */
export function gapSentence(standing: Standing<Solution, AwardProgress>): string {
  if (standing.state !== 'working') return 'another tender is worked on before it';
  const { gapPence, seconds } = progressView(standing);
  const gap = gapPence === null ? 'nothing found yet' : `${formatPounds(gapPence)} open`;
  return `${gap} after ${seconds} of about ${secondsAtMost} seconds`;
}

/** What goes into the event. Whole pence: what it costs to the nearest, bounds outwards. */
export function solvedAward({ seed }: ModelledTender, best: BestAward) {
  const { certificate, proved, optimalSolutions, tieBrokenBy } = best;
  return {
    inputHash: certificate.inputHash,
    solver: certificate.solver,
    proved,
    gapPence: proved ? 0 : up(best.gapPence)!,
    boundPence: Math.floor(best.boundPence + 1e-6),
    costPence: Math.round(best.costPence ?? 0),
    optimalSolutions,
    tieBrokenBy,
    ...(tieBrokenBy.includes('lot') && { seed }),
    nodes: certificate.nodes,
  };
}

function bestView(modelled: ModelledTender, solution: Solution, names: Names): BestAwardView {
  const { best, chosen, parted, seconds } = solution;
  const parts = parted && 'parts' in parted ? parted.parts : [];
  const standings = chosen.flatMap(({ lot }, i) => standingsOf(lot, parts[i] ?? []));
  const over = overCeiling(standings, (urn) => names.get(urn) ?? `School ${urn}`);
  const wins = winsView(modelled, best);
  const { bundlesPence = 0, rebatesPence = 0, qualityPence = 0 } = best.parts ?? {};
  const goods = sumPence(wins.map((win) => win.goodsPence + win.feesPence));
  return {
    ...solvedAward(modelled, best),
    outcome: best.outcome,
    wins,
    unfilled: modelled.model.lots.flatMap(({ lotId, quantity }) => {
      const own = wins.filter((win) => win.lotId === lotId);
      const left = quantity - sumPence(own.map((win) => win.quantity));
      return best.award && left > 0 ? [{ lotId, quantity: left }] : [];
    }),
    moneyPence: Math.round(goods - bundlesPence - rebatesPence),
    bundlesPence: Math.round(bundlesPence),
    rebatesPence: Math.round(rebatesPence),
    qualityPence: Math.round(qualityPence),
    seconds: Math.round(seconds),
    dearer: dearerSchools(standings).map((one) => {
      const schoolName = names.get(one.schoolUrn);
      return { ...one, ...(schoolName !== undefined && { schoolName }) };
    }),
    cannotShare: parted && 'cannotShare' in parted ? parted.cannotShare : null,
    ...(over !== undefined && { overCeiling: over }),
  };
}

/**
 * The wins of an award, by names, in the order of the lots and most units first. Goods are whole
 * pence: prices are for one unit.
 */
export function winsView({ model, offers }: ModelledTender, { award = [] }: BestAward): BestWin[] {
  const place = ({ lotId }: BestWin) => model.lots.findIndex((lot) => lot.lotId === lotId);
  const wins = award.map(({ quoteId: offerId, quantity }) => {
    const { quote, lot } = offers.find((offer) => offer.offerId === offerId)!;
    const priced = model.quotes.find((one) => one.quoteId === offerId)!;
    return {
      lotId: lot.lotId,
      quoteId: quote.quoteId,
      supplierId: quote.supplierId,
      supplierName: quote.supplierName,
      quantity,
      goodsPence: penceOf(goodsOf(priced.schedule, quantity)),
      feesPence: penceOf(feesOf(priced, lotOf(model, lot.lotId))),
    };
  });
  return wins.toSorted(
    (a, b) => place(a) - place(b) || b.quantity - a.quantity || (a.quoteId < b.quoteId ? -1 : 1),
  );
}

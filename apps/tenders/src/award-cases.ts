import { inputHashOf, type AwardProgress, type Lot, type Quote } from '#libs/award';
import type { AwardCases } from '#messages/tenders';
import type { Standing } from './award-desk.js';
import type { ModelledTender, Solution } from './award-solving.js';

/** The tender as one case for the project's checker, with what was found once that is known. */
export function awardCases(
  tenderId: string,
  modelled: ModelledTender,
  standing: Standing<Solution, AwardProgress>,
): AwardCases {
  const { model, seed } = modelled;
  const input = {
    lots: model.lots.map((lot) => caseLot(lot, modelled)),
    bids: model.quotes.map((quote) => caseBid(quote, modelled)),
    supplierUnitCapacity: model.supplierCapacity ?? {},
    bundles: (model.bundles ?? []).map(({ supplierId, lotIds, offBasisPoints }) => {
      return { supplier: supplierId, lots: lotIds, percentOff: offBasisPoints / 100 };
    }),
    spendRebates: (model.rebates ?? []).map(({ supplierId, steps }) => ({
      supplier: supplierId,
      steps: steps.map(({ fromSpendPence, rateBasisPoints }) => {
        return { atPence: fromSpendPence, percent: rateBasisPoints / 100 };
      }),
    })),
    maxWinners: model.maxWinners ?? null,
    seed,
    inputHash: inputHashOf(model),
  };
  const expected = foundIn(modelled, standing);
  return { cases: [{ id: tenderId, family: 'award', input, ...(expected && { expected }) }] };
}

function caseLot({ lotId, ...lot }: Lot, { offers }: ModelledTender) {
  const name = offers.find((offer) => offer.lot.lotId === lotId)?.lot.item;
  return { id: lotId, name, ...lot };
}

function caseBid(quote: Quote, { offers }: ModelledTender) {
  const { quoteId, supplierId, lotId, schedule, ...terms } = quote;
  const name = offers.find(({ offerId }) => offerId === quoteId)?.quote.supplierName;
  return {
    id: quoteId,
    supplier: supplierId,
    name,
    lot: lotId,
    mode: schedule.basis === 'all-units' ? 'all_units' : 'incremental',
    tiers: schedule.tiers.map(({ fromQuantity, unitPricePence }) => {
      return { from_: fromQuantity, unitPence: unitPricePence };
    }),
    ...terms,
  };
}

function foundIn(
  { model }: ModelledTender,
  standing: Standing<Solution, AwardProgress>,
): Record<string, unknown> | undefined {
  if (standing.state !== 'done' || !standing.result.best.award) return undefined;
  const { award, costPence, optimalSolutions, proved } = standing.result.best;
  const wins = model.quotes.flatMap(({ quoteId, supplierId: supplier, lotId: lot }) => {
    const won = award.find((win) => win.quoteId === quoteId);
    return won ? [{ supplier, lot, quantity: won.quantity }] : [];
  });
  return { costPence, awards: [wins], optimalSolutions, proved };
}

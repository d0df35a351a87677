import { costFunctionOfTable } from '#libs/allocation';
import {
  bestAward,
  solverOfThread,
  type AwardProgress,
  type BestAward,
  type TenderModel,
} from '#libs/award';
import { formatPounds, formatWhole } from '#libs/money';
import type { AwardNote, LotAward } from './award.js';
import { leastSplit } from './least-split.js';
import { boughtFor, offerPence } from './offer-cost.js';
import type { Offer } from './quotes-file.js';
import type { Lot } from './round.js';

/** The least-cost award of a lot that several suppliers may share, or why there is none. */
export async function awardToSeveral(
  lot: Lot,
  say: (words: string) => void,
): Promise<LotAward | string> {
  const { quantity } = lot;
  const result = bestAward(await solverOfThread(), modelOf(lot), {}, (progress) =>
    say(searching(progress)),
  );
  const filled = (result.award ?? []).reduce((sum, win) => sum + win.quantity, 0);
  if (filled < quantity) return unfilled(lot, filled);
  const winners = result.award!.map(({ quoteId }) =>
    lot.offers.find(({ supplier }) => supplier === quoteId)!,
  );
  const split = leastSplit(winners, quantity);
  const wins = winners.map((offer, i) => ({
    supplier: offer.supplier,
    quantity: boughtFor(offer, split.units[i]!),
    costPence: offerPence(offer, split.units[i]!),
  }));
  const bought = wins.reduce((sum, win) => sum + win.quantity, 0);
  return {
    lot,
    wins: wins.filter((win) => win.quantity > 0),
    costPence: split.costs[quantity]!,
    spareQuantity: bought - quantity,
    cost: costFunctionOfTable(split.costs),
    costOfPence: (units) => split.costs[units]!,
    ranking: [],
    proof: proofOf(result),
    notes: notesOf(result, winners),
  };
}

function modelOf({ item, quantity, offers }: Lot): TenderModel {
  return {
    lots: [
      {
        lotId: item.item,
        quantity,
        maxSuppliers: item.maxSuppliers,
        reserveUnitPence: item.reservePricePence,
      },
    ],
    quotes: offers.map(({ supplier, schedule, capacity, minAward, fixedFeePence }) => ({
      quoteId: supplier,
      supplierId: supplier,
      lotId: item.item,
      schedule,
      capacity,
      minimumAward: minAward,
      fixedFeePence,
    })),
  };
}

function unfilled({ item, quantity }: Lot, filled: number): string {
  const units = `${formatWhole(filled)} of ${formatWhole(quantity)} units`;
  const why = item.reservePricePence
    ? `within the capacities, at the reserve price of ${formatPounds(item.reservePricePence)}`
    : 'within the capacities and least awards of the quotes';
  return `Only ${units} of “${item.item}” can be awarded ${why}.`;
}

function searching({ gapPence, nodes }: AwardProgress): string {
  const gap = gapPence === undefined ? 'nothing found yet' : formatPounds(Math.ceil(gapPence));
  return `gap ${gap}, ${formatWhole(nodes)} nodes`;
}

function proofOf({ proved, certificate }: BestAward): string {
  const how = `${certificate.solver}, ${formatWhole(certificate.nodes)} nodes`;
  const inputs = `inputs ${certificate.inputHash}`;
  return `Award ${proved ? 'proved to the penny' : 'not proved'} by ${how}; ${inputs}.`;
}

function notesOf(result: BestAward, winners: readonly Offer[]): AwardNote[] {
  const supplier = winners[0]!.supplier;
  return [
    ...(result.proved
      ? []
      : [`Not proved in time: at most ${formatPounds(Math.ceil(result.gapPence))} too dear.`]),
    ...(result.optimalSolutions === '>1'
      ? ['Another award costs exactly the same. Decide by the order that your tender published.']
      : []),
  ].map((sentence) => ({ supplier, sentence }));
}

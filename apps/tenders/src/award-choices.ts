import { costPence, costWithSpare } from '#libs/allocation';
import { refuse } from '#libs/decider';
import { formatWhole } from '#libs/money';
import type { LotChoice, RankedQuote, TenderLot } from '#messages/tenders';
import { assertLimits } from './award-limits.js';
import { offerIdOf, validOffers, type AwardInputs, type LotOffer } from './award-model.js';
import { capacityOf } from './lot-offers.js';
import { rankLot, validIn } from './lot-ranking.js';

/** A quote and how much of its lot it is to win. */
export interface ChosenWin {
  readonly offer: LotOffer;
  readonly quantity: number;
}

/** A lot with its ranking and its winners, most units first. */
export interface ChosenLot {
  readonly lot: TenderLot;
  readonly ranking: readonly RankedQuote[];
  readonly wins: readonly ChosenWin[];
}

/** The lots that are to be awarded, in their order; a refusal for choices that cannot be. */
export function chosenLots(inputs: AwardInputs, choices: readonly LotChoice[]): ChosenLot[] {
  const { lots } = inputs.terms;
  for (const { lotId } of choices) assertOnce(findLot(lots, lotId), choices);
  const offers = validOffers(inputs);
  const chosen = lots.flatMap((lot) => {
    const ranking = rankLot(lot, inputs.quotes, inputs.setAside, inputs.qualities, lots);
    const own = choices.filter(({ lotId }) => lotId === lot.lotId);
    if (own.length === 0) return unlessNeeded(lot, validIn(ranking).length);
    const wins = own.map((choice) => win(inputs, lot, choice, ranking, offers, own.length));
    const byUnits = wins.toSorted(
      (a, b) => b.quantity - a.quantity || (a.offer.offerId < b.offer.offerId ? -1 : 1),
    );
    return [{ lot, ranking, wins: byUnits }];
  });
  assertLimits(inputs, chosen);
  return chosen;
}

/** The lot of this id, or a refusal that names those there are. */
export function findLot(lots: readonly TenderLot[], lotId: string): TenderLot {
  const lot = lots.find((one) => one.lotId === lotId);
  if (lot) return lot;
  const items = lots.map(({ item }) => item).join(', ');
  refuse('lot-unknown', `This tender has no lot ${lotId}. Its lots are: ${items}.`);
}

function assertOnce(
  { lotId, item, maxSuppliers = 1 }: TenderLot,
  choices: readonly LotChoice[],
): void {
  const own = choices.filter((choice) => choice.lotId === lotId);
  const suppliers = new Set(own.map(({ quoteId }) => quoteId)).size;
  if (suppliers < own.length || (own.length > 1 && maxSuppliers === 1)) {
    refuse('lot-twice', `There are two choices for ${item}: keep one of them.`);
  }
  if (suppliers <= maxSuppliers) return;
  const most = `${formatWhole(maxSuppliers)} suppliers at most share it`;
  refuse('too-many-suppliers', `${item} has ${suppliers} choices, but ${most}: take some away.`);
}

/** A lot may be left out when nobody can supply it, or where it has a reserve price. */
function unlessNeeded({ item, reserveUnitPence }: TenderLot, count: number): [] {
  if (count === 0 || reserveUnitPence !== undefined) return [];
  const quotes = count === 1 ? '1 valid quote' : `${count} valid quotes`;
  refuse('lot-not-chosen', `${item} has ${quotes}: choose one, or set them aside first.`);
}

function win(
  { terms }: AwardInputs,
  lot: TenderLot,
  { quoteId, quantity }: LotChoice,
  ranking: readonly RankedQuote[],
  offers: readonly LotOffer[],
  sharing: number,
): ChosenWin {
  const quote = ranking.find((one) => one.quoteId === quoteId);
  if (!quote) refuse('quote-unknown', `There is no such quote for ${lot.item}.`);
  const { supplierName, setAside } = quote;
  if (setAside !== undefined) {
    const sentence = `The quote of ${supplierName} for ${lot.item} does not count: ${setAside}.`;
    refuse('quote-not-valid', sentence);
  }
  const offer = offers.find(({ offerId }) => offerId === offerIdOf(quoteId, lot.lotId))!;
  if (quantity !== undefined) return { offer, quantity };
  if (sharing === 1) return { offer, quantity: wholeLot(lot, offer, terms.spareUnits === true) };
  const sentence = `Several suppliers share ${lot.item}: say how many units ${supplierName} wins.`;
  refuse('quantity-needed', sentence);
}

/** All of the lot; more where the schools take more and it costs less; less where there is less. */
function wholeLot(lot: TenderLot, offer: LotOffer, spareUnits: boolean): number {
  const { quantity, mostQuantity } = lot;
  const own = Math.max(Math.min(quantity, capacityOf(offer)), offer.line.minimumAward ?? 1);
  if (!spareUnits || own < quantity) return own;
  const { buyQuantity } = costWithSpare(offer.line, own);
  const most = Math.min(mostQuantity, capacityOf(offer));
  if (buyQuantity <= most) return buyQuantity;
  const starts = offer.line.tiers.map(({ fromQuantity }) => fromQuantity);
  return starts
    .filter((units) => units > own && units <= most)
    .reduce(
      (best, units) => (costPence(offer.line, units) < costPence(offer.line, best) ? units : best),
      own,
    );
}

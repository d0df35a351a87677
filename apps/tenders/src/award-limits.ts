import { refuse } from '#libs/decider';
import { formatWhole, sumPence } from '#libs/money';
import type { ChosenLot } from './award-choices.js';
import type { AwardInputs } from './award-model.js';
import { capacityOf } from './lot-offers.js';

/** Refuses what the tender's terms or a supplier's own do not allow. */
export function assertLimits({ terms, quotes }: AwardInputs, chosen: readonly ChosenLot[]): void {
  for (const lot of chosen) {
    assertFilled(lot, terms.spareUnits === true);
    assertOffers(lot);
  }
  const wins = chosen.flatMap((lot) => lot.wins);
  for (const { supplierId, supplierName, capacity = Infinity } of quotes) {
    const own = wins.filter(({ offer }) => offer.quote.supplierId === supplierId);
    const units = sumPence(own.map(({ quantity }) => quantity));
    if (units <= capacity) continue;
    const sentence = `${supplierName} would win ${formatWhole(units)} units, but can supply`;
    refuse('capacity-exceeded', `${sentence} ${formatWhole(capacity)} over all lots.`);
  }
  const winners = new Set(wins.map(({ offer }) => offer.quote.supplierId)).size;
  if (winners <= (terms.maxWinners ?? Infinity)) return;
  const most = `the terms of this tender allow ${formatWhole(terms.maxWinners!)}`;
  refuse('too-many-winners', `${winners} suppliers would win something; ${most}.`);
}

function assertFilled({ lot, wins }: ChosenLot, spareUnits: boolean): void {
  const units = sumPence(wins.map(({ quantity }) => quantity));
  const { item, quantity, mostQuantity, reserveUnitPence } = lot;
  const most = spareUnits ? mostQuantity : quantity;
  if (units > most) {
    const limit = spareUnits ? 'the schools take at most' : 'the lot is';
    const sentence = `${formatWhole(units)} units of ${item} are too many: ${limit}`;
    refuse('quantity-wrong', `${sentence} ${formatWhole(most)}.`);
  }
  if (units >= quantity || reserveUnitPence !== undefined) return;
  const lacking = `${formatWhole(quantity - units)} of ${formatWhole(quantity)} units`;
  refuse('quantity-wrong', `${item} lacks ${lacking}: it has no reserve price to leave them at.`);
}

function assertOffers({ lot, wins }: ChosenLot): void {
  for (const { offer, quantity } of wins) {
    const { supplierName } = offer.quote;
    const [most, least] = [capacityOf(offer), offer.line.minimumAward ?? 1];
    const asked = `${supplierName} would win ${formatWhole(quantity)} units of ${lot.item}`;
    if (quantity > most) {
      refuse('capacity-exceeded', `${asked}, but can supply ${formatWhole(most)} at most.`);
    }
    if (quantity < least) {
      refuse('minimum-not-met', `${asked}, but wants ${formatWhole(least)} at least.`);
    }
  }
}

import { indicativeTierFaults } from '#libs/allocation';
import { formatDay } from '#libs/calendar';
import { refuse } from '#libs/decider';
import type { Lot } from '#messages/rounds';
import { inWords, lastClosingDay, tooFar } from './deadlines.js';

/** What a draft must have right before anyone else sees it. */
export function checkTerms(lots: readonly Lot[], closesAt: string, at: string): void {
  if (closesAt <= at) {
    refuse(
      'closing-past',
      `The round would close on ${inWords(closesAt)}, which is past: choose a later day.`,
    );
  }
  if (tooFar(closesAt)) {
    refuse(
      'closing-too-far',
      `The round would close on ${inWords(closesAt)}. Bank holidays are not known that far ` +
        `ahead: choose a day up to ${formatDay(lastClosingDay)}.`,
    );
  }
  lots.forEach((lot, i) => {
    const earlier = lots.slice(0, i);
    if (earlier.some(({ lotId }) => lotId === lot.lotId)) {
      refuse('lot-repeated', `The lot ${lot.item} has the id of another lot: give it its own.`);
    }
    if (earlier.some(({ item }) => item === lot.item)) {
      refuse(
        'item-repeated',
        `Two lots are called ${lot.item}: put them together, or give one another name.`,
      );
    }
    checkPrices(lot);
  });
}

function checkPrices({ item, ceilingPence, indicativeTiers }: Lot): void {
  if (ceilingPence === 0) {
    refuse(
      'ceiling-missing',
      `The lot ${item} has no price ceiling: say the most that a unit may cost, above £0.00.`,
    );
  }
  const faults = indicativeTiers.length > 0 ? indicativeTierFaults(indicativeTiers) : [];
  if (faults.length > 0) {
    refuse('indicative-tiers-faulty', `Indicative prices of ${item}: ${faults.join(' ')}`);
  }
}

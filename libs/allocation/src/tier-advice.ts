import { formatPounds, formatWhole, timesPence } from '#libs/money';
import { nextTier } from './progress.js';
import type { Tier } from './price-schedule.js';
import { countOf } from './words.js';

/** One buyer's part of a lot: its own quantity, and the most that it would take. */
export interface OwnPart {
  readonly quantity: number;
  readonly most: number;
}

/**
 * What the next price would mean to one buyer, in words for it, and what it would pay if it took all
 * that is missing; the latter only where that is no more than it takes already or said it would.
 * `quantity` is everybody's, its own among it.
 */
export function ownTierSentences(
  unit: string,
  tiers: readonly Tier[],
  quantity: number,
  own: OwnPart,
): string[] {
  const next = nextTier(tiers, quantity);
  if (next?.pricePenceNow === undefined || own.quantity === 0) return [];
  const { pricePenceNow, pricePenceThen, missingQuantity } = next;
  const cost = (price: number, units: number) => formatPounds(timesPence(price, units));
  const now = cost(pricePenceNow, own.quantity);
  const then = formatPounds(pricePenceThen);
  const sentences = [
    `At ${then} your ${countOf(own.quantity, unit)} would cost ${cost(pricePenceThen, own.quantity)} instead of ${now}.`,
  ];
  if (missingQuantity > Math.max(own.most - own.quantity, own.quantity)) return sentences;
  const all = own.quantity + missingQuantity;
  const taken = `If you take ${formatWhole(missingQuantity)} more yourselves`;
  return [
    ...sentences,
    `${taken}, you would pay ${cost(pricePenceThen, all)} for ${formatWhole(all)} instead of ${now} for ${formatWhole(own.quantity)}.`,
  ];
}

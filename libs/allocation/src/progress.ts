import { formatPounds, formatWhole, timesPence } from '#libs/money';
import { assertQuantity, tierAt, type Tier } from './price-schedule.js';
import { countOf } from './words.js';

/** What a lot's progress is measured against while demand is still being committed. */
export interface LotTarget {
  /** One unit in the singular: `box`. */
  readonly unit: string;
  readonly minimumQuantity?: number;
  /** Units that the supplier packs together, and what that is called (`case` unless said). */
  readonly caseSize?: number;
  readonly caseWord?: string;
  /** Known before quotes: all-units prices, possibly none for small quantities; [] if unknown. */
  readonly indicativeTiers: readonly Tier[];
}

/** The next lower indicative price and what it takes. Money in pence. */
export interface NextTier {
  readonly fromQuantity: number;
  readonly missingQuantity: number;
  /** Absent below the first indicative tier. */
  readonly pricePenceNow?: number;
  readonly pricePenceThen: number;
  /** From this quantity on, buying `fromQuantity` costs less than buying just what is wanted. */
  readonly cheaperFromQuantity?: number;
  /** Present when that is so now. */
  readonly buyUp?: { readonly costPenceNow: number; readonly costPenceThen: number };
}

/** How many units are missing: 0 where nothing is. */
export interface Missing {
  readonly toMinimum: number;
  readonly toFullCase: number;
  readonly nextTier?: NextTier;
}

/** What a quantity still lacks of a lot's targets. Throws RangeError unless it is whole, from 0. */
export function missing(lot: LotTarget, quantity: number): Missing {
  assertQuantity(quantity);
  const over = quantity % (lot.caseSize ?? 1);
  const next = nextTier(lot.indicativeTiers, quantity);
  return {
    toMinimum: Math.max(0, (lot.minimumQuantity ?? 0) - quantity),
    toFullCase: over === 0 ? 0 : lot.caseSize! - over,
    ...(next && { nextTier: next }),
  };
}

/** The next tier with a lower price, if there is one. The tiers ascend and price all units. */
export function nextTier(tiers: readonly Tier[], quantity: number): NextTier | undefined {
  assertQuantity(quantity);
  const now = tierAt(tiers, quantity);
  const next = tiers.find(
    (tier) => tier.fromQuantity > quantity && (!now || tier.unitPricePence < now.unitPricePence),
  );
  if (!next) return undefined;
  return {
    fromQuantity: next.fromQuantity,
    missingQuantity: next.fromQuantity - quantity,
    pricePenceThen: next.unitPricePence,
    ...(now && { pricePenceNow: now.unitPricePence, ...buyingUp(now, next, quantity) }),
  };
}

/** What is missing, in words for people; no sentence about what is reached. */
export function progressSentences(lot: LotTarget, quantity: number): string[] {
  const { toMinimum, toFullCase, nextTier: next } = missing(lot, quantity);
  const more = (count: number) => `${countOf(count, `more ${lot.unit}`)}`;
  const sentences = [];
  if (toMinimum > 0) {
    const reach = toMinimum === 1 ? 'reaches' : 'reach';
    sentences.push(
      `${more(toMinimum)} ${reach} the minimum of ${formatWhole(lot.minimumQuantity!)}.`,
    );
  }
  if (toFullCase > 0) {
    const fill = toFullCase === 1 ? 'fills' : 'fill';
    const pack = `${lot.caseWord ?? (lot.unit === 'case' ? 'layer' : 'case')} of ${formatWhole(lot.caseSize!)}`;
    sentences.push(`${more(toFullCase)} ${fill} a ${pack}.`);
  }
  if (!next) return sentences;
  return [
    ...sentences,
    ...tierSentences(next, lot.unit, quantity),
    ...worthSentences(lot, next, quantity),
  ];
}

function tierSentences(next: NextTier, unit: string, quantity: number): string[] {
  const { missingQuantity, pricePenceNow, fromQuantity, cheaperFromQuantity, buyUp } = next;
  const more = countOf(missingQuantity, `more ${unit}`);
  const then = formatPounds(next.pricePenceThen);
  if (pricePenceNow === undefined) {
    const reach = missingQuantity === 1 ? 'reaches' : 'reach';
    return [`${more} ${reach} the first indicative price, ${then}.`];
  }
  const falls = `${more} and the indicative price falls ${formatPounds(pricePenceNow)} → ${then}.`;
  if (cheaperFromQuantity === undefined) return [falls];
  const start = formatWhole(fromQuantity);
  if (!buyUp)
    return [falls, `From ${countOf(cheaperFromQuantity, unit)}, buying ${start} costs less.`];
  const [costNow, costThen] = [buyUp.costPenceNow, buyUp.costPenceThen].map(formatPounds);
  const less = `${countOf(fromQuantity, unit)} cost less than ${formatWhole(quantity)}`;
  return [falls, `${less}: ${costThen} instead of ${costNow}.`];
}

/** With all-units tiers the bill drops at a tier's start, so a little less than it costs more. */
function buyingUp(now: Tier, next: Tier, quantity: number): Partial<NextTier> {
  const costPenceThen = timesPence(next.unitPricePence, next.fromQuantity);
  const costPenceNow = timesPence(now.unitPricePence, quantity);
  const within = costPenceThen - (costPenceThen % now.unitPricePence);
  const from = Math.max(within / now.unitPricePence + 1, now.fromQuantity);
  if (from >= next.fromQuantity) return {};
  return {
    cheaperFromQuantity: from,
    ...(costPenceThen < costPenceNow && { buyUp: { costPenceNow, costPenceThen } }),
  };
}

/**
 * What reaching the next lower indicative price is worth, in pence: so much less do the units cost
 * that are wanted already. Undefined where there is no such price, none now, or nothing wanted.
 */
export function nextTierWorthPence(tiers: readonly Tier[], quantity: number): number | undefined {
  const next = nextTier(tiers, quantity);
  if (next?.pricePenceNow === undefined || quantity === 0) return undefined;
  return timesPence(next.pricePenceNow - next.pricePenceThen, quantity);
}

/** "84 more boxes save everyone £446.40 in all.", or nothing. */
function worthSentences(
  { unit, indicativeTiers }: LotTarget,
  next: NextTier,
  quantity: number,
): string[] {
  const worthPence = nextTierWorthPence(indicativeTiers, quantity);
  if (worthPence === undefined) return [];
  const save = next.missingQuantity === 1 ? 'saves' : 'save';
  const more = countOf(next.missingQuantity, `more ${unit}`);
  return [`${more} ${save} everyone ${formatPounds(worthPence)} in all.`];
}

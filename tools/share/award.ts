import { awardLot, costAt, countOf, mostUnitPricePence, type CostFunction } from '#libs/allocation';
import { formatPounds, formatWhole, timesPence } from '#libs/money';
import { awardToSeveral } from './award-several.js';
import { boughtFor, offerCost, offerPence } from './offer-cost.js';
import type { Offer } from './quotes-file.js';
import type { Lot } from './round.js';
import { refuseFaults } from './unusable.js';

/** What one supplier won of an item. */
export interface Win {
  readonly supplier: string;
  /** Units bought, spare ones among them. */
  readonly quantity: number;
  readonly costPence: number;
}

/** What the whole quantity would have cost from one supplier alone, in pence. */
export interface Ranked {
  readonly supplier: string;
  readonly rank: number;
  readonly quantity: number;
  readonly costPence: number;
  readonly behindPence: number;
}

/** A sentence about a quote. */
export interface AwardNote {
  readonly supplier: string;
  readonly sentence: string;
}

/** One item after its award. Money in pence. */
export interface LotAward {
  readonly lot: Lot;
  readonly wins: readonly Win[];
  readonly costPence: number;
  /** Bought because more cost less than what was wanted. */
  readonly spareQuantity: number;
  /** What any group of schools would pay on the awarded prices. */
  readonly cost: CostFunction;
  readonly costOfPence: (quantity: number) => number;
  readonly ranking: readonly Ranked[];
  /** What proves that nothing cheaper was possible, where a solver was asked. */
  readonly proof?: string;
  /** Whoever could not win, and why; what has to be asked; how a tie was broken. */
  readonly notes: readonly AwardNote[];
}

/** How many items are awarded, and how far the search for the next one is. */
export type AwardProgress = (done: number, words?: string) => void;

/** Decides who supplies each lot. Throws `Unusable` where that cannot be decided. */
export type Award = (lots: readonly Lot[], progress: AwardProgress) => Promise<LotAward[]>;

/** What the whole quantity costs least from: one supplier, or several where an item may have them. */
export const awardLots: Award = async (lots, progress) => {
  const awards: (LotAward | string)[] = [];
  for (const lot of lots) {
    awards.push(await awardOf(lot, (words) => progress(awards.length, words)));
    progress(awards.length);
  }
  refuseFaults(awards.filter((award) => typeof award === 'string'));
  return awards.filter((award) => typeof award !== 'string').map(withCaseNotes);
};

/** Quotes are for units: whoever sells by the case has to be asked about a part of one. */
function withCaseNotes(award: LotAward): LotAward {
  const { item } = award.lot;
  const { caseSize = 1 } = item;
  const opened = award.wins.filter(({ quantity }) => quantity % caseSize > 0);
  const notes = opened.map(({ supplier, quantity }) => {
    const units = countOf(quantity, item.unit);
    const cases = `not full cases of ${formatWhole(caseSize)}`;
    return { supplier, sentence: `${units} are ${cases}: ask ${supplier} whether it opens one.` };
  });
  return { ...award, notes: [...award.notes, ...notes] };
}

async function awardOf(lot: Lot, say: (words: string) => void): Promise<LotAward | string> {
  const one = awardToOne(lot);
  if (lot.item.maxSuppliers === 1 || lot.offers.length === 1) return one;
  const several = await awardToSeveral(lot, say);
  if (typeof one === 'string') return several;
  if (typeof several === 'string' || one.costPence <= several.costPence) return one;
  const ranking = one.ranking.map((ranked) => ({
    ...ranked,
    behindPence: ranked.costPence - several.costPence,
  }));
  return { ...several, ranking, notes: [...several.notes, ...one.notes] };
}

function awardToOne(lot: Lot): LotAward | string {
  const { item, offers, quantity } = lot;
  const most = timesPence(item.reservePricePence ?? mostUnitPricePence, quantity);
  const priced = offers
    .map((offer) => ({ offer, supplier: offer.supplier, costPence: offerPence(offer, quantity) }))
    .toSorted((a, b) => a.costPence - b.costPence || (a.supplier < b.supplier ? -1 : 1));
  const within = priced.filter(({ costPence }) => costPence <= most);
  const first = within[0];
  if (!first) return nobody(lot);
  const bought = boughtFor(first.offer, quantity);
  const cost = offerCost(first.offer);
  return {
    lot,
    wins: [{ supplier: first.supplier, quantity: bought, costPence: first.costPence }],
    costPence: first.costPence,
    spareQuantity: bought - quantity,
    cost,
    costOfPence: (units) => costAt(cost, units),
    ranking: within.map(({ offer, supplier, costPence }) => ({
      supplier,
      costPence,
      quantity: boughtFor(offer, quantity),
      rank: 1 + within.filter((other) => other.costPence < costPence).length,
      behindPence: costPence - first.costPence,
    })),
    notes: [
      ...tieNotes(within.filter(({ costPence }) => costPence === first.costPence)),
      ...priced.filter(({ costPence }) => costPence > most).map((one) => outOf(one, lot, most)),
      ...lowNotes(lot),
    ],
  };
}

function nobody({ item, offers, quantity }: Lot): string {
  const reserve = formatPounds(item.reservePricePence ?? 0);
  const over = `every quote is above the reserve price of ${reserve} a unit`;
  const able = offers.some((offer) => offerPence(offer, quantity) < Infinity);
  const small = `no supplier alone has the capacity for ${formatWhole(quantity)} units`;
  return `Nothing can be awarded of “${item.item}”: ${able ? over : small}.`;
}

function tieNotes(tied: readonly { supplier: string }[]): AwardNote[] {
  if (tied.length < 2) return [];
  const [{ supplier }] = tied as [{ supplier: string }];
  const names = tied.map((one) => one.supplier).join(' and ');
  const how = `${supplier} is taken here because its name sorts first`;
  const order = 'Decide by the order that your tender published.';
  return [{ supplier, sentence: `${names} cost exactly the same: ${how}. ${order}` }];
}

function outOf(
  { offer, supplier, costPence }: { offer: Offer; supplier: string; costPence: number },
  { quantity }: Lot,
  most: number,
): AwardNote {
  const units = formatWhole(quantity);
  const start = `${supplier} could not win alone:`;
  if (costPence === Infinity) {
    const capacity = formatWhole(offer.capacity ?? 0);
    return { supplier, sentence: `${start} its capacity of ${capacity} is less than ${units}.` };
  }
  const over = `the reserve price of ${formatPounds(most)} for ${units}`;
  return { supplier, sentence: `${start} ${formatPounds(costPence)} is over ${over}.` };
}

/** Who is so cheap that it has to be asked before anything is decided; fees do not count. */
function lowNotes({ offers, quantity }: Lot): AwardNote[] {
  const quotes = offers.map(({ supplier, schedule }) => ({ quoteId: supplier, schedule }));
  return awardLot(quotes, quantity).abnormallyLow.map(({ quoteId, sentence }) => ({
    supplier: quoteId,
    sentence: `${quoteId}: ${sentence}`,
  }));
}

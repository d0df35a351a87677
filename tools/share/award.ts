import {
  awardLot,
  costFunction,
  leastCostPence,
  withSpareUnits,
  type CostFunction,
} from '#libs/allocation';
import { formatPounds } from '#libs/money';
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
  /** Whoever could not win, and why; what has to be asked; how a tie was broken. */
  readonly notes: readonly AwardNote[];
}

/** Decides who supplies each lot. Throws `Unusable` where that cannot be decided. */
export type Award = (lots: readonly Lot[]) => LotAward[];

/** One supplier for each item: the one from whom the whole quantity costs least. */
export const awardToOneEach: Award = (lots) => {
  refuseFaults(lots.flatMap(unsupportedTerms));
  const awards = lots.map(awardToOne);
  refuseFaults(awards.filter((award) => typeof award === 'string'));
  return awards.filter((award) => typeof award !== 'string');
};

function awardToOne(lot: Lot): LotAward | string {
  const { item, offers, quantity } = lot;
  const quotes = offers.map(({ supplier, schedule }) => ({ quoteId: supplier, schedule }));
  const ceiling = item.reservePricePence;
  const result = awardLot(
    quotes,
    quantity,
    ceiling === undefined ? {} : { ceilingPricePence: ceiling },
  );
  const first = result.ranking[0];
  if (!first) {
    const over = `every quote is above the reserve price of ${formatPounds(ceiling!)} a unit`;
    return `Nothing can be awarded of “${item.item}”: ${over}.`;
  }
  const { schedule } = offers.find(({ supplier }) => supplier === first.quoteId)!;
  return {
    lot,
    wins: [{ supplier: first.quoteId, quantity: first.buyQuantity, costPence: first.costPence }],
    costPence: first.costPence,
    spareQuantity: first.spareQuantity,
    cost: withSpareUnits(costFunction(schedule)),
    costOfPence: (units) => leastCostPence(schedule, units, true),
    ranking: result.ranking.map(({ quoteId, buyQuantity, ...ranked }) => ({
      ...ranked,
      supplier: quoteId,
      quantity: buyQuantity,
    })),
    notes: [
      ...tieNotes(result.tiedIds),
      ...result.excluded.map(({ quoteId, sentence }) => ({
        supplier: quoteId,
        sentence: `${quoteId} could not win: ${sentence}`,
      })),
      ...result.abnormallyLow.map(({ quoteId, sentence }) => ({
        supplier: quoteId,
        sentence: `${quoteId}: ${sentence}`,
      })),
    ],
  };
}

function tieNotes(tied: readonly string[]): AwardNote[] {
  if (tied.length === 0) return [];
  const names = tied.join(' and ');
  const how = `${tied[0]} is taken here because its name sorts first`;
  const order = 'Decide by the order that your tender published.';
  return [{ supplier: tied[0]!, sentence: `${names} cost exactly the same: ${how}. ${order}` }];
}

function unsupportedTerms({ item, offers }: Lot): string[] {
  const terms = offers.flatMap((offer) => termsOf(offer));
  const later = 'is not supported yet';
  return [
    ...(item.maxSuppliers > 1
      ? [`“${item.item}”: more than one supplier for an item ${later}.`]
      : []),
    ...terms.map((term) => `“${item.item}”: ${term} ${later}.`),
  ];
}

function termsOf({ supplier, capacity, minAward, fixedFeePence }: Offer): string[] {
  return [
    ...(capacity === undefined ? [] : [`the capacity of ${supplier}`]),
    ...(minAward === undefined ? [] : [`the min_award of ${supplier}`]),
    ...(fixedFeePence === undefined ? [] : [`the fixed_fee of ${supplier}`]),
  ];
}

import type { Highs } from 'highs';
import { componentsOf } from './components.js';
import { exactCost, feesOf, goodsOf, lotOf, penceOf } from './exact-cost.js';
import { poundsOf } from './formulation.js';
import { lotByLot, type LotByLot } from './lot-by-lot.js';
import { proveCost, searchOf, type Search } from './part-search.js';
import type { Award, Lot, TenderModel, Win } from './tender-model.js';

/** What else would be awarded, and how much dearer that is than the award. Pence. */
export interface Alternative {
  /** Absent when nothing else can be awarded, or nothing was found in time. */
  readonly award?: Award;
  readonly dearerByPence?: number;
  /** Proved: under the changed conditions nothing costs less than this more; ∞ for nothing at all. */
  readonly atLeastDearerByPence: number;
  readonly proved: boolean;
}

/** A winner of a lot: what it gets, and what would be without its quote for this lot. */
export interface ExplainedWin extends Win {
  readonly supplierId: string;
  readonly goodsPence: number;
  readonly feesPence: number;
  readonly without: Alternative;
  /** Who would get more of this lot then, most units first: the runner-up is the first. */
  readonly runnersUp: readonly Win[];
}

/** Who wins a lot, and what the lot would look like alone. */
export interface ExplainedLot {
  readonly lotId: string;
  readonly wins: readonly ExplainedWin[];
  readonly unfilledQuantity: number;
  /** The cheapest for this lot alone, and so the price of what it gives up for the others. */
  readonly alone: Award;
}

/** A limit of the tender, and the tender without it: a saving is a negative `dearerByPence`. */
export interface ExplainedLimit {
  readonly limit: 'max-winners' | 'max-suppliers' | 'supplier-capacity';
  /** The lot or the supplier. */
  readonly of?: string;
  readonly without: Alternative;
}

/** Why the award is as it is. */
export interface Explanation {
  readonly lots: readonly ExplainedLot[];
  readonly limits: readonly ExplainedLimit[];
  readonly lotByLot?: LotByLot & { readonly dearerByPence: number };
}

/** How long one question, and all together, may take: 20 and 300 seconds unless said. */
export interface ExplanationOptions {
  readonly secondsEach?: number;
  readonly seconds?: number;
}

/**
 * Explains a best award by solving again: without each winning quote, and without each limit. Parts
 * that a change does not reach are solved once. As many solves as wins and limits.
 */
export function explainAward(
  highs: Highs,
  model: TenderModel,
  award: Award,
  options: ExplanationOptions = {},
): Explanation {
  const ask = questions(highs, model, award, options);
  const simple = lotByLot(highs, model);
  const cost = penceOf(exactCost(model, award).total);
  return {
    lots: model.lots.map((lot) => ({
      lotId: lot.lotId,
      wins: winsOf(model, award, lot.lotId).map((win) => explainedWin(model, award, win, ask)),
      unfilledQuantity: lot.quantity - unitsIn(winsOf(model, award, lot.lotId)),
      alone: simple ? winsOf(model, simple.award, lot.lotId) : [],
    })),
    limits: limitsOf(model).map(({ changed, ...limit }) => ({
      ...limit,
      without: noDearer(award, ask(changed)),
    })),
    ...(simple && { lotByLot: { ...simple, dearerByPence: simple.costPence - cost } }),
  };
}

type Ask = (changed: TenderModel) => Alternative;

function questions(
  highs: Highs,
  model: TenderModel,
  award: Award,
  { secondsEach = 20, seconds = 300 }: ExplanationOptions,
): Ask {
  const last = performance.now() + seconds * 1000;
  const cost = exactCost(model, award).total;
  const known = new Map<string, Search>();
  return (changed) => {
    const end = Math.min(last, performance.now() + secondsEach * 1000);
    const secondsLeft = () => Math.max(0, (end - performance.now()) / 1000);
    const parts = componentsOf(changed).map((part) => {
      const key = JSON.stringify(part);
      const search = known.get(key) ?? searchOf(part);
      known.set(key, search);
      if (secondsLeft() > 0) proveCost({ highs, secondsLeft }, search);
      return search;
    });
    const bound = parts.reduce((all, { boundPounds }) => all + boundPounds, 0);
    const atLeast = (bound - poundsOf(cost)) * 100;
    const proved = parts.every((part) => part.proved);
    if (!parts.every(({ best }) => best)) return { atLeastDearerByPence: atLeast, proved };
    const other = parts.flatMap(({ best }) => best!.award);
    const dearerByPence = penceOf(exactCost(changed, other).total - cost);
    const least = proved ? dearerByPence : Math.min(atLeast, dearerByPence);
    return { award: other, dearerByPence, atLeastDearerByPence: least, proved };
  };
}

function explainedWin(model: TenderModel, award: Award, win: Win, ask: Ask): ExplainedWin {
  const quote = model.quotes.find(({ quoteId }) => quoteId === win.quoteId)!;
  const other = ask({ ...model, quotes: model.quotes.filter((one) => one !== quote) });
  const atLeastDearerByPence = Math.max(0, other.atLeastDearerByPence);
  const without = { ...other, atLeastDearerByPence };
  const before = (quoteId: string) => award.find((one) => one.quoteId === quoteId)?.quantity ?? 0;
  return {
    ...win,
    supplierId: quote.supplierId,
    goodsPence: penceOf(goodsOf(quote.schedule, win.quantity)),
    feesPence: penceOf(feesOf(quote, lotOf(model, quote.lotId))),
    without,
    runnersUp: winsOf(model, without.award ?? [], quote.lotId)
      .filter(({ quoteId, quantity }) => quantity > before(quoteId))
      .toSorted((a, b) => b.quantity - a.quantity),
  };
}

/** Without a limit the award itself may still be made. */
function noDearer(award: Award, other: Alternative): Alternative {
  if (other.dearerByPence !== undefined && other.dearerByPence <= 0) return other;
  return { ...other, award, dearerByPence: 0 };
}

function limitsOf(
  model: TenderModel,
): (Omit<ExplainedLimit, 'without'> & { changed: TenderModel })[] {
  const { maxWinners, ...unlimited } = model;
  const suppliers = new Set(model.quotes.map(({ supplierId }) => supplierId)).size;
  const limited = model.lots.filter(({ lotId, maxSuppliers }) => {
    const quotes = model.quotes.filter((quote) => quote.lotId === lotId).length;
    return maxSuppliers !== undefined && maxSuppliers < quotes;
  });
  return [
    ...(maxWinners !== undefined && maxWinners < suppliers
      ? [{ limit: 'max-winners' as const, changed: unlimited }]
      : []),
    ...limited.map((lot) => ({
      limit: 'max-suppliers' as const,
      of: lot.lotId,
      changed: { ...model, lots: model.lots.map((one) => (one === lot ? freed(lot) : one)) },
    })),
    ...Object.keys(model.supplierCapacity ?? {}).map((of) => {
      const { [of]: _, ...others } = model.supplierCapacity!;
      const changed = { ...model, supplierCapacity: others };
      return { limit: 'supplier-capacity' as const, of, changed };
    }),
  ];
}

function freed({ maxSuppliers: _, ...lot }: Lot): Lot {
  return lot;
}

function winsOf(model: TenderModel, award: Award, lotId: string): Win[] {
  const own = model.quotes.filter((quote) => quote.lotId === lotId);
  return award.filter((win) => own.some(({ quoteId }) => quoteId === win.quoteId));
}

function unitsIn(award: Award): number {
  return award.reduce((all, { quantity }) => all + quantity, 0);
}

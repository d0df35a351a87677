import { inOrder } from './components.js';
import { exactCost, mostUnitsOf, type Exact } from './exact-cost.js';
import { piecesOf } from './pieces.js';
import { assertModel, type Award, type Lot, type TenderModel, type Win } from './tender-model.js';
import { violations } from './feasibility.js';

/** What trying every award found. Costs in ten-millionths of a penny. */
export interface Enumerated {
  /** Every award of least cost; none when no award is feasible. */
  readonly optimal: readonly Award[];
  readonly cost?: Exact;
  /** The least cost above the least. */
  readonly secondCost?: Exact;
  readonly examined: number;
}

/**
 * Tries every whole-unit award: the oracle of the tests, and the list of ties in small tenders. Says
 * nothing (undefined) when more than `most` combinations would have to be tried. Exponential.
 */
export function enumerateAwards(tender: TenderModel, most = 200_000): Enumerated | undefined {
  assertModel(tender);
  const model = inOrder(tender);
  const splits: Award[][] = [];
  let count = 1;
  for (const lot of model.lots) {
    const ofLot = splitsOf(model, lot, Math.floor(most / count));
    if (!ofLot) return undefined;
    count *= ofLot.length;
    splits.push(ofLot);
  }
  let found: Enumerated = { optimal: [], examined: 0 };
  for (const award of combinations(splits)) found = weighed(model, found, award);
  return found;
}

function weighed(model: TenderModel, found: Enumerated, award: Award): Enumerated {
  if (violations(model, award).length > 0) return found;
  const examined = found.examined + 1;
  const { total } = exactCost(model, award);
  if (found.cost === undefined || total < found.cost) {
    const second = found.cost === undefined ? {} : { secondCost: found.cost };
    return { optimal: [award], cost: total, ...second, examined };
  }
  if (total === found.cost) return { ...found, optimal: [...found.optimal, award], examined };
  const nearer = found.secondCost === undefined || total < found.secondCost;
  return { ...found, ...(nearer && { secondCost: total }), examined };
}

/**
 * Every award of exactly this cost, which is the least: combinations that cannot come down to it even
 * with every discount are not tried. Nothing when the lots can be shared out in more than `most` ways,
 * and where too many of them would have to be looked at or are of that cost.
 */
export function awardsOfCost(tender: TenderModel, cost: Exact, most: number): Award[] | undefined {
  assertModel(tender);
  const model = inOrder(tender);
  const lots = model.lots.map((lot) => splitsOf(model, lot, most));
  if (!lots.every((splits) => splits !== undefined)) return undefined;
  if (lots.reduce((all, splits) => all * splits.length, 1) > most) return undefined;
  const discount = mostDiscount(model);
  const priced = model.lots.map((lot, i) =>
    lots[i]!.map((split) => {
      const alone = { lots: [lot], quotes: model.quotes.filter((q) => q.lotId === lot.lotId) };
      const { total, goods } = exactCost(alone, split);
      return { split, least: total - (goods * discount) / 10_000n };
    }).toSorted((a, b) => (a.least < b.least ? -1 : Number(a.least > b.least))),
  );
  const rest = priced.map((_, i) =>
    priced.slice(i).reduce((all, splits) => all + (splits[0]?.least ?? 0n), 0n),
  );
  let steps = 0;
  function* within(i: number, spent: Exact): Generator<Award> {
    if (i === priced.length) return yield [];
    for (const { split, least } of priced[i]!) {
      if (spent + least + (rest[i + 1] ?? 0n) > cost || ++steps > mostSteps) return;
      for (const others of within(i + 1, spent + least)) yield [...split, ...others];
    }
  }
  const found: Award[] = [];
  for (const award of within(0, 0n)) {
    if (violations(model, award).length > 0 || exactCost(model, award).total !== cost) continue;
    if (found.push(award) > mostListed) return undefined;
  }
  return steps > mostSteps ? undefined : found;
}

/** Awards that are looked at, and that are listed: some seconds, and what anyone would read. */
const [mostSteps, mostListed] = [1_000_000, 1000];

/** No goods come down by more than this, in basis points. */
function mostDiscount({ quotes, bundles = [], rebates = [] }: TenderModel): bigint {
  const rates = quotes.map(({ supplierId }) => {
    const own = bundles.filter((bundle) => bundle.supplierId === supplierId);
    const steps = rebates.find((rebate) => rebate.supplierId === supplierId)?.steps ?? [];
    const back = Math.max(0, ...steps.map(({ rateBasisPoints }) => rateBasisPoints));
    return own.reduce((all, { offBasisPoints }) => all + offBasisPoints, back);
  });
  return BigInt(Math.max(0, ...rates));
}

/** Ways to share out one lot that are still listed. */
const mostSplits = 50_000;

/** Every way to share out one lot, or nothing when there are more than `most`. */
function splitsOf(model: TenderModel, lot: Lot, most: number): Award[] | undefined {
  let open: { left: number; wins: Win[] }[] = [{ left: mostUnitsOf(lot), wins: [] }];
  for (const quote of model.quotes.filter(({ lotId }) => lotId === lot.lotId)) {
    const pieces = piecesOf(model, quote);
    const ways = pieces.reduce((all, { low, high }) => all + high - low + 1, 1);
    if (open.length * ways > 20 * Math.min(most, mostSplits)) return undefined;
    open = open.flatMap((split) => {
      const full = split.wins.length >= (lot.maxSuppliers ?? Infinity);
      const more = pieces.flatMap(({ low, high }) => {
        const last = full ? -1 : Math.min(high, split.left);
        return Array.from({ length: Math.max(0, last - low + 1) }, (_, i) => low + i);
      });
      const won = more.map((quantity) => ({
        left: split.left - quantity,
        wins: [...split.wins, { quoteId: quote.quoteId, quantity }],
      }));
      return [split, ...won];
    });
    if (open.length > Math.min(most, mostSplits)) return undefined;
  }
  const may = lot.reserveUnitPence !== undefined;
  return open.filter(({ left }) => may || left <= (lot.spareUnits ?? 0)).map(({ wins }) => wins);
}

function* combinations(splits: readonly (readonly Award[])[]): Generator<Award> {
  const [first, ...rest] = splits;
  if (!first) return yield [];
  for (const split of first) for (const others of combinations(rest)) yield [...split, ...others];
}

import { mostOf } from './pieces.js';
import type { TenderModel } from './tender-model.js';

/**
 * The tender in a fixed order of ids and in parts that cannot influence each other: lots are joined
 * by a supplier whose capacity, rebates or bundles span them, and all by a limit on winners. The sum
 * of the parts' least costs is the least cost of the whole.
 */
export function componentsOf(model: TenderModel): TenderModel[] {
  const sorted = inOrder(model);
  const { lots, quotes } = sorted;
  const suppliers = [...new Set(quotes.map(({ supplierId }) => supplierId))];
  const maxWinners = (sorted.maxWinners ?? Infinity) < suppliers.length && sorted.maxWinners;
  const joined = new Map(lots.map(({ lotId }) => [lotId, lotId]));
  const rootOf = (lotId: string): string => {
    const above = joined.get(lotId)!;
    return above === lotId ? lotId : rootOf(above);
  };
  const join = (lotIds: readonly string[]) =>
    lotIds.forEach((lotId) => joined.set(rootOf(lotId), rootOf(lotIds[0]!)));
  if (maxWinners) join(lots.map(({ lotId }) => lotId));
  for (const supplierId of suppliers) {
    const own = quotes.filter((quote) => quote.supplierId === supplierId);
    const most = own.reduce((all, quote) => all + mostOf(sorted, quote), 0);
    const short = most > (sorted.supplierCapacity?.[supplierId] ?? Infinity);
    const rebated = sorted.rebates?.some((rebate) => rebate.supplierId === supplierId);
    if (short || rebated) join(own.map(({ lotId }) => lotId));
  }
  for (const { lotIds } of sorted.bundles ?? []) join(lotIds);
  const roots = [...new Set(lots.map(({ lotId }) => rootOf(lotId)))];
  return roots.map((root) => partOf(sorted, (lotId) => rootOf(lotId) === root));
}

/** The same tender with its lists by id, so that their order cannot matter. */
export function inOrder(model: TenderModel): TenderModel {
  const capacities = Object.entries(model.supplierCapacity ?? {}).toSorted(by(([id]) => id));
  return {
    lots: model.lots.toSorted(by(({ lotId }) => lotId)),
    quotes: model.quotes.toSorted(by(({ quoteId }) => quoteId)),
    supplierCapacity: Object.fromEntries(capacities),
    bundles: (model.bundles ?? [])
      .map((bundle) => ({ ...bundle, lotIds: bundle.lotIds.toSorted() }))
      .toSorted(by((bundle) => [bundle.supplierId, ...bundle.lotIds].join('\n'))),
    rebates: (model.rebates ?? []).toSorted(by(({ supplierId }) => supplierId)),
    ...(model.maxWinners !== undefined && { maxWinners: model.maxWinners }),
  };
}

function partOf(model: TenderModel, has: (lotId: string) => boolean): TenderModel {
  const quotes = model.quotes.filter(({ lotId }) => has(lotId));
  const bids = (id: string) => quotes.some(({ supplierId }) => supplierId === id);
  return {
    ...model,
    lots: model.lots.filter(({ lotId }) => has(lotId)),
    quotes,
    bundles: model.bundles!.filter(({ lotIds }) => lotIds.every(has)),
    rebates: model.rebates!.filter(({ supplierId }) => bids(supplierId)),
  };
}

function by<One>(idOf: (one: One) => string) {
  return (a: One, b: One) => (idOf(a) < idOf(b) ? -1 : Number(idOf(a) > idOf(b)));
}

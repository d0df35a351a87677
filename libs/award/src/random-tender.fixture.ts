import type { Bundle, Quote, TenderModel } from './tender-model.js';

/** How large a made-up tender is. */
export interface TenderSize {
  readonly suppliers: number;
  readonly lots: number;
  readonly tiers: number;
}

/** Numbers that look like chance and are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A large tender as suppliers make them: half-filled price lists, bundles of three, rebates. */
export function largeTender(size: TenderSize, seed: number): TenderModel {
  const chance = chances(seed);
  const priced = range(size.lots).map((i) => ({
    lotId: `L${i + 1}`,
    quantity: chance.whole(500, 4500),
    price: chance.between(700, 4200),
  }));
  const suppliers = range(size.suppliers).map((i) => ({
    supplierId: `S${i + 1}`,
    level: chance.between(0.88, 1.12),
  }));
  const quotes = suppliers.flatMap((supplier) =>
    priced.filter(() => chance.yes(0.6)).map((lot) => largeQuote(chance, size, supplier, lot)),
  );
  const value = priced.reduce((all, { quantity, price }) => all + quantity * price, 0);
  return {
    lots: priced.map(({ lotId, quantity, price }) => ({
      lotId,
      quantity,
      reserveUnitPence: Math.round(price * 1.45),
      maxSuppliers: 2,
    })),
    quotes,
    bundles: suppliers
      .filter(() => chance.yes(0.65))
      .map(({ supplierId }) => bundleOf(chance, quotes, supplierId)),
    rebates: suppliers
      .filter(() => chance.yes(0.5))
      .map(({ supplierId }) => ({
        supplierId,
        steps: [
          { fromSpendPence: Math.round((value / size.suppliers) * 0.35), rateBasisPoints: 100 },
          { fromSpendPence: Math.round((value / size.suppliers) * 0.85), rateBasisPoints: 250 },
        ],
      })),
    maxWinners: Math.ceil(size.suppliers / 2),
  };
}

type Chances = ReturnType<typeof chances>;

function chances(seed: number) {
  const random = seeded(seed);
  const between = (low: number, high: number) => low + random() * (high - low);
  return {
    between,
    whole: (low: number, high: number) => Math.floor(between(low, high + 1)),
    yes: (part: number) => random() < part,
  };
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}

function largeQuote(
  chance: Chances,
  { tiers: most }: TenderSize,
  { supplierId, level }: { supplierId: string; level: number },
  { lotId, quantity, price }: { lotId: string; quantity: number; price: number },
): Quote {
  const capacity = chance.yes(0.5) ? quantity : Math.ceil(quantity * chance.between(0.35, 0.9));
  const tiers = [
    { fromQuantity: 1, unitPricePence: Math.round(price * level * chance.between(0.94, 1.06)) },
  ];
  for (let tier = 1; tier < most; tier += 1) {
    const before = tiers.at(-1)!;
    const share = (tier - 1 + chance.between(0.5, 1)) / most;
    tiers.push({
      fromQuantity: Math.max(before.fromQuantity + 1, Math.floor(capacity * share)),
      unitPricePence: Math.round(before.unitPricePence * chance.between(0.93, 0.98)),
    });
  }
  return {
    quoteId: `${supplierId}/${lotId}`,
    supplierId,
    lotId,
    schedule: { basis: chance.yes(0.7) ? 'all-units' : 'incremental', tiers },
    capacity,
    minimumAward: chance.yes(0.7) ? 1 : Math.ceil(capacity * chance.between(0.1, 0.25)),
    fixedFeePence: Math.round(capacity * price * chance.between(0, 0.015)),
  };
}

function bundleOf(chance: Chances, quotes: readonly Quote[], supplierId: string): Bundle {
  const lotIds = quotes.filter((quote) => quote.supplierId === supplierId).map((q) => q.lotId);
  const at = chance.whole(0, Math.max(0, lotIds.length - 3));
  return {
    supplierId,
    lotIds: lotIds.slice(at, at + 3),
    offBasisPoints: 100 * chance.whole(2, 4),
  };
}

/**
 * A small tender with everything that a tender can have; few enough awards to try them all. Each fourth
 * is of like quotes without fees and discounts, so that many awards cost the same.
 */
export function smallTender(seed: number): TenderModel {
  const chance = chances(seed * 7919);
  const like = seed % 4 === 0;
  const lots = range(chance.whole(1, 3)).map((i) => ({
    lotId: `L${i + 1}`,
    quantity: chance.whole(3, 6),
    ...(chance.yes(0.85) && { reserveUnitPence: 100 * chance.whole(13, 20) }),
    ...(chance.yes(0.8) && { maxSuppliers: 2 }),
    ...(chance.yes(0.2) && { spareUnits: chance.whole(1, 2) }),
    schools: chance.whole(1, 3),
  }));
  const supplierIds = range(chance.whole(2, 3)).map((i) => `S${i + 1}`);
  const quotes = supplierIds.flatMap((supplierId) =>
    lots
      .filter(() => chance.yes(0.8))
      .map((lot) =>
        like ? likeQuote(chance, supplierId, lot) : smallQuote(chance, supplierId, lot),
      ),
  );
  const lotIds = lots.map(({ lotId }) => lotId);
  const some = (part: number) => supplierIds.filter(() => !like && chance.yes(part));
  return {
    lots,
    quotes,
    supplierCapacity: Object.fromEntries(some(0.2).map((id) => [id, chance.whole(4, 10)])),
    bundles: some(0.5).map((supplierId) => ({
      supplierId,
      lotIds: lotIds.slice(0, chance.whole(1, lotIds.length)),
      offBasisPoints: 50 * chance.whole(2, 20),
    })),
    rebates: some(0.5).map((supplierId) => ({
      supplierId,
      steps: [
        { fromSpendPence: 100 * chance.whole(30, 90), rateBasisPoints: 200 },
        { fromSpendPence: 100 * chance.whole(100, 160), rateBasisPoints: 525 },
      ],
    })),
    ...(chance.yes(0.5) && { maxWinners: chance.whole(1, 2) }),
  };
}

function smallQuote(
  chance: Chances,
  supplierId: string,
  { lotId, quantity }: { lotId: string; quantity: number },
): Quote {
  const first = { fromQuantity: 1, unitPricePence: 50 * chance.whole(16, 28) };
  const second = {
    fromQuantity: 3,
    unitPricePence: first.unitPricePence - 50 * chance.whole(0, 4),
  };
  const third = {
    fromQuantity: 5,
    unitPricePence: second.unitPricePence - 25 * chance.whole(0, 4),
  };
  return {
    quoteId: `${supplierId}/${lotId}`,
    supplierId,
    lotId,
    schedule: {
      basis: chance.yes(0.6) ? 'all-units' : 'incremental',
      tiers: [first, second, third].slice(0, chance.whole(1, 3)),
    },
    capacity: chance.whole(2, quantity + 1),
    minimumAward: chance.whole(1, 2),
    fixedFeePence: chance.yes(0.5) ? 100 * chance.whole(1, 5) : 0,
    ...(chance.yes(0.3) && { deliveryPencePerSchool: 50 * chance.whole(1, 3) }),
    ...(chance.yes(0.3) && { qualityPencePerUnit: 25 * chance.whole(-1, 3) }),
    ...(chance.yes(0.5) && { qualityScore: chance.whole(1, 5) }),
  };
}

function likeQuote(chance: Chances, supplierId: string, { lotId }: { lotId: string }): Quote {
  const tiers = [{ fromQuantity: 1, unitPricePence: 100 * chance.whole(9, 11) }];
  const schedule = { basis: 'all-units', tiers } as const;
  return { quoteId: `${supplierId}/${lotId}`, supplierId, lotId, schedule, capacity: 5 };
}

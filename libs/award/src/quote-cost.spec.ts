import { describe, expect, it } from '@jest/globals';
import { chargesPence, costPence, discountsPence } from '#libs/allocation';
import { sumPence } from '#libs/money';
import { exactCost, wholePenceOf, type TenderModel } from './index.js';
import { largeTender } from './random-tender.fixture.js';

/** A supplier that wins all it quotes for, by the award's arithmetic and by that of a quote. */
function bothWays(model: TenderModel, supplierId: string) {
  const quantityOf = new Map(model.lots.map(({ lotId, quantity }) => [lotId, quantity]));
  const own = model.quotes.filter((quote) => quote.supplierId === supplierId);
  const bought = own.map(({ quoteId, lotId, schedule, ...terms }) => ({
    quoteId,
    lotId,
    quantity: quantityOf.get(lotId) ?? 0,
    goodsPence: costPence(schedule, quantityOf.get(lotId) ?? 0),
    charges: chargesPence(terms, 1),
  }));
  const cost = exactCost(model, bought);
  const terms = {
    bundles: (model.bundles ?? []).filter((bundle) => bundle.supplierId === supplierId),
    rebates: (model.rebates ?? []).find((one) => one.supplierId === supplierId)?.steps ?? [],
  };
  const quoted = {
    goods: sumPence(bought.map(({ goodsPence }) => goodsPence)),
    fees: sumPence(bought.map(({ charges }) => charges)),
    discounts: sumPence(discountsPence(terms, bought)),
  };
  const awarded = {
    goods: wholePenceOf(cost.goods),
    fees: wholePenceOf(cost.fees),
    discounts: wholePenceOf(cost.bundles + cost.rebates),
  };
  return { quoted, awarded };
}

describe('The total that a supplier reads before it seals', () => {
  it('is to the penny what awards are compared by', () => {
    const discounted = [1, 2, 3, 4, 5].flatMap((seed) => {
      const model = largeTender({ suppliers: 12, lots: 8, tiers: 4 }, seed);
      const suppliers = [...new Set(model.quotes.map(({ supplierId }) => supplierId))];
      return suppliers.map((supplierId) => {
        const { quoted, awarded } = bothWays(model, supplierId);
        expect(quoted).toEqual(awarded);
        return quoted.discounts;
      });
    });
    expect(discounted.filter((pence) => pence > 0).length).toBeGreaterThan(10);
  });
});

import { writeCsv } from '#libs/csv';
import { poundsText, ratioPence } from '#libs/money';
import type { LotShares, RoundShares } from './shares.js';

const shareColumns = [
  'urn',
  'school',
  'item',
  'supplier',
  'quantity',
  'unit_price',
  'pays',
  'baseline',
  'saving',
  'competition_effect',
  'aggregation_effect',
] as const;

/** `shares.csv`: a row for each school and item, by item and URN. */
export function sharesCsv({ rows }: RoundShares): string {
  return writeCsv(
    shareColumns,
    rows.map(({ urn, school, item, supplier, quantity, ...money }) => ({
      urn,
      school,
      item,
      supplier,
      quantity,
      unit_price: poundsText(money.unitPricePence),
      pays: poundsText(money.paysPence),
      baseline: poundsText(money.baselinePence),
      saving: poundsText(money.savingPence),
      competition_effect: poundsText(money.competitionPence),
      aggregation_effect: poundsText(money.aggregationPence),
    })),
  );
}

const awardColumns = [
  'item',
  'supplier',
  'result',
  'wanted',
  'bought',
  'spare',
  'unit_price',
  'cost',
  'rank',
  'behind',
  'note',
] as const;

/** `award.csv`: who won each item, and every other quote by what the whole would have cost. */
export function awardCsv({ lots }: RoundShares): string {
  return writeCsv(awardColumns, lots.flatMap(awardRows));
}

function awardRows({ award }: LotShares) {
  const { lot, wins, ranking, spareQuantity, notes } = award;
  const item = lot.item.item;
  const noteOn = (name: string) =>
    notes.flatMap(({ supplier, sentence }) => (supplier === name ? [sentence] : [])).join(' ');
  const won = wins.map(({ supplier, quantity, costPence }, i) => ({
    item,
    supplier,
    result: 'won',
    wanted: lot.quantity,
    bought: quantity,
    spare: i === 0 ? spareQuantity : 0,
    unit_price: poundsText(ratioPence(costPence, 1, quantity)),
    cost: poundsText(costPence),
    rank: ranking.find((one) => one.supplier === supplier)?.rank,
    behind: '0.00',
    note: noteOn(supplier),
  }));
  const winners = new Set(wins.map(({ supplier }) => supplier));
  const others = lot.offers.filter(({ supplier }) => !winners.has(supplier));
  const lost = others.map(({ supplier }) => {
    const ranked = ranking.find((one) => one.supplier === supplier);
    const note = noteOn(supplier);
    if (!ranked) return { item, supplier, result: 'could not win', wanted: lot.quantity, note };
    return {
      item,
      supplier,
      result: 'lost',
      wanted: lot.quantity,
      bought: 0,
      spare: 0,
      unit_price: poundsText(ratioPence(ranked.costPence, 1, ranked.quantity)),
      cost: poundsText(ranked.costPence),
      rank: ranked.rank,
      behind: poundsText(ranked.behindPence),
      note,
    };
  });
  return [...won, ...lost.toSorted((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity))];
}

import { chargesPence, costPence, discountsPence } from '#libs/allocation';
import { formatPounds, formatWhole, sumPence, vatPence } from '#libs/money';
import type { TenderLotView } from '#messages/tenders';
import { dataTable, type DataTable } from './kit/data-table.js';
import { formatPercent } from './kit/view-filters.js';
import type { Sheet } from './price-sheet-terms.js';
import { unitsOf } from './round-words.js';

/** What a supplier asks for one lot, alone in it: net, in pence. */
export interface OwnTotal {
  readonly lot: TenderLotView;
  /** The tendered quantity, or what can be supplied of it. */
  readonly quantity: number;
  readonly goodsPence: number;
  readonly chargesPence: number;
  readonly discountPence: number;
  /** Goods + charges − discount. */
  readonly netPence: number;
  readonly vatPence: number;
}

/** A quote's totals if it wins all it can, by the arithmetic that awards are compared by. */
export function ownTotals({ lines, ...terms }: Sheet, lots: readonly TenderLotView[]): OwnTotal[] {
  const bought = lots.flatMap((lot) => {
    const line = lines.find(({ lotId }) => lotId === lot.lotId);
    if (!line) return [];
    const { capacity = Infinity } = line;
    const quantity = Math.min(lot.quantity, capacity, terms.capacity ?? Infinity);
    const goodsPence = costPence(line, quantity);
    const schools = lot.drops.filter(({ firm }) => firm > 0).length;
    return [{ lot, lotId: lot.lotId, quantity, goodsPence, charges: chargesPence(line, schools) }];
  });
  const discounts = discountsPence(terms, bought);
  return bought.map(({ lot, quantity, goodsPence, charges }, i) => {
    const discountPence = discounts[i]!;
    const netPence = sumPence([goodsPence, charges, -discountPence]);
    const vat = vatPence(netPence, lot.vatRateBasisPoints);
    return {
      lot,
      quantity,
      goodsPence,
      chargesPence: charges,
      discountPence,
      netPence,
      vatPence: vat,
    };
  });
}

/** The totals, adding up; charges and discounts only where there are any. */
export function ownTotalsTable(rows: readonly OwnTotal[]): DataTable {
  const has = (part: 'chargesPence' | 'discountPence') => rows.some((row) => row[part] > 0);
  const parted = has('chargesPence') || has('discountPence');
  const pence = (heading: string, value: (row: OwnTotal) => number) =>
    ({ heading, value, kind: 'pence', total: true }) as const;
  return dataTable({
    caption: 'Your totals for the advertised quantities',
    rows,
    totalLabel: 'All lots',
    columns: [
      { heading: 'Lot', value: ({ lot }: OwnTotal) => lot.description },
      { heading: 'Quantity', value: ({ lot, quantity }) => `${quantity} ${unitsOf(lot)}` },
      ...(parted ? [pence('Goods', ({ goodsPence }) => goodsPence)] : []),
      ...(has('chargesPence') ? [pence('Charges', (row) => row.chargesPence)] : []),
      ...(has('discountPence') ? [pence('Discounts', (row) => -row.discountPence)] : []),
      pence('Net', ({ netPence }) => netPence),
      { heading: 'VAT rate', value: ({ lot }) => formatPercent(lot.vatRateBasisPoints) },
      pence('VAT', (row) => row.vatPence),
      pence('Gross', (row) => sumPence([row.netPence, row.vatPence])),
    ],
  });
}

/** What the totals leave out, in sentences. */
export function totalsNotes(
  { lines, capacity = Infinity }: Sheet,
  rows: readonly OwnTotal[],
): string[] {
  const notes = rows
    .filter(({ lot, quantity }) => quantity < lot.quantity)
    .map(({ lot, quantity }) => {
      const [own, all] = [formatWhole(quantity), formatWhole(lot.quantity)];
      return `You can supply ${own} of the ${all} ${unitsOf(lot)} of ${lot.description}: the total is for those.`;
    });
  const units = rows.reduce((all, { quantity }) => all + quantity, 0);
  if (units > capacity) {
    notes.push(
      `You can supply ${formatWhole(capacity)} units of all lots together, and these totals are for ` +
        `${formatWhole(units)}: you will not be awarded all of them.`,
    );
  }
  if (lines.some(({ deliveryPencePerSchool }) => deliveryPencePerSchool)) {
    notes.push('Delivery is counted for every school of a lot.');
  }
  return notes;
}

/** Net, VAT and gross of all lots. */
export function totalFigures(rows: readonly OwnTotal[]) {
  const net = sumPence(rows.map(({ netPence }) => netPence));
  const vat = sumPence(rows.map((row) => row.vatPence));
  return [
    { name: 'Net', value: formatPounds(net) },
    { name: 'VAT', value: formatPounds(vat) },
    { name: 'Gross', value: formatPounds(sumPence([net, vat])) },
  ];
}

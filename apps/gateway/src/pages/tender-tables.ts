import { sumPence, vatPence } from '#libs/money';
import type { Drop, TenderLotView, TenderView } from '#messages/tenders';
import { dataTable, type DataTable } from './kit/data-table.js';
import { formatPercent } from './kit/view-filters.js';
import { unitsOf } from './round-words.js';

export function schoolOf({ schoolName, schoolUrn }: Drop): string {
  return schoolName ?? `School ${schoolUrn}`;
}

/** What is bought: the ceilings are no business of suppliers. */
export function lotsTable({ lots }: TenderView): DataTable {
  const isShown = lots.some(({ ceilingPence }) => ceilingPence !== null);
  return dataTable({
    caption: 'What is to be supplied',
    rows: lots,
    columns: [
      { heading: 'Lot', value: ({ description }: TenderLotView) => description },
      { heading: 'Unit', value: ({ unit }) => unit },
      { heading: 'Firm quantity', value: ({ quantity }) => quantity, kind: 'count' },
      { heading: 'At most', value: ({ mostQuantity }) => mostQuantity, kind: 'count' },
      { heading: 'Units in a case', value: ({ caseSize }) => caseSize, kind: 'count' },
      { heading: 'VAT', value: (lot) => lot.vatRateBasisPoints, kind: 'basis-points' },
      ...(isShown
        ? [
            {
              heading: 'Ceiling for a unit',
              value: (lot: TenderLotView) => lot.ceilingPence,
              kind: 'pence' as const,
            },
          ]
        : []),
    ],
  });
}

/** The delivery pack of one lot: every door, adding up to the lot. */
export function dropsTable(lot: TenderLotView): DataTable {
  const units = unitsOf(lot);
  return dataTable({
    caption: `${lot.description}: where it goes`,
    rows: lot.drops,
    whenEmpty: 'None of this lot goes to your schools.',
    columns: [
      { heading: 'School', value: schoolOf },
      { heading: `Firm, ${units}`, value: ({ firm }) => firm, kind: 'count', total: true },
      { heading: `At most, ${units}`, value: ({ most }) => most, kind: 'count', total: true },
    ],
  });
}

/** The whole delivery pack, for a spreadsheet. */
export function deliveryPack({ lots }: TenderView): DataTable {
  return dataTable({
    caption: 'Delivery pack',
    rows: lots.flatMap((lot) => lot.drops.map((drop) => ({ ...drop, lot }))),
    columns: [
      { heading: 'School', value: schoolOf },
      { heading: 'URN', value: ({ schoolUrn }) => schoolUrn },
      { heading: 'Lot', value: ({ lot }) => lot.item },
      { heading: 'Description', value: ({ lot }) => lot.description },
      { heading: 'Unit', value: ({ lot }) => lot.unit },
      { heading: 'Firm', value: ({ firm }) => firm, kind: 'count' },
      { heading: 'At most', value: ({ most }) => most, kind: 'count' },
    ],
  });
}

/** One lot with somebody's total for it. */
export interface PricedLot {
  readonly lot: TenderLotView;
  readonly supplierName?: string;
  readonly netPence: number;
  /** Of the lot; all of it unless said. */
  readonly quantity?: number;
}

export function vatOf({ lot, netPence }: PricedLot): number {
  return vatPence(netPence, lot.vatRateBasisPoints);
}

/** Net, VAT and gross of some lots, adding up. */
export function pricedTable(caption: string, rows: readonly PricedLot[]): DataTable {
  const hasSuppliers = rows.some(({ supplierName }) => supplierName !== undefined);
  return dataTable({
    caption,
    rows,
    totalLabel: 'All lots',
    columns: [
      { heading: 'Lot', value: ({ lot }: PricedLot) => lot.description },
      ...(hasSuppliers
        ? [{ heading: 'Supplier', value: (row: PricedLot) => row.supplierName }]
        : []),
      {
        heading: 'Quantity',
        value: ({ lot, quantity = lot.quantity }) => `${quantity} ${unitsOf(lot)}`,
      },
      { heading: 'Net', value: ({ netPence }) => netPence, kind: 'pence', total: true },
      { heading: 'VAT rate', value: ({ lot }) => formatPercent(lot.vatRateBasisPoints) },
      { heading: 'VAT', value: vatOf, kind: 'pence', total: true },
      { heading: 'Gross', value: grossOf, kind: 'pence', total: true },
    ],
  });
}

function grossOf(row: PricedLot): number {
  return sumPence([row.netPence, vatOf(row)]);
}

import { writeCsv, type CsvCell, type CsvRow } from '#libs/csv';
import { poundsText } from '#libs/money';
import type { TenderLotView } from '#messages/tenders';
import { percentText } from './kit/typed-values.js';
import type { Sheet } from './price-sheet-terms.js';

/** The columns of a price sheet; the last eight may be missing. */
export const columns = [
  'lot',
  'description',
  'unit',
  'quantity',
  'meets_specification',
  'reason',
  'basis',
  'from_quantity',
  'unit_price',
  'capacity',
  'minimum_award',
  'fixed_fee',
  'delivery_per_school',
  'bundle_lots',
  'bundle_off',
  'rebate_from',
  'rebate_rate',
] as const;

export type SheetColumn = (typeof columns)[number];
export type SheetRow = CsvRow<SheetColumn>;
/** Notes what is wrong with a cell; the sentence has no full stop. */
export type NoteCell = (row: SheetRow, column: SheetColumn, sentence: string) => void;

/** What the column `lot` says in the rows of terms over all lots. */
export const allLots = 'all lots';

const templateRows = 3;
type Cells = Partial<Record<SheetColumn, CsvCell>>;

/** A price sheet with the lots filled in: the first price of each holds from 1. */
export function sheetTemplate(lots: readonly TenderLotView[]): string {
  return writeCsv(columns, [...lots.flatMap(templateLot), { lot: allLots }]);
}

/** A quote as a price sheet: reading it gives the same quote. */
export function filledSheet({ lines, ...terms }: Sheet, lots: readonly TenderLotView[]): string {
  const rows = lots.flatMap((lot) => {
    const line = lines.find(({ lotId }) => lotId === lot.lotId);
    return line ? filledLot(lot, line) : templateLot(lot);
  });
  return writeCsv(columns, [...rows, ...termRowsOf(terms, lots)]);
}

function templateLot(lot: TenderLotView): Cells[] {
  const first = { meets_specification: 'yes', basis: 'all-units', from_quantity: 1 };
  return Array.from({ length: templateRows }, (_, t) => ({
    ...factsOf(lot),
    ...(t === 0 && first),
  }));
}

function factsOf({ item, description, unit, quantity }: TenderLotView): Cells {
  return { lot: item, description, unit, quantity };
}

function filledLot(lot: TenderLotView, line: Sheet['lines'][number]): Cells[] {
  const { fixedFeePence, deliveryPencePerSchool } = line;
  const said: Cells = {
    meets_specification: line.meetsSpecification ? 'yes' : 'no',
    reason: line.reason,
    basis: line.basis,
    capacity: line.capacity,
    minimum_award: line.minimumAward,
    fixed_fee: poundsOrNone(fixedFeePence),
    delivery_per_school: poundsOrNone(deliveryPencePerSchool),
  };
  return line.tiers.map(({ fromQuantity, unitPricePence }, t) => ({
    ...factsOf(lot),
    ...(t === 0 && said),
    from_quantity: fromQuantity,
    unit_price: poundsText(unitPricePence),
  }));
}

/** One row for each bundle and rebate, side by side. */
function termRowsOf(
  { capacity, bundles = [], rebates = [] }: Omit<Sheet, 'lines'>,
  lots: readonly TenderLotView[],
): Cells[] {
  const itemOf = new Map(lots.map(({ lotId, item }) => [lotId, item]));
  const length = Math.max(1, bundles.length, rebates.length);
  return Array.from({ length }, (_, k): Cells => {
    const [bundle, rebate] = [bundles[k], rebates[k]];
    return {
      lot: allLots,
      ...(k === 0 && { capacity }),
      bundle_lots: bundle?.lotIds.map((lotId) => itemOf.get(lotId) ?? '').join('; '),
      bundle_off: bundle && percentText(bundle.offBasisPoints),
      rebate_from: poundsOrNone(rebate?.fromSpendPence),
      rebate_rate: rebate && percentText(rebate.rateBasisPoints),
    };
  });
}

function poundsOrNone(pence: number | undefined): string | undefined {
  return pence === undefined ? undefined : poundsText(pence);
}

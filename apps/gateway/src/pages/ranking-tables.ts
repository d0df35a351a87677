import { equalPriceShares } from '#libs/allocation';
import { formatPounds, formatWhole } from '#libs/money';
import type { RevealedQuote } from '#messages/quotes';
import type { RankedQuote, TenderLotView, TenderView } from '#messages/tenders';
import { dataTable, type DataTable } from './kit/data-table.js';
import { barChart, type BarChart } from './kit/figures.js';
import { pricesTable } from './quote-tables.js';
import { unitsOf } from './round-words.js';
import { schoolOf } from './tender-tables.js';

export type Valid = RankedQuote & { readonly totalPence: number };

/** The quotes of a lot that count, cheapest first. */
export function validOf({ ranking }: TenderLotView): Valid[] {
  return ranking.flatMap(({ totalPence, ...quote }) =>
    totalPence === null || quote.setAside !== undefined ? [] : [{ ...quote, totalPence }],
  );
}

/** Places as in sport: who asks the same shares a place. */
export function placeOf({ totalPence }: Valid, valid: readonly Valid[]): number {
  return 1 + valid.filter((other) => other.totalPence < totalPence).length;
}

/** How the quotes of one lot compare. `mayAct`: each that counts can be set aside. */
export function rankingTable(tenderId: string, lot: TenderLotView, mayAct = false): DataTable {
  const valid = validOf(lot);
  const counting = (quote: RankedQuote) => valid.find(({ quoteId }) => quoteId === quote.quoteId);
  const behind = (quote: RankedQuote) => {
    const own = counting(quote);
    return own ? own.totalPence - (valid[0]?.totalPence ?? 0) : null;
  };
  const aside = ({ supplierName }: RankedQuote) => `Set ${supplierName} aside`;
  const query = ({ quoteId }: RankedQuote) => `lotId=${lot.lotId}&quoteId=${quoteId}`;
  return dataTable({
    caption: `${lot.description}: totals for ${formatWhole(lot.quantity)} ${unitsOf(lot)}, net`,
    whenEmpty: 'No supplier quoted for this lot.',
    rows: lot.ranking,
    columns: [
      { heading: 'Supplier', value: ({ supplierName }: RankedQuote) => supplierName },
      {
        heading: 'Place',
        value: (quote) => {
          const own = counting(quote);
          return own ? placeOf(own, valid) : null;
        },
        kind: 'count',
      },
      { heading: 'Total', value: ({ totalPence }) => totalPence, kind: 'pence' },
      { heading: 'Behind by', value: behind, kind: 'pence' },
      { heading: 'To note', value: remark },
      ...(mayAct
        ? [
            {
              heading: 'Decide',
              value: (quote: RankedQuote) => (counting(quote) ? aside(quote) : null),
              href: (quote: RankedQuote) =>
                counting(quote) && `/tenders/${tenderId}/exclusion?${query(quote)}`,
            },
          ]
        : []),
    ],
  });
}

function remark({ setAside, abnormallyLow }: RankedQuote): string {
  if (setAside) return `Does not count: ${setAside}`;
  return abnormallyLow ? 'Unusually low: ask before deciding' : '';
}

export function rankingChart(lot: TenderLotView): BarChart | undefined {
  const valid = validOf(lot);
  if (valid.length === 0) return undefined;
  return barChart(
    `${lot.description}: total of each quote that counts`,
    valid.map(({ supplierName, totalPence }) => ({
      label: supplierName,
      value: totalPence,
      text: formatPounds(totalPence),
    })),
  );
}

/** Every price as it came out of its seal. */
export function openedPrices(lot: TenderLotView, quotes: readonly RevealedQuote[]): DataTable {
  const lines = quotes.flatMap(({ supplierName, lines: all }) =>
    all.filter(({ lotId }) => lotId === lot.lotId).map((line) => ({ ...line, name: supplierName })),
  );
  return pricesTable(`${lot.description}: every price quoted`, lines, 'Supplier');
}

/** All rankings in one file. */
export function assessmentTable({ lots }: TenderView): DataTable {
  return dataTable({
    caption: 'Assessment',
    rows: lots.flatMap((lot) => lot.ranking.map((quote) => ({ ...quote, lot }))),
    columns: [
      { heading: 'Lot', value: ({ lot }) => lot.item },
      { heading: 'Quantity', value: ({ lot }) => lot.quantity, kind: 'count' },
      { heading: 'Supplier', value: ({ supplierName }) => supplierName },
      { heading: 'Total', value: ({ totalPence }) => totalPence, kind: 'pence' },
      { heading: 'To note', value: remark },
    ],
  });
}

/** What each school would pay by the rule of one price for everybody: the award does the same. */
export function sharesPreview(lot: TenderLotView, totalPence: number): DataTable {
  const demands = lot.drops.map(({ schoolUrn: id, firm: quantity }) => ({ id, quantity }));
  const parts = equalPriceShares(totalPence, demands);
  return dataTable({
    caption: `${lot.description}: what each school would pay, net`,
    rows: lot.drops.map((drop, n) => ({ ...drop, paysPence: parts[n]?.pence ?? 0 })),
    columns: [
      { heading: 'School', value: schoolOf },
      { heading: 'Quantity', value: ({ firm }) => firm, kind: 'count', total: true },
      { heading: 'Would pay', value: ({ paysPence }) => paysPence, kind: 'pence', total: true },
    ],
  });
}

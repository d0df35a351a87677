import { formatPounds, formatWhole } from '#libs/money';
import type { QuoteLine, QuoteTerms, RevealedQuote } from '#messages/quotes';
import type { TenderLotView } from '#messages/tenders';
import { dataTable, type DataTable } from './kit/data-table.js';
import { percentText } from './kit/typed-values.js';

type Named<T> = T & { readonly name: string };
type DescribedLot = Pick<TenderLotView, 'lotId' | 'description'>;

/** What some lines say beside their prices; undefined while none says anything. */
export function lineTermsTable(
  caption: string,
  lines: readonly Named<QuoteLine>[],
  first: string,
): DataTable | undefined {
  const termed = lines.filter(({ capacity, minimumAward, fixedFeePence, deliveryPencePerSchool }) =>
    [capacity, minimumAward, fixedFeePence, deliveryPencePerSchool].some((one) => one != null),
  );
  if (termed.length === 0) return undefined;
  return dataTable({
    caption,
    rows: termed,
    columns: [
      { heading: first, value: ({ name }: Named<QuoteLine>) => name },
      { heading: 'Can supply at most', value: ({ capacity }) => capacity, kind: 'count' },
      { heading: 'Sells at least', value: ({ minimumAward }) => minimumAward, kind: 'count' },
      { heading: 'Fixed charge', value: ({ fixedFeePence }) => fixedFeePence, kind: 'pence' },
      {
        heading: 'Delivery, for each school',
        value: ({ deliveryPencePerSchool }) => deliveryPencePerSchool,
        kind: 'pence',
      },
    ],
  });
}

/** What quotes say for all of their lots together, in words; undefined while none says anything. */
export function wholeTermsTable(
  caption: string,
  quotes: readonly Named<QuoteTerms>[],
  lots: readonly DescribedLot[],
  first?: string,
): DataTable | undefined {
  const rows = quotes.flatMap(({ name, ...terms }) =>
    wholeTermsWords(terms, lots).map((words) => ({ ...words, name })),
  );
  type Row = (typeof rows)[number];
  if (rows.length === 0) return undefined;
  return dataTable({
    caption,
    rows,
    columns: [
      ...(first === undefined ? [] : [{ heading: first, value: ({ name }: Row) => name }]),
      { heading: 'Term', value: ({ term }: Row) => term },
      { heading: 'Holds', value: ({ holds }) => holds },
    ],
  });
}

/** The limits and charges of one lot as they came out of their seals. */
export function openedTerms(
  { lotId, description }: DescribedLot,
  quotes: readonly RevealedQuote[],
): DataTable | undefined {
  const lines = quotes.flatMap(({ supplierName: name, lines: all }) =>
    all.filter((line) => line.lotId === lotId).map((line) => ({ ...line, name })),
  );
  return lineTermsTable(`${description}: limits and charges`, lines, 'Supplier');
}

/** What the quotes say over all lots, as it came out of their seals. */
export function openedWholeTerms(
  lots: readonly DescribedLot[],
  quotes: readonly RevealedQuote[],
): DataTable | undefined {
  const named = quotes.map((quote) => ({ ...quote, name: quote.supplierName }));
  return wholeTermsTable('Limits, bundles and rebates over all lots', named, lots, 'Supplier');
}

function wholeTermsWords(
  { capacity, bundles = [], rebates = [] }: QuoteTerms,
  lots: readonly DescribedLot[],
): { term: string; holds: string }[] {
  const nameOf = new Map(lots.map(({ lotId, description }) => [lotId, description]));
  return [
    ...(capacity == null
      ? []
      : [{ term: 'Limit', holds: `${formatWhole(capacity)} units at most, over all lots` }]),
    ...bundles.map(({ lotIds, offBasisPoints }) => ({
      term: 'Bundle',
      holds:
        `${percentText(offBasisPoints)}% off the goods in ` +
        `${lotIds.map((lotId) => nameOf.get(lotId) ?? lotId).join(', ')}, ` +
        'when something of each is bought',
    })),
    ...rebates.map(({ fromSpendPence, rateBasisPoints }) => ({
      term: 'Rebate',
      holds:
        `${percentText(rateBasisPoints)}% of all goods back, ` +
        `from ${formatPounds(fromSpendPence)} of goods on`,
    })),
  ];
}

import { formatPounds, formatWhole } from '#libs/money';
import type { QuoteLine, QuoteTerms } from '#messages/quotes';
import { dataTable, type DataTable } from './kit/data-table.js';
import { percentText } from './kit/typed-values.js';

type Named<T> = T & { readonly name: string };

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
  lots: readonly { readonly lotId: string; readonly description: string }[],
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

function wholeTermsWords(
  { capacity, bundles = [], rebates = [] }: QuoteTerms,
  lots: readonly { readonly lotId: string; readonly description: string }[],
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

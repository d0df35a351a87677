import type { QuoteLine, Receipt } from '#messages/quotes';
import { dataTable, type DataTable } from './kit/data-table.js';
import type { Said } from './round-words.js';

export const receiptStates: Readonly<Record<Receipt['status'], Said>> = {
  sealed: { text: 'Sealed', colour: 'green' },
  replaced: { text: 'Replaced', colour: 'grey' },
  withdrawn: { text: 'Withdrawn', colour: 'grey' },
  opened: { text: 'Opened', colour: 'blue' },
};

/** What was received from one supplier: never a price. */
export function receiptsTable(tenderId: string, receipts: readonly Receipt[]): DataTable {
  return dataTable({
    caption: 'What we have received from you',
    whenEmpty: 'Nothing yet.',
    rows: receipts.toReversed(),
    columns: [
      {
        heading: 'Received',
        value: ({ receivedAt }: Receipt) => receivedAt,
        kind: 'instant',
        href: ({ quoteId }: Receipt) => `/tenders/${tenderId}/receipts/${quoteId}`,
      },
      {
        heading: 'State',
        value: ({ status }) => receiptStates[status].text,
        tag: ({ status }) => receiptStates[status].colour,
      },
      { heading: 'Seal', value: ({ sealHash }) => `${sealHash.slice(0, 16)}…` },
    ],
  });
}

/** The prices of some lines as they will be read at the opening. */
export function pricesTable(
  caption: string,
  lines: readonly (QuoteLine & { readonly name: string })[],
  first: string,
): DataTable {
  return dataTable({
    caption,
    rows: lines.flatMap((line) => line.tiers.map((tier) => ({ ...line, ...tier }))),
    columns: [
      { heading: first, value: ({ name }) => name },
      { heading: 'From quantity', value: ({ fromQuantity }) => fromQuantity, kind: 'count' },
      { heading: 'Unit price', value: ({ unitPricePence }) => unitPricePence, kind: 'pence' },
      { heading: 'Holds for', value: ({ basis }) => basisWords[basis] },
      {
        heading: 'Meets the specification',
        value: ({ meetsSpecification, reason }) =>
          meetsSpecification ? 'Yes' : `No: ${reason ?? 'no reason given'}`,
      },
    ],
  });
}

export const basisWords: Readonly<Record<QuoteLine['basis'], string>> = {
  'all-units': 'all units',
  incremental: 'the units from there on',
};

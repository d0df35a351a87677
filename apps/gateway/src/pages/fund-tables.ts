import { formatPounds, sumPence } from '#libs/money';
import type { FundView, PartyMoney, Payable } from '#messages/ledger';
import { dataTable, type DataTable } from './kit/data-table.js';
import { formatDay } from './kit/view-filters.js';

type PartyOf = (partyId: string) => string;

/** Each party's money in the fund; a line of totals that must be what the bank holds. */
export function partiesTable({ parties }: FundView, partyOf: PartyOf): DataTable {
  const pence = (heading: string, value: (row: PartyMoney) => number) =>
    ({ heading, value, kind: 'pence', total: true }) as const;
  return dataTable({
    caption: 'Money of each contracting party',
    whenEmpty: 'No contracting party has approved a budget for this fund yet.',
    rows: parties.toSorted((a, b) => partyOf(a.partyId).localeCompare(partyOf(b.partyId), 'en')),
    totalLabel: 'All parties',
    columns: [
      { heading: 'Contracting party', value: ({ partyId }: PartyMoney) => partyOf(partyId) },
      pence('Budget', (row) => row.budgetPence),
      pence('Reserved', (row) => row.reservedPence),
      pence('Spent', (row) => row.spentPence),
      pence('Free', (row) => row.availablePence),
      pence('Called', (row) => row.calledPence),
      pence('Paid in', (row) => row.contributedPence),
      pence('Owes', (row) => row.owesPence),
      pence('Cash held', (row) => row.cashHeldPence),
    ],
  });
}

export interface PayableWays {
  readonly partyOf: PartyOf;
  /** Where an unpaid invoice is paid; nothing for those who may not. */
  readonly payHref?: (payable: Payable) => string;
}

export function payablesTable(rows: readonly Payable[], { partyOf, payHref }: PayableWays) {
  return dataTable({
    caption: 'Invoices to pay and paid',
    whenEmpty: 'No matched invoice has been posted to this fund yet.',
    rows,
    columns: [
      {
        heading: 'Invoice',
        value: ({ invoiceNumber }: Payable) => invoiceNumber,
        href: (row) => (row.paidDay === null ? payHref?.(row) : undefined),
      },
      { heading: 'Supplier', value: ({ supplierName }) => supplierName },
      { heading: 'Billed to', value: ({ partyId }) => partyOf(partyId) },
      { heading: 'Pay by', value: ({ dueDay }) => dueDay, kind: 'day' },
      {
        heading: 'State',
        value: ({ paidDay }) => (paidDay === null ? 'Unpaid' : `Paid on ${formatDay(paidDay)}`),
        tag: ({ paidDay }) => (paidDay === null ? 'yellow' : undefined),
      },
      { heading: 'With VAT', value: ({ grossPence }) => grossPence, kind: 'pence', total: true },
    ],
  });
}

/** Is the bank what is held for the parties? Said either way, never assumed. */
export function bankSentence({ bankPence, parties }: FundView): string {
  const held = sumPence(parties.map(({ cashHeldPence }) => cashHeldPence));
  const bank = formatPounds(bankPence);
  return held === bankPence
    ? `The bank holds ${bank}, and the cash held for the parties adds up to the same ${bank}.`
    : `The bank holds ${bank}, but the cash held for the parties adds up to ${formatPounds(held)}.`;
}

/** Free = budget − reserved − spent; owes = called − paid in, as sums of the table above. */
export function fundFigures({ bankPence, parties }: FundView, payables: readonly Payable[]) {
  const sum = (of: (party: PartyMoney) => number) => formatPounds(sumPence(parties.map(of)));
  const unpaid = payables.filter(({ paidDay }) => paidDay === null);
  return [
    { name: 'In the bank', value: formatPounds(bankPence) },
    {
      name: 'Invoices to pay',
      value: formatPounds(sumPence(unpaid.map(({ grossPence }) => grossPence))),
      note: unpaid.length === 0 ? 'None is unpaid' : `${unpaid.length} unpaid, with VAT`,
    },
    {
      name: 'Called, not yet paid in',
      value: sum(({ owesPence }) => owesPence),
      note: 'With VAT',
    },
    { name: 'Reserved', value: sum(({ reservedPence }) => reservedPence), note: 'Without VAT' },
  ];
}

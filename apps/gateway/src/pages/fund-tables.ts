import { formatPounds, sumPence } from '#libs/money';
import type { FundView, PartyMoney, Payable } from '#messages/ledger';
import { dataTable, type Column, type DataTable } from './kit/data-table.js';
import { formatDay } from './kit/view-filters.js';

type PartyOf = (partyId: string) => string;

const pence = (heading: string, value: (row: PartyMoney) => number): Column<PartyMoney> => ({
  heading,
  value,
  kind: 'pence',
  total: true,
});

/** What each party allows, and what of it is taken: budget − reserved − spent = free. */
const budgetColumns = [
  pence('Budget', (row) => row.budgetPence),
  pence('Reserved', (row) => row.reservedPence),
  pence('Spent', (row) => row.spentPence),
  pence('Free', (row) => row.availablePence),
];

/** Each party's cash: called − paid in − set off = owes; the total held is what the bank holds. */
const called = [
  pence('Called', (row) => row.calledPence),
  pence('Paid in', (row) => row.contributedPence),
];
const setOff = pence('Set off', (row) => row.setOffPence);
const held = [
  pence('Owes', (row) => row.owesPence),
  pence('Cash held', (row) => row.cashHeldPence),
];
const credits = [
  pence('Can be paid back', (row) => row.creditPence),
  pence('Awaited', (row) => row.awaitedPence),
];

export function budgetTable(fund: FundView, partyOf: PartyOf): DataTable {
  return partiesTable('Budget of each contracting party', fund, partyOf, budgetColumns);
}

export function cashTable(fund: FundView, partyOf: PartyOf): DataTable {
  const isSetOff = fund.parties.some(({ setOffPence }) => setOffPence !== 0);
  const columns = [...called, ...(isSetOff ? [setOff] : []), ...held];
  return partiesTable('Cash of each contracting party', fund, partyOf, columns);
}

/** What is the parties' own: held and called for nothing, or still to come from others. */
export function creditTable(
  fund: FundView,
  partyOf: PartyOf,
  refundHref?: (partyId: string) => string,
): DataTable {
  const rows = fund.parties.filter((row) => row.creditPence > 0 || row.awaitedPence > 0);
  return dataTable({
    caption: 'Credit of each contracting party',
    rows: rows.toSorted((a, b) => partyOf(a.partyId).localeCompare(partyOf(b.partyId), 'en')),
    totalLabel: 'All parties',
    columns: [
      {
        heading: 'Contracting party',
        value: ({ partyId }: PartyMoney) => partyOf(partyId),
        href: ({ partyId, creditPence }) => (creditPence > 0 ? refundHref?.(partyId) : undefined),
      },
      ...credits,
    ],
  });
}

/** Both in one file. */
export function partiesFile(fund: FundView, partyOf: PartyOf): DataTable {
  return partiesTable('Parties', fund, partyOf, [
    ...budgetColumns,
    ...called,
    setOff,
    ...held,
    ...credits,
  ]);
}

function partiesTable(
  caption: string,
  { parties }: FundView,
  partyOf: PartyOf,
  columns: readonly Column<PartyMoney>[],
): DataTable {
  return dataTable({
    caption,
    whenEmpty: 'No contracting party has approved a budget for this fund yet.',
    rows: parties.toSorted((a, b) => partyOf(a.partyId).localeCompare(partyOf(b.partyId), 'en')),
    totalLabel: 'All parties',
    columns: [
      { heading: 'Contracting party', value: ({ partyId }) => partyOf(partyId) },
      ...columns,
    ],
  });
}

export interface PayableWays {
  readonly partyOf: PartyOf;
  /** Where an unpaid invoice is paid; nothing for those who may not. */
  readonly payHref?: (payable: Payable) => string;
}

export function payablesTable(rows: readonly Payable[], { partyOf, payHref }: PayableWays) {
  const isCredited = rows.some(({ creditedPence }) => creditedPence > 0);
  const credited: Column<Payable>[] = [
    { heading: 'Credited', value: (row) => row.creditedPence, kind: 'pence', total: true },
    { heading: 'Left to pay', value: ({ leftPence }) => leftPence, kind: 'pence', total: true },
  ];
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
        value: payableState,
        tag: ({ paidDay }) => (paidDay === null ? 'yellow' : undefined),
      },
      { heading: 'With VAT', value: ({ grossPence }) => grossPence, kind: 'pence', total: true },
      ...(isCredited ? credited : []),
    ],
  });
}

function payableState({ paidDay, grossPence, creditedPence }: Payable): string {
  if (paidDay === null) return creditedPence > 0 ? 'Part credited' : 'Unpaid';
  const isCredited = grossPence > 0 && creditedPence === grossPence;
  return `${isCredited ? 'Credited' : 'Paid'} on ${formatDay(paidDay)}`;
}

/** Is the bank what is held for the parties? Said either way, never assumed. */
export function bankSentence({ bankPence, parties }: FundView): string {
  const held = sumPence(parties.map(({ cashHeldPence }) => cashHeldPence));
  const bank = formatPounds(bankPence);
  return held === bankPence
    ? `The bank holds ${bank}, and the cash held for the parties adds up to the same ${bank}.`
    : `The bank holds ${bank}, but the cash held for the parties adds up to ${formatPounds(held)}.`;
}

/** The few figures that a finance officer looks for first. */
export function fundFigures({ bankPence, parties }: FundView, payables: readonly Payable[]) {
  const sum = (of: (party: PartyMoney) => number) => formatPounds(sumPence(parties.map(of)));
  const unpaid = payables.filter(({ paidDay }) => paidDay === null);
  return [
    { name: 'In the bank', value: formatPounds(bankPence) },
    {
      name: 'Invoices to pay',
      value: formatPounds(sumPence(unpaid.map(({ leftPence }) => leftPence))),
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

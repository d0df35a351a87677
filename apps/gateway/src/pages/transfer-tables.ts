import type { SupplierRefundView, TransferView } from '#messages/ledger';
import type { Transfer } from '#messages/savings';
import { eventAddress } from './event-words.js';
import { dataTable, type Column, type DataTable } from './kit/data-table.js';
import { formatDay } from './kit/view-filters.js';

type NameOf = (id: string) => string;

interface Row {
  readonly of: TransferView;
  readonly transfer: Transfer;
}

/** Who pays into the others' shares, who gets back, and why: one row a school. */
export function transfersTable(
  transfers: readonly TransferView[],
  { school, party }: { school: NameOf; party: NameOf },
  { readsLedger }: { readsLedger: boolean },
): DataTable {
  const rows = transfers.flatMap((of) => of.transfers.map((transfer) => ({ of, transfer })));
  const event: Column<Row> = {
    heading: 'When',
    value: ({ of }) => of.at,
    kind: 'day',
    ...(readsLedger && { href: ({ of }: Row) => eventAddress(of) }),
  };
  return dataTable({
    caption: 'Transfers between schools',
    rows,
    columns: [
      {
        heading: 'For',
        value: ({ transfer: { schoolUrn, partyId } }: Row) =>
          schoolUrn === undefined ? party(partyId) : school(schoolUrn),
      },
      { heading: 'Contracting party', value: ({ transfer }) => party(transfer.partyId) },
      {
        heading: 'Why',
        value: ({ of }) => of.reason,
        href: ({ of }) => `/rounds/${of.roundId}/savings`,
      },
      event,
      {
        heading: 'Pays in',
        value: ({ transfer }) => Math.max(transfer.amountPence, 0),
        kind: 'pence',
        total: true,
      },
      {
        heading: 'Gets back',
        value: ({ transfer }) => Math.max(-transfer.amountPence, 0),
        kind: 'pence',
        total: true,
      },
    ],
  });
}

/** Credit notes for what was paid already. */
export function supplierRefundsTable(
  refunds: readonly SupplierRefundView[],
  { partyOf, refundHref }: { partyOf: NameOf; refundHref?: (creditNoteId: string) => string },
): DataTable {
  return dataTable({
    caption: 'Refunds from suppliers',
    rows: refunds,
    columns: [
      {
        heading: 'Credit note',
        value: ({ creditNoteNumber }: SupplierRefundView) => creditNoteNumber,
        href: ({ creditNoteId, receivedDay }) =>
          receivedDay === null ? refundHref?.(creditNoteId) : undefined,
      },
      { heading: 'Supplier', value: ({ supplierName }) => supplierName },
      { heading: 'For', value: ({ partyId }) => partyOf(partyId) },
      {
        heading: 'State',
        value: ({ receivedDay }) =>
          receivedDay === null ? 'To come' : `Here since ${formatDay(receivedDay)}`,
        tag: ({ receivedDay }) => (receivedDay === null ? 'yellow' : undefined),
      },
      { heading: 'To refund', value: ({ refundPence }) => refundPence, kind: 'pence', total: true },
      {
        heading: 'Received',
        value: ({ receivedPence }) => receivedPence,
        kind: 'pence',
        total: true,
      },
    ],
  });
}

import type { CreditNoteView, OrderView, ShortageView } from '#messages/orders';
import { dataTable, type DataTable } from './kit/data-table.js';
import type { OrderNames } from './order-visitor.js';

/** What will never come, of which item and for whom. */
export function shortagesTable({ shortages, lines }: OrderView, names: OrderNames): DataTable {
  const itemOf = new Map(lines.map(({ lotId, description }) => [lotId, description]));
  return dataTable({
    caption: 'Declared short: this will never come',
    rows: shortages,
    columns: [
      { heading: 'School', value: ({ schoolUrn }: ShortageView) => names.school(schoolUrn) },
      { heading: 'Item', value: ({ lotId }) => itemOf.get(lotId) ?? '' },
      { heading: 'Quantity', value: ({ quantity }) => quantity, kind: 'count' },
      { heading: 'Why', value: ({ reason }) => reason },
      { heading: 'Declared', value: ({ declaredAt }) => declaredAt, kind: 'day' },
    ],
  });
}

/** What the supplier took off its invoices. */
export function creditNotesTable({ creditNotes }: OrderView, names: OrderNames): DataTable {
  return dataTable({
    caption: 'Credit notes',
    rows: creditNotes,
    columns: [
      { heading: 'Credit note', value: ({ creditNoteNumber }: CreditNoteView) => creditNoteNumber },
      { heading: 'For', value: ({ partyId }) => names.party(partyId) },
      { heading: 'Date', value: ({ creditDay }) => creditDay, kind: 'day' },
      { heading: 'Why', value: ({ reason }) => reason },
      { heading: 'Net', value: ({ netPence }) => netPence, kind: 'pence', total: true },
      { heading: 'VAT', value: ({ vatPence }) => vatPence, kind: 'pence', total: true },
      { heading: 'With VAT', value: ({ grossPence }) => grossPence, kind: 'pence', total: true },
    ],
  });
}

import { sumPence } from '#libs/money';
import type { InvoiceView, OrderLineView, OrderView } from '#messages/orders';
import { dataTable, type Column, type DataTable } from './kit/data-table.js';
import type { OrderNames } from './order-visitor.js';
import { unitsOf } from './round-words.js';

/** Units that have not come. */
export function outstanding({ quantity, received }: OrderLineView): number {
  return quantity - received;
}

/** Units that have come and are on no invoice. */
export function toInvoice({ received, invoiced }: OrderLineView): number {
  return received - invoiced;
}

/** How far an order is, as an adjective and the colour of its tag; what is over is plain. */
export function orderState({ lines, invoices }: OrderView): { text: string; colour?: string } {
  if (lines.every(({ received }) => received === 0)) return { text: 'Placed', colour: 'blue' };
  if (lines.some((line) => outstanding(line) > 0)) {
    return { text: 'Part delivered', colour: 'yellow' };
  }
  if (lines.some(({ quantity, invoiced }) => invoiced < quantity)) {
    return { text: 'Delivered', colour: 'teal' };
  }
  const isPaid = invoices.every(({ status }) => status === 'paid');
  return isPaid ? { text: 'Paid' } : { text: 'Invoiced', colour: 'green' };
}

/** Every order, the newest first: amounts of different units are not added up. */
export function ordersTable(
  orders: readonly OrderView[],
  titleOf: ReadonlyMap<string, string>,
): DataTable {
  return dataTable({
    caption: 'Orders, the newest first',
    whenEmpty: 'There is no order yet. The lead places one when contracts are in force.',
    rows: orders,
    columns: [
      {
        heading: 'Supplier',
        value: ({ supplierName }: OrderView) => supplierName,
        href: ({ orderId }) => `/orders/${orderId}`,
      },
      { heading: 'Bought in', value: ({ tenderId }) => titleOf.get(tenderId) ?? '' },
      { heading: 'Ordered on', value: ({ placedAt }) => placedAt, kind: 'day' },
      {
        heading: 'State',
        value: (order) => orderState(order).text,
        tag: (order) => orderState(order).colour,
      },
      {
        heading: 'Schools',
        value: ({ lines }) => new Set(lines.map(({ schoolUrn }) => schoolUrn)).size,
        kind: 'count',
      },
      { heading: 'Ordered, net', value: orderedPence, kind: 'pence', total: true },
      { heading: 'Invoiced, net', value: invoicedPence, kind: 'pence', total: true },
    ],
  });
}

export function orderedPence({ lines }: OrderView): number {
  return sumPence(lines.map(({ paysPence }) => paysPence));
}

export function invoicedPence({ lines }: OrderView): number {
  return sumPence(lines.map((line) => line.invoicedPence));
}

/** One lot of an order: what each school ordered, got and was billed, adding up. */
export function lotTables({ lines }: OrderView, names: OrderNames): DataTable[] {
  const lotIds = [...new Set(lines.map(({ lotId }) => lotId))];
  return lotIds.map((lotId) => {
    const rows = lines.filter((line) => line.lotId === lotId);
    const [{ description = '', unit = '' } = {}] = rows;
    return dataTable({
      caption: `${description}, in ${unitsOf({ unit })}`,
      rows,
      totalLabel: 'All schools',
      columns: lineColumns(names),
    });
  });
}

/** The whole order in one file. */
export function orderFile(order: OrderView, names: OrderNames): DataTable {
  const [school, ...figures] = lineColumns(names);
  const columns: Column<OrderLineView>[] = [
    { heading: 'Supplier', value: () => order.supplierName },
    { heading: 'Item', value: ({ item }) => item },
    ...(school ? [school] : []),
    { heading: 'URN', value: ({ schoolUrn }) => schoolUrn },
    { heading: 'Finance code', value: ({ financeCode }) => financeCode },
    ...figures,
  ];
  return dataTable({ caption: order.supplierName, rows: order.lines, columns });
}

function lineColumns(names: OrderNames): Column<OrderLineView>[] {
  return [
    { heading: 'School', value: ({ schoolUrn }) => names.school(schoolUrn) },
    { heading: 'Contracting party', value: ({ partyId }) => names.party(partyId) },
    { heading: 'Ordered', value: ({ quantity }) => quantity, kind: 'count', total: true },
    { heading: 'Received', value: ({ received }) => received, kind: 'count', total: true },
    { heading: 'Still to come', value: outstanding, kind: 'count', total: true },
    { heading: 'Invoiced', value: ({ invoiced }) => invoiced, kind: 'count', total: true },
    { heading: 'Cost, net', value: ({ paysPence }) => paysPence, kind: 'pence', total: true },
    {
      heading: 'Invoiced, net',
      value: (line) => line.invoicedPence,
      kind: 'pence',
      total: true,
    },
  ];
}

/** Invoices with their VAT, in the order in which they are due. */
export function invoicesTable(
  invoices: readonly InvoiceView[],
  partyOf: (partyId: string) => string,
  { ofOneOrder = false } = {},
): DataTable {
  const supplier: Column<InvoiceView> = {
    heading: 'Supplier',
    value: ({ supplierName }) => supplierName,
    href: ({ orderId }) => `/orders/${orderId}`,
  };
  return dataTable({
    caption: 'Invoices',
    whenEmpty: 'No invoice has been recorded yet.',
    rows: invoices,
    columns: [
      { heading: 'Invoice', value: ({ invoiceNumber }: InvoiceView) => invoiceNumber },
      ...(ofOneOrder ? [] : [supplier]),
      { heading: 'Billed to', value: ({ partyId }) => partyOf(partyId) },
      { heading: 'Invoice date', value: ({ invoiceDay }) => invoiceDay, kind: 'day' },
      { heading: 'To be paid by', value: ({ dueDay }) => dueDay, kind: 'day' },
      {
        heading: 'State',
        value: ({ status }) => (status === 'paid' ? 'Paid' : 'Matched'),
        tag: ({ status }) => (status === 'paid' ? undefined : 'blue'),
      },
      { heading: 'Net', value: ({ netPence }) => netPence, kind: 'pence', total: true },
      { heading: 'VAT', value: ({ vatPence }) => vatPence, kind: 'pence', total: true },
      { heading: 'To pay', value: ({ grossPence }) => grossPence, kind: 'pence', total: true },
    ],
  });
}

import { sumPence } from '#libs/money';
import type { InvoiceView, OrderLineView, OrderView } from '#messages/orders';
import { dataTable, type Column, type DataTable } from './kit/data-table.js';
import type { OrderNames } from './order-visitor.js';
import { unitsOf } from './round-words.js';

/** Units that are still to come: without what never will. */
export function outstanding({ quantity, received, short }: OrderLineView): number {
  return quantity - received - short;
}

/** Units that have come and are on no invoice. */
export function toInvoice({ received, invoiced }: OrderLineView): number {
  return received - invoiced;
}

/** How far an order is, as an adjective and the colour of its tag; what is over is plain. */
export function orderState({ lines, invoices }: OrderView): { text: string; colour?: string } {
  if (lines.some((line) => outstanding(line) > 0)) {
    return lines.every(({ received }) => received === 0)
      ? { text: 'Placed', colour: 'blue' }
      : { text: 'Part delivered', colour: 'yellow' };
  }
  if (lines.some((line) => toInvoice(line) > 0)) {
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
      columns: lineColumns(names, lines),
    });
  });
}

/** The whole order in one file. */
export function orderFile(order: OrderView, names: OrderNames): DataTable {
  const [school, ...figures] = lineColumns(names, order.lines);
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

/** Shortages and credits have their columns on an order that has some. */
function lineColumns(names: OrderNames, lines: readonly OrderLineView[]): Column<OrderLineView>[] {
  const count = (heading: string, value: (line: OrderLineView) => number) =>
    ({ heading, value, kind: 'count', total: true }) as const;
  const pence = (heading: string, value: (line: OrderLineView) => number) =>
    ({ heading, value, kind: 'pence', total: true }) as const;
  const isShort = lines.some(({ short }) => short > 0);
  const isCredited = lines.some((line) => line.credited > 0 || line.creditedPence > 0);
  return [
    { heading: 'School', value: ({ schoolUrn }) => names.school(schoolUrn) },
    { heading: 'Contracting party', value: ({ partyId }) => names.party(partyId) },
    count('Ordered', ({ quantity }) => quantity),
    count('Received', ({ received }) => received),
    ...(isShort ? [count('Never to come', ({ short }) => short)] : []),
    count('Still to come', outstanding),
    count('Invoiced', ({ invoiced }) => invoiced),
    ...(isCredited ? [count('Credited', ({ credited }) => credited)] : []),
    pence('Cost, net', ({ paysPence }) => paysPence),
    pence('Invoiced, net', (line) => line.invoicedPence),
    ...(isCredited ? [pence('Credited, net', (line) => line.creditedPence)] : []),
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
  const credited: Column<InvoiceView>[] = [
    { heading: 'Credited', value: (one) => one.creditedPence, kind: 'pence', total: true },
    { heading: 'Left to pay', value: leftToPay, kind: 'pence', total: true },
  ];
  const isCredited = invoices.some(({ creditedPence }) => creditedPence > 0);
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
      {
        heading: isCredited ? 'With VAT' : 'To pay',
        value: ({ grossPence }) => grossPence,
        kind: 'pence',
        total: true,
      },
      ...(isCredited ? credited : []),
    ],
  });
}

/** What the fund still has to pay of an invoice. */
function leftToPay({ status, grossPence, creditedPence }: InvoiceView): number {
  return status === 'paid' ? 0 : grossPence - creditedPence;
}

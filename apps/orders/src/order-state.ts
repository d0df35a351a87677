import type { InvoiceLine, OrderEvent, OrderLine } from '#messages/orders';

export type Data<Type extends OrderEvent['type']> = Extract<OrderEvent, { type: Type }>['data'];

/** A line of the order and how much of it has come and been billed. */
export interface LineState extends OrderLine {
  readonly received: number;
  readonly invoiced: number;
}

export interface Order {
  readonly status: 'placed';
  readonly placed: Omit<Data<'OrderPlaced'>, 'lines'>;
  readonly lines: readonly LineState[];
  readonly receiptIds: ReadonlySet<string>;
  readonly invoiceIds: ReadonlySet<string>;
  /** As `numberKey` writes them. */
  readonly invoiceNumbers: ReadonlySet<string>;
}

export type OrderState = { readonly status: 'none' } | Order;

/** Suppliers' numbers that people would call the same: case and spaces do not tell them apart. */
export function numberKey(invoiceNumber: string): string {
  return invoiceNumber.replaceAll(/\s+/g, '').toUpperCase();
}

type Evolve = {
  [Type in OrderEvent['type']]: (state: OrderState, data: Data<Type>) => OrderState;
};

export const evolveOrder: Evolve = {
  OrderPlaced: (_, { lines, ...placed }) => ({
    status: 'placed',
    placed,
    lines: lines.map((line) => ({ ...line, received: 0, invoiced: 0 })),
    receiptIds: new Set(),
    invoiceIds: new Set(),
    invoiceNumbers: new Set(),
  }),

  GoodsReceived: (state, { receiptId, schoolUrn, lines }) => {
    const order = placed(state);
    const came = lines.map((line) => ({ ...line, schoolUrn }));
    return {
      ...order,
      receiptIds: new Set(order.receiptIds).add(receiptId),
      lines: adding(order.lines, came, 'received'),
    };
  },

  InvoiceMatched: (state, { invoiceId, invoiceNumber, lines }) => {
    const order = placed(state);
    return {
      ...order,
      invoiceIds: new Set(order.invoiceIds).add(invoiceId),
      invoiceNumbers: new Set(order.invoiceNumbers).add(numberKey(invoiceNumber)),
      lines: adding(order.lines, lines, 'invoiced'),
    };
  },
};

/** What happens to an order happens after it was placed, or the log is broken. */
function placed(state: OrderState): Order {
  if (state.status === 'none') throw new Error('This order has an event before it was placed.');
  return state;
}

type Units = Pick<InvoiceLine, 'lotId' | 'schoolUrn' | 'quantity'>;

function adding(
  lines: readonly LineState[],
  units: readonly Units[],
  to: 'received' | 'invoiced',
): LineState[] {
  return lines.map((line) => {
    const more = units.find(
      ({ lotId, schoolUrn }) => lotId === line.lotId && schoolUrn === line.schoolUrn,
    );
    return more ? { ...line, [to]: line[to] + more.quantity } : line;
  });
}

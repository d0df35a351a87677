import { sumPence, vatPence } from '#libs/money';
import type { InvoiceLine, LotVat, OrderEvent, OrderLine } from '#messages/orders';

export type Data<Type extends OrderEvent['type']> = Extract<OrderEvent, { type: Type }>['data'];

/** A line of the order and how much of it has come, been billed and been given back. */
export interface LineState extends OrderLine {
  readonly received: number;
  readonly invoiced: number;
  readonly invoicedPence: number;
  /** Units that will never come. */
  readonly short: number;
  /** Billed units and money that credit notes gave back. */
  readonly credited: number;
  readonly creditedPence: number;
}

/** What a party was billed for a lot in VAT, less what credit notes gave back, by `vatKey`. */
export type VatLeft = Readonly<Record<string, number>>;

export function vatKey({ lotId, partyId }: { lotId: string; partyId: string }): string {
  return `${lotId} ${partyId}`;
}

export interface Order {
  readonly status: 'placed';
  readonly placed: Omit<Data<'OrderPlaced'>, 'lines'>;
  readonly lines: readonly LineState[];
  readonly receiptIds: ReadonlySet<string>;
  readonly invoiceIds: ReadonlySet<string>;
  /** As `numberKey` writes them. */
  readonly invoiceNumbers: ReadonlySet<string>;
  readonly shortageIds: ReadonlySet<string>;
  readonly creditNoteIds: ReadonlySet<string>;
  readonly creditNoteNumbers: ReadonlySet<string>;
  readonly vatLeft: VatLeft;
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
    lines: lines.map((line) => ({ ...line, ...nothingYet })),
    receiptIds: new Set(),
    invoiceIds: new Set(),
    invoiceNumbers: new Set(),
    shortageIds: new Set(),
    creditNoteIds: new Set(),
    creditNoteNumbers: new Set(),
    vatLeft: {},
  }),

  GoodsReceived: (state, { receiptId, schoolUrn, lines }) => {
    const order = placed(state);
    const came = lines.map((line) => ({ ...line, schoolUrn }));
    return {
      ...order,
      receiptIds: new Set(order.receiptIds).add(receiptId),
      lines: adding(order.lines, came, ({ received }, { quantity }) => ({
        received: received + quantity,
      })),
    };
  },

  InvoiceMatched: (state, { invoiceId, invoiceNumber, lines, partyId }) => {
    const order = placed(state);
    return {
      ...order,
      invoiceIds: new Set(order.invoiceIds).add(invoiceId),
      invoiceNumbers: new Set(order.invoiceNumbers).add(numberKey(invoiceNumber)),
      vatLeft: withVat(order, partyId, vatByLot(order, lines)),
      lines: adding(order.lines, lines, (line, { quantity, netPence }) => ({
        invoiced: line.invoiced + quantity,
        invoicedPence: sumPence([line.invoicedPence, netPence]),
      })),
    };
  },

  ShortageDeclared: (state, { shortageId, ...missing }) => {
    const order = placed(state);
    return {
      ...order,
      shortageIds: new Set(order.shortageIds).add(shortageId),
      lines: adding(order.lines, [missing], ({ short }, { quantity }) => ({
        short: short + quantity,
      })),
    };
  },

  CreditNoteMatched: (state, data) => {
    const order = placed(state);
    const { creditNoteId, creditNoteNumber, lines, partyId } = data;
    const given = data.vatByLot.map(({ lotId, vatPence: vat }) => ({ lotId, vatPence: -vat }));
    return {
      ...order,
      creditNoteIds: new Set(order.creditNoteIds).add(creditNoteId),
      creditNoteNumbers: new Set(order.creditNoteNumbers).add(numberKey(creditNoteNumber)),
      vatLeft: withVat(order, partyId, given),
      lines: adding(order.lines, lines, (line, { quantity, netPence }) => ({
        credited: line.credited + quantity,
        creditedPence: sumPence([line.creditedPence, netPence]),
      })),
    };
  },
};

const nothingYet = {
  received: 0,
  invoiced: 0,
  invoicedPence: 0,
  short: 0,
  credited: 0,
  creditedPence: 0,
};

/** What happens to an order happens after it was placed, or the log is broken. */
function placed(state: OrderState): Order {
  if (state.status === 'none') throw new Error('This order has an event before it was placed.');
  return state;
}

type Place = Pick<InvoiceLine, 'lotId' | 'schoolUrn'>;
type Money = Pick<InvoiceLine, 'lotId' | 'schoolUrn' | 'netPence'>;

export function isSameLine(a: Place, b: Place): boolean {
  return a.lotId === b.lotId && a.schoolUrn === b.schoolUrn;
}

function adding<Change extends Place>(
  lines: readonly LineState[],
  changes: readonly Change[],
  change: (line: LineState, by: Change) => Partial<LineState>,
): LineState[] {
  return lines.map((line) => {
    const by = changes.find((one) => isSameLine(one, line));
    return by ? { ...line, ...change(line, by) } : line;
  });
}

/** VAT is worked out once for each lot of a document, across the party's schools. */
export function vatByLot(order: Pick<Order, 'lines'>, lines: readonly Money[]): LotVat[] {
  return [...new Set(lines.map(({ lotId }) => lotId))].map((lotId) => {
    const net = sumPence(lines.filter((one) => one.lotId === lotId).map((one) => one.netPence));
    const rate = order.lines.find((line) => line.lotId === lotId)?.vatRateBasisPoints ?? 0;
    return { lotId, vatPence: vatPence(net, rate) };
  });
}

/**
 * The VAT of a credit note: as on an invoice, never more than the party was billed for the lot,
 * and what is left of it to the penny when all that was billed comes back.
 */
export function creditedVat(
  order: Pick<Order, 'lines' | 'vatLeft'>,
  partyId: string,
  lines: readonly Money[],
): LotVat[] {
  return vatByLot(order, lines).map(({ lotId, vatPence: vat }) => {
    const left = order.vatLeft[vatKey({ lotId, partyId })] ?? 0;
    const billed = order.lines.filter((line) => line.lotId === lotId && line.partyId === partyId);
    const net = sumPence(billed.map((line) => line.invoicedPence - line.creditedPence));
    const back = sumPence(lines.filter((one) => one.lotId === lotId).map((one) => one.netPence));
    return { lotId, vatPence: back === net ? left : Math.min(vat, left) };
  });
}

function withVat({ vatLeft }: Order, partyId: string, lots: readonly LotVat[]): VatLeft {
  const changed = lots.map(({ lotId, vatPence: vat }) => {
    const key = vatKey({ lotId, partyId });
    return [key, sumPence([vatLeft[key] ?? 0, vat])];
  });
  return { ...vatLeft, ...(Object.fromEntries(changed) as VatLeft) };
}

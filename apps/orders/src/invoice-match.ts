import { refuse } from '#libs/decider';
import {
  formatPounds,
  formatWhole,
  ratioPence,
  splitByLargestRemainder,
  sumPence,
  vatPence,
} from '#libs/money';
import type { SchoolAmount } from '#messages/ledger';
import type { InvoiceLine, RecordInvoice } from '#messages/orders';
import type { LineState, Order } from './order-state.js';

/** A billed line beside the ordered one that it bills. */
interface Billed {
  readonly bill: InvoiceLine;
  readonly ordered: LineState;
}

/**
 * The three-way match of order, receipt and invoice, all or nothing: refuses with the figures of
 * the first thing that does not fit, and answers what each school's budget gives.
 */
export function matchInvoice(order: Order, invoice: RecordInvoice): SchoolAmount[] {
  const billed = invoice.lines.map((bill, i) => {
    const ordered = orderedLine(order, invoice, bill);
    if (invoice.lines.slice(0, i).some((earlier) => isSame(earlier, bill))) {
      refuse(
        'line-repeated',
        `Two lines bill ${ordered.item} for school ${bill.schoolUrn}: put them into one.`,
      );
    }
    checkQuantity(bill, ordered);
    checkPrice(bill, ordered);
    return { bill, ordered };
  });
  const lotIds = new Set(billed.map(({ bill }) => bill.lotId));
  const lots = [...lotIds].map((id) => vatOfLot(billed.filter(({ bill }) => bill.lotId === id)));
  checkTotals(invoice, sumPence(lots.map(({ vat }) => vat)));
  return schoolsOf(
    billed,
    lots.flatMap(({ shares }) => shares),
  );
}

/**
 * What `quantity` more units of a line cost, net, in pence: the difference of two rounded
 * cumulative amounts, so that the invoices of a line add up to its price whatever their number.
 */
export function netOfUnits(
  { paysPence, quantity, invoiced }: Pick<LineState, 'paysPence' | 'quantity' | 'invoiced'>,
  more: number,
): number {
  const upTo = (units: number) => ratioPence(paysPence, units, quantity);
  return upTo(invoiced + more) - upTo(invoiced);
}

function orderedLine(order: Order, { partyId }: RecordInvoice, bill: InvoiceLine): LineState {
  const line = order.lines.find((one) => isSame(one, bill) && one.partyId === partyId);
  if (line) return line;
  const elsewhere = order.lines.find(({ lotId }) => lotId === bill.lotId);
  refuse(
    'line-not-on-order',
    `${elsewhere?.item ?? 'One line'} for school ${bill.schoolUrn} is not on this order for the ` +
      'party that is billed: one invoice bills one party, for what its own schools ordered.',
  );
}

function isSame(a: { lotId: string; schoolUrn: string }, b: typeof a): boolean {
  return a.lotId === b.lotId && a.schoolUrn === b.schoolUrn;
}

function checkQuantity({ quantity, schoolUrn }: InvoiceLine, line: LineState): void {
  const { item, unit, received, invoiced } = line;
  if (quantity <= received - invoiced) return;
  const before = invoiced > 0 ? `, of which ${formatWhole(invoiced)} were billed before` : '';
  refuse(
    'invoice-exceeds-receipt',
    `${item} for school ${schoolUrn}: ${formatWhole(quantity)} billed, but ` +
      `${formatWhole(received)} (${unit}) received${before}. Bill only what has come.`,
  );
}

function checkPrice({ quantity, schoolUrn, netPence }: InvoiceLine, line: LineState): void {
  const expected = netOfUnits(line, quantity);
  if (netPence === expected) return;
  refuse(
    'invoice-price-differs',
    `${line.item} for school ${schoolUrn}: ${formatWhole(quantity)} billed at ` +
      `${formatPounds(netPence)} net; by the contract they cost ${formatPounds(expected)}.`,
  );
}

/** VAT once per lot across the party's schools, and each school's share of it. */
function vatOfLot(lot: readonly Billed[]) {
  const net = sumPence(lot.map(({ bill }) => bill.netPence));
  const vat = vatPence(net, lot[0]?.ordered.vatRateBasisPoints ?? 0);
  const weights = lot.map(({ bill }) => ({ id: bill.schoolUrn, weight: bill.netPence }));
  const shares = splitByLargestRemainder(vat, weights).map(({ id, pence }) => ({
    schoolUrn: id,
    costPence: lot.find(({ bill }) => bill.schoolUrn === id)?.ordered.vatRecovered ? 0 : pence,
  }));
  return { vat, shares };
}

function checkTotals({ lines, netPence, vatPence: vat, grossPence }: RecordInvoice, due: number) {
  const net = sumPence(lines.map((line) => line.netPence));
  const wrong = (total: string, stated: number, expected: number) =>
    `The invoice states ${formatPounds(stated)} ${total}; it should be ${formatPounds(expected)}`;
  if (netPence !== net) {
    refuse('invoice-net-wrong', `${wrong('net', netPence, net)}, the sum of its lines.`);
  }
  if (vat !== due) {
    const rule = 'worked out once for each lot and added up';
    refuse('invoice-vat-wrong', `${wrong('of VAT', vat, due)}, ${rule}.`);
  }
  if (grossPence !== net + due) {
    const rule = 'net and VAT together';
    refuse('invoice-gross-wrong', `${wrong('in all', grossPence, net + due)}, ${rule}.`);
  }
}

/** Net, and the VAT that the party cannot recover, by school in order of URN. */
function schoolsOf(billed: readonly Billed[], vat: readonly SchoolAmount[]): SchoolAmount[] {
  const net = billed.map(({ bill }) => ({ schoolUrn: bill.schoolUrn, costPence: bill.netPence }));
  const amounts = [...net, ...vat];
  const urns = new Set(net.map(({ schoolUrn }) => schoolUrn));
  return [...urns].toSorted().map((schoolUrn) => {
    const own = amounts.filter((amount) => amount.schoolUrn === schoolUrn);
    return { schoolUrn, costPence: sumPence(own.map(({ costPence }) => costPence)) };
  });
}

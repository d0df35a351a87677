import { refuse } from '#libs/decider';
import { formatPounds, formatWhole, ratioPence, sumPence } from '#libs/money';
import type { SchoolAmount } from '#messages/ledger';
import type { InvoiceLine, RecordInvoice } from '#messages/orders';
import { checkTotals, schoolAmounts } from './document-totals.js';
import { isSameLine, vatByLot, type LineState, type Order } from './order-state.js';

/**
 * The three-way match of order, receipt and invoice, all or nothing: refuses with the figures of
 * the first thing that does not fit, and answers what each school's budget gives.
 */
export function matchInvoice(order: Order, invoice: RecordInvoice): SchoolAmount[] {
  invoice.lines.forEach((bill, i) => {
    const ordered = orderedLine(order, invoice, bill);
    if (invoice.lines.slice(0, i).some((earlier) => isSameLine(earlier, bill))) {
      refuse(
        'line-repeated',
        `Two lines bill ${ordered.item} for school ${bill.schoolUrn}: put them into one.`,
      );
    }
    checkQuantity(bill, ordered);
    checkPrice(bill, ordered);
  });
  const vat = vatByLot(order, invoice.lines);
  checkTotals('invoice', invoice, sumPence(vat.map((lot) => lot.vatPence)));
  return schoolAmounts(order, invoice.lines, vat);
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
  const line = order.lines.find((one) => isSameLine(one, bill) && one.partyId === partyId);
  if (line) return line;
  const elsewhere = order.lines.find(({ lotId }) => lotId === bill.lotId);
  refuse(
    'line-not-on-order',
    `${elsewhere?.item ?? 'One line'} for school ${bill.schoolUrn} is not on this order for the ` +
      'party that is billed: one invoice bills one party, for what its own schools ordered.',
  );
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

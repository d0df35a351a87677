import { poundsText, ratioPence, sumPence, vatPence } from '#libs/money';
import type { InvoiceLine, OrderLineView } from '#messages/orders';
import type { Form, Typed } from './kit/form.js';
import { toInvoice } from './order-tables.js';

/** A typed line beside the ordered one that it bills. */
export interface TypedLine {
  readonly line: OrderLineView;
  readonly bill: InvoiceLine;
}

/** Net, VAT and gross of an invoice; VAT once for each lot, as orders reckon it. */
export interface InvoiceTotals {
  readonly netPence: number;
  readonly vatPence: number;
  readonly grossPence: number;
}

/**
 * What more units of a line cost by the contract: the difference of two rounded cumulative
 * amounts, so that a line's invoices add up to its price whatever their number.
 */
export function contractPence(line: OrderLineView, units: number): number {
  const upTo = (quantity: number) => ratioPence(line.paysPence, quantity, line.quantity);
  return upTo(line.invoiced + units) - upTo(line.invoiced);
}

/** A form that bills all that has come and is on no invoice. */
export function proposedInvoice(lines: readonly OrderLineView[]): Typed {
  const fields = lines.flatMap((line) => [
    [quantityField(line), String(toInvoice(line))],
    [netField(line), poundsText(contractPence(line, toInvoice(line)))],
  ]);
  return Object.fromEntries(fields);
}

/** The lines that bill something; a net amount left empty is what the contract says. */
export function readLines(form: Form, lines: readonly OrderLineView[]): TypedLine[] {
  const typed = lines.map((line) => {
    const quantity = form.has(quantityField(line))
      ? form.count(quantityField(line), `number of ${line.item}`)
      : 0;
    const safe = Math.min(quantity, line.quantity);
    const netPence = form.has(netField(line))
      ? form.pounds(netField(line), `net amount of ${line.item}`)
      : contractPence(line, Math.min(safe, line.quantity - line.invoiced));
    return { line, bill: { lotId: line.lotId, schoolUrn: line.schoolUrn, quantity, netPence } };
  });
  const billed = typed.filter(({ bill }) => bill.quantity > 0);
  if (form.problems.length === 0 && billed.length === 0) {
    form.refuse(undefined, 'Enter at least one quantity: this invoice would bill nothing.');
  }
  return billed;
}

export function totalsOf(typed: readonly TypedLine[]): InvoiceTotals {
  const net = sumPence(typed.map(({ bill }) => bill.netPence));
  const lots = new Set(typed.map(({ line }) => line.lotId));
  const vat = sumPence(
    [...lots].map((lotId) => {
      const of = typed.filter(({ line }) => line.lotId === lotId);
      const rate = of[0]?.line.vatRateBasisPoints ?? 0;
      return vatPence(sumPence(of.map(({ bill }) => bill.netPence)), rate);
    }),
  );
  return { netPence: net, vatPence: vat, grossPence: sumPence([net, vat]) };
}

export function quantityField({ lotId, schoolUrn }: OrderLineView): string {
  return `quantity-${lotId}-${schoolUrn}`;
}

export function netField({ lotId, schoolUrn }: OrderLineView): string {
  return `net-${lotId}-${schoolUrn}`;
}

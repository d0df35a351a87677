import { sumPence, vatPence } from '#libs/money';
import type { CreditLine, OrderLineView, OrderView } from '#messages/orders';
import { netField, quantityField, type InvoiceTotals } from './invoice-form.js';
import type { Form } from './kit/form.js';

/** A typed line beside the invoiced one that it credits. */
export interface TypedCredit {
  readonly line: OrderLineView;
  readonly credit: CreditLine;
}

/** Net that was invoiced and is not given back. */
export function creditable({ invoicedPence, creditedPence }: OrderLineView): number {
  return invoicedPence - creditedPence;
}

/** The lines that give something back: units, money or both. */
export function readCredits(form: Form, lines: readonly OrderLineView[]): TypedCredit[] {
  const typed = lines.map((line) => {
    const quantity = form.has(quantityField(line))
      ? form.count(quantityField(line), `number of ${line.item}`)
      : 0;
    const netPence = form.has(netField(line))
      ? form.pounds(netField(line), `net amount of ${line.item}`)
      : 0;
    if (quantity > 0 && netPence === 0 && creditable(line) > 0) {
      form.refuse(netField(line), `Enter the net amount that comes back for ${line.item}`);
    }
    return { line, credit: { lotId: line.lotId, schoolUrn: line.schoolUrn, quantity, netPence } };
  });
  const credited = typed.filter(({ credit }) => credit.quantity > 0 || credit.netPence > 0);
  if (form.problems.length === 0 && credited.length === 0) {
    form.refuse(undefined, 'Enter at least one amount: this credit note would give nothing back.');
  }
  return credited;
}

/** VAT as orders reckon it: once for each lot, and no more than is left of what was billed. */
export function creditTotals(order: OrderView, typed: readonly TypedCredit[]): InvoiceTotals {
  const net = sumPence(typed.map(({ credit }) => credit.netPence));
  const lots = new Set(typed.map(({ line }) => line.lotId));
  const vat = sumPence([...lots].map((lotId) => vatOfLot(order, typed, lotId)));
  return { netPence: net, vatPence: vat, grossPence: sumPence([net, vat]) };
}

function vatOfLot(order: OrderView, typed: readonly TypedCredit[], lotId: string): number {
  const own = typed.filter(({ line }) => line.lotId === lotId);
  const [
    {
      line: { partyId, vatRateBasisPoints: rate },
    },
  ] = own as [TypedCredit];
  const isOurs = (one: { partyId: string }) => one.partyId === partyId;
  const billed = order.invoices.filter(isOurs).map(({ lines }) => {
    const ofLot = lines.filter((line) => line.lotId === lotId);
    return vatPence(sumPence(ofLot.map(({ netPence }) => netPence)), rate);
  });
  const given = order.creditNotes
    .filter(isOurs)
    .flatMap(({ vatByLot }) => vatByLot.filter((one) => one.lotId === lotId));
  const left = sumPence(billed) - sumPence(given.map((one) => one.vatPence));
  const net = sumPence(own.map(({ credit }) => credit.netPence));
  const all = order.lines.filter((line) => line.lotId === lotId && isOurs(line)).map(creditable);
  return net === sumPence(all) ? left : Math.min(left, vatPence(net, rate));
}

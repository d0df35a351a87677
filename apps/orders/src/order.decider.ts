import { londonDay } from '#libs/calendar';
import { notFound, refuse, type Decider } from '#libs/decider';
import { find } from '#messages/messages';
import { orderIdOf, type orderCommands, type OrderEvent, type OrderLine } from '#messages/orders';
import { FindAward, type Award, type AwardedLot } from '#messages/tenders';
import { daysAfter } from './deadlines.js';
import { matchCreditNote } from './credit-match.js';
import { matchInvoice } from './invoice-match.js';
import { checkReceipt, checkShortage } from './order-deliveries.js';
import { evolveOrder, numberKey, type Data, type Order, type OrderState } from './order-state.js';

type Facts = { PlaceOrder: { award: Award | null } };

/** The purchase order to one supplier under one award: what comes, is billed and is corrected. */
export const order: Decider<OrderState, typeof orderCommands, OrderEvent, Facts> = {
  stream: (command) => `order-${orderIdIn(command)}`,
  initialState: { status: 'none' },

  scope: (state, command) => {
    const { consortiumId } = state.status === 'none' ? command : state.placed;
    const supplierId = supplierIn(orderIdIn(command));
    if ('shortageId' in command) return { consortiumId, schoolUrn: command.schoolUrn, supplierId };
    if ('schoolUrn' in command) return { consortiumId, schoolUrn: command.schoolUrn };
    if ('invoiceId' in command || 'creditNoteId' in command) return { consortiumId, supplierId };
    return { consortiumId };
  },

  needs: {
    PlaceOrder: ({ tenderId }) => ({ award: find(FindAward, { tenderId }) }),
  },

  decide: {
    PlaceOrder: ({ status }, { supplierId, consortiumId, meta }, { award }) => {
      if (award?.consortiumId !== consortiumId) notFound();
      if (status !== 'none') refuse('order-exists', 'This supplier has this order already.');
      return [{ type: 'OrderPlaced', data: orderOf(award, supplierId, meta.actor.id) }];
    },

    RecordReceipt: (state, command) => {
      const placed = existing(state);
      const { partyId } = checkReceipt(placed, command);
      const { orderId, receiptId, schoolUrn, lines, note, meta } = command;
      const { roundId, consortiumId } = placed.placed;
      const which = { orderId, receiptId, roundId, consortiumId, schoolUrn, partyId };
      const data = { ...which, lines, ...(note !== undefined && { note }) };
      return [{ type: 'GoodsReceived', data: { ...data, receivedBy: meta.actor.id } }];
    },

    RecordInvoice: (state, command) => {
      const matched = existing(state);
      const { invoiceId, invoiceNumber, invoiceDay, partyId, lines, meta } = command;
      if (matched.invoiceIds.has(invoiceId)) {
        refuse('invoice-exists', 'This invoice has been recorded already.');
      }
      if (matched.invoiceNumbers.has(numberKey(invoiceNumber))) {
        refuse(
          'invoice-number-used',
          `Invoice ${invoiceNumber} has been recorded for this order already: check its number.`,
        );
      }
      refuseFarAhead('invoice', invoiceDay, meta.at);
      const schools = matchInvoice(matched, command);
      const { leftOut: _, placedBy: __, paymentDays, ...which } = matched.placed;
      const { netPence, vatPence, grossPence } = command;
      const data = {
        ...which,
        invoiceId,
        partyId,
        invoiceNumber: invoiceNumber.trim(),
        invoiceDay,
        dueDay: daysAfter(invoiceDay, paymentDays),
        lines,
        netPence,
        vatPence,
        grossPence,
        schools,
        recordedBy: meta.actor.id,
      };
      return [{ type: 'InvoiceMatched', data }];
    },

    DeclareShortage: (state, command) => {
      const order = existing(state);
      const { partyId } = checkShortage(order, command);
      const { orderId, shortageId, schoolUrn, lotId, quantity, reason, meta } = command;
      const { tenderId, roundId, consortiumId, supplierId } = order.placed;
      const which = { orderId, shortageId, tenderId, roundId, consortiumId, supplierId };
      const what = { schoolUrn, partyId, lotId, quantity, reason };
      const data = { ...which, ...what, declaredBy: meta.actor.id };
      return [{ type: 'ShortageDeclared', data }];
    },

    RecordCreditNote: (state, command) => {
      const order = existing(state);
      const { creditNoteId, creditNoteNumber, creditDay, partyId, lines, reason, meta } = command;
      if (order.creditNoteIds.has(creditNoteId)) {
        refuse('credit-note-exists', 'This credit note has been recorded already.');
      }
      if (order.creditNoteNumbers.has(numberKey(creditNoteNumber))) {
        refuse(
          'credit-note-number-used',
          `Credit note ${creditNoteNumber} has been recorded for this order already: check its number.`,
        );
      }
      refuseFarAhead('credit note', creditDay, meta.at);
      const { schools, vatByLot } = matchCreditNote(order, command);
      const { leftOut: _, placedBy: __, paymentDays: ___, ...which } = order.placed;
      const { netPence, vatPence, grossPence } = command;
      const data = {
        ...which,
        creditNoteId,
        partyId,
        creditNoteNumber: creditNoteNumber.trim(),
        creditDay,
        lines,
        netPence,
        vatPence,
        vatByLot,
        grossPence,
        schools,
        reason,
        recordedBy: meta.actor.id,
      };
      return [{ type: 'CreditNoteMatched', data }];
    },
  },

  evolve: evolveOrder,
};

/** A slip of the pen in the year would also move the day on which an invoice is to be paid. */
function refuseFarAhead(paper: 'invoice' | 'credit note', day: string, at: string): void {
  if (day <= daysAfter(londonDay(at), 365)) return;
  const sentence = `The ${paper} is dated ${day}, more than a year ahead: check its year.`;
  refuse(paper === 'invoice' ? 'invoice-day-far-ahead' : 'credit-day-far-ahead', sentence);
}

type Which = { orderId: string } | { tenderId: string; supplierId: string };

function orderIdIn(command: Which): string {
  return 'orderId' in command ? command.orderId : orderIdOf(command.tenderId, command.supplierId);
}

function supplierIn(orderId: string): string {
  return orderId.slice(orderId.indexOf('.') + 1);
}

function existing(state: OrderState): Order {
  if (state.status === 'none') notFound();
  return state;
}

function orderOf(award: Award, supplierId: string, placedBy: string): Data<'OrderPlaced'> {
  const lots = award.lots.filter((lot) => lot.supplierId === supplierId);
  const [first] = lots;
  if (!first) refuse('nothing-awarded', 'This supplier has won no lot of this tender.');
  const inForce = (partyId: string) =>
    award.inForce.some((one) => one.partyId === partyId && one.supplierId === supplierId);
  const wanted = lots.flatMap(linesOf);
  const lines = wanted.filter(({ partyId }) => inForce(partyId));
  if (lines.length === 0) {
    refuse(
      'no-contract-in-force',
      `No school has a contract in force with ${first.supplierName}: they have to sign first.`,
    );
  }
  const without = wanted.filter(({ partyId }) => !inForce(partyId));
  const { tenderId, roundId, consortiumId, fundId, paymentDays } = award;
  return {
    orderId: orderIdOf(tenderId, supplierId),
    tenderId,
    roundId,
    consortiumId,
    fundId,
    supplierId,
    supplierName: first.supplierName,
    paymentDays,
    lines,
    leftOut: [...new Map(without.map((line) => [line.schoolUrn, line.partyId]))]
      .map(([schoolUrn, partyId]) => ({ schoolUrn, partyId }))
      .toSorted((a, b) => (a.schoolUrn < b.schoolUrn ? -1 : 1)),
    placedBy,
  };
}

function linesOf(lot: AwardedLot): OrderLine[] {
  const { lotId, item, description, unit, financeCode, vatRateBasisPoints } = lot;
  const what = { lotId, item, description, unit, financeCode, vatRateBasisPoints };
  return lot.shares
    .filter(({ quantity }) => quantity > 0)
    .map(({ schoolUrn, partyId, quantity, paysPence, vatRecovered }) => {
      return { ...what, schoolUrn, partyId, quantity, paysPence, vatRecovered };
    });
}

import { refuse } from '#libs/decider';
import { formatWhole } from '#libs/money';
import type { DeclareShortage, ReceivedLine, RecordReceipt } from '#messages/orders';
import type { LineState, Order } from './order-state.js';

/** Refuses a receipt that cannot be; answers a line of its school. */
export function checkReceipt(placed: Order, { receiptId, schoolUrn, lines }: RecordReceipt) {
  if (placed.receiptIds.has(receiptId)) {
    refuse('receipt-exists', 'This receipt has been recorded already.');
  }
  const own = placed.lines.filter((line) => line.schoolUrn === schoolUrn);
  const [any] = own;
  if (!any) refuse('school-not-on-order', 'This order brings nothing to this school.');
  if (lines.every(({ quantity }) => quantity === 0)) {
    refuse('nothing-received', 'Every quantity is 0: record a receipt when something has come.');
  }
  lines.forEach((line, i) => checkReceived(own, line, lines.slice(0, i)));
  return any;
}

function checkReceived(
  own: Order['lines'],
  { lotId, quantity }: ReceivedLine,
  earlier: readonly ReceivedLine[],
): void {
  const line = own.find((one) => one.lotId === lotId);
  if (!line) {
    refuse('lot-not-ordered', 'One line is for something that this school has not ordered here.');
  }
  if (earlier.some((one) => one.lotId === lotId)) {
    refuse('lot-repeated', `There are two lines for ${line.item}: put them into one.`);
  }
  if (quantity > undelivered(line)) {
    const short = line.short > 0 ? `, of which ${formatWhole(line.short)} were declared short` : '';
    refuse(
      'more-than-ordered',
      `${line.item}: ${formatWhole(quantity)} now, ${formatWhole(line.received)} before, but ` +
        `${formatWhole(line.quantity)} ordered${short}. Check the count, and let the driver take the rest back.`,
    );
  }
}

/** Refuses a shortage of more than is still to come; answers the line that is short. */
export function checkShortage(order: Order, command: DeclareShortage): LineState {
  const { shortageId, lotId, schoolUrn, quantity } = command;
  if (order.shortageIds.has(shortageId)) {
    refuse('shortage-exists', 'This shortage has been declared already.');
  }
  const own = order.lines.filter((line) => line.schoolUrn === schoolUrn);
  if (own.length === 0) refuse('school-not-on-order', 'This order brings nothing to this school.');
  const line = own.find((one) => one.lotId === lotId);
  if (!line) refuse('lot-not-ordered', 'This school has not ordered this here.');
  const left = undelivered(line);
  if (quantity <= left) return line;
  refuse(
    'shortage-exceeds-undelivered',
    `${line.item} for school ${schoolUrn}: ${formatWhole(quantity)} declared short, but only ` +
      `${formatWhole(left)} of ${formatWhole(line.quantity)} (${line.unit}) are still to come.`,
  );
}

/** Units still to come. */
function undelivered({ quantity, received, short }: LineState): number {
  return quantity - received - short;
}

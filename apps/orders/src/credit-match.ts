import { refuse } from '#libs/decider';
import { formatPounds, formatWhole, sumPence } from '#libs/money';
import type { SchoolAmount } from '#messages/ledger';
import type { CreditLine, LotVat, RecordCreditNote } from '#messages/orders';
import { checkTotals, schoolAmounts } from './document-totals.js';
import { creditedVat, isSameLine, type LineState, type Order } from './order-state.js';

interface Matched {
  readonly vatByLot: readonly LotVat[];
  readonly schools: readonly SchoolAmount[];
}

/**
 * A credit note beside what its party was billed, all or nothing: refuses with the figures of the
 * first thing that does not fit, and answers its VAT and what each school's budget gets back.
 */
export function matchCreditNote(order: Order, note: RecordCreditNote): Matched {
  note.lines.forEach((line, i) => {
    const billed = billedLine(order, note, line);
    if (note.lines.slice(0, i).some((earlier) => isSameLine(earlier, line))) {
      refuse(
        'line-repeated',
        `Two lines credit ${billed.item} for school ${line.schoolUrn}: put them into one.`,
      );
    }
    if (line.quantity === 0 && line.netPence === 0) {
      refuse(
        'credit-line-empty',
        `The line for ${billed.item} and school ${line.schoolUrn} credits neither units nor money: leave it out.`,
      );
    }
    checkUnits(line, billed);
    checkMoney(line, billed);
  });
  const vat = creditedVat(order, note.partyId, note.lines);
  checkTotals('credit', note, sumPence(vat.map((lot) => lot.vatPence)));
  return { vatByLot: vat, schools: schoolAmounts(order, note.lines, vat) };
}

function billedLine(order: Order, { partyId }: RecordCreditNote, line: CreditLine): LineState {
  const found = order.lines.find((one) => isSameLine(one, line) && one.partyId === partyId);
  if (found) return found;
  const elsewhere = order.lines.find(({ lotId }) => lotId === line.lotId);
  refuse(
    'line-not-on-order',
    `${elsewhere?.item ?? 'One line'} for school ${line.schoolUrn} is not on this order for the ` +
      'party that is credited: one credit note is for one party, for what its own schools ordered.',
  );
}

function checkUnits({ quantity, schoolUrn }: CreditLine, line: LineState): void {
  const { item, unit, invoiced, credited } = line;
  if (quantity <= invoiced - credited) return;
  const before = credited > 0 ? `, of which ${formatWhole(credited)} were credited before` : '';
  refuse(
    'credit-exceeds-invoiced',
    `${item} for school ${schoolUrn}: ${formatWhole(quantity)} credited, but ` +
      `${formatWhole(invoiced)} (${unit}) invoiced${before}. Credit only what was invoiced.`,
  );
}

function checkMoney({ netPence, schoolUrn }: CreditLine, line: LineState): void {
  const { item, invoicedPence, creditedPence } = line;
  if (netPence <= invoicedPence - creditedPence) return;
  const before =
    creditedPence > 0 ? `, of which ${formatPounds(creditedPence)} was credited before` : '';
  refuse(
    'credit-exceeds-price',
    `${item} for school ${schoolUrn}: ${formatPounds(netPence)} net credited, but ` +
      `${formatPounds(invoicedPence)} net was invoiced${before}. A credit gives back no more.`,
  );
}

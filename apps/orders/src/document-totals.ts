import { refuse } from '#libs/decider';
import { formatPounds, splitByLargestRemainder, sumPence } from '#libs/money';
import type { SchoolAmount } from '#messages/ledger';
import type { InvoiceLine, LotVat } from '#messages/orders';
import { isSameLine, type Order } from './order-state.js';

type Money = Pick<InvoiceLine, 'lotId' | 'schoolUrn' | 'netPence'>;

/** An invoice or a credit note: its lines, and the totals that it states. */
interface Totals {
  readonly lines: readonly Money[];
  readonly netPence: number;
  readonly vatPence: number;
  readonly grossPence: number;
}

/** Refuses totals that are not those of the lines, with what they should be. */
export function checkTotals(
  kind: 'invoice' | 'credit',
  { lines, netPence, vatPence, grossPence }: Totals,
  due: number,
): void {
  const net = sumPence(lines.map((line) => line.netPence));
  const name = kind === 'invoice' ? 'invoice' : 'credit note';
  const wrong = (total: string, stated: number, expected: number) =>
    `The ${name} states ${formatPounds(stated)} ${total}; it should be ${formatPounds(expected)}`;
  if (netPence !== net) {
    refuse(`${kind}-net-wrong`, `${wrong('net', netPence, net)}, the sum of its lines.`);
  }
  if (vatPence !== due) {
    const rule = 'worked out once for each lot and added up';
    refuse(`${kind}-vat-wrong`, `${wrong('of VAT', vatPence, due)}, ${rule}.`);
  }
  if (grossPence !== net + due) {
    const rule = 'net and VAT together';
    refuse(`${kind}-gross-wrong`, `${wrong('in all', grossPence, net + due)}, ${rule}.`);
  }
}

/** Net, and the VAT that the party cannot recover, by school in order of URN. */
export function schoolAmounts(
  order: Pick<Order, 'lines'>,
  lines: readonly Money[],
  vat: readonly LotVat[],
): SchoolAmount[] {
  const net = lines.map(({ schoolUrn, netPence }) => ({ schoolUrn, costPence: netPence }));
  const lost = vat.flatMap((lot) => vatOfSchools(order, lines, lot));
  const amounts = [...net, ...lost];
  const urns = new Set(net.map(({ schoolUrn }) => schoolUrn));
  return [...urns].toSorted().map((schoolUrn) => {
    const own = amounts.filter((amount) => amount.schoolUrn === schoolUrn);
    return { schoolUrn, costPence: sumPence(own.map(({ costPence }) => costPence)) };
  });
}

/** Each school's part of a lot's VAT, by what it is billed; nothing where it is recovered. */
function vatOfSchools(
  order: Pick<Order, 'lines'>,
  lines: readonly Money[],
  { lotId, vatPence }: LotVat,
): SchoolAmount[] {
  const own = lines.filter((line) => line.lotId === lotId);
  const weights = own.map(({ schoolUrn, netPence }) => ({ id: schoolUrn, weight: netPence }));
  return splitByLargestRemainder(vatPence, weights).map(({ id: schoolUrn, pence }) => {
    const ordered = order.lines.find((line) => isSameLine(line, { lotId, schoolUrn }));
    return { schoolUrn, costPence: ordered?.vatRecovered ? 0 : pence };
  });
}

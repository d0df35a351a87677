import type { TransferLine } from '#messages/ledger';

/** What of a round's transfers is posted, and by which of its settlements. */
export interface Moved {
  /** The revision of the settlement or restatement in the stream of the round's savings. */
  readonly asOf: number;
  readonly lines: readonly TransferLine[];
}

/** What is still to be posted so that `wanted` is; in the order of whom it concerns. */
export function changesTo(
  wanted: readonly TransferLine[],
  moved: readonly TransferLine[] = [],
): TransferLine[] {
  return added([...wanted, ...moved.map((line) => ({ ...line, amountPence: -line.amountPence }))]);
}

/** One line for each school, or party without one, with the sum of its amounts; none of nothing. */
export function added(lines: readonly TransferLine[]): TransferLine[] {
  const sums = new Map<string, TransferLine>();
  for (const line of lines) {
    const before = sums.get(whoOf(line))?.amountPence ?? 0;
    sums.set(whoOf(line), { ...line, amountPence: before + line.amountPence });
  }
  return [...sums.values()].filter(({ amountPence }) => amountPence !== 0);
}

export function whoOf({ schoolUrn, partyId }: TransferLine): string {
  return schoolUrn ?? partyId;
}

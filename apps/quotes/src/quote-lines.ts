import { tierFaults } from '#libs/allocation';
import { refuse } from '#libs/decider';
import type { QuoteLine, SubmissionLot } from '#messages/quotes';

/** Refuses lines that could not be compared later. A price never gets into a sentence here. */
export function refuseFaultyLines(
  lines: readonly QuoteLine[],
  lots: readonly SubmissionLot[],
): void {
  const seen = new Set<string>();
  for (const line of lines) {
    const lot = lots.find(({ lotId }) => lotId === line.lotId);
    if (!lot) refuse('lot-unknown', unknownLot(line.lotId, lots));
    if (seen.has(line.lotId)) {
      refuse('lot-twice', `There are two lines for ${lot.item}: keep one of them.`);
    }
    seen.add(line.lotId);
    refuseFaultyLine(line, lot.item);
  }
}

function refuseFaultyLine({ meetsSpecification, reason, tiers }: QuoteLine, item: string): void {
  if (!meetsSpecification && !reason) {
    const sentence = `Your offer for ${item} does not meet the specification: say in what, and why.`;
    refuse('reason-needed', sentence);
  }
  const faults = tierFaults(tiers);
  if (faults.length > 0) refuse('tiers-wrong', `The price of ${item}: ${faults.join(' ')}`);
}

function unknownLot(lotId: string, lots: readonly SubmissionLot[]): string {
  const items = lots.map(({ item }) => item).join(', ');
  return `This tender has no lot ${lotId}. Its lots are: ${items}.`;
}

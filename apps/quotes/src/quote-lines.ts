import { lineTermFaults, tierFaults, wholeTermFaults } from '#libs/allocation';
import { refuse } from '#libs/decider';
import type { QuoteLine, SubmissionLot } from '#messages/quotes';
import type { QuotePlain } from './quote-text.js';

/** Refuses what could not be compared later. A price or a term never gets into a sentence here. */
export function refuseFaulty(
  { lines, ...terms }: QuotePlain,
  lots: readonly SubmissionLot[],
): void {
  refuseFaultyLines(lines, lots);
  const itemOf = new Map(lots.map(({ lotId, item }) => [lotId, item]));
  const quoted = lines.map((line) => ({ ...line, item: itemOf.get(line.lotId) ?? '' }));
  const faults = wholeTermFaults(terms, quoted);
  if (faults.length > 0) refuse('terms-wrong', faults.map(({ sentence }) => sentence).join(' '));
}

function refuseFaultyLines(lines: readonly QuoteLine[], lots: readonly SubmissionLot[]): void {
  const seen = new Set<string>();
  for (const line of lines) {
    const lot = lots.find(({ lotId }) => lotId === line.lotId);
    if (!lot) refuse('lot-unknown', unknownLot(line.lotId, lots));
    if (seen.has(line.lotId)) {
      refuse('lot-twice', `There are two lines for ${lot.item}: keep one of them.`);
    }
    seen.add(line.lotId);
    refuseFaultyLine(line, lot);
  }
}

function refuseFaultyLine(line: QuoteLine, { item, quantity, mostQuantity }: SubmissionLot): void {
  const { meetsSpecification, reason, tiers } = line;
  if (!meetsSpecification && !reason) {
    const sentence = `Your offer for ${item} does not meet the specification: say in what, and why.`;
    refuse('reason-needed', sentence);
  }
  const faults = tierFaults(tiers);
  if (faults.length > 0) refuse('tiers-wrong', `The price of ${item}: ${faults.join(' ')}`);
  const wrong = lineTermFaults(line, item, mostQuantity ?? quantity);
  if (wrong.length > 0) refuse('terms-wrong', wrong.map(({ sentence }) => sentence).join(' '));
}

function unknownLot(lotId: string, lots: readonly SubmissionLot[]): string {
  const items = lots.map(({ item }) => item).join(', ');
  return `This tender has no lot ${lotId}. Its lots are: ${items}.`;
}

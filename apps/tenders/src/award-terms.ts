import { sharingRules } from '#libs/allocation';
import { refuse } from '#libs/decider';
import type { SharingRule } from '#messages/rounds';
import type { DraftTender, ReviseTender, Scoring, TenderLot } from '#messages/tenders';
import { findLot } from './award-choices.js';

/** What a lead writes on top of the locked round; what is left out is as if never said. */
export function commandedTerms(
  { closesAt, paymentDays, deliveryTerms, maxWinners, lotTerms = [], scoring }: Commanded,
  locked: readonly TenderLot[],
) {
  for (const { lotId } of lotTerms) {
    const { item } = findLot(locked, lotId);
    if (lotTerms.filter((one) => one.lotId === lotId).length > 1) {
      refuse('lot-twice', `There are two sets of terms for ${item}: keep one of them.`);
    }
  }
  const lots = locked.map((lot) => {
    const own = lotTerms.find(({ lotId }) => lotId === lot.lotId);
    const { maxSuppliers = 1, reserveUnitPence } = own ?? {};
    return {
      ...lot,
      ...(maxSuppliers > 1 && { maxSuppliers }),
      ...(reserveUnitPence !== undefined && { reserveUnitPence }),
    };
  });
  assertScoring(scoring, lots);
  return {
    closesAt,
    paymentDays,
    deliveryTerms,
    ...(maxWinners !== undefined && { maxWinners }),
    ...(scoring && scoring.kind !== 'price' && { scoring: { ...scoring } }),
    lots,
  };
}

type Commanded = Pick<
  DraftTender | ReviseTender,
  'closesAt' | 'paymentDays' | 'deliveryTerms' | 'maxWinners' | 'lotTerms' | 'scoring'
>;

function assertScoring(scoring: Scoring | undefined, lots: readonly TenderLot[]): void {
  if (scoring?.kind === 'monetised-quality' && scoring.pencePerPoint === undefined) {
    const sentence = 'Say what a point of quality is worth in every unit, before the quotes come.';
    refuse('scoring-incomplete', sentence);
  }
  if (scoring?.kind !== 'relative') return;
  if (scoring.priceWeight === undefined) {
    refuse('scoring-incomplete', 'Say how many of 100 points go to the price.');
  }
  const shared = lots.find(({ maxSuppliers = 1 }) => maxSuppliers > 1);
  if (!shared) return;
  const sentence = `Relative scores do not add up, and several suppliers may share ${shared.item}`;
  refuse('relative-needs-one-winner', `${sentence}: let it go to one, or give quality a price.`);
}

/** The newest version of a rule: from publication on, that one holds. */
export function currentVersionOf(rule: SharingRule): number {
  const versions = sharingRules.filter(({ id }) => id === rule).map(({ version }) => version);
  return Math.max(...versions);
}

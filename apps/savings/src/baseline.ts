import { refuse, refuseFutureDay } from '#libs/decider';
import type { Baseline, BaselineInUse, CorrectBaseline, SavingsEvent } from '#messages/savings';

type Corrected = Extract<SavingsEvent, { type: 'BaselineCorrected' }>['data'];

/** A price is nothing without a grade of evidence, nor a grade without a price and a document. */
export function checkEvidence({
  lastPricePence,
  evidenceGrade,
  evidenceReference,
  evidenceDay,
  meta,
}: CorrectBaseline): void {
  if (lastPricePence === null && evidenceGrade !== 'none') {
    refuse(
      'evidence-without-price',
      `There is evidence of grade ${evidenceGrade}, but no price: give the price that it proves, ` +
        'or say that there is no evidence.',
    );
  }
  if (lastPricePence !== null && evidenceGrade === 'none') {
    refuse(
      'price-without-evidence',
      'A last price counts only with evidence: say whether it is an invoice (A), an order or an ' +
        'offer (B) or a note (C). Without any, leave the price out: the best quote is compared then.',
    );
  }
  if (evidenceGrade !== 'none' && evidenceReference === undefined) {
    refuse(
      'evidence-not-named',
      'Name the document behind the last price, such as the number of the invoice, so that ' +
        'anyone with the right can look it up.',
    );
  }
  refuseFutureDay(evidenceDay, meta.at, 'The document is dated');
}

const parts = [
  'lastPricePence',
  'evidenceGrade',
  'evidenceReference',
  'evidenceHash',
  'evidenceDay',
] as const;

export function isSameBaseline(a: Baseline, b: Baseline): boolean {
  return parts.every((part) => a[part] === b[part]);
}

/** What becomes of the command, with whose baseline it is. */
export function correctionOf(
  command: CorrectBaseline,
  { partyId, item }: BaselineInUse,
): Corrected {
  const { roundId, consortiumId, schoolUrn, lotId, reason, meta } = command;
  const { lastPricePence, evidenceGrade, evidenceReference, evidenceHash, evidenceDay } = command;
  return {
    roundId,
    consortiumId,
    schoolUrn,
    partyId,
    lotId,
    item,
    lastPricePence,
    evidenceGrade,
    ...(evidenceReference !== undefined && { evidenceReference }),
    ...(evidenceHash !== undefined && { evidenceHash }),
    ...(evidenceDay !== undefined && { evidenceDay }),
    reason,
    correctedBy: meta.actor.id,
  };
}

import { overseers } from '#libs/decider';
import { voided, type StoredEvent } from '#libs/event-store';
import type { Actor, Grant } from '#messages/messages';

type About = {
  readonly consortiumId?: string;
  readonly schoolUrn?: string;
  readonly partyId?: string;
  readonly supplierId?: string;
  readonly schools?: readonly { readonly schoolUrn: string }[];
};

/** What every member of a consortium may look up. */
const shared = [
  'ConsortiumFormed',
  'CommitmentOpened',
  'TenderAwarded',
  'SharesSettled',
  'SharesRestated',
];

/**
 * Who sent a quote stays hidden until all are opened. From its sender too, who has a receipt: the
 * place of an event in its stream tells how many others wrote there before.
 */
const hiddenUntilOpening = [
  'QuoteSealed',
  'QuoteWithdrawn',
  'TenderDeclined',
  'SubmissionsClosed',
  voided,
];

/** What all schools asked for and paid, and all suppliers' prices: for members once it is awarded. */
const sharedAfterAward = [
  'RoundLocked',
  'QuotesOpened',
  'QuoteRevealed',
  'OrderPlaced',
  'BaselineCorrected',
  'RunningCostRecorded',
  'RunningCostConfirmed',
];

/**
 * Those events of one stream that an actor may see. Pure, and deny by default: what is not
 * listed here is for its owner and for those who oversee the consortium.
 */
export function visibleEvents(
  events: readonly StoredEvent[],
  actor: Actor,
  isAwarded: boolean,
): StoredEvent[] {
  const consortiumId = events.map(({ data }) => (data as About).consortiumId).find(Boolean);
  const isOpened = events.some(({ type }) => type === 'QuotesOpened');
  if (!consortiumId) return [];
  const grants = actor.grants.filter((grant) => grant.consortiumId === consortiumId);
  return events.filter((event) =>
    grants.some((grant) => maySee(grant, event, isOpened, isAwarded)),
  );
}

function maySee(grant: Grant, event: StoredEvent, isOpened: boolean, isAwarded: boolean): boolean {
  const { supplierId, schoolUrn, partyId, schools } = event.data as About;
  if (!isOpened && hiddenUntilOpening.includes(event.type)) return false;
  if (grant.role === 'supplier') return supplierId !== undefined && supplierId === grant.supplierId;
  if (overseers.some((role) => role === grant.role)) return true;
  if (shared.includes(event.type)) return true;
  if (isAwarded && sharedAfterAward.includes(event.type)) return true;
  if (schoolUrn !== undefined) return schoolUrn === grant.schoolUrn;
  if (schools?.some((school) => school.schoolUrn === grant.schoolUrn)) return true;
  return partyId !== undefined && partyId === grant.partyId;
}

import { formatLondon } from '#libs/calendar';
import { notFound, refuse } from '#libs/decider';
import type { LockedLot, LockedRound } from '#messages/rounds';
import type {
  CancelTender,
  DraftTender,
  PublishTender,
  ReviseTender,
  TenderEvent,
  TenderLot,
  TenderTerms,
} from '#messages/tenders';
import { commandedTerms, currentVersionOf } from './award-terms.js';
import { assertStatus, whichOf, type Tender } from './tender-state.js';

export interface DraftFacts {
  /** Null until the round is locked. */
  readonly locked: LockedRound | null;
  /** The round's tender that is not cancelled, if it has one. */
  readonly other: { readonly tenderId: string } | null;
}

export function draft(
  { status }: Tender,
  command: DraftTender,
  { locked, other }: DraftFacts,
): TenderEvent[] {
  const { tenderId, roundId, consortiumId, meta } = command;
  if (status !== 'none') refuse('tender-exists', 'This tender has been drafted already.');
  if (locked?.consortiumId !== consortiumId) notFound();
  if (other) {
    const sentence = 'This round has a tender already: work on that one, or cancel it first.';
    refuse('round-tendered', sentence);
  }
  refuseUnlessFuture(command.closesAt, meta.at);
  const { fundId, title, sharingRule, spareUnits } = locked;
  const lockedLots: readonly LockedLot[] = locked.lots;
  const lots = lockedLots.filter(({ quantity }) => quantity > 0).map(tenderLot);
  if (lots.length === 0) refuse('nothing-to-tender', 'No lot of this round has any demand left.');
  const which = { tenderId, roundId, consortiumId, fundId, title };
  const rule = { sharingRule, ...(spareUnits !== undefined && { spareUnits }) };
  const terms = { ...which, ...rule, ...commandedTerms(command, lots) };
  return [{ type: 'TenderDrafted', data: { ...terms, draftedBy: meta.actor.id } }];
}

export function revise(state: Tender, command: ReviseTender): TenderEvent[] {
  const { terms } = assertStatus(state, 'draft');
  const { meta } = command;
  refuseUnlessFuture(command.closesAt, meta.at);
  const { tenderId, roundId, consortiumId, fundId, title, sharingRule, spareUnits } = terms;
  const which = { tenderId, roundId, consortiumId, fundId, title };
  const rule = { sharingRule, ...(spareUnits !== undefined && { spareUnits }) };
  const plain = terms.lots.map(
    ({ maxSuppliers: _most, reserveUnitPence: _reserve, ...lot }): TenderLot => lot,
  );
  const revised: TenderTerms = { ...which, ...rule, ...commandedTerms(command, plain) };
  return [{ type: 'TenderRevised', data: { ...revised, revisedBy: meta.actor.id } }];
}

export function publish(state: Tender, { meta }: PublishTender): TenderEvent[] {
  const { terms, authors } = assertStatus(state, 'draft');
  if (authors.includes(meta.actor.id)) {
    const sentence = 'You wrote this tender: someone else has to read and publish it.';
    refuse('own-tender', sentence);
  }
  refuseUnlessFuture(terms.closesAt, meta.at);
  const sharingRuleVersion = currentVersionOf(terms.sharingRule);
  const published = { ...terms, sharingRuleVersion };
  return [{ type: 'TenderPublished', data: { ...published, publishedBy: meta.actor.id } }];
}

export function cancel(state: Tender, { reason, meta }: CancelTender): TenderEvent[] {
  const isOver = state.status === 'awarded' || state.status === 'cancelled';
  const { terms } = isOver || state.status === 'none' ? assertStatus(state, 'draft') : state;
  const cancelledBy = meta.actor.id;
  return [{ type: 'TenderCancelled', data: { ...whichOf(terms), reason, cancelledBy } }];
}

function refuseUnlessFuture(closesAt: string, now: string): void {
  if (closesAt > now) return;
  const sentence = `The closing time, ${formatLondon(closesAt)}, is past: set one in the future.`;
  refuse('closing-past', sentence);
}

function tenderLot(lot: LockedLot): TenderLot {
  return {
    lotId: lot.lotId,
    item: lot.item,
    description: lot.description,
    specification: lot.specification,
    unit: lot.unit,
    caseSize: lot.caseSize,
    ceilingPence: lot.ceilingPence,
    financeCode: lot.financeCode,
    vatRateBasisPoints: lot.vatRateBasisPoints,
    quantity: lot.quantity,
    mostQuantity: lot.mostQuantity,
    demand: lot.demand,
  };
}

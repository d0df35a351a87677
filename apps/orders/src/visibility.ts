import { isMember, overseers, oversees } from '#libs/decider';
import type { Actor, Grant } from '#messages/messages';

/** A draft is for those who oversee it; an open round is every member's. Suppliers see tenders, never rounds. */
export function maySeeRound(
  actor: Actor,
  { consortiumId, isDraft }: { consortiumId: string; isDraft: boolean },
): boolean {
  if (isDraft) return oversees(actor, consortiumId);
  return isMember(actor, consortiumId);
}

/** One kind of row of an order that someone may see: every named column must match. */
export interface Slice {
  readonly consortiumId?: string;
  readonly supplierId?: string;
  readonly partyId?: string;
  readonly schoolUrn?: string;
}

/** Which order lines an actor may see; no slice, no line. */
export function linesSeenBy(actor: Actor): Slice[] {
  return actor.kind === 'service' ? [{}] : actor.grants.flatMap(linesOfGrant);
}

/** Which invoices: they are addressed to a party, so a school's people see their party's. */
export function invoicesSeenBy(actor: Actor): Slice[] {
  return actor.kind === 'service' ? [{}] : actor.grants.flatMap(invoicesOfGrant);
}

function linesOfGrant(grant: Grant): Slice[] {
  const { consortiumId, schoolUrn, role } = grant;
  if (role === 'school-buyer')
    return consortiumId && schoolUrn ? [{ consortiumId, schoolUrn }] : [];
  return invoicesOfGrant(grant);
}

function invoicesOfGrant({ role, consortiumId, partyId, supplierId }: Grant): Slice[] {
  if (!consortiumId) return [];
  if ((overseers as readonly string[]).includes(role)) return [{ consortiumId }];
  if (role === 'supplier') return supplierId ? [{ consortiumId, supplierId }] : [];
  if (role === 'school-buyer' || role === 'school-approver') {
    return partyId ? [{ consortiumId, partyId }] : [];
  }
  return [];
}

import { hasRole } from '#libs/decider';
import type { Actor, Grant } from '#messages/messages';

const overseers = ['lead', 'finance', 'auditor', 'award-approver'] as const;

/** Those who run, pay and check see everything of their consortium; so do services. */
export function seesAll(actor: Actor, consortiumId: string): boolean {
  return actor.kind === 'service' || hasRole(actor, consortiumId, ...overseers);
}

/** A draft is its lead's; an open round is every member's. Suppliers see tenders, never rounds. */
export function maySeeRound(
  actor: Actor,
  { consortiumId, isDraft }: { consortiumId: string; isDraft: boolean },
): boolean {
  if (actor.kind === 'service') return true;
  if (isDraft) return hasRole(actor, consortiumId, 'lead');
  return actor.grants.some(
    (grant) => grant.consortiumId === consortiumId && grant.role !== 'supplier',
  );
}

/** The schools for which a person acts in a consortium. */
export function schoolsOf({ grants }: Actor, consortiumId: string): string[] {
  return grants.flatMap((grant) =>
    grant.consortiumId === consortiumId && grant.schoolUrn !== undefined ? [grant.schoolUrn] : [],
  );
}

/** The consortia in which a person has a role. */
export function consortiaOf({ grants }: Actor): string[] {
  return [...new Set(grants.flatMap(({ consortiumId }) => consortiumId ?? []))];
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

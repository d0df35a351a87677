import type { Actor, Allowed, Grant, Scope } from '#messages/messages';

export type Verdict = 'allowed' | 'forbidden' | 'hidden';

/**
 * May this actor do what `who` may do, here? Pure, and deny by default.
 * `hidden` (404) for those who have no business in the scope at all, `forbidden` (403) for those
 * who may look but not do this.
 */
export function verdict(actor: Actor, who: readonly Allowed[], scope: Scope): Verdict {
  if (who.includes('anyone')) return 'allowed';
  if (actor.kind === 'service') return who.includes('system') ? 'allowed' : 'hidden';
  if (who.includes('signed-in')) return 'allowed';
  const mine = actor.grants.filter((grant) => who.includes(grant.role));
  if (mine.some((grant) => holdsIn(grant, scope))) return 'allowed';
  return sees(actor, scope) ? 'forbidden' : 'hidden';
}

/** Does this grant reach into this scope? */
export function holdsIn(grant: Grant, scope: Scope): boolean {
  if (grant.role === 'operator') return true;
  if (scope.consortiumId === undefined || grant.consortiumId !== scope.consortiumId) return false;
  if (grant.role === 'supplier') return grant.supplierId === scope.supplierId;
  if (grant.role !== 'school-buyer' && grant.role !== 'school-approver') return true;
  if (scope.schoolUrn !== undefined) return grant.schoolUrn === scope.schoolUrn;
  return scope.partyId !== undefined && grant.partyId === scope.partyId;
}

/** May this actor know that something with this scope exists? */
export function sees(actor: Actor, scope: Scope): boolean {
  if (actor.kind === 'service') return true;
  return actor.grants.some((grant) => holdsIn(grant, scope) || isSharedWith(grant, scope));
}

/** What belongs to the whole consortium is known to more than its owner; a part of it is not. */
function isSharedWith(grant: Grant, scope: Scope): boolean {
  const { consortiumId, knownTo = 'members' } = scope;
  const isPart = scope.schoolUrn ?? scope.partyId ?? scope.supplierId;
  if (isPart || consortiumId === undefined || grant.consortiumId !== consortiumId) return false;
  if (knownTo === 'overseers') return false;
  return grant.role !== 'supplier' || knownTo === 'members-and-suppliers';
}

/** Has this actor one of these roles in this consortium? */
export function hasRole(actor: Actor, consortiumId: string, ...among: Grant['role'][]): boolean {
  return actor.grants.some(
    (grant) => grant.consortiumId === consortiumId && among.includes(grant.role),
  );
}

import { holdsIn, oversees, sees } from '#libs/decider';
import type { Actor, Scope } from '#messages/messages';

/** Members and suppliers know of a tender from its publication on. */
export function mayKnow(
  actor: Actor,
  { consortiumId, published }: { consortiumId: string; published: boolean },
): boolean {
  return (
    oversees(actor, consortiumId) ||
    (published && sees(actor, { consortiumId, knownTo: 'members-and-suppliers' }))
  );
}

/** Does this person speak for this supplier? */
export function ownsSupplier(actor: Actor, consortiumId: string, supplierId: string): boolean {
  return actor.grants.some(
    (grant) => grant.role === 'supplier' && holdsIn(grant, { consortiumId, supplierId }),
  );
}

/** Has this person a school's role for this school or, without one named, for this party? */
export function ownsDemand(actor: Actor, scope: Scope): boolean {
  return actor.grants.some(
    (grant) =>
      (grant.role === 'school-buyer' || grant.role === 'school-approver') && holdsIn(grant, scope),
  );
}

/** Is this person here for a supplier, and for nobody of the consortium? */
export function isSupplierOnly(actor: Actor, consortiumId: string): boolean {
  const here = actor.grants.filter((grant) => grant.consortiumId === consortiumId);
  return here.length > 0 && here.every(({ role }) => role === 'supplier');
}

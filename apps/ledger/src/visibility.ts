import { hasRole } from '#libs/decider';
import type { Actor } from '#messages/messages';

/** Those who look at everything in a consortium's money, and services. */
export function seesConsortium(actor: Actor, consortiumId: string): boolean {
  if (actor.kind === 'service') return true;
  return hasRole(actor, consortiumId, 'lead', 'finance', 'auditor', 'award-approver');
}

/** The contracting parties for which a person acts in a consortium. */
export function partiesOf({ grants }: Actor, consortiumId: string): string[] {
  return grants.flatMap((grant) =>
    grant.consortiumId === consortiumId && grant.partyId !== undefined ? [grant.partyId] : [],
  );
}

/** The suppliers for which a person acts in a consortium. */
export function suppliersOf({ grants }: Actor, consortiumId: string): string[] {
  return grants.flatMap((grant) =>
    grant.consortiumId === consortiumId && grant.supplierId !== undefined ? [grant.supplierId] : [],
  );
}

/** The consortia in which a person has any role. */
export function consortiaOf({ grants }: Actor): string[] {
  return [...new Set(grants.flatMap(({ consortiumId }) => consortiumId ?? []))];
}

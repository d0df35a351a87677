import type { Actor, Grant } from '#messages/messages';
import { hasRole } from './policy.js';

/** Those who run, decide, pay and check see everything of their consortium. */
export const overseers = ['lead', 'award-approver', 'finance', 'auditor'] as const;

/** Services and operators look at every consortium. */
export function seesEverything({ kind, grants }: Actor): boolean {
  return kind === 'service' || grants.some(({ role }) => role === 'operator');
}

/** Does this actor look at all that belongs to a consortium? Services do. */
export function oversees(actor: Actor, consortiumId: string): boolean {
  return actor.kind === 'service' || hasRole(actor, consortiumId, ...overseers);
}

/** Has this actor any role among the members of a consortium? A supplier has not; services do. */
export function isMember({ kind, grants }: Actor, consortiumId: string): boolean {
  return (
    kind === 'service' ||
    grants.some((grant) => grant.consortiumId === consortiumId && grant.role !== 'supplier')
  );
}

/** The consortia in which a person has a role. */
export function consortiaOf({ grants }: Actor): string[] {
  return [...new Set(grants.flatMap(({ consortiumId }) => consortiumId ?? []))];
}

/** The schools for which a person acts in a consortium. */
export function schoolsOf(actor: Actor, consortiumId: string): string[] {
  return grantsIn(actor, consortiumId).flatMap(({ schoolUrn }) => schoolUrn ?? []);
}

/** The contracting parties for which a person acts in a consortium. */
export function partiesOf(actor: Actor, consortiumId: string): string[] {
  return grantsIn(actor, consortiumId).flatMap(({ partyId }) => partyId ?? []);
}

/** The suppliers for which a person acts in a consortium. */
export function suppliersOf(actor: Actor, consortiumId: string): string[] {
  return grantsIn(actor, consortiumId).flatMap(({ supplierId }) => supplierId ?? []);
}

function grantsIn({ grants }: Actor, consortiumId: string): Grant[] {
  return grants.filter((grant) => grant.consortiumId === consortiumId);
}

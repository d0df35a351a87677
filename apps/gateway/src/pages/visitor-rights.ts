import { hasRole } from '#libs/decider';
import type { Actor, Grant, Role } from '#messages/messages';

/** The grants of one role, in one consortium or anywhere. */
export function grantsOf(actor: Actor, role: Role, consortiumId?: string): readonly Grant[] {
  return actor.grants.filter(
    (grant) =>
      grant.role === role && (consortiumId === undefined || grant.consortiumId === consortiumId),
  );
}

/** The schools for which somebody has this role. */
export function schoolsOf(actor: Actor, role: Role, consortiumId?: string): string[] {
  return grantsOf(actor, role, consortiumId).flatMap(({ schoolUrn }) => schoolUrn ?? []);
}

/** The contracting parties that somebody may decide for. */
export function approvedPartiesOf(actor: Actor, consortiumId: string): string[] {
  const all = grantsOf(actor, 'school-approver', consortiumId).flatMap(
    ({ partyId }) => partyId ?? [],
  );
  return [...new Set(all)];
}

export function isOperator({ grants }: Actor): boolean {
  return grants.some(({ role }) => role === 'operator');
}

/** Do they see what every school of this consortium asks for? */
export function seesAllDemand(actor: Actor, consortiumId: string): boolean {
  return hasRole(actor, consortiumId, 'lead', 'finance', 'auditor', 'award-approver');
}

export function leads(actor: Actor, consortiumId: string): boolean {
  return hasRole(actor, consortiumId, 'lead');
}

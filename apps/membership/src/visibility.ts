import type { Actor } from '#messages/messages';

/** Services and operators look at every consortium. */
export function seesEverything({ kind, grants }: Actor): boolean {
  return kind === 'service' || grants.some(({ role }) => role === 'operator');
}

/** The consortia in which a person has a role. */
export function consortiaOf({ grants }: Actor): string[] {
  return [...new Set(grants.flatMap(({ consortiumId }) => consortiumId ?? []))];
}

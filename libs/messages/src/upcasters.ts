/**
 * Makes the data of one version of an event into the data of the next: pure, and for ever, since
 * what is stored stays as it is. Never throws for data that were ever stored.
 */
export interface Upcaster {
  readonly data: (older: never) => object;
  /** When the event got another name: the name. It goes on as version 1 of that type. */
  readonly becomes?: string;
}

/** By stored type: the nth (from 0) reads version n + 1, and makes of it the version after. */
export type Upcasters = Readonly<Record<string, readonly Upcaster[]>>;

/**
 * Every step that the language has ever taken beyond a new optional field. An event type's version
 * is one more than its steps here; version 1 is stored without a mark, later ones with `v`. None
 * yet: a step is declared beside its event (`roundUpcasters` in `round-events.ts`) and spread here.
 */
export const upcasters: Upcasters = {};

/** The version that a type is stored in today. */
export function versionOf(type: string, among: Upcasters = upcasters): number {
  return (Object.hasOwn(among, type) ? (among[type]?.length ?? 0) : 0) + 1;
}

/** The name of one version of an event: in the catalogue, and of its fixture. */
export function versionName(type: string, version: number): string {
  return version === 1 ? type : `${type}.v${version}`;
}

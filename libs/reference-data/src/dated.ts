/** A fact that holds from a day up to and including another, or until further notice. */
export interface Dated {
  readonly from: string;
  readonly to?: string;
  /** Who says so, for people who want to check. */
  readonly source: string;
}

/** The one that is in force on a day (`2026-12-01`), if any is: nothing is guessed. */
export function inForce<Fact extends Dated>(facts: readonly Fact[], day: string): Fact | undefined {
  return facts.find(({ from, to }) => from <= day && (to === undefined || day <= to));
}

/** Something that cannot be used as it is: each fault in a sentence for whoever made the file. */
export class Unusable extends Error {
  constructor(readonly faults: readonly string[]) {
    super(faults.join('\n'));
  }
}

/** Throws what was found, if anything was. */
export function refuseFaults(faults: readonly string[]): void {
  if (faults.length > 0) throw new Unusable(faults);
}

const mostShown = 20;

/** The sentences for a terminal, twenty at most, and how many more there are. */
export function shownFaults(faults: readonly string[]): string[] {
  const more = faults.length - mostShown;
  if (more <= 0) return [...faults];
  const rest = `… and ${more.toLocaleString('en-GB')} more. Mend these first and run it again.`;
  return [...faults.slice(0, mostShown), rest];
}

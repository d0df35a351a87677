/** What somebody who runs a drill may choose. */
export interface How {
  /** The same seed makes the same choices; what the machine makes of them is its own. */
  readonly seed: number;
  /** How often: kills, schedules. */
  readonly rounds: number;
  /** How much: events or appends. */
  readonly events: number;
  /** Each context in a process of its own. */
  readonly services?: boolean;
  readonly say?: (line: string) => void;
}

/** What was seen, and what the same check saw of something that is broken on purpose. */
export interface Outcome {
  /** How often a fault could have shown itself. */
  readonly trials: number;
  /** What one trial is, in the plural: `kills`. */
  readonly of: string;
  /** Sentences of what was done, with the counts. */
  readonly seen: readonly string[];
  readonly faults: readonly string[];
  readonly control: Control;
}

/** Positive control: a drill that finds nothing wrong must be one that would. */
export interface Control {
  /** What was broken, as it follows "Control: ". */
  readonly broken: string;
  readonly found: readonly string[];
}

export interface Drill {
  readonly title: string;
  /** How much of it the long form does when nothing else is said. */
  readonly usual: { readonly rounds?: number; readonly events?: number };
  readonly run: (how: How) => Promise<Outcome>;
}

const mostShown = 20;

/** Nothing wrong here, and the control found out. */
export function passed({ faults, control }: Outcome): boolean {
  return faults.length === 0 && control.found.length > 0;
}

/** The outcome in lines: what was done, what was wrong, how much that says, the control. */
export function report({ trials, of, seen, faults, control }: Outcome): string {
  const percent = ((3 / trials) * 100).toPrecision(2);
  const bound = trials > 3 ? `, which bounds their rate at about 3/n = ${percent} % (95 %)` : '';
  return [
    ...seen,
    ...shortened(faults),
    faults.length === 0
      ? `0 faults in ${trials} ${of}${bound}.`
      : `FAILED: ${faults.length} faults in ${trials} ${of}.`,
    control.found.length > 0
      ? `Control: ${control.broken}: found out (${control.found.length}), such as:\n` +
        `  ${control.found[0]}`
      : `Control: FAILED. ${control.broken}: not found out.`,
  ].join('\n');
}

function shortened(faults: readonly string[]): string[] {
  if (faults.length <= mostShown) return [...faults];
  return [...faults.slice(0, mostShown), `… and ${faults.length - mostShown} more.`];
}

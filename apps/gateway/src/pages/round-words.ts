import { londonDay } from '#libs/calendar';
import { plural } from '#libs/allocation';
import type { DemandStatus, EvidenceGrade, MinimumRule, RoundStatus } from '#messages/rounds';
import { formatInstant } from './kit/view-filters.js';

/** How a state is said, and the colour of its tag; what is over is plain text. */
export interface Said {
  readonly text: string;
  readonly colour?: string;
}

export const roundStates: Readonly<Record<RoundStatus, Said>> = {
  draft: { text: 'Draft', colour: 'grey' },
  open: { text: 'Open', colour: 'green' },
  locked: { text: 'Locked', colour: 'blue' },
  tendering: { text: 'Out to tender', colour: 'blue' },
  awarded: { text: 'Awarded', colour: 'teal' },
  closed: { text: 'Settled' },
  'not-viable': { text: 'Not viable', colour: 'orange' },
  cancelled: { text: 'Cancelled', colour: 'red' },
};

export const demandStates: Readonly<Record<DemandStatus, Said>> = {
  requested: { text: 'Under way', colour: 'yellow' },
  waiting: { text: 'Waiting for approval', colour: 'yellow' },
  committed: { text: 'Committed', colour: 'green' },
  refused: { text: 'Refused', colour: 'red' },
  rejected: { text: 'Rejected', colour: 'red' },
  withdrawn: { text: 'Withdrawn', colour: 'grey' },
  declined: { text: 'Not this time', colour: 'grey' },
};

export const minimumRuleWords: Readonly<Record<MinimumRule, string>> = {
  drop: 'A lot below its minimum is not bought.',
  'extend-once':
    'If a lot is below its minimum at closing, the round stays open for five more working days, ' +
    'once. What is below its minimum then is not bought.',
};

/** The same words wherever evidence is asked for or shown. */
export const evidenceWords: Readonly<Record<EvidenceGrade, string>> = {
  A: 'An invoice',
  B: 'An order, a contract or a written offer',
  C: 'A note, or what somebody remembers',
  none: 'Nothing: I do not know what we paid last',
};

/** "Closes in 9 days, on 2 December 2026 at midday". */
export function closingWords(closesAt: string, now: Date): string {
  const when = formatInstant(closesAt);
  if (closesAt <= now.toISOString()) return `Closed on ${when}`;
  const days = daysBetween(londonDay(now.toISOString()), londonDay(closesAt));
  const left = days === 0 ? 'today' : days === 1 ? 'tomorrow' : `in ${days} days`;
  return `Closes ${left}, on ${when}`;
}

/** `boxes` for `box`; capital letters stay. */
export function unitsOf({ unit }: { readonly unit: string }): string {
  return plural(unit);
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

import { formatPounds } from '#libs/money';
import type { RoundView, SchoolDemand } from '#messages/rounds';
import type { Actor } from '#messages/messages';
import { formatPlural } from './kit/view-filters.js';
import type { Names } from './names.js';
import { ownAdvice } from './round-advice.js';
import { demandStates, unitsOf, type Said } from './round-words.js';
import { schoolsOf } from './visitor-rights.js';

/** One of the visitor's schools in a round: what it has asked, in words, and what may be done. */
export interface OwnSchool {
  readonly urn: string;
  readonly name: string;
  readonly state: Said;
  readonly sentence: string;
  readonly lines: readonly string[];
  /** What the next price would mean to it. */
  readonly advice: ReturnType<typeof ownAdvice>;
  readonly mayCommit: boolean;
  readonly hasAsked: boolean;
  readonly underWay: boolean;
  readonly waiting: boolean;
}

export function ownSchools(actor: Actor, round: RoundView, names: Names): OwnSchool[] {
  const buys = schoolsOf(actor, 'school-buyer', round.consortiumId);
  const approves = schoolsOf(actor, 'school-approver', round.consortiumId);
  return [...new Set([...buys, ...approves])]
    .map((urn) => {
      const demand = round.demand.find(({ schoolUrn }) => schoolUrn === urn);
      return {
        urn,
        name: names.school(urn),
        state: demand ? demandStates[demand.status] : { text: 'Nothing yet', colour: 'grey' },
        sentence: demand ? demandSentence(demand) : 'This school has not answered yet.',
        lines: demand ? linesInWords(round, shownLines(demand)) : [],
        advice: demand ? ownAdvice(round, urn, demand.committed) : [],
        mayCommit: buys.includes(urn),
        hasAsked: demand !== undefined && wants(demand),
        underWay: demand?.status === 'requested',
        waiting: demand?.status === 'waiting' && approves.includes(urn),
      };
    })
    .sort((one, other) => one.name.localeCompare(other.name, 'en'));
}

/** What became of a request, for the people of its school. */
export function demandSentence(demand: SchoolDemand): string {
  const worst = formatPounds(demand.worstCasePence);
  const before = demand.committed.length > 0 ? ' What was committed before still counts.' : '';
  switch (demand.status) {
    case 'requested':
      return `The fund is setting ${worst} aside for this. That takes a moment.${before}`;
    case 'waiting':
      return (
        `This could cost up to ${worst}, so it waits for an approver. ` +
        `It does not count yet.${before}`
      );
    case 'committed':
      return (
        `Committed: ${worst} is set aside in the fund. ` +
        'You may change it until the round closes.'
      );
    case 'refused':
      return `The fund refused this request: ${demand.reason ?? 'there is no reason.'}${before}`;
    case 'rejected':
      return `The approver said no: ${demand.reason ?? 'without a reason.'}${before}`;
    case 'withdrawn':
      return 'You withdrew what you had asked for. Nothing is set aside.';
    case 'declined':
      return `Not this time${demand.reason ? `: ${demand.reason}` : '.'}`;
  }
}

/** "38 boxes of copier-paper, 30 at least and 40 at most". */
export function linesInWords({ lots }: RoundView, lines: SchoolDemand['requested']): string[] {
  return lines.flatMap(({ lotId, min, desired, max }) => {
    const lot = lots.find((one) => one.lotId === lotId);
    if (!lot) return [];
    const count = formatPlural(desired, lot.unit, unitsOf(lot));
    return [`${lot.item}: ${count} (at least ${min}, at most ${max})`];
  });
}

export function wants({ status, committed }: SchoolDemand): boolean {
  return status === 'requested' || status === 'waiting' || committed.length > 0;
}

function shownLines({ status, requested, committed }: SchoolDemand): SchoolDemand['requested'] {
  if (status === 'withdrawn' || status === 'declined') return [];
  return status === 'committed' ? committed : requested;
}

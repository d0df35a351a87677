import { formatPounds, ratioPence } from '#libs/money';
import { countOf, type SavingTotals } from '#libs/allocation';
import type { LotShares, RoundShares, ShareRow } from './shares.js';

/** How each rule shares a cost, for a governor. */
export const ruleWords: Readonly<Record<string, string>> = {
  equal_price: 'Every school pays the same price for each unit of an item.',
  contribution:
    'Every school pays what it adds to the cost, on average over all orders in which the schools could have joined (the Shapley value).',
  proportional_to_baseline:
    'Every school saves the same per cent of what its own quantity would have cost alone on the awarded prices.',
  held_harmless_equal_price:
    'Every school pays the same price for each unit, but none pays more than it would have paid otherwise; the others make up the difference.',
  serial:
    'What the smallest school wants is paid for equally by all; each further step is shared equally by those who want more.',
  equal_saving_capped:
    'Every school saves the same amount, but none more than the others save by having it with them.',
  separable_cost:
    'Every school pays what it alone adds to the cost; the rest is shared in proportion to what taking part spares each.',
  nucleolus:
    'The payments that leave the group with the most reason to complain as content as can be.',
};

/** `11.2 %` of what it would have cost, to the nearest tenth; below zero with a minus sign. */
export function percentSaved({ savingPence, baselinePence }: SavingTotals): string {
  if (baselinePence === 0) return 'no per cent';
  const tenths = ratioPence(savingPence, 1000, baselinePence);
  const digits = String(Math.abs(tenths)).padStart(2, '0');
  const sign = tenths < 0 ? '\u2212' : '';
  return `${sign}${digits.slice(0, -1)}.${digits.slice(-1)} %`;
}

/** Rule id and version, as they are agreed. */
export function ruleName({ rule }: RoundShares): string {
  return `${rule.id}, version ${rule.version}`;
}

/** What the prices that schools paid before rest on, a sentence for each kind that there is. */
export function evidenceSentences(rows: readonly ShareRow[]): string[] {
  return kinds.flatMap(([grade, words]) => {
    const own = rows.filter((row) => row.grade === grade);
    if (own.length === 0) return [];
    const saved = own.reduce((sum, { savingPence }) => sum + savingPence, 0);
    const count = own.length === 1 ? '1 figure rests' : `${own.length} figures rest`;
    return [`${count} on ${words}; ${formatPounds(saved)} of the saving.`];
  });
}

const kinds = [
  ['A', 'an invoice (grade A)'],
  ['B', 'an order or offer (grade B)'],
  ['C', 'a note (grade C)'],
  ['stated', 'a last price that the file states without saying how it is proved'],
  ['none', 'the best quote for the school’s own quantity, because there is no last price'],
] as const;

/** What is to be said of rounding. */
export const roundingWords: Readonly<Record<RoundShares['rounding'], string>> = {
  'largest-remainder':
    'Pennies by largest remainder in each item, a tie to the lower URN; every school’s total is its exact total rounded down or up.',
  controlled:
    'Pennies by controlled rounding over all items: every figure and every school’s total is its exact one rounded down or up.',
};

/** Whom the round left worse off, and on what: shown, never hidden. */
export function worseOff(rows: readonly ShareRow[]): ShareRow[] {
  return rows.filter(({ savingPence }) => savingPence < 0);
}

const mostNamed = 12;

/** The check of all groups for a page: a group of many is counted, the audit names its schools. */
export function auditWords({ audit, auditSentence }: LotShares): string {
  if (!audit || audit.group.length <= mostNamed) return auditSentence;
  const pence = Math.floor(audit.worstPence);
  const less = pence === 0 ? 'less than a penny' : formatPounds(pence);
  const who = countOf(audit.group.length, 'school');
  return `${who} could have paid ${less} less on their own; audit.txt names them.`;
}

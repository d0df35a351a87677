import { countOf } from '#libs/allocation';
import { formatPounds } from '#libs/money';
import type { SharingRule } from '#messages/rounds';
import type { LotAudit, LotCertificate } from '#messages/savings';

/** A rule for sharing as people call it, and what it does, in one sentence. */
export interface RuleSaid {
  readonly name: string;
  readonly sentence: string;
}

/** The same words wherever a rule is chosen, compared or explained. */
export const ruleWords: Readonly<Record<SharingRule, RuleSaid>> = {
  equal_price: {
    name: 'One price for everybody',
    sentence: 'Each school pays the same for a unit, whatever it orders.',
  },
  contribution: {
    name: 'By contribution',
    sentence:
      'Each school pays what it adds to the bill, on average over all orders in which the schools could have joined.',
  },
  proportional_to_baseline: {
    name: 'The same per cent for everybody',
    sentence: 'Each school saves the same part of what its own quantity would cost alone.',
  },
  held_harmless_equal_price: {
    name: 'One price, nobody worse off',
    sentence:
      'Each school pays the same for a unit, but no school more than it would have paid; the others make up for that.',
  },
  serial: {
    name: 'By size, step by step',
    sentence:
      'A school shares only the cost of as many units as it wants itself: what larger schools want never makes it dearer.',
  },
  equal_saving_capped: {
    name: 'The same saving in pounds',
    sentence:
      'Each school saves the same amount, but never more than its taking part is worth, and nobody is paid to take part.',
  },
  separable_cost: {
    name: 'By separable cost',
    sentence:
      'Each school pays what the bill rises by because of it; the rest goes by what each saves beyond that.',
  },
  nucleolus: {
    name: 'The least discontent',
    sentence: 'The group with the least reason to be content is made as content as can be.',
  },
};

/** The rule with its version, as a statement prints it. */
export function ruleSaid({ id, version }: { id: SharingRule; version: number }): string {
  const { name, sentence } = ruleWords[id];
  return `${name} (${id}, version ${version}). ${sentence}`;
}

/** Could a group have paid less? With the scope of what was checked. */
export function auditWords(
  { item, holds, worstPence, group, spareUnits }: LotAudit,
  schoolOf: (urn: string) => string,
): string {
  const scope = spareUnits ? '; buying up to the next price counts' : '';
  const on = `On this lot’s price schedule`;
  if (holds) {
    return `${item}: ${on}, no group of schools could have paid less on its own (all groups checked${scope}).`;
  }
  const [only] = group;
  const who = group.length === 1 && only ? schoolOf(only) : countOf(group.length, 'school');
  const names = group.length === 1 ? '' : ` (${group.map(schoolOf).join(', ')})`;
  const less = worstPence < 1 ? 'less than a penny' : formatPounds(worstPence);
  const own = group.length === 1 ? 'its own' : 'their own';
  return `${item}: ${on}, ${who}${names} could have paid ${less} less on ${own} (all groups checked${scope}).`;
}

/** How exactly a rule was worked out, for whoever wants to know. */
export function certificateWords({ item, nodes, exactNodes, ...one }: LotCertificate): string {
  const way = exactNodes ? 'exact but for the rounding of numbers' : 'to well under a penny';
  const { sumErrorPence, droppedMass } = one;
  return `${item}: worked out at ${countOf(nodes, 'node')}, ${way}; sum off by ${shortOf(sumErrorPence)} pence, probability left out ${shortOf(droppedMass)}.`;
}

function shortOf(value: number): string {
  return value === 0 ? '0' : value.toPrecision(2);
}

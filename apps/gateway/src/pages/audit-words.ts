import { countOf } from '#libs/allocation';
import { formatPounds } from '#libs/money';
import type { SharingRule } from '#messages/rounds';
import type { LotAudit, LotCertificate } from '#messages/savings';
import { ruleWords } from './sharing-rule-words.js';

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

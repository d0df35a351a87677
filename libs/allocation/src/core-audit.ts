import { formatPounds } from '#libs/money';
import { costTable, type CostFunction } from './cost-function.js';
import type { Demand } from './shared-lot.js';
import { countOf } from './words.js';

/** One who pays. Pence, before rounding where that is known. */
export interface Payer extends Demand {
  readonly paysPence: number;
}

/** Whether any group of schools could have paid less on its own. */
export interface CoreAudit {
  readonly holds: boolean;
  /** By how much the most aggrieved group pays too much, in pence; 0 when none does. */
  readonly worstPence: number;
  /** The ids of the most aggrieved group, ascending; none when nobody is. */
  readonly group: readonly string[];
  readonly groupQuantity: number;
}

/**
 * Checks every one of the 2ⁿ groups: what a group would cost depends on its summed quantity t only,
 * so it is enough to know the most that any group of quantity t pays, best[t], a 0/1 knapsack; the
 * worst is max best[t] − F(t). `cost` is F̃ where a group may buy spare units. What is within the
 * tolerance counts as nothing: a ten-thousandth of a penny, unless whole pence are audited, which
 * may differ by one for each member. O(n·Q) time, n·Q bits. Of equally aggrieved groups it names
 * the one that does without the ids that sort last.
 */
export function auditCore(
  cost: CostFunction,
  payers: readonly Payer[],
  tolerancePence = 1e-4,
): CoreAudit {
  const ordered = payers.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const total = ordered.reduce((sum, { quantity }) => sum + quantity, 0);
  const best = new Float64Array(total + 1).fill(-Infinity);
  const chosen = new Uint8Array(Math.ceil((ordered.length * (total + 1)) / 8));
  best[0] = 0;
  let reach = 0;
  ordered.forEach(({ quantity, paysPence }, i) => {
    reach += quantity;
    choose(best, chosen, i * (total + 1), reach, quantity, paysPence);
  });
  const table = costTable(cost, total);
  const over = best.map((pays, t) => pays - table[t]!);
  const worstPence = over.reduce((worst, pence) => Math.max(worst, pence), 0);
  if (worstPence <= tolerancePence) {
    return { holds: true, worstPence: 0, group: [], groupQuantity: 0 };
  }
  const { group, groupQuantity } = [...over.keys()]
    .filter((t) => over[t]! >= worstPence - negligiblePence)
    .map((t) => groupOf(ordered, chosen, t, total + 1))
    .reduce(earlier);
  const ids = group.map((i) => ordered[i]!.id);
  return { holds: false, worstPence, group: ids, groupQuantity };
}

/** Smaller differences come from adding doubles up. */
const negligiblePence = 1e-8;

/** The audit in a sentence for a statement. `nameOf` turns an id into a name. */
export function auditSentence(
  { holds, worstPence, group }: CoreAudit,
  nameOf = (id: string) => id,
): string {
  if (holds) return 'No group of schools could have paid less on its own (all groups checked).';
  const less = worstPence < 1 ? 'less than a penny' : formatPounds(Math.floor(worstPence));
  const who = group.length === 1 ? nameOf(group[0]!) : countOf(group.length, 'school');
  const names = group.length === 1 ? '' : ` (${group.map(nameOf).join(', ')})`;
  return `${who}${names} could have paid ${less} less on ${group.length === 1 ? 'its' : 'their'} own.`;
}

function choose(
  best: Float64Array,
  chosen: Uint8Array,
  row: number,
  reach: number,
  quantity: number,
  pays: number,
): void {
  for (let t = reach; t >= quantity; t--) {
    const taken = best[t - quantity]! + pays;
    if (!(taken > best[t]! + negligiblePence)) continue;
    best[t] = taken;
    chosen[(row + t) >>> 3]! |= 1 << ((row + t) & 7);
  }
}

/** The group that pays best[quantity], by index, ascending. */
function groupOf(
  ordered: readonly Payer[],
  chosen: Uint8Array,
  groupQuantity: number,
  width: number,
): { group: number[]; groupQuantity: number } {
  const group = [];
  let left = groupQuantity;
  for (const [i, payer] of [...ordered.entries()].reverse()) {
    const bit = i * width + left;
    if (((chosen[Math.floor(bit / 8)]! >> (bit % 8)) & 1) === 0) continue;
    group.push(i);
    left -= payer.quantity;
  }
  return { group: group.reverse(), groupQuantity };
}

/** Of two groups the one that does without the last of those who are in only one of them. */
function earlier<One extends { group: number[] }>(a: One, b: One): One {
  const last = Math.max(...a.group.filter((i) => !b.group.includes(i)), -1);
  return b.group.some((i) => i > last && !a.group.includes(i)) ? a : b;
}

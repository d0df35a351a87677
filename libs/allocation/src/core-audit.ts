import { formatPounds } from '#libs/money';
import { costTable, type CostFunction } from './cost-function.js';
import { totalQuantity, type Demand } from './shared-lot.js';
import { vectorPasses } from './vector-passes.js';
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
  const total = totalQuantity(payers);
  const table = costTable(cost, total);
  if (mostByPrice(table, payers) <= tolerancePence) return nobody;
  return mostAggrieved(table, payers, tolerancePence);
}

const nobody: CoreAudit = { holds: true, worstPence: 0, group: [], groupQuantity: 0 };

/**
 * No group can pay too much by more than this: what it could pay if units, dearest first, were free
 * to join without their schools. At an equal price and no cheaper units before, that decides.
 * O(n·log n + Q).
 */
function mostByPrice(table: Float64Array, payers: readonly Payer[]): number {
  const pricePence = ({ quantity, paysPence }: Payer) => paysPence / quantity;
  const dearestFirst = payers
    .filter(({ quantity }) => quantity > 0)
    .toSorted((a, b) => pricePence(b) - pricePence(a));
  const free = payers.filter(({ quantity }) => quantity === 0);
  let pays = free.reduce((sum, { paysPence }) => sum + Math.max(0, paysPence), 0);
  let [worst, t] = [pays - table[0]!, 0];
  for (const payer of dearestFirst) {
    const price = pricePence(payer);
    for (let unit = 1; unit <= payer.quantity; unit++) {
      worst = Math.max(worst, pays + unit * price - table[(t += 1)]!);
    }
    pays += payer.paysPence;
  }
  return worst;
}

function mostAggrieved(
  table: Float64Array,
  payers: readonly Payer[],
  tolerancePence: number,
): CoreAudit {
  const ordered = payers.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const { best, chosen } = choices(ordered, table.length);
  const over = best.map((pays, t) => pays - table[t]!);
  const worstPence = over.reduce((worst, pence) => Math.max(worst, pence), 0);
  if (worstPence <= tolerancePence) return nobody;
  const { group, groupQuantity } = [...over.keys()]
    .filter((t) => over[t]! >= worstPence - negligiblePence)
    .map((t) => groupOf(ordered, chosen, t))
    .reduce(earlier);
  const ids = group.map((i) => ordered[i]!.id);
  return { holds: false, worstPence, group: ids, groupQuantity };
}

/** best[t], and for each school a bit for each t: does the group that pays most need it? */
function choices(ordered: readonly Payer[], width: number) {
  const largest = ordered.reduce((most, { quantity }) => Math.max(most, quantity), 0);
  const origin = 8 * Math.ceil((largest + 8) / 8);
  const numbers = vectorPasses.numbers(origin + 8 * Math.ceil(width / 8)).fill(-Infinity);
  const chosen = ordered.map(() => new Uint8Array(Math.ceil(width / 8)));
  numbers[origin] = 0;
  let reach = origin;
  ordered.forEach(({ quantity, paysPence }, i) => {
    reach += quantity;
    const range = [origin + quantity, reach] as const;
    const bits = vectorPasses.choose(range, quantity, paysPence, negligiblePence);
    chosen[i]!.set(bits, quantity >> 3);
  });
  return { best: numbers.slice(origin, origin + width), chosen };
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

/** The group that pays best[quantity], by index, ascending. */
function groupOf(
  ordered: readonly Payer[],
  chosen: readonly Uint8Array[],
  groupQuantity: number,
): { group: number[]; groupQuantity: number } {
  const group = [];
  let left = groupQuantity;
  for (const [i, payer] of [...ordered.entries()].reverse()) {
    if (((chosen[i]![left >> 3]! >> (left & 7)) & 1) === 0) continue;
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

import { formatPounds, sumPence } from '#libs/money';
import type { ShareRow } from '#messages/savings';
import { formatPercent } from './kit/view-filters.js';

/** Share rows of one school, one lot or all, added up. */
export interface Saved {
  readonly baselinePence: number;
  readonly paysPence: number;
  readonly savingPence: number;
  readonly competitionPence: number;
  readonly aggregationPence: number;
}

/** One line of a summary: a school over its lots, or a lot over its schools. */
export interface SavedLine extends Saved {
  readonly key: string;
  readonly rows: readonly ShareRow[];
}

export function addUp(rows: readonly Saved[]): Saved {
  const sum = (of: (row: Saved) => number) => sumPence(rows.map(of));
  return {
    baselinePence: sum((row) => row.baselinePence),
    paysPence: sum((row) => row.paysPence),
    savingPence: sum((row) => row.savingPence),
    competitionPence: sum((row) => row.competitionPence),
    aggregationPence: sum((row) => row.aggregationPence),
  };
}

/** The rows of each key added up, in the order of first appearance. */
export function savedBy(rows: readonly ShareRow[], keyOf: (row: ShareRow) => string): SavedLine[] {
  const keys = [...new Set(rows.map(keyOf))];
  return keys.map((key) => {
    const own = rows.filter((row) => keyOf(row) === key);
    return { key, rows: own, ...addUp(own) };
  });
}

/** Saved of what it would have cost, in basis points; none of nothing. */
export function savedShare({ savingPence, baselinePence }: Saved): number | null {
  return baselinePence > 0 ? Math.round((savingPence * 10_000) / baselinePence) : null;
}

/** Do both summaries and the two effects come to one figure? Said in words, whatever it is. */
export function addsUpSentence(
  total: Saved,
  bySchool: readonly SavedLine[],
  byLot: readonly SavedLine[],
): string {
  const [schools, lots] = [addUp(bySchool), addUp(byLot)];
  const effects = sumPence([total.competitionPence, total.aggregationPence]);
  const same = [schools.savingPence, lots.savingPence, effects].every(
    (pence) => pence === total.savingPence,
  );
  const said = [schools.savingPence, lots.savingPence, effects].map((pence) => formatPounds(pence));
  return same
    ? `It adds up: by school, by lot, and as competition and buying together, the saving is ${said[0]} each time.`
    : `This does not add up: ${said[0]} by school, ${said[1]} by lot, ${said[2]} by effect. Tell the operator.`;
}

/** The cases that an average hides: the smallest saving, and whoever pays more than before. */
export function hardCases(
  bySchool: readonly SavedLine[],
  schoolOf: (urn: string) => string,
): string[] {
  const smallest = bySchool.toSorted((a, b) => a.savingPence - b.savingPence)[0];
  const dearer = bySchool.flatMap(({ rows }) => rows.filter(({ savingPence }) => savingPence < 0));
  const name = (urn: string) => schoolOf(urn);
  return [
    ...(smallest
      ? [
          `The smallest result: ${name(smallest.key)} ${smallest.savingPence < 0 ? 'is worse off by' : 'saved'} ${formatPounds(Math.abs(smallest.savingPence))} on ${formatPounds(smallest.baselinePence)}${percentOf(smallest)}.`,
        ]
      : []),
    ...dearer.map(
      ({ urn, item, savingPence, paysPence, baselinePence }) =>
        `${name(urn)} pays ${formatPounds(-savingPence)} more for ${item} than it would have: ${formatPounds(paysPence)} instead of ${formatPounds(baselinePence)}.`,
    ),
    ...(dearer.length === 0 ? ['No school pays more for anything than it would have.'] : []),
  ];
}

function percentOf(saved: Saved): string {
  const share = savedShare(saved);
  return share === null ? '' : `, ${formatPercent(share)}`;
}

/** How much of the figures rests on no proof of a last price. */
export function evidenceSentence(rows: readonly ShareRow[]): string {
  const without = rows.filter(({ evidenceGrade }) => evidenceGrade === 'none');
  if (without.length === 0) return 'Every figure rests on evidence of the last price.';
  const [part, all] = [addUp(without), addUp(rows)];
  const share = Math.round((part.baselinePence * 10_000) / Math.max(1, all.baselinePence));
  return (
    `${without.length} of ${rows.length} figures have no evidence of a last price: ` +
    `${formatPercent(share)} of what it would have cost, and ${formatPounds(part.savingPence)} of the saving. ` +
    'There the comparison is the best quote at the school’s own quantity, never a guess.'
  );
}

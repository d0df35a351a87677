import { formatPounds, sumPence } from '#libs/money';
import type { SavingsAmounts, ShareRow } from '#messages/savings';
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

/** The same for any number of summaries: `year`, `school` and so on, each in its lines. */
export function tiesSentence(
  total: SavingsAmounts,
  ways: Readonly<Record<string, readonly SavingsAmounts[]>>,
): string {
  const sums = Object.entries(ways).map(([way, lines]) => ({
    way,
    saved: sumPence(lines.map(({ savingPence }) => savingPence)),
    net: sumPence(lines.map(({ netPence }) => netPence)),
  }));
  const effects = sumPence([total.competitionPence, total.aggregationPence]);
  const isSame = ({ saved, net }: { saved: number; net: number }) =>
    saved === total.savingPence && net === total.netPence;
  if (sums.every(isSame) && effects === total.savingPence) {
    const list = sums.map(({ way }) => `by ${way}`).join(', ');
    const net =
      total.netPence === total.savingPence ? '' : `, and ${formatPounds(total.netPence)} net`;
    return `It adds up: ${list}, and as competition and buying together, the saving is ${formatPounds(total.savingPence)}${net} each time.`;
  }
  const said = sums.map(({ way, saved }) => `${formatPounds(saved)} by ${way}`).join(', ');
  return `This does not add up: ${said}, ${formatPounds(effects)} by effect. Tell the operator.`;
}

/** The few figures that an overview is about; what is sustained never adds to what is new. */
export function overviewNumbers(total: SavingsAmounts) {
  const share = savedShare(total);
  const { committed, realised } = total.byStatus;
  const saved = share === null ? '' : `${formatPercent(share)} of what it would have cost`;
  return [
    { name: 'Would have cost', value: formatPounds(total.baselinePence), note: 'Without VAT' },
    { name: 'Paid', value: formatPounds(total.paysPence), note: 'Without VAT' },
    { name: 'Saved', value: formatPounds(total.savingPence), note: saved },
    {
      name: 'Realised',
      value: formatPounds(realised),
      note: committed === 0 ? 'All of it is invoiced' : `${formatPounds(committed)} still to come`,
    },
    ...(total.netPence === total.savingPence
      ? []
      : [
          {
            name: 'Saved, net',
            value: formatPounds(total.netPence),
            note: 'After the cost of running the rounds, with VAT that nobody gets back',
          },
        ]),
    ...(total.sustainedPence === 0
      ? []
      : [
          { name: 'New', value: formatPounds(total.newPence), note: 'Not saved by a round before' },
          {
            name: 'Sustained',
            value: formatPounds(total.sustainedPence),
            note: 'Saved by earlier rounds and going on; never added to what is new',
          },
        ]),
  ];
}

/** From what was saved to what is left of it, and how far it has come; none where nothing differs. */
export function netAnswers(rows: readonly ShareRow[]) {
  const sum = (of: (row: ShareRow) => number) => sumPence(rows.map(of));
  const saving = sum((row) => row.savingPence);
  const running = sum((row) => row.runningCostPence ?? 0);
  const vat = sum(({ irrecoverableVatPence: one }) => (one ? one.baseline - one.pays : 0));
  const committed = sum((row) => (row.status === 'committed' ? row.savingPence : 0));
  const short = sum((row) => row.unrealised?.savingPence ?? 0);
  const spare = sum((row) => (row.spare ? row.savingPence - row.spare.savingPence : 0));
  const sustained = sum((row) => row.sustained?.sustainedPence ?? 0);
  const fresh = sum((row) => row.sustained?.newPence ?? row.savingPence);
  const line = (key: string, pence: number) => ({ key, value: formatPounds(pence) });
  return [
    ...(running !== 0 || vat !== 0 ? [line('Saved', saving)] : []),
    ...(running === 0 ? [] : [line('Less: what running the round cost', running)]),
    ...(vat === 0 ? [] : [line('VAT that nobody gets back: less of it by', vat)]),
    ...(running !== 0 || vat !== 0 ? [line('Saved, net', saving - running + vat)] : []),
    ...(committed === 0 ? [] : [line('Of the saving, not invoiced yet', committed)]),
    ...(short === 0 ? [] : [line('Not saved, because it never came', short)]),
    ...(spare === 0 ? [] : [line('Of the saving, on units nobody asked for', spare)]),
    ...(sustained === 0 ? [] : [line('Of the saving, new', fresh)]),
    ...(sustained === 0
      ? []
      : [line('Sustained from earlier rounds, beside it and never added', sustained)]),
  ];
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

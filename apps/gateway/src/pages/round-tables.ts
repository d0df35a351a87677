import { timesPence } from '#libs/money';
import type { LotProgress, RoundView } from '#messages/rounds';
import { dataTable, type Column, type DataTable } from './kit/data-table.js';
import { progress, type Progress } from './kit/figures.js';
import { formatPounds, formatWhole } from '#libs/money';
import { formatPlural } from './kit/view-filters.js';
import type { WorstCase } from './demand-form.js';
import { demandStates, unitsOf } from './round-words.js';
import type { Names } from './names.js';

/** Where every lot stands: for the page and for its file. */
export function lotsTable({ lots, status }: RoundView): DataTable {
  return dataTable({
    caption: status === 'open' ? 'What the schools want so far' : 'What the schools wanted',
    rows: lots,
    totalLabel: 'All lots',
    columns: [
      { heading: 'Lot', value: ({ item }: LotProgress) => item },
      { heading: 'Unit', value: ({ unit }) => unit },
      { heading: 'Schools', value: ({ schools }) => schools, kind: 'count' },
      { heading: 'Wanted', value: ({ desired }) => desired, kind: 'count' },
      { heading: 'At most', value: ({ most }) => most, kind: 'count' },
      { heading: 'Minimum', value: ({ minimumQuantity }) => minimumQuantity, kind: 'count' },
      { heading: 'Ceiling', value: ({ ceilingPence }) => ceilingPence, kind: 'pence' },
      {
        heading: 'At most, at the ceiling',
        value: ({ most, ceilingPence }) => timesPence(ceilingPence, most),
        kind: 'pence',
        total: true,
      },
    ],
  });
}

/** The bar runs to the minimum and the indicative tiers; the sentences say what they mean. */
export function lotProgress(lot: LotProgress): Progress {
  const { desired, minimumQuantity, indicativeTiers, sentences } = lot;
  const next = indicativeTiers.filter(({ fromQuantity }) => fromQuantity > desired).slice(0, 1);
  const reached = indicativeTiers.filter(({ fromQuantity }) => fromQuantity <= desired).slice(-1);
  const marks = [
    ...(minimumQuantity > 0
      ? [{ at: minimumQuantity, label: `Minimum: ${formatWhole(minimumQuantity)}` }]
      : []),
    ...[...reached, ...next]
      .filter(({ fromQuantity }) => fromQuantity > 1 && fromQuantity !== minimumQuantity)
      .map(({ fromQuantity, unitPricePence }) => ({
        at: fromQuantity,
        label: `${formatWhole(fromQuantity)}: ${formatPounds(unitPricePence)}`,
      })),
  ];
  return progress([wantedWords(lot), ...sentences].join(' '), desired, marksApart(marks));
}

/** "13 schools want 1,116 boxes, and would take 1,150." */
export function wantedWords(lot: LotProgress): string {
  const { desired, most, schools } = lot;
  if (schools === 0) return 'No school has committed yet.';
  const who = formatPlural(schools, 'school wants', 'schools want');
  const units = formatPlural(desired, lot.unit, unitsOf(lot));
  return most > desired
    ? `${who} ${units}, and would take up to ${formatWhole(most)}.`
    : `${who} ${units}.`;
}

/** Marks that would write over each other are left out: the later one says more. */
function marksApart(marks: readonly { at: number; label: string }[]) {
  const sorted = marks.toSorted((one, other) => one.at - other.at);
  const end = Math.max(1, ...sorted.map(({ at }) => at));
  return sorted.filter(({ at }, index) => {
    const next = sorted[index + 1];
    return next === undefined || (next.at - at) / end > 0.45;
  });
}

export interface DemandRow {
  readonly school: string;
  readonly party: string;
  readonly lot: string;
  readonly state: string;
  readonly colour: string | undefined;
  readonly min: number;
  readonly desired: number;
  readonly max: number;
  readonly worstPence: number;
}

/** One row for each school and lot that counts or is asked for. */
export function demandRows({ lots, demand }: RoundView, names: Names): DemandRow[] {
  return lots.flatMap((lot) =>
    demand.flatMap((one) => {
      const counts = one.committed.find(({ lotId }) => lotId === lot.lotId);
      const asked = one.requested.find(({ lotId }) => lotId === lot.lotId);
      const line = counts ?? (isPending(one.status) ? asked : undefined);
      if (!line) return [];
      const { text, colour } = counts ? demandStates.committed : demandStates[one.status];
      return [
        {
          school: names.school(one.schoolUrn),
          party: names.party(one.partyId),
          lot: lot.item,
          state: text,
          colour,
          min: line.min,
          desired: line.desired,
          max: line.max,
          worstPence: timesPence(lot.ceilingPence, line.max),
        },
      ];
    }),
  );
}

const quantities: readonly Column<DemandRow>[] = [
  { heading: 'At least', value: ({ min }) => min, kind: 'count', total: true },
  { heading: 'Wanted', value: ({ desired }) => desired, kind: 'count', total: true },
  { heading: 'At most', value: ({ max }) => max, kind: 'count', total: true },
  {
    heading: 'At most, at the ceiling',
    value: ({ worstPence }) => worstPence,
    kind: 'pence',
    total: true,
  },
];
const whose: readonly Column<DemandRow>[] = [
  { heading: 'School', value: ({ school }) => school },
  { heading: 'Contracting party', value: ({ party }) => party },
];

/** What counts of one lot, adding up to what its progress says. */
export function lotDemandTable(lot: string, rows: readonly DemandRow[]): DataTable {
  const counts = rows.filter((row) => row.lot === lot && row.state === demandStates.committed.text);
  const caption = `${lot}: committed`;
  return dataTable({ caption, rows: counts, columns: [...whose, ...quantities] });
}

/** Rows of any lot and state, each said; units of several lots make no sum. */
export function demandTable(caption: string, rows: readonly DemandRow[]): DataTable {
  return dataTable({
    caption,
    whenEmpty: 'None.',
    rows,
    columns: [
      ...whose,
      { heading: 'Lot', value: ({ lot }) => lot },
      { heading: 'State', value: ({ state }) => state, tag: ({ colour }) => colour },
      ...quantities.map((column) => ({ ...column, total: column.kind === 'pence' })),
    ],
  });
}

function isPending(status: string): boolean {
  return status === 'waiting' || status === 'requested';
}

/** What a request may cost at most: Σ most × ceiling, and the VAT that its party cannot recover. */
export function worstCaseTable(cases: readonly WorstCase[]): DataTable {
  return dataTable({
    caption: 'What this may cost at most',
    rows: cases,
    columns: [
      { heading: 'Lot', value: ({ item }: WorstCase) => item },
      { heading: 'At most', value: ({ max }) => max, kind: 'count' },
      { heading: 'Ceiling', value: ({ ceilingPence }) => ceilingPence, kind: 'pence' },
      { heading: 'Net', value: ({ netPence }) => netPence, kind: 'pence', total: true },
      {
        heading: 'VAT that is a cost',
        value: (one) => one.vatPence,
        kind: 'pence',
        total: true,
      },
      {
        heading: 'In all',
        value: (one) => one.netPence + one.vatPence,
        kind: 'pence',
        total: true,
      },
    ],
  });
}

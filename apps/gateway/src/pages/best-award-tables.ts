import { formatPounds, formatWhole, sumPence } from '#libs/money';
import type {
  BestAwardView,
  DearerSchool,
  SolvedAward,
  SolvingProgress,
  TenderView,
} from '#messages/tenders';
import { dataTable, type DataTable } from './kit/data-table.js';
import { unitsOf } from './round-words.js';

/** Who wins how much in the award of least cost. Discounts come off all of it. */
export function bestAwardTable({ lots }: TenderView, best: BestAwardView): DataTable {
  const lotOf = (lotId: string) => lots.find((lot) => lot.lotId === lotId);
  return dataTable({
    caption: 'The award of least cost',
    whenEmpty: 'No award fills every lot.',
    rows: best.wins,
    totalLabel: 'All lots',
    columns: [
      { heading: 'Lot', value: ({ lotId }) => lotOf(lotId)?.description },
      { heading: 'Supplier', value: ({ supplierName }) => supplierName },
      {
        heading: 'Quantity',
        value: ({ lotId, quantity }) => {
          const lot = lotOf(lotId);
          return `${formatWhole(quantity)} ${lot ? unitsOf(lot) : ''}`;
        },
      },
      { heading: 'Goods', value: (win) => win.goodsPence, kind: 'pence', total: true },
      { heading: 'Fees', value: (win) => win.feesPence, kind: 'pence', total: true },
    ],
  });
}

/** What it comes to, what is known of it, and what took it down, in sentences. */
export function bestAwardWords({ lots }: TenderView, best: BestAwardView): string[] {
  if (best.outcome !== 'awarded' || best.wins.length === 0) return [noAwardWords(best)];
  const less = [
    ...(best.bundlesPence > 0 ? [`bundles take off ${formatPounds(best.bundlesPence)}`] : []),
    ...(best.rebatesPence > 0 ? [`rebates ${formatPounds(best.rebatesPence)}`] : []),
  ];
  const off = less.length > 0 ? `; ${less.join(' and ')}` : '';
  return [
    `It costs ${formatPounds(best.moneyPence)} net${off}.`,
    ...(best.qualityPence > 0
      ? [`Its quality counts as worth ${formatPounds(best.qualityPence)}.`]
      : []),
    proofWords(best),
    uniqueWords(best),
    ...best.unfilled.map(({ lotId, quantity }) => {
      const item = lots.find((lot) => lot.lotId === lotId)?.description ?? lotId;
      return `${formatWhole(quantity)} units of ${item} are dearer than their reserve price.`;
    }),
  ].filter((sentence) => sentence !== '');
}

function noAwardWords({ outcome }: BestAwardView): string {
  if (outcome === 'nothing found') return 'No award was found in time: compare lot by lot.';
  if (outcome === 'awarded') return 'No quote counts for any lot.';
  const why = 'suppliers cannot supply enough of some lot, or too few of them may win';
  return `No award fills every lot within the terms: ${why}. Set its quotes aside to leave it out.`;
}

/** Proved, or how far it may be from what is possible. */
export function proofWords({ proved, gapPence, boundPence }: Proof): string {
  if (proved) return 'Proved: no award of these quotes costs less.';
  const gap = `at most ${formatPounds(gapPence)} too dear`;
  return `Not proved: time ran out. It is ${gap}; none costs less than ${formatPounds(boundPence)}.`;
}

type Proof = Pick<SolvedAward, 'proved' | 'gapPence' | 'boundPence'>;

export function uniqueWords({
  optimalSolutions,
  tieBrokenBy,
}: Pick<SolvedAward, 'optimalSolutions' | 'tieBrokenBy'>): string {
  if (optimalSolutions === 1) return 'No other award costs the same.';
  if (optimalSolutions === 'unknown') return '';
  const by = tieBrokenBy.filter((one) => one !== 'undecided');
  if (by.length === 0) return 'Others cost the same: say in your reason why this one.';
  const how = by.map((one) => (one === 'lot' ? 'the lot drawn from the seals' : one));
  return `Others cost exactly the same; this one was chosen by ${how.join(' and ')}.`;
}

/** What was found so far, the bound and the gap. */
export function progressTable(progress: SolvingProgress): DataTable {
  const { incumbentPence, boundPence, gapPence, part, parts, seconds, secondsAtMost } = progress;
  const money = (pence: number | null) => (pence === null ? 'Not yet' : formatPounds(pence));
  return dataTable({
    caption: 'How far it has come',
    rows: [
      { name: 'Best found so far', value: money(incumbentPence) },
      { name: 'No award costs less than', value: money(boundPence) },
      { name: 'Still open', value: money(gapPence) },
      { name: 'Part of the tender', value: `${formatWhole(part)} of ${formatWhole(parts)}` },
      {
        name: 'Seconds',
        value: `${formatWhole(seconds)} of about ${formatWhole(secondsAtMost)}`,
      },
    ],
    columns: [
      { heading: 'Figure', value: ({ name }) => name },
      { heading: 'So far', value: ({ value }) => value },
    ],
  });
}

/** What anybody needs to run it again and compare. */
export function certificateRows(solved: Omit<SolvedAward, 'dearerByPence'>) {
  return [
    { key: 'Fingerprint of the tender (SHA-256)', value: solved.inputHash },
    { key: 'Solver', value: solved.solver },
    { key: 'Cost', value: formatPounds(solved.costPence) },
    { key: 'No award costs less than', value: formatPounds(solved.boundPence) },
    { key: 'Proof', value: [proofWords(solved), uniqueWords(solved)].join(' ').trim() },
    { key: 'Nodes searched', value: formatWhole(solved.nodes) },
    ...(solved.seed === undefined ? [] : [{ key: 'Seed of the lot', value: solved.seed }]),
  ];
}

/** Schools that would pay more than they last did, by name. */
export function dearerWords(
  { lots, status }: TenderView,
  dearer: readonly DearerSchool[],
): string[] {
  const pays = status === 'awarded' ? 'pays' : 'would pay';
  return dearer.map(({ lotId, schoolUrn, schoolName, sharePence, atLastPricePence }) => {
    const item = lots.find((lot) => lot.lotId === lotId)?.description ?? lotId;
    const school = schoolName ?? `School ${schoolUrn}`;
    const share = `${pays} ${formatPounds(sharePence)} for ${item}`;
    const more = formatPounds(sharePence - atLastPricePence);
    return `${school} ${share}: ${more} more than at its own last price.`;
  });
}

/** The same from the shares that a page shows: once recommended, and once awarded. */
export function dearerIn({ lots }: TenderView): DearerSchool[] {
  return lots.flatMap(({ lotId, shares = [], drops }) => {
    const urns = [...new Set(shares.map(({ schoolUrn }) => schoolUrn))];
    return urns.flatMap((schoolUrn): DearerSchool[] => {
      const own = shares.filter((share) => share.schoolUrn === schoolUrn);
      const last = own[0]?.lastPricePence ?? null;
      if (last === null) return [];
      const sharePence = sumPence(own.map((share) => share.sharePence ?? share.paysPence));
      const units = own.map(({ quantity, spareQuantity = 0 }) => quantity - spareQuantity);
      const atLastPricePence = last * sumPence(units);
      if (sharePence <= atLastPricePence) return [];
      const schoolName = drops.find((drop) => drop.schoolUrn === schoolUrn)?.schoolName;
      const named = schoolName === undefined ? {} : { schoolName };
      return [{ lotId, schoolUrn, sharePence, atLastPricePence, ...named }];
    });
  });
}

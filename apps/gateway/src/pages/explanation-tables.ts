import { formatPounds, formatWhole } from '#libs/money';
import type {
  AwardExplanationView,
  ExplainedLotView,
  OtherAward,
  TenderView,
} from '#messages/tenders';
import { dataTable, type DataTable } from './kit/data-table.js';

type Names = readonly { readonly supplierName: string; readonly quantity: number }[];

/** Who wins each lot, who would be next, and how much dearer everything would be then. */
export function winsTable({ lots }: TenderView, explanation: AwardExplanationView): DataTable {
  const rows = explanation.lots.flatMap((lot) => lot.wins.map((win) => ({ ...win, lot })));
  return dataTable({
    caption: 'Each winner, and the award without its quote',
    rows,
    columns: [
      { heading: 'Lot', value: ({ lotId }) => describe(lots, lotId) },
      { heading: 'Winner', value: ({ supplierName }) => supplierName },
      { heading: 'Quantity', value: ({ quantity }) => quantity, kind: 'count' },
      { heading: 'Runner-up', value: ({ runnersUp }) => namesOf(runnersUp) || 'Nobody' },
      { heading: 'Without this quote', value: ({ without }) => withoutWords(without) },
    ],
  });
}

/** What each limit of the tender costs. */
export function limitsTable({ limits }: AwardExplanationView): DataTable {
  const names = {
    'max-winners': 'The most suppliers that may win',
    'max-suppliers': 'The most suppliers of',
    'supplier-capacity': 'What can be supplied by',
  };
  return dataTable({
    caption: 'What the limits cost',
    whenEmpty: 'No limit of this tender keeps anything out.',
    rows: limits,
    columns: [
      { heading: 'Limit', value: ({ limit, of }) => `${names[limit]} ${of ?? ''}`.trim() },
      { heading: 'Without it', value: ({ without }) => limitWords(without) },
    ],
  });
}

/** Each lot as if it were the only one, beside what the award does. */
export function aloneTable({ lots }: TenderView, explanation: AwardExplanationView): DataTable {
  return dataTable({
    caption: 'Lot by lot',
    rows: explanation.lots,
    columns: [
      { heading: 'Lot', value: ({ lotId }: ExplainedLotView) => describe(lots, lotId) },
      { heading: 'In this award', value: ({ wins }) => namesOf(wins) || 'Nobody' },
      { heading: 'The cheapest by itself', value: ({ alone }) => namesOf(alone) || 'Nobody' },
    ],
  });
}

/** By how much the lots together are cheaper than one by one. */
export function lotByLotWords({ lotByLot, costPence }: AwardExplanationView): string {
  if (!lotByLot) return 'Lot by lot there is no award: some lot cannot be filled by itself.';
  const { dearerByPence: more, violations } = lotByLot;
  const broken = violations.length > 0 ? ` And it could not be made: ${violations.join(' ')}` : '';
  if (more <= 0 && violations.length === 0) {
    return 'Choosing the cheapest quote for each lot by itself costs the same.';
  }
  const cost = `${formatPounds(lotByLot.costPence)} instead of ${formatPounds(costPence)}`;
  if (more <= 0) return `The cheapest quote for each lot by itself: ${cost}.${broken}`;
  return `${formatPounds(more)} cheaper than lot by lot, which costs ${cost}.${broken}`;
}

function withoutWords({ dearerByPence, atLeastDearerByPence, proved }: OtherAward): string {
  if (dearerByPence === null) {
    return proved ? 'Not every lot could be filled' : 'Nothing was found in time';
  }
  const more = `${formatPounds(dearerByPence)} more`;
  if (proved || atLeastDearerByPence === null) return more;
  return `${formatPounds(atLeastDearerByPence)} to ${more}`;
}

function limitWords({ dearerByPence, atLeastDearerByPence, proved }: OtherAward): string {
  const less = -(dearerByPence ?? 0);
  const most = -(atLeastDearerByPence ?? 0);
  if (less <= 0 && (proved || most <= 0)) return 'The same: it costs nothing';
  if (proved) return `${formatPounds(less)} less`;
  return `${formatPounds(Math.max(0, less))} to ${formatPounds(most)} less`;
}

function namesOf(names: Names): string {
  if (names.length === 1) return names[0]!.supplierName;
  const each = names.map(({ supplierName, quantity }) => {
    return `${supplierName} (${formatWhole(quantity)})`;
  });
  return each.join(', ');
}

function describe(lots: TenderView['lots'], lotId: string): string {
  return lots.find((lot) => lot.lotId === lotId)?.description ?? lotId;
}

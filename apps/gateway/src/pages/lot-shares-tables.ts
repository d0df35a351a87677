import { sumPence } from '#libs/money';
import type { LotShare, LotWinner, TenderLotView, TenderView } from '#messages/tenders';
import { sharingRules } from '#messages/rounds';
import { dataTable, type DataTable } from './kit/data-table.js';
import { validOf } from './ranking-tables.js';
import { ruleInWords } from './sharing-rule-words.js';

type Winner = Pick<LotWinner, 'supplierName' | 'quantity' | 'totalPence'>;

/** Who won, or would win, how much of a lot. */
export function winnersIn(lot: TenderLotView): Winner[] {
  if (lot.winners && lot.winners.length > 0) return [...lot.winners];
  const shares = lot.shares ?? [];
  const names = [...new Set(shares.map(({ supplierName }) => supplierName))];
  if (names.length > 0) {
    return names.map((supplierName) => {
      const own = shares.filter((share) => share.supplierName === supplierName);
      const quantity = sumPence(own.map((share) => share.quantity));
      return { supplierName, quantity, totalPence: sumPence(own.map((one) => one.paysPence)) };
    });
  }
  const quote = validOf(lot).find(({ quoteId }) => quoteId === lot.recommendedQuoteId);
  return quote ? [{ ...quote, quantity: lot.quantity }] : [];
}

/** What each school is invoiced and, where the rule says otherwise, pays in the end. */
export function lotSharesTable(
  caption: string,
  { shares = [], drops }: TenderLotView,
  pays: string,
): DataTable {
  const hasRule = shares.some(({ sharePence }) => sharePence !== undefined);
  const names = new Set(shares.map(({ supplierName }) => supplierName));
  const schoolOf = (share: LotShare) => {
    const drop = drops.find(({ schoolUrn }) => schoolUrn === share.schoolUrn);
    return drop?.schoolName ?? `School ${share.schoolUrn}`;
  };
  return dataTable({
    caption,
    whenEmpty: 'None of this lot goes to your schools.',
    rows: shares,
    columns: [
      { heading: 'School', value: schoolOf },
      ...(names.size > 1
        ? [{ heading: 'Supplier', value: (share: LotShare) => share.supplierName }]
        : []),
      { heading: 'Quantity', value: ({ quantity }) => quantity, kind: 'count', total: true },
      {
        heading: hasRule ? 'Is invoiced' : pays,
        value: ({ paysPence }) => paysPence,
        kind: 'pence',
        total: true,
      },
      ...(hasRule
        ? [
            {
              heading: 'Pays in the end',
              value: (share: LotShare) => share.sharePence ?? share.paysPence,
              kind: 'pence' as const,
              total: true,
            },
          ]
        : []),
    ],
  });
}

/** By which rule lots are shared, and where that is not the round's own. */
export function ruleSentences({ sharingRule }: TenderView, lots: readonly TenderLotView[]) {
  const rule = sharingRules.find((id) => id === sharingRule?.id) ?? 'equal_price';
  const hasSeveral = lots.some((lot) => winnersIn(lot).length > 1);
  const hasRule = lots.some(({ shares = [] }) =>
    shares.some((one) => one.sharePence !== undefined),
  );
  return [
    ruleInWords(rule),
    ...(hasSeveral
      ? ['Where several suppliers share a lot, everybody pays the lot’s one blended price.']
      : []),
    ...(hasRule
      ? ['The pooled fund moves the difference between the schools; it sums to nothing.']
      : []),
  ];
}

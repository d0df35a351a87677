import { formatPounds, formatWhole, sumPence } from '#libs/money';
import type {
  ContractLine,
  ContractView,
  LotFeedback,
  TenderLotView,
  TenderView,
} from '#messages/tenders';
import { dataTable, type DataTable } from './kit/data-table.js';
import type { Names } from './names.js';

/** What one school gets of one lot under its party's contract, by names. */
export interface Contracted extends ContractLine {
  readonly school: string;
  readonly party: string;
  readonly supplierName: string;
  readonly description: string;
  readonly unit: string;
}

/** The lines of the contracts that the visitor may see. */
export function contractedOf(
  { lots }: TenderView,
  contracts: readonly ContractView[],
  names: Names,
): Contracted[] {
  return contracts.flatMap(({ lines, partyId, supplierName }) =>
    lines.map((line) => {
      const lot = lots.find(({ lotId }) => lotId === line.lotId);
      return {
        ...line,
        school: names.school(line.schoolUrn),
        party: names.party(partyId),
        supplierName,
        description: lot?.description ?? line.item,
        unit: lot?.unit ?? '',
      };
    }),
  );
}

/** Who is invoiced what for one lot: adds up to the winners' total. */
export function sharesTable(
  { lotId, description }: TenderLotView,
  lines: readonly Contracted[],
): DataTable {
  return dataTable({
    caption: `${description}: what each school is invoiced, net`,
    whenEmpty: 'None of this lot goes to your schools.',
    rows: lines
      .filter((line) => line.lotId === lotId)
      .toSorted((a, b) => a.school.localeCompare(b.school, 'en')),
    columns: [
      { heading: 'School', value: ({ school }: Contracted) => school },
      { heading: 'Contracting party', value: ({ party }) => party },
      { heading: 'Quantity', value: ({ quantity }) => quantity, kind: 'count', total: true },
      { heading: 'Pays', value: ({ paysPence }) => paysPence, kind: 'pence', total: true },
    ],
  });
}

export function awardFile(lines: readonly Contracted[]): DataTable {
  return dataTable({
    caption: 'Award',
    rows: lines,
    columns: [
      { heading: 'Lot', value: ({ item }: Contracted) => item },
      { heading: 'Supplier', value: ({ supplierName }) => supplierName },
      { heading: 'School', value: ({ school }) => school },
      { heading: 'URN', value: ({ schoolUrn }) => schoolUrn },
      { heading: 'Contracting party', value: ({ party }) => party },
      { heading: 'Quantity', value: ({ quantity }) => quantity, kind: 'count' },
      { heading: 'Pays, net', value: ({ paysPence }) => paysPence, kind: 'pence' },
    ],
  });
}

/** A supplier's own totals beside the winners'. */
export function feedbackTable(feedback: readonly LotFeedback[]): DataTable {
  return dataTable({
    caption: 'Your totals beside the winners’, net',
    whenEmpty: 'You sent no quote that was opened.',
    rows: feedback,
    columns: [
      { heading: 'Lot', value: ({ description }: LotFeedback) => description },
      { heading: 'Quantity', value: ({ quantity }) => quantity, kind: 'count' },
      { heading: 'Your total', value: ({ ownTotalPence }) => ownTotalPence, kind: 'pence' },
      { heading: 'Winner', value: winnerWords },
      { heading: 'Winning total', value: wonPence, kind: 'pence' },
      { heading: 'Your place', value: placeWords },
    ],
  });
}

/** The own part of a shared lot comes first. */
function winnerWords({ won, winnerName, winners, ownQuantity }: LotFeedback): string {
  if (!winners) return won ? 'You' : winnerName;
  const others = winners.filter((one) => !(won && one.supplierName === winnerName));
  const parts = others.map((one) => `${one.supplierName} (${formatWhole(one.quantity)})`);
  return [...(won ? [`You (${formatWhole(ownQuantity ?? 0)})`] : []), ...parts].join(', ');
}

/** Of a shared lot all parts: what is comparable with a total for the whole quantity. */
function wonPence({ winners, winnerTotalPence }: LotFeedback): number {
  if (!winners) return winnerTotalPence;
  return sumPence(winners.map(({ totalPence }) => totalPence));
}

function placeWords({ place, of }: LotFeedback): string {
  return place === null ? 'Not counted' : `${formatWhole(place)} of ${formatWhole(of)}`;
}

/** The same in a sentence: what a salesperson tells the office. */
export function feedbackWords(lot: LotFeedback): string {
  const { description, won, ownTotalPence, setAside, winnerTotalPence, quantity } = lot;
  const winnerName = lot.winners?.map((one) => one.supplierName).join(' and ') ?? lot.winnerName;
  const total = formatPounds(lot.won ? winnerTotalPence : wonPence(lot));
  if (won && lot.winners) {
    const part = `${formatWhole(lot.ownQuantity ?? 0)} of ${formatWhole(quantity)}`;
    return `${description}: you share it, and won ${part} with ${total}.`;
  }
  if (won) return `${description}: you won with ${total}.`;
  if (setAside !== null || ownTotalPence === null) {
    const why = ended(setAside ?? 'No reason was given');
    return `${description}: your quote did not count. ${why} ${winnerName} won with ${total}.`;
  }
  const own = `for ${formatWhole(quantity)} you asked ${formatPounds(ownTotalPence)}`;
  const gap = formatPounds(Math.abs(ownTotalPence - wonPence(lot)));
  const side = ownTotalPence < wonPence(lot) ? 'less' : 'more';
  return `${description}: ${own}, ${gap} ${side} than ${winnerName} with ${total}.`;
}

function ended(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
